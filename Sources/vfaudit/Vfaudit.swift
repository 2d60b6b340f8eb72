import ArgumentParser

@main
struct Vfaudit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vfaudit",
    abstract: "Finds SR-IOV problems on XenServer and XCP-ng before your users do.",
    discussion: """
      vfaudit reads the xe lists, sysfs and /etc/modprobe.d of a pool, live or from saved data. It \
      reports what is wrong, what will be wrong after the next reboot, how many objects were \
      examined, what could not be evaluated, and the commands that fix it. It changes nothing.

        vfaudit audit Examples/i350-after-reboot/snapshot
        vfaudit audit --ssh root@xen1 --output report.html
        vfaudit audit bug-report-20261101093000.tar.bz2
        vfaudit collect --ssh root@xen1 --output before.tar.gz
        vfaudit plan before.tar.gz --assume enable-sriov:xen1/eth1
        vfaudit compare before.tar.gz after.tar.gz
        vfaudit verify report.xml before.tar.gz
        vfaudit rules i350-vlan-with-sriov
      """,
    version: Version.current,
    subcommands: [
      AuditCommand.self, CollectCommand.self, CompareCommand.self, ExplainCommand.self,
      PlanCommand.self, PolicyCommand.self,
      RevealCommand.self, RulesCommand.self, SchemaCommand.self, TemplateCommand.self,
      VerifyCommand.self,
    ])
}

enum Version {
  static let current = "0.2.0"
}
