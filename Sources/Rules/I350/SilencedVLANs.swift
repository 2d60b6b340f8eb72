import Auditing
import PoolModel

/// The VLANs of a port that SR-IOV silences, and who hangs on them.
struct SilencedVLANs {
  let vlans: [VLAN]
  let affected: Affected
  private let vms: [VM]
  private let inventory: Inventory

  init(of port: Port, in inventory: Inventory) {
    self.inventory = inventory
    vlans = port.vlans.map { inventory[$0] }.sorted { ($0.tag, $0.id) < ($1.tag, $1.id) }
    let networks = vlans.compactMap(\.network)
    let ids = networks.flatMap { inventory.runningVMs(on: $0, host: port.host).map(\.id) }
    vms = Set(ids).sorted().map { inventory[$0] }
    affected = Affected(
      vms: vms.map(\.id), networks: networks, hosts: [port.host],
      hostTraffic: HostTraffic.over(vlans))
  }

  var isOne: Bool { vlans.count == 1 }

  /// `VLAN 10`, `VLANs 10 and 20`.
  var tags: String {
    let numbers = enumeration(vlans.map { "\($0.tag)" })
    return isOne ? "VLAN \(numbers)" : "VLANs \(numbers)"
  }

  /// `VLAN 10 (Office)`.
  var names: String { enumeration(vlans.map { inventory.name(of: $0) }) }

  func consequence(isSure: Bool) -> String {
    let cut =
      vms.isEmpty
      ? "no running VM is hit"
      : counted(vms.count, "running VM")
        + (isSure ? " without network" : " maybe without network")
    let names = vms.isEmpty ? "" : ": \(enumeration(vms.map(\.name)))"
    let traffic = enumeration(affected.hostTraffic.map(\.rawValue))
    let host = traffic.isEmpty ? "" : " The host's own traffic (\(traffic)) is hit too."
    return cut + names + "." + host
  }

  /// What makes a case weaker than the page's.
  func caveat(isOwn: Bool, backend: String?) -> String {
    if backend == "bridge" {
      return "The host uses the Linux bridge, which registers its VLANs with the driver: it may"
        + " escape. Nobody has tried."
    }
    return isOwn
      ? ""
      : "The port has no VFs of its own. The page saw every port of the card silenced, with VFs on"
        + " all of them; whether one without is hit is inferred."
  }

  func evidence(_ port: Port, in inventory: Inventory) -> [EvidenceItem] {
    vlans.map { vlan in
      EvidenceItem(
        vlan.origin, ["tagged-PIF", "untagged-PIF", "tag"],
        seen: "VLAN \(vlan.tag) over \(port.device)",
        expected: "no VLAN on a port of driver igb with VFs")
    }
  }
}
