package import Auditing
import Glibc
package import PoolModel

/// What the administrator says of the pool: thresholds, severities, rules that are off, and on
/// which network a VM's VIF belongs, what is waived, what is known of cards and VMs.
package struct Policy: Sendable {
  /// The file's name, for reports; empty for the built-in policy.
  package var name = ""
  /// What it asks of the audit itself.
  package var terms = Terms()
  package var expectations: [Expectation] = []
  /// Ports that should give VFs.
  package var expectedPorts: [ExpectedPort] = []
  /// What it adds to the catalogue of cards and guest OSes, or corrects there.
  package var knowledge = Knowledge()

  package init() {}
}

/// An entry of `expect`: a VM's VIF belongs on a network.
package struct Expectation: Sendable, Equatable {
  /// A name, a glob (`web-*`) or a uuid; empty where a tag says it.
  package var vm: String
  /// A tag of the VMs; empty where a name says it.
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

/// An entry of `expect`: ports are to give VFs.
package struct ExpectedPort: Sendable, Equatable {
  /// A label (`xen1/eth2`) or a glob of labels.
  package var pattern: String
  package var intent: PortIntent

  package init(pattern: String, intent: PortIntent) {
    self.pattern = pattern
    self.intent = intent
  }
}
