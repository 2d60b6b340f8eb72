import Auditing
package import PoolModel
package import Records

/// A copy of a pool to which changes are applied, one after the other, as xapi would make them.
///
/// The records are changed and linked again. So all derived facts change too, and no rule needs to
/// know about assumptions. A changed record has an origin such as
/// `assumed: enable-sriov:xen1/eth1`, which findings show instead of a document.
package struct AssumedPool {
  package private(set) var inventory: Inventory
  package private(set) var changes: [PlannedChange] = []
  var records: PoolRecords { didSet { isStale = true } }
  /// Whether records have changed since they were last linked.
  private var isStale = false
  /// The origin of the records that the present change creates or edits.
  private(set) var origin = Origin(document: "assumed", line: 0)
  /// Counter for the made-up uuids of new records.
  private var serial = 0

  /// `inventory` must be linked from `records`.
  package init(_ records: PoolRecords, _ inventory: Inventory) {
    self.records = records
    self.inventory = inventory
  }

  /// Applies a change. Throws if it names an object that does not exist. A change that xapi would
  /// refuse has no effect, and the plan shows the reason.
  package mutating func apply(_ assumption: Assumption) throws(Assumption.Failure) {
    origin = Origin(document: "assumed: \(assumption.text)", line: 0)
    var change = PlannedChange(assumption: assumption.text, effects: [])
    switch assumption {
    case .reboot(let name): try reboot(name, &change)
    case .enableSRIOV(let name): enableSRIOV(try port(name, assumption), &change)
    case .disableSRIOV(let name): disableSRIOV(try port(name, assumption), &change)
    case .driverLimit(let driver, let vfs): try limit(driver, to: vfs, &change, assumption)
    case .hostLost(let name): lose(try host(name, assumption), &change)
    case .start(let name): start(try vm(name, assumption), &change)
    case .moveVIF(let name, let device, let network):
      try move(
        device, of: try vm(name, assumption), to: try self.network(network, assumption), &change,
        assumption)
    case .addVLAN(let name, let tag): addVLAN(tag, to: try ports(name, assumption), &change)
    case .addVMs(let count, let network):
      addVMs(count, on: try self.network(network, assumption), &change)
    }
    changes.append(change)
    link()
  }

  /// Reboots every host with a pending change of VFs. Returns their names.
  ///
  /// With `earlier`, only hosts with a pending change that was not pending in `earlier`: the
  /// reboots that the changes themselves require.
  package mutating func rebootWhereNeeded(since earlier: Inventory? = nil) -> [String] {
    let before = earlier.map { earlier in
      Dictionary(
        earlier.hosts.map { ($0.uuid, Self.waiting(on: $0, in: earlier)) },
        uniquingKeysWith: { first, _ in first })
    }
    let waiting = inventory.hosts.filter { host in
      let now = Self.waiting(on: host, in: inventory)
      return !now.isEmpty && before?[host.uuid] != now
    }
    origin = Origin(document: "assumed: reboot after the changes", line: 0)
    var change = PlannedChange(assumption: "", effects: [])
    for host in waiting { reboot(host, &change) }
    link()
    return waiting.map(\.name)
  }

  /// The ports of a host with a change that needs a reboot, each with the new number of VFs.
  private static func waiting(on host: Host, in inventory: Inventory) -> [String] {
    host.ports.map { inventory[$0] }.compactMap { port in
      let isPending = port.sriov.map { inventory[$0].requiresReboot == true } ?? false
      let next = port.configuration == .driverFile ? port.configuredVFs?.value : nil
      let differs = next.map { $0 != port.activeVFs?.value } ?? false
      guard isPending || differs else { return nil }
      return "\(port.uuid) \(isPending) \(next.map(String.init) ?? "?")"
    }
  }

  /// Links the records again if they have changed.
  mutating func link() {
    guard isStale else { return }
    isStale = false
    inventory = Linker.link(records, knowledge: inventory.knowledge, text: inventory.text)
  }

  /// A made-up uuid for a new record.
  mutating func madeUp(_ kind: String) -> String {
    serial += 1
    return "assumed-\(kind)-\(serial)"
  }
}

// Finds the object that an assumption names; throws if there is none.
extension AssumedPool {
  func host(_ name: String, _ assumption: Assumption) throws(Assumption.Failure) -> Host {
    try one(
      inventory.hosts.filter { $0.name == name || $0.uuid == name }, "host", name,
      inventory.hosts.map(\.name), assumption)
  }

  func vm(_ name: String, _ assumption: Assumption) throws(Assumption.Failure) -> VM {
    try one(
      inventory.vms.filter { $0.name == name || $0.uuid == name }, "VM", name,
      inventory.vms.map(\.name), assumption)
  }

  func network(_ name: String, _ assumption: Assumption) throws(Assumption.Failure) -> Network {
    try one(
      inventory.networks.filter { $0.name == name || $0.uuid == name }, "network", name,
      inventory.networks.map(\.name), assumption)
  }

  func port(_ name: String, _ assumption: Assumption) throws(Assumption.Failure) -> Port {
    try one(
      inventory.ports.filter {
        inventory.label($0) == name || $0.uuid == name
          || (inventory.hosts.count == 1 && $0.device == name)
      }, "port", name, inventory.ports.map { inventory.label($0) }, assumption)
  }

  /// The port of one host, or the ports with that device name on all hosts.
  func ports(_ name: String, _ assumption: Assumption) throws(Assumption.Failure) -> [Port] {
    let alike = inventory.ports.filter { $0.device == name }
    return alike.isEmpty ? [try port(name, assumption)] : alike
  }

  private func one<Member>(
    _ found: [Member], _ kind: String, _ name: String, _ known: [String], _ assumption: Assumption
  ) throws(Assumption.Failure) -> Member {
    if found.count == 1 { return found[0] }
    if found.count > 1 {
      throw Assumption.Failure(
        description:
          "\(assumption.text): \(found.count) \(kind)s have the name “\(name)”: use the uuid")
    }
    // Similar names first.
    let near = known.filter { $0.lowercased().contains(name.lowercased().prefix(3)) }
    let shown = Array((near + known.filter { !near.contains($0) }).prefix(8))
    throw Assumption.Failure(
      description: "\(assumption.text): no \(kind) has the name “\(name)”; the pool has "
        + (shown.isEmpty ? "none" : enumeration(shown, limit: 8))
        + (known.count > shown.count ? " (\(known.count) in total)" : ""))
  }
}
