package import Auditing

/// The predicted effect of changes on a pool.
package struct Plan: Sendable {
  /// In the order given.
  package var changes: [PlannedChange]
  /// Ports that have VFs, or whose VFs or traffic are changed; in the report's order.
  package var ports: [PlannedPort]

  package init(changes: [PlannedChange], ports: [PlannedPort]) {
    self.changes = changes
    self.ports = ports
  }
}

/// One change, and its effect as xapi would make it.
package struct PlannedChange: Sendable, Equatable {
  /// As typed by the user: `enable-sriov:xen1/eth1`.
  package var assumption: String
  /// What happens, one sentence each.
  package var effects: [String]
  /// Why xapi refuses it, with its error code; nil if it does not.
  package var refusal: String?
  /// How to make the change. Placeholders in capitals are for values that are not known yet.
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

/// The VFs of one port before and after the changes; nil means not known.
package struct PlannedPort: Sendable, Equatable {
  package var host: String
  package var device: String
  package var card: String?
  package var now: Int?
  /// After the changes, before a reboot.
  package var afterChange: Int?
  /// After the changes and a reboot of the port's host.
  package var afterReboot: Int?
  /// The lost traffic, one sentence each:
  /// `after the reboot, VLAN 10 (Office) stops passing traffic: desk-1`.
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
