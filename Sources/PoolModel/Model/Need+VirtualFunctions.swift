import Records

// Why a fact of a VF, or of how VFs are made, is not known.
extension Inventory {
  func freeVFsGap(_ port: Port) -> Gap? {
    guard vfUses[port.id.index].free == nil else { return nil }
    let uuid = port.sriov.map { self[$0].uuid } ?? ""
    return Gap(
      what: "the free VFs of \(label(port))", why: "xapi was not asked for the remaining capacity",
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

  /// Whether xapi keeps a VF for a VM: its row in the database shows it. Where each VF of the port is
  /// free or in use, none is kept.
  func vfAttachmentsGap(of entity: Entity) -> Gap? {
    guard case .virtualFunction(let id) = entity, self[id].row == nil else { return nil }
    let port = self[id].port
    if database == nil, vfUses[port.index].reserved == 0 { return nil }
    return Gap(
      what: "which VMs VF \(label(self[id])) is attached to or scheduled for",
      why: database == nil
        ? "only the database shows it, and it was not captured"
        : "the captured database does not list the VF",
      document: database?.document ?? DatabaseFacts.dump, closedBy: DatabaseFacts.command)
  }

  /// The database says which VF a VIF holds; without it, `ip link` shows whether one has its MAC.
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
      port, what: "MAC and VLAN of the VFs of \(label(port))", document: "ip-link",
      closedBy: ["ip", "-d", "link", "show", "dev", port.device])
  }

  func vfDriversGap(of entity: Entity) -> Gap? {
    guard case .virtualFunction(let id) = entity, !self[id].isDriverCaptured else { return nil }
    let port = self[self[id].port]
    return hostGap(
      port, what: "who drives the VFs of \(label(port)) in dom0", document: "sysfs",
      closedBy: ["sh", "-c", #"ls -l "$0"/virtfn*/driver"#, "/sys/class/net/\(port.device)/device"])
  }

  func sriovModeGap(of entity: Entity) -> Gap? {
    guard case .networkSRIOV(let id) = entity, self[id].configurationMode == nil else { return nil }
    let port = self[self[id].port]
    // A driver file decides for its ports; of others the numbers tell.
    if port.configuration == .driverFile { return nil }
    if port.activeVFs != nil, port.totalVFs != nil { return nil }
    return Gap(
      what: "how xapi sets the VFs of \(label(port))",
      why: "xe does not tell it, and neither the database nor the port's VFs were captured",
      document: DatabaseFacts.dump, closedBy: DatabaseFacts.command)
  }

  /// Of every port that could give a VF to a VM of the host, were it lost.
  func failoverVFsGap(of entity: Entity) -> Gap? {
    guard case .host(let id) = entity else { return nil }
    var wanted: Set<ID<Network>> = []
    for vm in vmsOnVFs(of: id) {
      for vif in vms[vm.index].vifs { wanted.insert(vifs[vif.index].network) }
    }
    // By index, as there are as many ports as hosts for each host.
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
      what: "when the words of \(self[id].name) and the pool's lists were captured",
      why: "nothing in the snapshot says it", document: "MANIFEST.tsv",
      closedBy: ["vfaudit", "collect", "--ssh", "HOST", "--output", "snapshot.tar.gz"])
  }
}
