import Records

extension Inventory {
  /// VFs that a port will have once its host has booted; nil where that cannot be foretold.
  ///
  /// A driver file decides for drivers that take one; all others get their maximum from xapi,
  /// which enables SR-IOV again at every start (xen-api `xapi.ml`, "Best-effort bring up").
  package func vfsAfterReboot(of port: Port) -> Int? {
    switch port.configuration {
    case .driverFile: return port.configuredVFs?.value
    case .sysfs: return port.sriov == nil ? 0 : port.totalVFs?.value ?? port.model?.vfsPerPort
    case .some(.none): return 0
    case nil: return nil
    }
  }

  /// Whether a VM can be started on an SR-IOV network of a host as the host is: xapi's own
  /// judgement (xen-api `can_be_up_without_reboot`), which says no while it has no mode.
  ///
  /// xapi counts the VFs that are free, which need not be the port's to give.
  package func comesUpWithoutReboot(_ sriov: NetworkSRIOV) -> Bool {
    let concluded: NetworkSRIOV.ConfigurationMode? =
      switch self[sriov.port].configuration {
      case .driverFile: .modprobe
      case .sysfs: .sysfs
      case .some(.none), nil: nil
      }
    switch sriov.configurationMode?.value ?? concluded {
    case .sysfs: return true
    case .unknown, nil: return sriov.isAttached == true
    case .modprobe, .manual:
      return sriov.isAttached == true || (vfUses[sriov.port.index].free?.value ?? 0) > 0
    }
  }

  /// SR-IOV networks on ports of the same driver on the same host that wait for a reboot.
  package func pendingSRIOV(besides port: Port) -> [NetworkSRIOV] {
    guard let driver = port.driver?.value else { return [] }
    return ports(of: port.host, usingDriver: driver).compactMap { $0.sriov }.map { self[$0] }
      .filter { $0.requiresReboot == true }
  }
}
