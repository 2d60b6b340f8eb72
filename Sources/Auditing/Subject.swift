package import PoolModel
import Records

/// The member that a result is about.
package struct Subject: Sendable, Hashable, Comparable {
  package var kind: Kind
  /// Empty for members without a uuid in xapi (driver files, documents).
  package var uuid: String
  /// `xenserver8/eth1`, `FreeBSD VM/0`, `VM SR-IOV`.
  package var label: String
  /// The name of the host it belongs to; empty for members of the whole pool.
  package var host: String

  package enum Kind: String, Sendable, Hashable {
    case pool
    case host
    case port
    case network
    case vlan = "VLAN"
    case vm = "VM"
    case vif = "VIF"
    case virtualFunction = "VF"
    case driverFile = "driver file"
    /// SR-IOV on a port; its label is the port's.
    case sriov = "SR-IOV"
    /// Any other xapi object.
    case object
    case document
    case waiver
  }

  package init(_ kind: Kind, uuid: String = "", label: String, host: String = "") {
    self.kind = kind
    self.uuid = uuid
    self.label = label
    self.host = host
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.label, left.kind.rawValue, left.uuid) < (right.label, right.kind.rawValue, right.uuid)
  }
}

/// A kind of member that rules can examine.
package protocol Examinable: Sendable {
  /// `port`, `ports`.
  static var nouns: (one: String, many: String) { get }
  var entity: Entity { get }
  func subject(in inventory: Inventory) -> Subject
}

extension Pool: Examinable {
  package static var nouns: (one: String, many: String) { ("pool", "pools") }
  package var entity: Entity { .pool }
  package func subject(in inventory: Inventory) -> Subject {
    Subject(.pool, uuid: uuid, label: name)
  }
}

extension Port: Examinable {
  package static var nouns: (one: String, many: String) { ("port", "ports") }
  package var entity: Entity { .port(id) }
  package func subject(in inventory: Inventory) -> Subject {
    Subject(.port, uuid: uuid, label: inventory.label(self), host: inventory[host].name)
  }
}

extension Host: Examinable {
  package static var nouns: (one: String, many: String) { ("host", "hosts") }
  package var entity: Entity { .host(id) }
  package func subject(in inventory: Inventory) -> Subject {
    Subject(.host, uuid: uuid, label: name, host: name)
  }
}

extension Network: Examinable {
  package static var nouns: (one: String, many: String) { ("network", "networks") }
  package var entity: Entity { .network(id) }
  package func subject(in inventory: Inventory) -> Subject {
    Subject(.network, uuid: uuid, label: name)
  }
}

extension NetworkSRIOV: Examinable {
  package static var nouns: (one: String, many: String) {
    ("port with an SR-IOV network", "ports with an SR-IOV network")
  }
  package var entity: Entity { .networkSRIOV(id) }
  package func subject(in inventory: Inventory) -> Subject {
    inventory[port].subject(in: inventory)
  }
}

extension VLAN: Examinable {
  package static var nouns: (one: String, many: String) { ("VLAN", "VLANs") }
  package var entity: Entity { .vlan(id) }
  package func subject(in inventory: Inventory) -> Subject {
    let name = network.map { inventory[$0].name } ?? "VLAN \(tag)"
    return Subject(.vlan, uuid: uuid, label: name, host: inventory[host].name)
  }
}

extension VM: Examinable {
  package static var nouns: (one: String, many: String) { ("VM", "VMs") }
  package var entity: Entity { .vm(id) }
  package func subject(in inventory: Inventory) -> Subject {
    Subject(
      .vm, uuid: uuid, label: name, host: residentOn.map { inventory[$0].name } ?? "")
  }
}

extension VIF: Examinable {
  package static var nouns: (one: String, many: String) { ("VIF", "VIFs") }
  package var entity: Entity { .vif(id) }
  package func subject(in inventory: Inventory) -> Subject {
    let host = inventory[vm].residentOn.map { inventory[$0].name } ?? ""
    return Subject(.vif, uuid: uuid, label: inventory.label(self), host: host)
  }
}

extension VirtualFunction: Examinable {
  package static var nouns: (one: String, many: String) { ("VF", "VFs") }
  package var entity: Entity { .virtualFunction(id) }
  package func subject(in inventory: Inventory) -> Subject {
    Subject(
      .virtualFunction, label: inventory.label(self), host: inventory[inventory[port].host].name)
  }
}

extension DriverFile: Examinable {
  package static var nouns: (one: String, many: String) { ("driver file", "driver files") }
  package var entity: Entity { .driverFile(id) }
  package func subject(in inventory: Inventory) -> Subject {
    Subject(.driverFile, label: inventory.label(self), host: inventory[host].name)
  }
}

extension CrossCheck: Examinable {
  package static var nouns: (one: String, many: String) {
    ("object with data from two sources", "objects with data from two sources")
  }
  package var entity: Entity { .pool }
  package func subject(in inventory: Inventory) -> Subject {
    Subject(host.isEmpty ? .object : .port, uuid: uuid, label: label, host: host)
  }
}

extension StatedWaiver: Examinable {
  package static var nouns: (one: String, many: String) { ("waiver", "waivers") }
  package var entity: Entity { .waiver(index) }
  package func subject(in inventory: Inventory) -> Subject {
    Subject(.waiver, label: "\(rule) of \(subject)")
  }
}

extension DocumentFacts: Examinable {
  package static var nouns: (one: String, many: String) { ("document", "documents") }
  package var entity: Entity { .document(name) }
  package func subject(in inventory: Inventory) -> Subject { Subject(.document, label: name) }
}
