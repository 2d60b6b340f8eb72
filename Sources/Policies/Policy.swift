package import Auditing
import Glibc
package import PoolModel

/// The administrator's settings for a pool: thresholds, severities, disabled rules, expected
/// networks of VIFs, waivers, and additions to the catalogue of cards and guest OSes.
package struct Policy: Sendable {
  /// The file's name, for reports; empty for the built-in policy.
  package var name = ""
  /// Settings of the audit itself.
  package var terms = Terms()
  package var expectations: [Expectation] = []
  /// Ports that should have VFs.
  package var expectedPorts: [ExpectedPort] = []
  /// Additions and corrections to the catalogue of cards and guest OSes.
  package var knowledge = Knowledge()

  package init() {}
}

/// An entry of `expect`: the network that a VM's VIF should be on.
package struct Expectation: Sendable, Equatable {
  /// A name, a glob (`web-*`) or a uuid; empty if a tag is used instead.
  package var vm: String
  /// A tag of the VMs; empty if a name is used instead.
  package var tag: String
  /// The VIF's device number; nil means every VIF of the VM.
  package var device: Int?
  /// A network's name or uuid.
  package var network: String
  package var reason: String
  /// `vfaudit.yml:7`.
  package var place: String

  package init(
    vm: String = "", tag: String = "", device: Int?, network: String, reason: String,
    place: String
  ) {
    self.vm = vm
    self.tag = tag
    self.device = device
    self.network = network
    self.reason = reason
    self.place = place
  }
}

/// An entry of `expect`: ports that should have VFs.
package struct ExpectedPort: Sendable, Equatable {
  /// A label (`xen1/eth2`) or a glob of labels.
  package var pattern: String
  package var intent: PortIntent

  package init(pattern: String, intent: PortIntent) {
    self.pattern = pattern
    self.intent = intent
  }
}
