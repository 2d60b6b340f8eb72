/// A fact about a member, in words, with who says it and where.
package struct StatedFact: Sendable {
  /// `active VFs`.
  package var what: String
  package var value: String
  package var witness: Witness
  package var origin: Origin
}

extension Inventory {
  /// What is known of a member that rules may have used, each fact once, in a fixed order.
  package func facts(of entity: Entity) -> [StatedFact] {
    switch entity {
    case .port(let id): facts(of: self[id])
    case .networkSRIOV(let id): facts(of: self[self[id].port])
    case .network(let id): facts(of: self[id])
    case .vlan(let id): facts(of: self[id])
    case .guest(let id): facts(of: self[id])
    case .vif(let id): facts(of: self[id])
    case .virtualFunction(let id): facts(of: self[id])
    case .driverFile(let id): facts(of: self[id])
    case .host(let id): facts(of: self[id])
    case .pool, .document: []
    }
  }

  private func facts(of port: Port) -> [StatedFact] {
    var facts: [StatedFact] = []
    if let model = port.model {
      facts.append(told("card", "\(model.name), as in \(model.source)", port.origin))
    }
    if let driver = port.driver { facts.append(stated("driver", driver)) }
    if let version = port.driverVersion { facts.append(stated("driver version", version)) }
    if let version = port.firmwareVersion { facts.append(stated("firmware", version)) }
    if let carrier = port.carrier { facts.append(stated("link", carrier)) }
    if let offer = port.offersSRIOV { facts.append(stated("offers SR-IOV", offer)) }
    if let total = port.totalVFs { facts.append(stated("VFs it could have", total)) }
    if let active = port.activeVFs { facts.append(stated("active VFs", active)) }
    if let linked = port.linkedVFs { facts.append(stated("VFs linked in sysfs", linked)) }
    if let rows = port.pciRows { facts.append(stated("VFs that xapi lists", rows)) }
    if let configured = port.configuredVFs {
      facts.append(stated("VFs at the next load of the driver", configured))
    }
    if let free = vfUses[port.id.index].free { facts.append(stated("free VFs", free)) }
    for id in port.vlans { facts.append(told("carries", name(ofVLAN: self[id]), self[id].origin)) }
    for id in port.sriovVLANs {
      facts.append(told("carries over SR-IOV", name(ofVLAN: self[id]), self[id].origin))
    }
    if let network = port.network {
      facts.append(told("bridge network", self[network].name, port.origin))
    }
    return facts + (port.sriov.map { self.facts(of: self[$0]) } ?? [])
  }

  private func facts(of sriov: NetworkSRIOV) -> [StatedFact] {
    var facts = [
      told("SR-IOV network", sriov.network.map { self[$0].name } ?? "not known", sriov.origin)
    ]
    if let flag = sriov.requiresReboot {
      facts.append(told("requires a reboot", "\(flag)", sriov.origin))
    }
    if let flag = sriov.isAttached {
      facts.append(told("logical PIF attached", "\(flag)", sriov.logicalOrigin ?? sriov.origin))
    }
    if let mode = sriov.configurationMode {
      facts.append(
        StatedFact(
          what: "configuration mode", value: mode.value.rawValue, witness: mode.witness,
          origin: mode.origin))
    }
    return facts
  }

  private func facts(of network: Network) -> [StatedFact] {
    [told("VIFs", "\(network.vifs.count)", network.origin)]
      + network.vfPorts.flatMap { facts(of: self[$0]).filter { $0.what.contains("VFs") } }
  }

  private func facts(of vlan: VLAN) -> [StatedFact] {
    let carrier =
      switch vlan.carrier {
      case .port(let id): label(self[id])
      case .bond(let id):
        "a bond of \(self[id].members.map { label(self[$0]) }.joined(separator: ", "))"
      case .sriov(let id): "the SR-IOV PIF of \(label(self[id]))"
      }
    return [told("tag", "\(vlan.tag)", vlan.origin), told("carrier", carrier, vlan.origin)]
  }

