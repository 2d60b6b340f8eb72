/// What the administrator says of the pool: thresholds, severities, rules that are off, and on
/// which network a guest's VIF belongs.
package struct Policy: Sendable {
  /// The file's name, for reports; empty for the built-in policy.
  package var name = ""
  package var thresholds = Thresholds()
  /// By rule id.
  package var severities: [String: Severity] = [:]
  /// Rule ids, sorted.
  package var disabled: [String] = []
  package var expectations: [Expectation] = []
  package var waivers: [Waiver] = []

  package init() {}
}

/// Numbers that rules compare with.
package struct Thresholds: Sendable, Equatable {
  /// VFs that must stay free on each port.
  package var minimumFree = 1
  /// The part of a port's active VFs that must stay free, in percent.
  package var percentFree = 20

  package init() {}
}

/// An entry of `expect`: a guest's VIF belongs on a network.
package struct Expectation: Sendable, Equatable {
  /// A name, a glob (`web-*`) or a uuid.
  package var guest: String
  /// The VIF's device number; nil means every VIF of the guest.
  package var device: Int?
  /// A network's name or uuid.
  package var network: String
  package var reason: String
  /// `vfaudit.yml:7`.
  package var place: String

  package init(guest: String, device: Int?, network: String, reason: String, place: String) {
    self.guest = guest
    self.device = device
    self.network = network
    self.reason = reason
    self.place = place
  }
}
