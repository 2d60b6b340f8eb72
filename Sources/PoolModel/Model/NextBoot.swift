import Records

extension Inventory {
  /// VFs that a port has after the next boot of its host; nil if that cannot be predicted.
  ///
  /// For drivers with a driver file, the file decides. All others get their maximum from xapi,
  /// which enables SR-IOV again at every start (xen-api `xapi.ml`, "Best-effort bring up").
  package func vfsAfterReboot(of port: Port) -> Int? {
    switch port.configuration {
    case .driverFile: return port.configuredVFs?.value
    case .sysfs: return port.sriov == nil ? 0 : port.totalVFs?.value ?? port.model?.vfsPerPort
    case .some(.none): return 0
    case nil: return nil
    }
  }

  /// Whether xapi can start a VM on an SR-IOV network of a host before a reboot (xen-api
  /// `can_be_up_without_reboot`).
  ///
  /// With a driver file or in manual mode, free VFs are enough, even if the logical PIF is not
  /// attached. Without a known mode, only an attached logical PIF counts.
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

  /// SR-IOV networks that wait for a reboot, on ports of the same driver and host.
  package func pendingSRIOV(besides port: Port) -> [NetworkSRIOV] {
    guard let driver = port.driver?.value else { return [] }
    return ports(of: port.host, usingDriver: driver).compactMap { $0.sriov }.map { self[$0] }
      .filter { $0.requiresReboot == true }
  }
}