  private func facts(of guest: Guest) -> [StatedFact] {
    var facts = [told("power state", guest.powerState.rawValue, guest.origin)]
    if let host = guest.residentOn { facts.append(told("runs on", self[host].name, guest.origin)) }
    if let system = guest.system {
      facts.append(
        StatedFact(
          what: "operating system", value: system.value.name, witness: system.witness,
          origin: system.origin))
    }
    return facts + guest.vifs.flatMap { self.facts(of: self[$0]) }
  }

  private func facts(of vif: VIF) -> [StatedFact] {
    var facts = [
      told("VIF \(vif.device) is on", self[vif.network].name, vif.origin),
      told("its guest is", self[vif.guest].powerState.rawValue, self[vif.guest].origin),
    ]
    if let mac = vif.mac { facts.append(told("MAC", mac, vif.origin)) }
    if let flag = vif.isAttached { facts.append(told("attached", "\(flag)", vif.origin)) }
    if let vf = vif.virtualFunction {
      facts.append(told("holds", label(self[vf]), vif.origin))
    }
    return facts
  }

  private func facts(of vf: VirtualFunction) -> [StatedFact] {
    var facts = [told("port", label(self[vf.port]), vf.origin)]
    if let driver = vf.driver { facts.append(told("driver in dom0", driver, vf.origin)) }
    if let mac = vf.mac, let origin = vf.settingsOrigin {
      let value = "\(mac), VLAN \(vf.vlanTag ?? 0)"
      facts.append(StatedFact(what: "MAC", value: value, witness: .ipLink, origin: origin))
    }
    guard let row = vf.row else { return facts }
    let guests = vf.attachedGuests.map { self[$0].name }.joined(separator: ", ")
    facts.append(told("attached to", guests.isEmpty ? "nobody" : guests, row))
    let holders = vf.holders.map { label(self[$0]) }.joined(separator: ", ")
    facts.append(told("held by", holders.isEmpty ? "no VIF" : holders, row))
    return facts
  }

  private func facts(of file: DriverFile) -> [StatedFact] {
    var facts: [StatedFact] = []
    let add = { (what: String, value: String, origin: Origin) in
      facts.append(StatedFact(what: what, value: value, witness: .driverFile, origin: origin))
    }
    if let told = file.parameter { add("VFs-param", told.value, told.origin) }
    if let told = file.byDefault { add("VFs-maxvfs-by-default", "\(told.value)", told.origin) }
    if let told = file.byUser { add("VFs-maxvfs-by-user", told.value, told.origin) }
    if let told = file.optionValues {
      add(
        "options", told.value.map { $0.map(String.init) ?? "no number" }.joined(separator: ","),
        told.origin)
    }
    if let bound = file.boundFunctions { facts.append(stated("functions bound", bound)) }
    for other in file.otherSettings {
      facts.append(
        StatedFact(
          what: "set elsewhere", value: other.value,
          witness: other.fileName == nil ? .commandLine : .driverFile, origin: other.origin))
    }
    return facts
  }

  private func facts(of host: Host) -> [StatedFact] {
    [
      told("enabled", "\(host.isEnabled)", host.origin),
      told("own words captured", "\(host.hasOwnWords)", host.origin),
    ] + (host.hasIOMMU.map { [stated("IOMMU", $0)] } ?? [])
  }

  private func stated(_ what: String, _ fact: Fact<some Any>) -> StatedFact {
    StatedFact(what: what, value: "\(fact.value)", witness: fact.witness, origin: fact.origin)
  }

  private func told(_ what: String, _ value: String, _ origin: Origin) -> StatedFact {
    StatedFact(what: what, value: value, witness: .ofXapi(at: origin), origin: origin)
  }

  private func name(ofVLAN vlan: VLAN) -> String {
    vlan.network.map { "VLAN \(vlan.tag) (\(self[$0].name))" } ?? "VLAN \(vlan.tag)"
  }
}
