import Records

// Gaps about VFs and about how they are created.
extension Inventory {
  func freeVFsGap(_ port: Port) -> Gap? {
    guard vfUses[port.id.index].free == nil else { return nil }
    let uuid = port.sriov.map { self[$0].uuid } ?? ""
    return Gap(
      what: "the free VFs of \(label(port))", why: "the remaining capacity was not captured",
      document: "xe/network-sriov-remaining-capacity",
      closedBy: [
        "xe", "network-sriov-param-get", "uuid=\(uuid)", "param-name=remaining-capacity",
      ])
  }

  /// Who holds a VF: the database says it, or the MAC addresses of `ip link` show it.
  func vfHolderGap(of entity: Entity) -> Gap? {
    guard case .virtualFunction(let id) = entity, holding(of: self[id]) == .notKnown else {
      return nil
    }
    return Gap(
      what: "which VIF holds VF \(label(self[id]))",
      why: database == nil
        ? "the database was not captured, and MAC addresses do not show it"
        : "the captured database does not show it",
      document: database?.document ?? DatabaseFacts.dump, closedBy: DatabaseFacts.command)
  }

  /// Whether xapi keeps a VF for a VM: its row in the database shows it. None is kept where each VF of
  /// the port is free or in use, and on a port without an SR-IOV network.
  func vfAttachmentsGap(of entity: Entity) -> Gap? {
    guard case .virtualFunction(let id) = entity, self[id].row == nil else { return nil }
    let port = self[id].port
    let hasNone =
      vfUses[port.index].reserved == 0
      || (self[port].sriov == nil && notCaptured[.networkSRIOV] == nil)
    if database == nil, hasNone { return nil }
    return Gap(
      what: "which VMs VF \(label(self[id])) is attached to or scheduled for",
      why: database == nil
        ? "only the database shows it, and it was not captured"
        : "the captured database does not list the VF",
      document: database?.document ?? DatabaseFacts.dump, closedBy: DatabaseFacts.command)
  }

  /// The database shows which VF a VIF holds. Without it, `ip link` shows the MAC of each VF.
  func vfOfVIFGap(of entity: Entity) -> Gap? {
    guard case .vif(let id) = entity else { return nil }
    let isHolderCaptured = database?.hasVFHolders == true && self[id].reservedPCI != .notCaptured
    guard !isHolderCaptured, !areVFAddressesCaptured(to: self[id]) else { return nil }
    return Gap(
      what: "which VF VIF \(label(self[id])) holds",
      why: database == nil
        ? "the database was not captured, nor the MAC addresses of the port's VFs"
        : "the captured database does not show it",
      document: database?.document ?? DatabaseFacts.dump, closedBy: DatabaseFacts.command)
  }

  private func areVFAddressesCaptured(to vif: VIF) -> Bool {
    var isAny = false
    for port in vfPorts(of: vif) {
      // A port without VFs gives none, and no address has to show it.
      if ports[port.index].activeVFs?.value == 0 { isAny = true }
      for vf in ports[port.index].virtualFunctions {
        if virtualFunctions[vf.index].mac == nil { return false }
        isAny = true
      }
    }
    return isAny
  }

  func vfSettingsGap(of entity: Entity) -> Gap? {
    guard case .virtualFunction(let id) = entity, self[id].mac == nil,
      holding(of: self[id]) != .noVIF
    else { return nil }
    let port = self[self[id].port]
    return hostGap(
      port, what: "the MAC and VLAN of the VFs of \(label(port))", document: "ip-link",
      closedBy: ["ip", "-d", "link", "show", "dev", port.device])
  }

  func portVFSettingsGap(_ port: Port) -> Gap? {
    guard port.virtualFunctions.contains(where: { self[$0].isLinked && self[$0].mac == nil }) else {
      return nil
    }
    return hostGap(
      port, what: "the MAC of every VF of \(label(port))", document: "ip-link",
      closedBy: ["ip", "-d", "link", "show", "dev", port.device])
  }

  func vfDriversGap(of entity: Entity) -> Gap? {
    guard case .virtualFunction(let id) = entity, !self[id].isDriverCaptured else { return nil }
    let port = self[self[id].port]
    return hostGap(
      port, what: "the dom0 drivers of the VFs of \(label(port))", document: "sysfs",
      closedBy: ["sh", "-c", #"ls -l "$0"/virtfn*/driver"#, "/sys/class/net/\(port.device)/device"])
  }

  func sriovModeGap(of entity: Entity) -> Gap? {
    guard case .networkSRIOV(let id) = entity, self[id].configurationMode == nil else { return nil }
    let port = self[self[id].port]
    // Inferred for ports with a driver file; for other ports from the numbers of VFs.
    if port.configuration == .driverFile { return nil }
    if port.activeVFs != nil, port.totalVFs != nil { return nil }
    return Gap(
      what: "how xapi sets the number of VFs of \(label(port))",
      why: "xe does not show this, and neither the database nor the port's VFs were captured",
      document: DatabaseFacts.dump, closedBy: DatabaseFacts.command)
  }

  /// For every port that could provide a VF to a VM of the host if the host failed.
  func failoverVFsGap(of entity: Entity) -> Gap? {
    guard case .host(let id) = entity else { return nil }
    var wanted: Set<ID<Network>> = []
    for vm in vmsOnVFs(of: id) {
      for vif in vms[vm.index].vifs { wanted.insert(vifs[vif.index].network) }
    }
    // By index: for each host, every other host has a port.
    for network in wanted.sorted() {
      for port in networks[network.index].vfPorts where vfUses[port.index].free == nil {
        let host = ports[port.index].host
        if host != id, hosts[host.index].isEnabled { return freeVFsGap(self[port]) }
      }
    }
    return nil
  }

  func captureTimesGap(of entity: Entity) -> Gap? {
    guard case .host(let id) = entity, self[id].capturedAt == nil || listsCapturedAt == nil else {
      return nil
    }
    return Gap(
      what: "when the data of \(self[id].name) and the pool's lists were captured",
      why: "the snapshot does not show this", document: "MANIFEST.tsv",
      closedBy: ["vfaudit", "collect", "--ssh", "HOST", "--output", "snapshot.tar.gz"])
  }
}
