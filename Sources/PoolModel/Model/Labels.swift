import Records

extension Inventory {
  /// `xenserver8/eth1`.
  package func label(_ port: Port) -> String { "\(self[port.host].name)/\(port.device)" }

  /// `xenserver8/0000:07:10.0`.
  package func label(_ vf: VirtualFunction) -> String {
    "\(self[self[vf.port].host].name)/\(vf.address)"
  }

  /// `FreeBSD VM/0`.
  package func label(_ vif: VIF) -> String { "\(self[vif.vm].name)/\(vif.device)" }

  /// `xenserver8/igb.conf`.
  package func label(_ file: DriverFile) -> String { "\(self[file.host].name)/\(file.fileName)" }
}

extension Inventory {
  /// The ports that provide VFs to VIFs on this network: at most one per host.
  package func portsGivingVFs(to network: ID<Network>) -> [Port] {
    self[network].vfPorts.map { self[$0] }
  }

  /// The port that provides this VIF's VF while its VM runs; all possible ports while it is halted.
  package func portsGivingVFs(to vif: VIF) -> [Port] { vfPorts(of: vif).map { self[$0] } }

  /// The same by index, for loops over all VIFs: ports are large values, and a halted VM has one on
  /// each host.
  package func vfPorts(of vif: VIF) -> [ID<Port>] {
    guard let host = vms[vif.vm.index].residentOn else {
      return networks[vif.network.index].vfPorts
    }
    return networks[vif.network.index].vfPortByHost[host].map { [$0] } ?? []
  }

  /// The ports of a host that are bound to a driver, in PCI order.
  package func ports(of host: ID<Host>, usingDriver driver: String) -> [Port] {
    self[host].ports.map { self[$0] }.filter { $0.uses(driver: driver) }
      .sorted { ($0.pciAddress ?? "", $0.device) < ($1.pciAddress ?? "", $1.device) }
  }

  /// The file from which xapi reads the number of VFs of this port's driver; nil if it was not
  /// captured or does not exist.
  package func driverFile(of port: Port) -> DriverFile? {
    guard let driver = port.driver?.value else { return nil }
    return self[port.host].driverFiles.map { self[$0] }.first { $0.driver == driver }
  }

  /// The models of the cards that provide VFs to a VM: on its own host while it runs, on any host
  /// while it is halted. Unknown cards are left out.
  package func cardsGivingVFs(to vm: VM) -> [CardModel] {
    var models: [CardModel] = []
    for vif in vm.vifs {
      let network = vifs[vif.index].network.index
      let here = vm.residentOn.map { host in
        [networks[network].vfPortByHost[host].flatMap { ports[$0.index].model }].compactMap { $0 }
      }
      for model in here ?? networks[network].vfCards where !models.contains(model) {
        models.append(model)
      }
    }
    return models
  }

  /// Whether a VIF is on an SR-IOV network. Called for every VIF, so it copies no network.
  package func takesVF(_ vif: VIF) -> Bool { networks[vif.network.index].takesVFs }

  /// A VM's VIFs on SR-IOV networks, in order of device.
  package func sriovVIFs(of vm: VM) -> [VIF] {
    vms[vm.id.index].sriovVIFs.map { self[$0] }
  }

  /// Running VMs with a VIF on a network, in the order of the inventory.
  ///
  /// `host` restricts them to VMs that run there.
  package func runningVMs(on network: ID<Network>, host: ID<Host>? = nil) -> [VM] {
    if let host {
      return residents[host.index].map { vms[$0.index] }.filter { vm in
        vm.isRunning && vm.vifs.contains { vifs[$0.index].network == network }
      }
    }
    var seen: Set<ID<VM>> = []
    return networks[network.index].vifs.compactMap { vif in
      // No copy of the VIF: a pool-wide network can have tens of thousands.
      let id = vifs[vif.index].vm
      guard vms[id.index].isRunning, seen.insert(id).inserted else { return nil }
      return vms[id.index]
    }
  }

  /// Networks over this port's bridge: the untagged one and VLANs.
  package func bridgedNetworks(over port: Port) -> [Network] {
    ([port.network] + port.vlans.map { self[$0].network }).compactMap { $0.map { self[$0] } }
  }
}
