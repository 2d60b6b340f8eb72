package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// The toolstack will write a parameter that the driver does not have.
  package static let driverLineMisread = Rule(
    id: "driver-line-misread",
    title: "driver file whose VFs-param is no parameter of the driver",
    severity: .warning, confidence: .source, needs: [.driverFile],
    why: """
      The toolstack takes the name of the parameter from VFs-param as it stands, with a remark \
      behind it or another case. When SR-IOV is enabled, it adds an options line with that name. \
      The driver ignores the number, or the kernel refuses the whole line. The line that the \
      driver obeys stays as it was, so the number of VFs does not change.
      """,
    remedy: "Write the parameter's name alone, and remove the line that the toolstack added.",
    checkByHand: "grep VFs-param /etc/modprobe.d/igb.conf; modinfo --parameter igb",
    references: [Citation.networkd, "kernel/params.c: unknown parameters are ignored"],
    population: { $0.governingFiles },
    check: misread,
    examples: [
      .fails("a remark follows the name", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile(
          "igb.conf",
          "# VFs-param: max_vfs <--- note\n# VFs-maxvfs-by-default: 7\noptions igb max_vfs=0")
        pool.modinfo("igb", "max_vfs")
      },
      .fails("the name of another driver's parameter", on: "xen1/igb.conf") { pool in
        pool.card(.i350, ports: "eth0", "eth1")
        pool.driverFile(
          "igb.conf", "# VFs-param: num_vfs\n# VFs-maxvfs-by-default: 7\noptions igb max_vfs=4,4")
        pool.sriov("VM SR-IOV", on: "eth0")
      },
      .passes("the driver's parameter") { pool in
        pool.card(.i350, ports: "eth0")
        pool.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-maxvfs-by-default: 7")
      },
      .undetermined("the driver file was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.forgetDriverFiles()
      },
    ])
}

/// VFs-param names something else than the parameter that the driver is known to have.
private func misread(_ file: DriverFile, in inventory: Inventory) -> FindingDetails? {
  guard let named = file.parameter, let parameter = DriverKnowledge.of(file.driver)?.vfParameter,
    named.value != parameter
  else { return nil }
  let host = inventory[file.host].name
  let isOn = file.ports.contains { inventory[$0].sriov != nil }
  let written = file.target.map {
    "options \(file.driver) \(named.value)="
      + Array(repeating: "\($0)", count: max(1, file.toolstackValues)).joined(separator: ",")
  }
  let lost = file.loadAfterEnable?.refusal
  return FindingDetails(
    title: "VFs-param “\(named.value)” in \(file.fileName) of \(host) is no parameter of"
      + " \(file.driver)",
    happens: [
      written.map {
        "When SR-IOV is \(isOn ? "brought up" : "enabled"), the toolstack adds the line “\($0)”."
      } ?? "The toolstack cannot enable SR-IOV: it finds no default number of VFs either.",
      lost == nil
        ? "\(file.driver) ignores it: its parameter is \(parameter)."
        : "The kernel refuses this line, and \(file.driver) does not load at the next boot.",
    ],
    action: "Write VFs-param in \(inventory.label(file)) as \(parameter).",
    consequence: lost == nil
      ? "The number of VFs does not change, whatever the toolstack requests."
      : "After SR-IOV is enabled, the next boot of \(host) takes all ports of \(file.driver) away.",
    affected: Affected(networks: inventory.sriovNetworks(of: file), hosts: [file.host]),
    evidence: [
      EvidenceItem(
        named.origin, by: .driverFile, seen: "“\(named.value)”", expected: parameter)
    ],
    remedy: EditingDriverFile.steps(
      file, "Write the name of the parameter alone.",
      [EditingDriverFile.writing("VFs-param", parameter, to: file)], in: inventory))
}
