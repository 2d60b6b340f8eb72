import ArgumentParser

@main
struct Vfaudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vfaudit",
    abstract: "Finds SR-IOV trouble on XenServer and XCP-ng before your users do.",
    discussion: """
      vfaudit reads what xe, sysfs and /etc/modprobe.d say of a pool, from a saved snapshot, and \
      says what is wrong, what will be wrong after the next reboot, how many were examined, what \
      could not be known, and the commands that mend it. It changes nothing.

        vfaudit audit Examples/i350-after-reboot/snapshot
        vfaudit audit snapshot --format html --format xml --output report
        vfaudit rules i350-vlan-with-sriov
      """,
    version: Version.current,
    subcommands: [AuditCommand.self, RulesCommand.self, SchemaCommand.self])
}

enum Version {
  static let current = "0.1.0"
}
