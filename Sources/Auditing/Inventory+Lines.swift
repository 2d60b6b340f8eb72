import PoolModel
import Records

extension Inventory {
  /// The pool's hosts, networks and VMs as lines of the report.
  var summary: InventorySummary {
    InventorySummary(
      hosts: hosts.map { host in
        .init(
          name: host.name, uuid: host.uuid, product: host.product, xapiVersion: host.xapiVersion,
          networkBackend: host.networkBackend, isEnabled: host.isEnabled,
          hasHostData: host.hasHostData, cards: cards(of: host))
      },
      networks: networks.map { network in
        .init(
          name: network.name, uuid: network.uuid, kind: network.kind.word,
          vifs: network.vifs.count, runningVMs: runningVMs(on: network.id).count)
      },
      vms: vms.map { vm in
        .init(
          name: vm.name, uuid: vm.uuid, powerState: vm.powerState.rawValue,
          host: vm.residentOn.map { self[$0].name }, system: vm.system?.value.name,
          vifs: vm.vifs.map { "\(self[$0].device): \(self[self[$0].network].name)" })
      })
  }

  /// The cards of a host, in the order of their first ports. Ports without a captured PCI address
  /// are grouped by model, as one card without an address.
  private func cards(of host: Host) -> [InventorySummary.CardLine] {
    struct Place: Hashable {
      var card: ID<Card>?
      var model: String?
    }
    var order: [Place] = []
    var ports: [Place: [Port]] = [:]
    for port in host.ports.map({ self[$0] }) {
      let place = Place(card: port.card, model: port.card == nil ? port.model?.name : nil)
      if ports[place] == nil { order.append(place) }
      ports[place, default: []].append(port)
    }
    return order.map { place in
      let card = place.card.map { self[$0] }
      let all = ports[place] ?? []
      return .init(
        model: card?.model?.name ?? all.first?.model?.name, address: card?.address,
        ports: all.map(line))
    }
  }

  private func line(_ port: Port) -> InventorySummary.PortLine {
    .init(
      host: self[port.host].name, device: port.device, uuid: port.uuid, address: port.pciAddress,
      driver: port.driver?.value, driverWitness: port.driver?.witness.rawValue,
      carries: networks(on: port))
  }

  private func networks(on port: Port) -> [InventorySummary.CarriedLine] {
    var lines: [InventorySummary.CarriedLine] = []
    let bond = port.bond.map { self[$0] }
    if let network = port.network ?? bond?.network {
      lines.append(
        line(
          network, .plain, on: port, isBonded: bond != nil,
          hostTraffic: HostTraffic.allCases.filter {
            (port.hostTraffic + (bond?.hostTraffic ?? [])).contains($0)
          }))
    }
    lines += port.vlans.map { self[$0] }.sorted { $0.tag < $1.tag }.map {
      line($0, .vlan, on: port)
    }
    if let sriov = port.sriov {
      lines.append(line(self[sriov].network, .sriov, on: port))
    }
    lines += port.sriovVLANs.map { self[$0] }.sorted { $0.tag < $1.tag }
      .map { line($0, .vlanOverSRIOV, on: port) }
    return lines
  }

  private func line(
    _ vlan: VLAN, _ kind: Network.Kind, on port: Port
  ) -> InventorySummary.CarriedLine {
    var isBonded = false
    if case .bond = vlan.carrier { isBonded = true }
    var line = line(
      vlan.network, kind, on: port, isBonded: isBonded, hostTraffic: HostTraffic.over([vlan]))
    line.tag = vlan.tag
    line.traffic = vlanTraffic(over: port, isOverSRIOV: kind == .vlanOverSRIOV)
    return line
  }

  private func line(
    _ network: ID<Network>?, _ kind: Network.Kind, on port: Port, isBonded: Bool = false,
    hostTraffic: [HostTraffic] = []
  ) -> InventorySummary.CarriedLine {
    .init(
      kind: kind.word, network: network.map { self[$0].name }, isBonded: isBonded,
      hostTraffic: hostTraffic.map(\.rawValue),
      vms: network.map { runningVMs(on: $0, host: port.host).map(\.name) } ?? [])
  }
}

extension Network.Kind {
  fileprivate var word: String {
    switch self {
    case .plain: "plain"
    case .vlan: "VLAN"
    case .sriov: "SR-IOV"
    case .vlanOverSRIOV: "VLAN over SR-IOV"
    }
  }
}
