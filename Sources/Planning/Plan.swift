package import Auditing

/// What changes will do to a pool, before anybody makes them.
package struct Plan: Sendable {
  /// In the order in which they are made.
  package var changes: [PlannedChange]
  /// Ports whose VFs or traffic the changes touch, or that have VFs; in the report's order.
  package var ports: [PlannedPort]

  package init(changes: [PlannedChange], ports: [PlannedPort]) {
    self.changes = changes
    self.ports = ports
  }
}

/// One change, and what the toolstack makes of it.
package struct PlannedChange: Sendable, Equatable {
  /// As it was asked for: `enable-sriov:xen1/eth1`.
  package var assumption: String
  /// What happens, a sentence each.
  package var effects: [String]
  /// Why xapi refuses it, with its error code; nil where it does not.
  package var refusal: String?
  /// How to make it; placeholders in capitals stand for what is not known yet.
  package var commands: [Command]

  package init(
    assumption: String, effects: [String], refusal: String? = nil, commands: [Command] = []
  ) {
    self.assumption = assumption
    self.effects = effects
    self.refusal = refusal
    self.commands = commands
  }
}

/// The VFs of one port through the changes; nil is not known.
package struct PlannedPort: Sendable, Equatable {
  package var host: String
  package var device: String
  package var card: String?
  package var now: Int?
  /// When the changes are made and nothing is rebooted.
  package var afterChange: Int?
  /// When its host is rebooted after that.
  package var afterReboot: Int?
  /// Who loses traffic and when, a sentence each: `at the reboot VLAN 10 (Office): desk-1`.
  package var losses: [String]

  package init(
    host: String, device: String, card: String?, now: Int?, afterChange: Int?, afterReboot: Int?,
    losses: [String]
  ) {
    self.host = host
    self.device = device
    self.card = card
    self.now = now
    self.afterChange = afterChange
    self.afterReboot = afterReboot
    self.losses = losses
  }
}
