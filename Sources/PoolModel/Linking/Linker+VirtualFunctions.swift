import Records

extension Linker {
  /// A port's VFs: those that sysfs shows, in order of index, joined with the database rows by PCI
  /// address; then those that only the database contains, in order of address.
  mutating func linkVirtualFunctions(of id: ID<Port>, _ witnesses: HostWitnesses) {
    let port = inventory.ports[id.index]
    let host = inventory[port.host].uuid
    let listed = rows.vfs(of: port)
    if let listed, let row = port.pciUUID.flatMap({ rows[$0] }) {
      inventory.ports[id.index].pciRows = Fact(listed.count, by: .database, at: row.origin)
    }
    var seen: Set<String> = []
    let function = port.pciAddress.flatMap { witnesses.functions[$0] }
    for link in (function?.virtualFunctions ?? []).sorted(by: { $0.index < $1.index }) {
      seen.insert(link.address.value)
      let words = witnesses.ipLink[.init(interface: port.device, index: link.index)]
      var vf = VirtualFunction(
        id: ID(0), port: id, index: link.index, address: link.address.value,
        driver: witnesses.driver(ofVF: link.address.value), isDriverCaptured: true,
        mac: words?.mac, vlanTag: words?.vlan, rateLimit: words?.rateLimit,
        settingsOrigin: words?.origin,
        origin: link.address.origin)
      take(rows.function(at: link.address.value, of: host), into: &vf)
      add(vf)
    }
    if let function {
      inventory.ports[id.index].linkedVFs = linkedVFs(of: port, function)
    }
    for row in listed ?? [] {
      guard let address = row.pciID, seen.insert(address).inserted else { continue }
      var vf = VirtualFunction(
        id: ID(0), port: id, index: nil, address: address,
        driver: witnesses.driver(ofVF: address) ?? row.driverName.flatMap { $0.isEmpty ? nil : $0 },
        isDriverCaptured: witnesses.lspci[address] != nil, origin: row.origin)
      take(row, into: &vf)
      add(vf)
    }
  }

  private func linkedVFs(of port: Port, _ function: SysfsFunctionRecord) -> Fact<Int> {
    let first = function.virtualFunctions.first?.address.origin
    let origin = first ?? function.numVFs?.origin ?? function.vendorID?.origin ?? port.origin
    return Fact(function.virtualFunctions.count, by: .sysfs, at: origin)
  }

  private func take(_ row: PCIRecord?, into vf: inout VirtualFunction) {
    // `xe pci-list` lists functions too, but not which VMs hold them.
    guard let row, row.attachedVMs != nil else { return }
    vf.row = row.origin
    vf.isIdle = row.isIdle
  }

  private mutating func add(_ vf: VirtualFunction) {
    var vf = vf
    vf.id = ID(inventory.virtualFunctions.count)
    inventory.virtualFunctions.append(vf)
    inventory.ports[vf.port.index].virtualFunctions.append(vf.id)
  }

  /// Joins VFs with the VMs and VIFs that hold them in the database. A PCI function and a VM name
  /// each other, and one side may be missing: either is enough.
  mutating func linkHolders() {
    guard records.database != nil else { return }
    var vfByRow: [String: ID<VirtualFunction>] = [:]
    for vf in inventory.virtualFunctions {
      let host = inventory[inventory[vf.port].host].uuid
      guard let row = rows.function(at: vf.address, of: host) else { continue }
      vfByRow[row.uuid] = vf.id
      attach(vf.id, row)
    }
    for record in records.vms {
      guard let vm = vmByUUID[record.uuid] else { continue }
      for pci in record.attachedPCIs ?? [] {
        guard let vf = pci.uuid.flatMap({ vfByRow[$0] }),
          !inventory[vf].attachedVMs.contains(vm)
        else { continue }
        inventory.virtualFunctions[vf.index].attachedVMs.append(vm)
      }
    }
    for vif in inventory.vifs {
      guard let vf = vif.reservedPCI.uuid.flatMap({ vfByRow[$0] }) else { continue }
      inventory.vifs[vif.id.index].virtualFunction = vf
      inventory.virtualFunctions[vf.index].holders.append(vif.id)
    }
    for index in inventory.virtualFunctions.indices {
      inventory.virtualFunctions[index].attachedVMs.sort()
    }
  }

