import Auditing
import PoolModel
import Records
import Remedies

/// The finding of vif-duplicate-mac about VIFs of one VM.
enum VIFDuplicateMACDetails {
  /// A bond of the guest OS with one MAC, or a mistake: xapi does not show which.
  static func inOneVM(
    _ vm: VM, _ vifs: [VIF], _ mac: String, in inventory: Inventory
  ) -> FindingDetails {
    let names = enumeration(vifs.map { "\($0.device)" })
    return FindingDetails(
      title: "VIFs \(names) of \(vm.name) have the same MAC \(mac)",
      happens: [
        "This is usual if the guest OS of \(vm.name) bonds them, with fail_over_mac=none: all"
          + " interfaces of the bond then use one MAC.",
        "Without a bond, one of them may receive nothing.",
      ],
      action: "Check whether the guest OS of \(vm.name) bonds these VIFs. If so, leave them.",
      consequence: "If it is not a bond, \(vm.name) may lose packets.",
      affected: Affected(vms: [vm.id], networks: Set(vifs.map(\.network)).sorted()),
      evidence: vifs.prefix(8).map { vif in
        EvidenceItem(
          vif.origin, ["device", "vm-uuid", "MAC", "network-uuid"],
          seen: "VIF \(inventory.label(vif)) has \(mac)",
          expected: "a unique MAC, or a bond in the guest OS")
      },
      remedy: [
        RemedyStep(
          "In \(vm.name): see whether the interfaces are bonded.",
          Command("sh", "-c", "grep -H . /proc/net/bonding/* | grep -e Slave -e fail_over_mac")),
        RemedyStep(
          "If they are not, or if the bond is to use different MACs (fail_over_mac=active in the"
            + " guest OS first), give all but one a new MAC as follows."),
      ] + vifs.dropFirst().prefix(4).flatMap { ChangingMACs.steps($0, in: inventory) },
      confidence: .inferred)
  }
}
