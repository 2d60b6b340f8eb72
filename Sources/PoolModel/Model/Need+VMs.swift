import Records

// Gaps about VMs and VIFs.
extension Inventory {
  func guestOSSupportGap(of entity: Entity) -> Gap? {
    guard case .vm(let id) = entity, let system = self[id].system else { return nil }
    for card in cardsGivingVFs(to: self[id])
    where knowledge.support(of: system.value, on: card.family) == nil {
      return Gap(
        what: "whether \(system.value.name) supports \(card.name) VFs",
        why: "neither vfaudit nor the policy lists it", document: system.origin.document)
    }
    return nil
  }

  func guestOSGap(of entity: Entity) -> Gap? {
    let vm: VM
    switch entity {
    case .vm(let id): vm = self[id]
    case .vif(let id): vm = self[self[id].vm]
    default: return nil
    }
    guard vm.system == nil else { return nil }
    if let gap = notCaptured[.vmGuestMetrics] { return gap }
    return Gap(
      what: "the guest OS of \(vm.name)",
      why: vm.isRunning ? "no guest agent in the VM reports it" : "the VM does not run",
      document: XapiClass.vmGuestMetrics.document)
  }

  func vmGap(for need: Need, of entity: Entity) -> Gap? {
    guard case .vm(let id) = entity else { return nil }
    let vm = self[id]
    switch need {
    case .domainType where vm.domainType == nil || vm.domainType == "unspecified":
      return gap(
        vm, "the domain type of \(vm.name)", "domain-type",
        vm.domainType == nil ? "it was not captured" : "xapi shows it as “unspecified”")
    case .bootOrder where vm.bootParams == nil:
      return gap(vm, "the boot order of \(vm.name)", "HVM-boot-params")
    case .restartPriority: return restartPriorityGap(vm)
    case .templateOffer where vm.isOfferedSRIOV == nil:
      return Gap(
        what: "whether XenCenter offers SR-IOV networks for \(vm.name)",
        why: "neither its template's recommendations nor its own were captured",
        document: XapiClass.template.document,
        closedBy: ["xe", "template-list", "params=uuid,name-label,recommendations,reference-label"])
    case .vfAddresses: return vfAddressesGap(vm)
    case .toolstackVersion: return toolstackVersionGap(vm)
    default: return nil
    }
  }

  private func gap(
    _ vm: VM, _ what: String, _ field: String, _ why: String = "it was not captured"
  ) -> Gap {
    Gap(
      what: what, why: why, document: vm.origin.document,
      closedBy: ["xe", "vm-param-get", "uuid=\(vm.uuid)", "param-name=\(field)"])
  }

  /// Whether high availability is on matters only for a VM that is set to restart.
  private func restartPriorityGap(_ vm: VM) -> Gap? {
    guard let priority = vm.haRestartPriority else {
      return gap(vm, "the restart priority of \(vm.name)", "ha-restart-priority")
    }
    guard priority == "restart", !isHACaptured else { return nil }
    return notCaptured[.pool]
      ?? Gap(
        what: "whether high availability is on", why: "the pool was captured without ha-enabled",
        document: XapiClass.pool.document, closedBy: ["xe", "pool-list", "params=uuid,ha-enabled"])
  }

  /// An address that is not a known VF may be a VF of a port whose VFs were not captured.
  private func vfAddressesGap(_ vm: VM) -> Gap? {
    let hosts = vm.residentOn.map { [self[$0]] } ?? self.hosts
    for port in hosts.flatMap(\.ports).map({ self[$0] }) where port.sriov != nil {
      let known = Set(port.virtualFunctions.map { self[$0].address })
      let isWhole = port.activeVFs.map { $0.value <= known.count } ?? (port.pciRows != nil)
      guard !isWhole, !vm.passedThrough.allSatisfy({ known.contains($0) }) else { continue }
      return hostGap(
        port, what: "the PCI addresses of the VFs of \(label(port))", document: "sysfs",
        closedBy: ["ls", "-l", "/sys/class/net/\(port.device)/device/"])
    }
    return nil
  }

  /// The version matters only for a number of VIFs between the two limits.
  private func toolstackVersionGap(_ vm: VM) -> Gap? {
    let devices = vifDevices(of: vm)
    guard vifLimit == nil, devices > Self.vifLimits.least, devices <= Self.vifLimits.most else {
      return nil
    }
    return Gap(
      what: "the version of the toolstack", why: "a host was captured without software-version",
      document: XapiClass.host.document,
      closedBy: ["xe", "host-list", "params=uuid,software-version"])
  }

  /// The VIF limit that a VM needs: its number of VIFs, or its highest device number plus one.
  package func vifDevices(of vm: VM) -> Int {
    max(vm.vifs.count, (vm.vifs.map { self[$0].device }.max() ?? -1) + 1)
  }

  func vifGap(for need: Need, of entity: Entity) -> Gap? {
    guard case .vif(let id) = entity else { return nil }
    let vif = self[id]
    switch need {
    case .lockingMode where lockingMode(of: vif) == nil:
      guard vif.lockingMode == nil else {
        let network = self[vif.network]
        return Gap(
          what: "the default locking mode of “\(network.name)”", why: "it was not captured",
          document: XapiClass.network.document,
          closedBy: [
            "xe", "network-param-get", "uuid=\(network.uuid)", "param-name=default-locking-mode",
          ])
      }
      return gap(vif, "the locking mode of VIF \(label(vif))", "locking-mode")
    case .vifMAC where vif.mac == nil: return gap(vif, "the MAC of VIF \(label(vif))", "MAC")
    case .trunks where vif.trunks == nil && !isWithoutTrunks:
      return gap(vif, "the trunks field of VIF \(label(vif))", "trunks")
    case .rateLimit: return rateLimitGap(vif)
    default: return nil
    }
  }

  private func gap(_ vif: VIF, _ what: String, _ field: String) -> Gap {
    Gap(
      what: what, why: "it was not captured", document: vif.origin.document,
      closedBy: ["xe", "vif-param-get", "uuid=\(vif.uuid)", "param-name=\(field)"])
  }

  private func rateLimitGap(_ vif: VIF) -> Gap? {
    guard let algorithm = vif.qosAlgorithmType else {
      return gap(vif, "whether VIF \(label(vif)) has a rate limit", "qos_algorithm_type")
    }
    guard algorithm == "ratelimit", virtualFunction(of: vif)?.rateLimit == nil else { return nil }
    guard let port = vfPorts(of: vif).first.map({ self[$0] }) else { return nil }
    return hostGap(
      port, what: "the rate limit of the VF of VIF \(label(vif))", document: "ip-link",
      closedBy: ["ip", "-d", "link", "show", "dev", port.device])
  }

  func mtusGap(of entity: Entity) -> Gap? {
    guard case .network(let id) = entity else { return nil }
    guard self[id].mtu != nil else {
      return Gap(
        what: "the MTU of “\(self[id].name)”", why: "it was not captured",
        document: XapiClass.network.document,
        closedBy: ["xe", "network-param-get", "uuid=\(self[id].uuid)", "param-name=MTU"])
    }
    guard let port = portsGivingVFs(to: id).first(where: { $0.mtu == nil }) else { return nil }
    return Gap(
      what: "the MTU of \(label(port))", why: "it was not captured",
      document: XapiClass.pif.document,
      closedBy: ["xe", "pif-param-get", "uuid=\(port.uuid)", "param-name=MTU"])
  }
}
