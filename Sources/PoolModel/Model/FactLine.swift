package import Records

/// A fact about a member as text, with its witness and origin.
package struct FactLine: Sendable {
  /// `active VFs`.
  package var what: String
  package var value: String
  package var witness: Witness
  package var origin: Origin
}

extension Inventory {
  /// The facts about a member that rules may have used, each once, in a fixed order.
  package func facts(of entity: Entity) -> [FactLine] {
    switch entity {
    case .port(let id): facts(of: self[id])
    case .networkSRIOV(let id): facts(of: self[self[id].port])
    case .network(let id): facts(of: self[id])
    case .vlan(let id): facts(of: self[id])
    case .vm(let id): facts(of: self[id])
    case .vif(let id): facts(of: self[id])
    case .virtualFunction(let id): facts(of: self[id])
    case .driverFile(let id): facts(of: self[id])
    case .host(let id): facts(of: self[id])
    case .pool, .document, .waiver: []
    }
  }

  private func facts(of port: Port) -> [FactLine] {
    var facts: [FactLine] = []
    if let model = port.model {
      facts.append(quoted("card", "\(model.name) (source: \(model.source))", port.origin))
    }
    if let driver = port.driver { facts.append(stated("driver", driver)) }
    if let version = port.driverVersion { facts.append(stated("driver version", version)) }
    if let version = port.firmwareVersion { facts.append(stated("firmware", version)) }
    if let carrier = port.carrier { facts.append(stated("link", carrier)) }
    if let offer = port.offersSRIOV { facts.append(stated("offers SR-IOV", offer)) }
    if let total = port.totalVFs { facts.append(stated("maximum VFs", total)) }
    if let active = port.activeVFs { facts.append(stated("active VFs", active)) }
    if let linked = port.linkedVFs { facts.append(stated("VFs linked in sysfs", linked)) }
    if let rows = port.pciRows { facts.append(stated("VFs in xapi", rows)) }
    if let configured = port.configuredVFs {
      facts.append(stated("VFs after the next driver load", configured))
    }
    facts += port.kernelRefusals.map(kernelFact) + port.kernelComplaints.map(kernelFact)
    facts += forecast(of: port)
    if let free = vfUses[port.id.index].free { facts.append(stated("free VFs", free)) }
    for id in port.vlans {
      facts.append(quoted("carries", name(ofVLAN: self[id]), self[id].origin))
    }
    for id in port.sriovVLANs {
      facts.append(quoted("carries over SR-IOV", name(ofVLAN: self[id]), self[id].origin))
    }
    if let network = port.network {
      facts.append(quoted("bridge network", self[network].name, port.origin))
    }
    return facts + (port.sriov.map { self.facts(of: self[$0]) } ?? [])
  }

  private func kernelFact<Meaning>(_ report: KernelReport<Meaning>) -> FactLine {
    FactLine(
      what: "kernel log, \(report.occasions)", value: report.last.message, witness: .kernelLog,
      origin: report.last.origin)
  }

  /// The VFs after the next boot, why, and what that rests on.
  private func forecast(of port: Port) -> [FactLine] {
    let forecast = bootForecast(of: port)
    let witness: Witness =
      forecast.origin?.document.contains("modprobe.d") == true
      ? .driverFile : forecast.origin.map { .ofXapi(at: $0) } ?? .catalogue
    let origin = forecast.origin ?? port.origin
    let line = FactLine(
      what: "VFs after a reboot",
      value: "\(forecast.vfs.map(String.init) ?? "not known"): \(forecast.reason)",
      witness: witness, origin: origin)
    return [line]
      + forecast.assumptions.map {
        FactLine(what: "assumed for that", value: $0, witness: witness, origin: origin)
      }
  }

  private func facts(of sriov: NetworkSRIOV) -> [FactLine] {
    var facts = [
      quoted("SR-IOV network", sriov.network.map { self[$0].name } ?? "not known", sriov.origin)
    ]
    if let flag = sriov.requiresReboot {
      facts.append(quoted("requires a reboot", "\(flag)", sriov.origin))
    }
    if let flag = sriov.isAttached {
      facts.append(quoted("logical PIF attached", "\(flag)", sriov.logicalOrigin ?? sriov.origin))
    }
    if let mode = sriov.configurationMode {
      facts.append(
        FactLine(
          what: "configuration mode", value: mode.value.rawValue, witness: mode.witness,
          origin: mode.origin))
    }
    return facts
  }

  private func facts(of network: Network) -> [FactLine] {
    [quoted("VIFs", "\(network.vifs.count)", network.origin)]
      + network.vfPorts.flatMap { facts(of: self[$0]).filter { $0.what.contains("VFs") } }
  }

