package import Records

/// An object that two witnesses report, and the fields in which they contradict each other.
package struct CrossCheck: Sendable {
  /// `xen1/eth0`, or class and uuid of an object that only xapi and its database know.
  package var label: String
  package var uuid: String
  /// The host's name; empty for objects of the pool.
  package var host: String
  /// Empty if the witnesses agree.
  package var contradictions: [Disagreement]
}

extension Linker {
  /// Collects what two witnesses report: for ports, host data and xapi; for all objects, `xe` and
  /// the database.
  mutating func gatherCrossChecks() {
    var all: [CrossCheck] = []
    for host in inventory.hosts {
      guard let words = words(of: host) else { continue }
      let witnesses = HostWitnesses(words)
      for port in host.ports.map({ inventory[$0] }) {
        let captured = PortCrossCheck(of: port, witnesses)
        guard captured.isDouble else { continue }
        all.append(
          CrossCheck(
            label: inventory.label(port), uuid: port.uuid, host: host.name,
            contradictions: captured.contradictions))
      }
    }
    let grouped = Dictionary(grouping: records.disagreements) {
      "\($0.xapiClass.rawValue) \($0.uuid)"
    }
    for (label, contradictions) in grouped.sorted(by: { $0.key < $1.key }) {
      all.append(
        CrossCheck(
          label: label, uuid: contradictions[0].uuid, host: "",
          contradictions: contradictions.sorted { $0.field < $1.field }))
    }
    inventory.crossChecks = all
  }
}

/// The facts about one port that several witnesses report.
private struct PortCrossCheck {
  private(set) var contradictions: [Disagreement] = []
  /// Whether more than one witness reports any fact.
  private(set) var isDouble = false
  private let uuid: String

  init(of port: Port, _ witnesses: HostWitnesses) {
    uuid = port.uuid
    let function = port.pciAddress.flatMap { witnesses.functions[$0] }
    let block = port.pciAddress.flatMap { witnesses.lspci[$0] }
    let interface = witnesses.interfaces[port.device]
    compare(
      "driver",
      [
        statement(function?.driver, .sysfs), statement(block?.driver, .lspci),
        statement(witnesses.ethtool[port.device]?.driver, .ethtool),
      ])
    let isOn = block?.isEnabled?.value != false
    compare(
      "active VFs",
      [
        statement(function?.numVFs, .sysfs),
        statement(block?.numVFs.map { Sourced(isOn ? $0.value : 0, $0.origin) }, .lspci),
      ])
    // A card that the catalogue lists without SR-IOV, and that offers VFs after all.
    if let model = port.model, !model.supportsVFs {
      let offered = function?.totalVFs ?? block?.totalVFs
      compare(
        "SR-IOV",
        [
          statement(
            offered.map { Sourced($0.value > 0 ? "offered" : "none", $0.origin) },
            function?.totalVFs == nil ? .lspci : .sysfs),
          .init("none", by: .catalogue, at: port.origin),
        ])
    }
    compare("MAC", [xapi(port.mac, port), statement(interface?.mac, .sysfs)])
    compare("PCI address", [xapi(port.pciAddress, port), statement(interface?.function, .sysfs)])
  }

  private func statement(
    _ captured: Sourced<some CustomStringConvertible>?, _ witness: Witness
  ) -> Disagreement.Statement? {
    captured.map { .init("\($0.value)".lowercased(), by: witness, at: $0.origin) }
  }

  private func xapi(_ value: String?, _ port: Port) -> Disagreement.Statement? {
    guard !port.uuid.isEmpty else { return nil }
    return value.map {
      .init($0.lowercased(), by: .ofXapi(at: port.origin), at: port.origin)
    }
  }

  private mutating func compare(_ field: String, _ all: [Disagreement.Statement?]) {
    let captured = all.compactMap { $0 }
    guard captured.count > 1, let first = captured.first else { return }
    isDouble = true
    guard let other = captured.first(where: { $0.value != first.value }) else { return }
    contradictions.append(
      Disagreement(xapiClass: .pif, uuid: uuid, field: field, believed: first, other: other))
  }
}
