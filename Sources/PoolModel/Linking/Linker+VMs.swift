import Records

extension Linker {
  /// VMs in order of name and uuid, without templates, snapshots and control domains.
  mutating func linkVMs() {
    let metrics = Dictionary(
      records.vmGuestMetrics.map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    let templates = sriovByTemplate
    let vms = records.vms.filter { vm in
      vm.isATemplate != true && vm.isASnapshot != true && vm.isControlDomain != true
    }
    inventory.residents = Array(repeating: [], count: inventory.hosts.count)
    for vm in vms.sorted(by: { ($0.nameLabel ?? "", $0.uuid) < ($1.nameLabel ?? "", $1.uuid) })
    where vmByUUID[vm.uuid] == nil {
      let id = ID<VM>(inventory.vms.count)
      vmByUUID[vm.uuid] = id
      let words = metrics[vm.uuid]
      let system = words?.osVersion.flatMap { GuestOS(osVersion: $0) }
      inventory.vms.append(
        VM(
          id: id, uuid: vm.uuid, name: vm.nameLabel ?? vm.uuid,
          powerState: vm.powerState.flatMap { VM.PowerState(rawValue: $0) } ?? .unknown,
          residentOn: vm.residentOn.uuid.flatMap { hostByUUID[$0] } ?? onlyHost(of: vm),
          settings: VMSettings(
            vm, isOfferedSRIOV: offer(to: vm, templates),
            system: system.flatMap { system in
              words.map { Fact(system, by: .ofXapi(at: $0.origin), at: $0.origin) }
            }),
          origin: vm.origin))
      for address in Set(inventory.vms[id.index].passedThrough) {
        inventory.vmsByPassedAddress[address, default: []].append(id)
      }
      if let host = inventory.vms[id.index].residentOn {
        inventory.residents[host.index].append(id)
      }
    }
  }

  /// The only host of the pool, for a running VM whose `resident-on` was not captured.
  private func onlyHost(of vm: VMRecord) -> ID<Host>? {
    guard vm.residentOn == .notCaptured, vm.powerState == "running", inventory.hosts.count == 1
    else { return nil }
    return ID(0)
  }

  /// VIFs in order of VM and device, without those of templates and snapshots.
  mutating func linkVIFs() {
    if let lacking = records.vifs.first(where: {
      $0.vm == .notCaptured || $0.network == .notCaptured
    }) {
      inventory.notCaptured[.vif] = Gap(
        what: "which VM and network each VIF belongs to",
        why: "the list of VIFs was captured without vm-uuid or network-uuid",
        document: lacking.origin.document, closedBy: XapiClass.vif.command)
    }
    noteVIFsWithoutVM()
    let vifs = records.vifs.compactMap(vif).sorted { left, right in
      (left.vm, left.device, left.uuid) < (right.vm, right.device, right.uuid)
    }
    for var vif in vifs {
      vif.id = ID(inventory.vifs.count)
      vif.intent = intent(of: vif)
      inventory.vms[vif.vm.index].vifs.append(vif.id)
      if inventory.networks[vif.network.index].takesVFs {
        inventory.vms[vif.vm.index].sriovVIFs.append(vif.id)
      }
      inventory.networks[vif.network.index].vifs.append(vif.id)
      inventory.vifs.append(vif)
    }
  }

  /// An attached VIF belongs to a listed VM, or to a snapshot with memory, which keeps attached VIFs
  /// and holds nothing. Any other is a gap of that VIF alone.
  private mutating func noteVIFsWithoutVM() {
    guard records.captured.contains(.vm) else { return }
    let known = Set((records.vms + records.templates + records.snapshots).map(\.uuid))
    let hasSnapshots = records.captured.contains(.snapshot)
    for record in records.vifs where record.currentlyAttached == true {
      guard let vm = record.vm.uuid, !known.contains(vm) else { continue }
      let gap = Gap(
        what: "the VM of VIF \(record.uuid), which is attached",
        why: hasSnapshots
          ? "neither the list of VMs nor that of snapshots contains \(vm)"
          : "the list of VMs does not contain \(vm): it may be a snapshot with memory",
        document: record.origin.document,
        closedBy: hasSnapshots ? XapiClass.vm.command : XapiClass.snapshot.command)
      inventory.gaps.append(gap)
    }
  }

  private func vif(_ record: VIFRecord) -> VIF? {
    guard let vm = record.vm.uuid.flatMap({ vmByUUID[$0] }),
      let network = record.network.uuid.flatMap({ networkByUUID[$0] })
    else { return nil }
    return VIF(
      id: ID(0), uuid: record.uuid, vm: vm, network: network, device: record.device ?? 0,
      mac: record.mac, mtu: record.mtu, isAttached: record.currentlyAttached,
      settings: VIFSettings(record), reservedPCI: record.reservedPCI, origin: record.origin)
  }

  /// The VIF's other-config takes precedence over its VM's tag.
  private func intent(of vif: VIF) -> Intent? {
    if let network = vif.otherConfig["vfaudit:network"], !network.isEmpty {
      return Intent(network: .network(network), statedBy: .otherConfig)
    }
    for tag in inventory.vms[vif.vm.index].tags.sorted() {
      if tag == "sriov" { return Intent(network: .anySRIOV, statedBy: .tag(tag)) }
      guard tag.hasPrefix("sriov:"), tag.utf8.count > "sriov:".utf8.count else { continue }
      let name = String(tag.dropFirst("sriov:".count))
      return Intent(network: .network(name), statedBy: .tag(tag))
    }
    return nil
  }
}
