package import Records

/// Who holds a VF.
package enum VFHolding: Sendable, Equatable {
  case vif(ID<VIF>, by: Witness)
  /// No VIF holds it. A VM may still have it by `other-config:pci`.
  case noVIF
  /// Neither the database nor the MAC addresses of `ip link` decide.
  case notKnown
}

extension Inventory {
  /// Who holds a VF: what the database says, or else the VIF whose MAC address it has. Where each
  /// running VIF over the port has its own VF by MAC address, no VIF holds the others.
  package func holding(of vf: VirtualFunction) -> VFHolding {
    if let vif = vf.holders.first { return .vif(vif, by: .database) }
    if vf.row != nil, database?.hasVFHolders == true { return .noVIF }
    if let vif = vf.matchingVIFs.first { return .vif(vif, by: .ipLink) }
    let users = vfUses[vf.port.index].vifs
    return users.allSatisfy { vifs[$0.index].matchingVF != nil } ? .noVIF : .notKnown
  }

  /// Running VMs that have a VF: by the VIF that holds it, by an attachment in the database, or by
  /// `other-config:pci`.
  package func vmsHolding(_ vf: VirtualFunction) -> [ID<VM>] {
    var found = Set(vf.attachedVMs)
    if case .vif(let vif, _) = holding(of: vf) { found.insert(vifs[vif.index].vm) }
    let host = ports[vf.port.index].host
    found.formUnion(vms(passed: vf.address).filter { $0.residentOn == host }.map(\.id))
    return found.filter { vms[$0.index].isRunning }.sorted()
  }

  /// The VFs of a port that running VMs have.
  package func vfsHeld(of port: Port) -> [ID<VirtualFunction>] {
    port.virtualFunctions.filter { !vmsHolding(self[$0]).isEmpty }
  }

  /// The VF that a VIF holds: what the database says, or else the VF with its MAC address. nil where
  /// it holds none, or where that is not known.
  package func virtualFunction(of vif: VIF) -> VirtualFunction? {
    (vif.virtualFunction ?? vif.matchingVF).map { self[$0] }
  }

  /// Attached VIFs over a port that hold its VFs; one that the database shows without a VF is left
  /// out.
  package func vifsHoldingVFs(of port: ID<Port>) -> [ID<VIF>] {
    vfUses[port.index].vifs.filter { vifs[$0.index].reservedPCI != .null }
  }

  /// VFs of a port that running VMs have: what the database counts, or else one for each VIF that
  /// holds one and each VF that was passed manually.
  package func vfsInUse(of port: Port) -> Int {
    if let inUse = vfUses[port.id.index].inUse { return inUse }
    let passed = port.virtualFunctions.count { vf in
      vms(passed: self[vf].address).contains { $0.isRunning && $0.residentOn == port.host }
    }
    return vifsHoldingVFs(of: port.id).count + passed
  }

  /// Running VMs that have VFs of these ports, by a VIF or by `other-config:pci`, in the inventory's
  /// order. They cannot be migrated, suspended or checkpointed.
  package func vmsOnVFs(of ports: [ID<Port>]) -> [ID<VM>] {
    var found = Set(ports.flatMap { vifsHoldingVFs(of: $0) }.map { vifs[$0.index].vm })
    for port in ports {
      found.formUnion(vmsPassed(vfsOf: self[port]).filter(\.isRunning).map(\.id))
    }
    return found.sorted()
  }

  /// Whether the pool has another host that could run a host's VMs.
  package func hasRefuge(from host: ID<Host>) -> Bool {
    hosts.contains { $0.id != host && $0.isEnabled }
  }

  /// VMs that a reboot of a host needs halted: those with VFs, and without another enabled host all
  /// that run there (xen-api, `host.evacuate`: VM_HAS_PCI_ATTACHED, NO_HOSTS_AVAILABLE).
  package func vmsHaltedByReboot(of host: ID<Host>) -> [ID<VM>] {
    hasRefuge(from: host)
      ? vmsOnVFs(of: host) : residents[host.index].filter { self[$0].isRunning }
  }

  /// Running VMs that have VFs of a host, in the inventory's order.
  package func vmsOnVFs(of host: ID<Host>) -> [ID<VM>] { vmsOnVFs(of: self[host].ports) }
}
