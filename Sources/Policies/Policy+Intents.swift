import Glibc
package import PoolModel
import Records

extension Policy {
  /// Writes the policy's expectations into the VIFs and ports that they match. The first match
  /// wins, also over tags. An expectation that matches nothing becomes a gap: it may be misspelt.
  package func stateIntents(in inventory: inout Inventory) {
    statePortIntents(in: &inventory)
    var stated: Set<ID<VIF>> = []
    for expectation in expectations {
      let vms = inventory.vms.filter { expectation.names($0) }
      var isMet = false
      for vif in vms.flatMap(\.vifs) where expectation.names(inventory[vif]) {
        isMet = true
        guard stated.insert(vif).inserted else { continue }
        inventory.vifs[vif.index].intent = Intent(
          network: .network(expectation.network), statedBy: .policy(expectation.place),
          reason: expectation.reason)
      }
      if !isMet, inventory.gap(for: .vms) == nil, inventory.gap(for: .vifs) == nil {
        inventory.gaps.append(expectation.unmet(hasVM: !vms.isEmpty))
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
            what: "whether port “\(expected.pattern)” has VFs, as expected at"
              + " \(expected.intent.statedAt)",
            why: "the pool has no such port", document: expected.intent.statedAt))
      }
    }
  }
}

extension ExpectedPort {
  func names(_ label: String) -> Bool { pattern == label || fnmatch(pattern, label, 0) == 0 }
}

extension Expectation {
  fileprivate func names(_ vm: VM) -> Bool {
    guard tag.isEmpty else { return vm.tags.contains(tag) }
    return self.vm == vm.uuid || self.vm == vm.name
      || fnmatch(self.vm, vm.name, 0) == 0
  }

  fileprivate func names(_ vif: VIF) -> Bool { device == nil || device == vif.device }

  fileprivate func unmet(hasVM: Bool) -> Gap {
    let whose = tag.isEmpty ? "VM “\(vm)”" : "a VM with tag “\(tag)”"
    let what = device.map { "VIF \($0) of \(whose)" } ?? "a VIF of \(whose)"
    return Gap(
      what: "whether \(what) is on network “\(network)”, as expected at \(place)",
      why: hasVM ? "the VM has no such VIF" : "the pool has no such VM", document: place)
  }
}
