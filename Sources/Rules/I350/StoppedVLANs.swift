import Auditing
import PoolModel

/// The VLANs of a port that pass no traffic because of SR-IOV, and what depends on them.
struct StoppedVLANs {
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

  /// `VLAN 10`, `VLANs 10 and 20`.
  var tags: String {
    let numbers = enumeration(vlans.map { "\($0.tag)" })
    return "\(agreeing(vlans.count, "VLAN", "VLANs")) \(numbers)"
  }

  /// `VLAN 10 (Office)`.
  var names: String { enumeration(vlans.map { inventory.name(of: $0) }) }

  /// `event`: `the reboot`; nil for the present state.
  func consequence(isSure: Bool, after event: String? = nil) -> String {
    let start = event.map { "After \($0), " } ?? ""
    let have = isSure ? agreeing(vms.count, "has", "have") : "may have"
    let cut =
      vms.isEmpty
      ? start + (event == nil ? "No" : "no") + " running VM is affected."
      : start + "\(counted(vms.count, "running VM")) \(have) no traffic on \(tags):"
        + " \(enumeration(vms.map(\.name)))."
    let traffic = enumeration(affected.hostTraffic.map(\.rawValue))
    let verb = isSure ? "is" : "may be"
    let host = traffic.isEmpty ? "" : " The host's own traffic (\(traffic)) \(verb) affected too."
    return cut + host
  }

  /// Why this case is less certain than the one in the cited article; empty if it is the same.
  func caveat(isOwn: Bool, backend: String?) -> String {
    if backend == "bridge" {
      return
        "The host uses the Linux bridge, which registers its VLANs with the driver, so they may"
        + " still work. This has not been tested."
    }
    return isOwn
      ? ""
      : "The port has no VFs of its own. In the cited article, VLANs failed on every port of the"
        + " card, and all ports had VFs. That a port without VFs is affected is inferred."
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
