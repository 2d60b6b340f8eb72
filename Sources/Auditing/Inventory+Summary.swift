import PoolModel
import Records

extension Inventory {
  /// One line for each port that has VFs, can have VFs, or has SR-IOV configured.
  func capacity(_ findings: [Finding]) -> [PortCapacity] {
    var findingsByPort: [String: [Finding]] = [:]
    for finding in findings where finding.subject.kind == .port {
      findingsByPort[finding.subject.label, default: []].append(finding)
    }
    return ports.filter(concernsSRIOV).map { port in
      let use = vfUses[port.id.index]
      let sriov = port.sriov.map { self[$0] }
      let found = findingsByPort[label(port)] ?? []
      let isUseKnown = gap(for: .vifs) == nil && gap(for: .vms) == nil
      return PortCapacity(
        host: self[port.host].name, device: port.device, portUUID: port.uuid,
        card: port.model?.name, network: sriov?.network.map { self[$0].name },
        capable: port.mostVFs, requested: requestedVFs(of: port),
        active: port.activeVFs?.value, afterReboot: vfsAfterReboot(of: port),
        inUse: use.inUse ?? (isUseKnown ? use.vifs.count : nil), reserved: use.reserved,
        free: sriov == nil ? port.activeVFs?.value : use.free?.value,
        findings: found.map(\.id), remark: remark(on: port))
    }
  }

  private func concernsSRIOV(_ port: Port) -> Bool {
    port.sriov != nil || port.isCapable == true || (port.activeVFs?.value ?? 0) > 0
      || (port.totalVFs?.value ?? 0) > 0
  }

  private func requestedVFs(of port: Port) -> Int? {
    switch port.configuration {
    case .driverFile:
      driverFile(of: port).map { $0.optionValues == nil } == true ? nil : port.configuredVFs?.value
    case .sysfs: port.sriov == nil ? 0 : port.totalVFs?.value
    case .some(.none): 0
    case nil: nil
    }
  }

  private func remark(on port: Port) -> String {
    if load(of: port)?.refusal != nil { return "the driver does not load at the next boot" }
    return [state(of: port), assumption(about: port)].filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// Said where another driver than the packaged one would bring another number.
  private func assumption(about port: Port) -> String {
    guard let load = load(of: port), let setting = load.setting, !load.isTypeCaptured,
      setting.integers.contains(where: { $0 != 0 })
    else { return "" }
    return "after a reboot: the packaged driver \(load.driver) is assumed"
  }

  private func state(of port: Port) -> String {
    guard let id = port.sriov else {
      guard let active = port.activeVFs?.value, active > 0 else { return "" }
      return "no SR-IOV network: VMs cannot use these VFs"
    }
    if self[id].requiresReboot == true {
      return vfsAfterReboot(of: port) == 0
        ? "waits for a reboot that brings no VFs" : "active only after a reboot"
    }
    if self[id].isAttached == false { return "SR-IOV is not active" }
    let tags = port.sriovVLANs.map { self[$0].tag }.sorted().map(String.init)
    guard !tags.isEmpty else { return "" }
    let noun = tags.count == 1 ? "VLAN" : "VLANs"
    return
      "\(noun) \(tags.joined(separator: ", ")) \(agreeing(tags.count, "uses", "use")) the same VFs"
  }
}