  private mutating func attach(_ vf: ID<VirtualFunction>, _ row: PCIRecord) {
    for vm in row.attachedVMs ?? [] {
      if let vm = vm.uuid.flatMap({ vmByUUID[$0] }) {
        guard !inventory[vf].attachedVMs.contains(vm) else { continue }
        inventory.virtualFunctions[vf.index].attachedVMs.append(vm)
      } else {
        inventory.virtualFunctions[vf.index].strayAttachments += 1
      }
    }
    inventory.virtualFunctions[vf.index].scheduledFor =
      row.scheduledToBeAttachedTo.uuid.flatMap { vmByUUID[$0] }
  }
}

extension Linker {
  /// Counts the VFs of each port in use. `xe` does not show which VIF holds which VF, only how many
  /// are left. Each attached VIF of a running VM on an SR-IOV network holds one on the VM's host.
  mutating func countVFUse() {
    for vif in inventory.vifs {
      let vm = inventory[vif.vm]
      guard vm.isRunning, vif.isAttached != false, let host = vm.residentOn,
        let port = inventory.networks[vif.network.index].vfPortByHost[host]
      else { continue }
      inventory.vfUses[port.index].vifs.append(vif.id)
    }
    for port in inventory.ports {
      matchMACs(of: port)
      countFreeVFs(of: port)
      countListedVFs(of: port)
    }
    for index in inventory.networks.indices {
      inventory.networks[index].leastFreeVFs = inventory.networks[index].vfPorts
        .compactMap { inventory.vfUses[$0.index].free?.value }.min()
    }
  }

  /// Joins a port's VFs with the VIFs that run over it by MAC address. A released VF keeps its
  /// address, so an address that two VFs have joins none.
  private mutating func matchMACs(of port: Port) {
    var vfs: [String: ID<VirtualFunction>?] = [:]
    for id in port.virtualFunctions {
      guard let mac = inventory[id].mac?.lowercased() else { continue }
      vfs[mac] = vfs.keys.contains(mac) ? .some(nil) : id
    }
    for vif in inventory.vfUses[port.id.index].vifs {
      guard let mac = inventory[vif].mac?.lowercased(), let vf = vfs[mac] ?? nil else { continue }
      inventory.vifs[vif.index].matchingVF = vf
      inventory.virtualFunctions[vf.index].matchingVIFs.append(vif)
    }
  }

  private mutating func countFreeVFs(of port: Port) {
    // A VF that a running VM has by other-config:pci is attached for xapi; a halted VM's is free.
    let used =
      inventory.vfUses[port.id.index].vifs.count
      + port.virtualFunctions.count { vf in
        inventory.vms(passed: inventory[vf].address).contains {
          $0.isRunning && $0.residentOn == port.host
        }
      }
    if let captured = port.sriov.flatMap({ inventory[$0].remainingCapacity }) {
      inventory.vfUses[port.id.index].free = Fact(captured, by: .ofXapi(at: captured.origin))
      if let active = port.activeVFs?.value {
        inventory.vfUses[port.id.index].reserved = max(0, active - used - captured.value)
      }
    } else if let active = port.activeVFs, inventory.notCaptured[.vif] == nil,
      records.captured.contains(.vif)
    {
      let free = Fact(max(0, active.value - used), by: active.witness, at: active.origin)
      inventory.vfUses[port.id.index].free = free
    }
    // Without VFs, none can be reserved.
    if port.activeVFs?.value == 0 { inventory.vfUses[port.id.index].reserved = 0 }
  }

  /// The database shows the holder of each VF, so no subtraction is needed. VFs that are neither
  /// free nor attached to a running VM are reserved, or were never released.
  private mutating func countListedVFs(of port: Port) {
    guard let listed = port.pciRows else { return }
    let vfs = port.virtualFunctions.map { inventory[$0] }.filter { $0.isIdle != nil }
    let inUse = vfs.count { vf in vf.attachedVMs.contains { inventory[$0].isRunning } }
    let idle = vfs.count { $0.isIdle == true }
    let isPlain = port.sriov.map { inventory[$0].remainingCapacity == nil } ?? true
    if isPlain {
      inventory.vfUses[port.id.index].free = Fact(idle, by: .database, at: listed.origin)
    }
    inventory.vfUses[port.id.index].inUse = inUse
    inventory.vfUses[port.id.index].reserved = vfs.count { vf in
      vf.isIdle == false && !vf.attachedVMs.contains { inventory[$0].isRunning }
    }
  }
}