  private func facts(of vlan: VLAN) -> [FactLine] {
    let carrier =
      switch vlan.carrier {
      case .port(let id): label(self[id])
      case .bond(let id):
        "a bond of \(self[id].members.map { label(self[$0]) }.joined(separator: ", "))"
      case .sriov(let id): "the SR-IOV PIF of \(label(self[id]))"
      }
    return [quoted("tag", "\(vlan.tag)", vlan.origin), quoted("carrier", carrier, vlan.origin)]
  }

  private func facts(of vm: VM) -> [FactLine] {
    var facts = [quoted("power state", vm.powerState.rawValue, vm.origin)]
    if let host = vm.residentOn { facts.append(quoted("runs on", self[host].name, vm.origin)) }
    if let system = vm.system {
      facts.append(
        FactLine(
          what: "operating system", value: system.value.name, witness: system.witness,
          origin: system.origin))
    }
    return facts + vm.vifs.flatMap { self.facts(of: self[$0]) }
  }

  private func facts(of vif: VIF) -> [FactLine] {
    var facts = [
      quoted("network of VIF \(vif.device)", self[vif.network].name, vif.origin),
      quoted("power state of its VM", self[vif.vm].powerState.rawValue, self[vif.vm].origin),
    ]
    if let mac = vif.mac { facts.append(quoted("MAC", mac, vif.origin)) }
    if let flag = vif.isAttached { facts.append(quoted("attached", "\(flag)", vif.origin)) }
    if let vf = vif.virtualFunction {
      facts.append(quoted("VF", label(self[vf]), vif.origin))
    }
    return facts
  }

  private func facts(of vf: VirtualFunction) -> [FactLine] {
    var facts = [quoted("port", label(self[vf.port]), vf.origin)]
    if let driver = vf.driver { facts.append(quoted("driver in dom0", driver, vf.origin)) }
    if let mac = vf.mac, let origin = vf.settingsOrigin {
      let value = "\(mac), VLAN \(vf.vlanTag ?? 0)"
      facts.append(FactLine(what: "MAC", value: value, witness: .ipLink, origin: origin))
    }
    facts += vf.kernelComplaints.map(kernelFact)
    guard let row = vf.row else { return facts }
    let vms = vf.attachedVMs.map { self[$0].name }.joined(separator: ", ")
    facts.append(quoted("attached to", vms.isEmpty ? "no VM" : vms, row))
    let holders = vf.holders.map { label(self[$0]) }.joined(separator: ", ")
    facts.append(quoted("held by", holders.isEmpty ? "no VIF" : holders, row))
    return facts
  }

  private func facts(of file: DriverFile) -> [FactLine] {
    var facts: [FactLine] = []
    let add = { (what: String, value: String, origin: Origin) in
      facts.append(FactLine(what: what, value: value, witness: .driverFile, origin: origin))
    }
    if let captured = file.parameter { add("VFs-param", captured.value, captured.origin) }
    if let captured = file.byDefault {
      add("VFs-maxvfs-by-default", "\(captured.value)", captured.origin)
    }
    if let captured = file.byUser { add("VFs-maxvfs-by-user", captured.value, captured.origin) }
    if let captured = file.optionValues {
      add(
        "options",
        captured.value.map { $0.map(String.init) ?? "not a number" }.joined(separator: ","),
        captured.origin)
    }
    if let bound = file.boundFunctions { facts.append(stated("bound functions", bound)) }
    for other in file.otherSettings {
      facts.append(
        FactLine(
          what: "set elsewhere", value: other.value,
          witness: other.fileName == nil ? .commandLine : .driverFile, origin: other.origin))
    }
    return facts
  }

  private func facts(of host: Host) -> [FactLine] {
    [
      quoted("enabled", "\(host.isEnabled)", host.origin),
      quoted("host data captured", "\(host.hasHostData)", host.origin),
    ] + (host.hasIOMMU.map { [stated("IOMMU", $0)] } ?? [])
  }

  private func stated(_ what: String, _ fact: Fact<some Any>) -> FactLine {
    FactLine(what: what, value: "\(fact.value)", witness: fact.witness, origin: fact.origin)
  }

  private func quoted(_ what: String, _ value: String, _ origin: Origin) -> FactLine {
    FactLine(what: what, value: value, witness: .ofXapi(at: origin), origin: origin)
  }

  private func name(ofVLAN vlan: VLAN) -> String {
    vlan.network.map { "VLAN \(vlan.tag) (\(self[$0].name))" } ?? "VLAN \(vlan.tag)"
  }
}
