import Records

/// The data captured on a host, indexed by PCI address or interface name.
struct HostWitnesses {
  var functions: [String: SysfsFunctionRecord] = [:]
  var interfaces: [String: SysfsInterfaceRecord] = [:]
  var lspci: [String: LspciFunctionRecord] = [:]
  var ipLink: [InterfaceVF: IPLinkVFRecord] = [:]
  var ethtool: [String: EthtoolRecord] = [:]
  var modinfo: [String: ModinfoRecord] = [:]

  struct InterfaceVF: Hashable {
    var interface: String
    var index: Int
  }

  init(_ words: HostFacts) {
    for function in words.sysfs?.functions ?? [] { functions[function.address] = function }
    for interface in words.sysfs?.interfaces ?? [] { interfaces[interface.name] = interface }
    for function in words.lspci ?? [] { lspci[function.address] = function }
    for vf in words.ipLink ?? [] {
      ipLink[InterfaceVF(interface: vf.interface, index: vf.index)] = vf
    }
    ethtool = words.ethtool
    modinfo = words.modinfo
  }

  /// The driver of a VF in dom0; nil for none or not captured.
  func driver(ofVF address: String) -> String? {
    functions[address]?.driver?.value ?? lspci[address]?.driver?.value
  }

  /// Adds the facts of these witnesses to a port. The most direct witness comes first.
  func merge(of port: inout Port, knowing knowledge: Knowledge) {
    let interface = interfaces[port.device]
    if port.pciAddress == nil { port.pciAddress = interface?.function?.value }
    let function = port.pciAddress.flatMap { functions[$0] }
    let block = port.pciAddress.flatMap { lspci[$0] }
    if port.vendorID == nil { port.vendorID = function?.vendorID?.value }
    if port.deviceID == nil { port.deviceID = function?.deviceID?.value }
    port.model = knowledge.model(vendor: port.vendorID, device: port.deviceID)
    if let captured = interface?.carrier { port.carrier = Fact(captured, by: .sysfs) }
    if port.mtu == nil { port.mtu = interface?.mtu?.value }
    port.driver = driver(of: port, function, block)
    port.totalVFs = totalVFs(of: port, function, block)
    port.offersSRIOV = Self.offersSRIOV(function, block)
    port.activeVFs = activeVFs(of: port, function, block)
    mergeVersions(of: &port)
  }

  private func driver(
    of port: Port, _ function: SysfsFunctionRecord?, _ block: LspciFunctionRecord?
  ) -> Fact<String>? {
    if let captured = function?.driver { return Fact(captured, by: .sysfs) }
    if let captured = block?.driver { return Fact(captured, by: .lspci) }
    if let captured = ethtool[port.device]?.driver { return Fact(captured, by: .ethtool) }
    return port.model.map { Fact($0.driver, by: .catalogue, at: port.origin) }
  }

  /// TotalVFs of the PCI capability is one more than Intel's drivers create, and the packaged igb
  /// does not lower it in sysfs: 8 means 7.
  private func totalVFs(
    of port: Port, _ function: SysfsFunctionRecord?, _ block: LspciFunctionRecord?
  ) -> Fact<Int>? {
    let limit = port.driver.flatMap { DriverKnowledge.of($0.value)?.limit } ?? Int.max
    if let captured = function?.totalVFs {
      return Fact(min(captured.value, limit), by: .sysfs, at: captured.origin)
    }
    // sysfs shows the function, and no file of SR-IOV: it offers none now.
    if function?.vendorID != nil || function?.driver != nil { return nil }
    return block?.totalVFs.map { Fact(min($0.value, limit), by: .lspci, at: $0.origin) }
  }

  /// The module on disk may differ from the loaded one: ethtool takes precedence over modinfo.
  private func mergeVersions(of port: inout Port) {
    let captured = ethtool[port.device]
    port.driverVersion = captured?.version.map { Fact($0, by: .ethtool) }
    port.firmwareVersion = captured?.firmwareVersion.map { Fact($0, by: .ethtool) }
    if port.driverVersion == nil, let version = port.driver.flatMap({ modinfo[$0.value]?.version })
    {
      port.driverVersion = Fact(version, by: .modinfo)
    }
  }

  /// False if sysfs shows the function without any file of SR-IOV. An lspci block without the
  /// capability proves nothing: lspci shows capabilities to root only.
  private static func offersSRIOV(
    _ function: SysfsFunctionRecord?, _ block: LspciFunctionRecord?
  ) -> Fact<Bool>? {
    if let captured = function?.totalVFs {
      return Fact(captured.value > 0, by: .sysfs, at: captured.origin)
    }
    if let captured = function?.numVFs { return Fact(true, by: .sysfs, at: captured.origin) }
    if let seen = function?.vendorID ?? function?.driver {
      return Fact(false, by: .sysfs, at: seen.origin)
    }
    return block?.totalVFs.map { Fact($0.value > 0, by: .lspci, at: $0.origin) }
  }

  /// A card without SR-IOV has no VFs. If sysfs shows a function without `sriov_numvfs`, the card
  /// has no SR-IOV, or its firmware has disabled it: no VFs in either case.
  private func activeVFs(
    of port: Port, _ function: SysfsFunctionRecord?, _ block: LspciFunctionRecord?
  ) -> Fact<Int>? {
    if let captured = function?.numVFs { return Fact(captured, by: .sysfs) }
    if let function, let link = function.virtualFunctions.first {
      return Fact(function.virtualFunctions.count, by: .sysfs, at: link.address.origin)
    }
    if let block, let captured = block.numVFs {
      // lspci shows NumVFs even while the capability is disabled.
      return Fact(
        block.isEnabled?.value == false ? 0 : captured.value, by: .lspci, at: captured.origin)
    }
    if let function, let seen = function.vendorID ?? function.driver {
      return Fact(0, by: .sysfs, at: seen.origin)
    }
    guard port.configuration == VFConfiguration.none else { return nil }
    return Fact(0, by: .catalogue, at: port.origin)
  }
}
