import Glibc
package import PoolModel

extension Policy {
  /// Writes the policy's expectations into the VIFs they name. The first that names a VIF wins,
  /// over tags too. One that names nobody becomes a gap: it may be misspelt.
  package func stateIntents(in inventory: inout Inventory) {
    statePortIntents(in: &inventory)
    var stated: Set<ID<VIF>> = []
    for expectation in expectations {
      let guests = inventory.guests.filter { expectation.names($0) }
      var isMet = false
      for vif in guests.flatMap(\.vifs) where expectation.names(inventory[vif]) {
        isMet = true
        guard stated.insert(vif).inserted else { continue }
        inventory.vifs[vif.index].intent = Intent(
          network: .network(expectation.network), statedBy: .policy(expectation.place),
          reason: expectation.reason)
      }
      if !isMet, inventory.gap(for: .guests) == nil, inventory.gap(for: .vifs) == nil {
        inventory.gaps.append(expectation.unmet(hasGuest: !guests.isEmpty))
      }
    }
    inventory.gaps.sort()
  }
}

extension Policy {
  private func statePortIntents(in inventory: inout Inventory) {
    for expected in expectedPorts {
      let named = inventory.ports.filter { expected.names(inventory.label($0)) }
      for port in named where port.intent == nil {
        inventory.ports[port.id.index].intent = expected.intent
      }
      if named.isEmpty, inventory.gap(for: .ports) == nil, inventory.gap(for: .hosts) == nil {
        inventory.gaps.append(
          Gap(
            what: "whether port “\(expected.pattern)” gives VFs, as \(expected.intent.statedAt)"
              + " expects",
            why: "the pool has no such port", document: expected.intent.statedAt))
      }
    }
  }
}

extension ExpectedPort {
  func names(_ label: String) -> Bool { pattern == label || fnmatch(pattern, label, 0) == 0 }
}

extension Expectation {
  fileprivate func names(_ guest: Guest) -> Bool {
    guard tag.isEmpty else { return guest.tags.contains(tag) }
    return self.guest == guest.uuid || self.guest == guest.name
      || fnmatch(self.guest, guest.name, 0) == 0
  }

  fileprivate func names(_ vif: VIF) -> Bool { device == nil || device == vif.device }

  fileprivate func unmet(hasGuest: Bool) -> Gap {
    let whose = tag.isEmpty ? "guest “\(guest)”" : "a guest tagged “\(tag)”"
    let what = device.map { "VIF \($0) of \(whose)" } ?? "a VIF of \(whose)"
    return Gap(
      what: "whether \(what) is on network “\(network)”, as \(place) expects",
      why: hasGuest ? "the guest has no such VIF" : "the pool has no such guest", document: place)
  }
}
