package import Records

/// The VFs of a port after the next boot of its host, and what that rests on.
package struct BootForecast: Sendable {
  /// nil: not known, for the reason.
  package var vfs: Int?
  /// For people: `igb is loaded with max_vfs=4,4 (line 4 of igb.conf)`.
  package var reason: String
  /// The line that decides; nil if none does.
  package var origin: Origin?
  /// What it rests on besides what was captured.
  package var assumptions: [String] = []
}

extension Inventory {
  /// What the next load of a port's driver brings; nil if its driver is not known.
  package func load(of port: Port) -> DriverLoad? {
    port.driver.flatMap { hosts[port.host.index].loads[$0.value] }
  }

  /// VFs of a port after the next boot of its host. The driver's options decide where they set VFs,
  /// and for drivers that have no other way. All others get their maximum from xapi, which enables
  /// SR-IOV again at every start (xen-api `xapi.ml`, "Best-effort bring up"). In the mode *manual*
  /// xapi touches nothing (`network_utils.ml`, `config_sriov`).
  package func bootForecast(of port: Port) -> BootForecast {
    if let load = load(of: port) {
      if let refusal = load.refusal {
        return BootForecast(
          vfs: 0, reason: "\(load.outcome): \(text(of: refusal))",
          origin: refusal.origin, assumptions: load.assumptions)
      }
      if let setting = load.setting, port.configuredVFs?.value != 0 || !canChange(load) {
        return BootForecast(
          vfs: port.configuredVFs?.value,
          reason:
            "\(load.driver) is loaded with \(setting.parameter)=\(setting.value) (\(place(of: setting)))",
          origin: setting.origin, assumptions: load.assumptions)
      }
    }
    switch port.configuration {
    case .driverFile: return forecastByFile(of: port)
    case .sysfs: return forecastByToolstack(of: port)
    case .some(.none): return BootForecast(vfs: 0, reason: "the card has no VFs")
    case nil: return BootForecast(vfs: nil, reason: "the card is not known")
    }
  }

  /// `bootForecast(of:)` without its reason.
  package func vfsAfterReboot(of port: Port) -> Int? { bootForecast(of: port).vfs }

  /// Whether something may change the VFs after the driver is loaded.
  private func canChange(_ load: DriverLoad) -> Bool {
    DriverKnowledge.of(load.driver)?.hasSysfs ?? true
  }

  private func forecastByFile(of port: Port) -> BootForecast {
    guard let configured = port.configuredVFs else {
      return BootForecast(vfs: nil, reason: "the options of its driver were not captured")
    }
    return BootForecast(
      vfs: configured.value,
      reason:
        "no options line sets \(DriverKnowledge.of(port.driver?.value ?? "")?.vfParameter ?? "VFs")",
      origin: configured.origin, assumptions: load(of: port)?.assumptions ?? [])
  }

  private func forecastByToolstack(of port: Port) -> BootForecast {
    let active = port.activeVFs?.value ?? 0
    guard let sriov = port.sriov.map({ self[$0] }) else {
      return active == 0
        ? BootForecast(vfs: 0, reason: "no SR-IOV network is on it, and its driver makes none")
        : BootForecast(
          vfs: nil,
          reason: "its \(counted(active, "VF")) \(agreeing(active, "was", "were")) created by"
            + " something that was not captured")
    }
    let total = port.mostVFs
    let mode = sriov.configurationMode?.value
    // What the kernel refused at this boot it may refuse again.
    if let refusal = port.kernelRefusals.first, active < total ?? Int.max {
      return BootForecast(
        vfs: nil, reason: "at this boot the kernel created \(active), and reported why",
        origin: refusal.last.origin)
    }
    let isPreset = active > 0 && total != nil && active != total
    if mode == .manual || mode != .sysfs && isPreset {
      return BootForecast(
        vfs: nil,
        reason: mode == .manual
          ? "its configuration mode is manual: xapi does not set its VFs"
          : "it has \(counted(active, "VF")), which xapi did not set")
    }
    return BootForecast(
      vfs: total, reason: "xapi creates as many as possible at every start", origin: sriov.origin)
  }

  /// `line 4 of igb.conf`; `the kernel command line`.
  package func place(of setting: DriverLoad.Setting) -> String {
    place(setting.fileName, setting.origin)
  }

  package func place(of refusal: DriverLoad.Refusal) -> String {
    place(refusal.fileName, refusal.origin)
  }

  /// Why a driver is not loaded: `the kernel refuses “max_vfs=4,” in line 4 of igb.conf`.
  package func text(of refusal: DriverLoad.Refusal) -> String {
    let place = place(refusal.fileName, refusal.origin)
    switch refusal.reason {
    case .invalid(let word, let parameter):
      return word == parameter
        ? "the kernel refuses “\(word)” without a value in \(place)"
        : "the kernel refuses “\(word)” in \(place)"
    case .blacklisted: return "\(place) blacklists the driver"
    case .replaced(let command): return "\(place) runs “\(command)” instead of loading it"
    }
  }

  private func place(_ fileName: String?, _ origin: Origin) -> String {
    fileName.map { "line \(origin.line) of \($0)" } ?? "the kernel command line"
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
    case .unknown: return false
    case nil: return sriov.isAttached == true
    case .modprobe, .manual:
      return sriov.isAttached == true || (vfUses[sriov.port.index].free?.value ?? 0) > 0
    }
  }

  /// Whether xapi assigns the idle VFs of a port to VMs that start: also while its SR-IOV waits for a
  /// reboot, or its logical PIF is detached. False for a port without an SR-IOV network.
  package func assignsVFs(of port: ID<Port>) -> Bool {
    ports[port.index].sriov.map { comesUpWithoutReboot(networkSRIOVs[$0.index]) } ?? false
  }

  /// SR-IOV networks that wait for a reboot, on ports of the same driver and host.
  package func pendingSRIOV(besides port: Port) -> [NetworkSRIOV] {
    guard let driver = port.driver?.value else { return [] }
    return ports(of: port.host, usingDriver: driver).compactMap { $0.sriov }.map { self[$0] }
      .filter { $0.requiresReboot == true }
  }
}
