package import PoolModel
import Records

// Facts that only the database, `ip link` or the VF's driver shows.
extension PoolSketch {
  /// A VIF by its VM and device number.
  package struct VIFName: Sendable {
    var vm: String
    var device: Int

    /// `"VM" / 0` reads like the label of the VIF.
    init(vm: String, device: Int) {
      self.vm = vm
      self.device = device
    }
  }

  /// Adds a database with everything sketched so far: an idle row for each port and each of its
  /// VFs, and VIFs that hold no VF. The methods below that add database facts call this first.
  package mutating func database() {
    if records.database == nil {
      var facts = DatabaseFacts(document: DatabaseFacts.dump)
      facts.schema = "5.793"
      facts.hasVFHolders = true
      records.database = facts
    }
    for index in records.pifs.indices {
      guard records.pifs[index].pciBusPath != nil else { continue }
      records.pifs[index].pci = .uuid(addRows(of: records.pifs[index]))
    }
    for index in records.vifs.indices where records.vifs[index].reservedPCI == .notCaptured {
      records.vifs[index].reservedPCI = .null
    }
    for index in records.networkSRIOVs.indices
    where records.networkSRIOVs[index].configurationMode == nil {
      records.networkSRIOVs[index].configurationMode = "unknown"
    }
  }

  /// The uuid of the port's row. Adds missing rows of the port and its VFs.
  private mutating func addRows(of pif: PIFRecord) -> String {
    let host = pif.host.uuid ?? ""
    let address = pif.pciBusPath ?? ""
    let port = addRow(address, on: host, .null)
    let functions = records.hostFacts[host]?.sysfs?.functions ?? []
    for link in functions.first(where: { $0.address == address })?.virtualFunctions ?? [] {
      _ = addRow(link.address.value, on: host, .uuid(port))
    }
    return port
  }

  private mutating func addRow(
    _ address: String, on host: String, _ physicalFunction: Reference
  ) -> String {
    let uuid = "pci-\(host)-\(address)"
    guard !records.pcis.contains(where: { $0.uuid == uuid }) else { return uuid }
    var row = PCIRecord(uuid: uuid, origin: Self.origin(DatabaseFacts.dump))
    row.host = .uuid(host)
    row.pciID = address
    row.physicalFunction = physicalFunction
    row.attachedVMs = []
    row.scheduledToBeAttachedTo = .null
    row.isIdle = true
    records.pcis.append(row)
    return uuid
  }

  /// Sets who has a VF of a port: the VIF that has it as `reserved_pci`, the VM that it is attached
  /// to, the VM that it is scheduled for. A VF that sysfs lacks is added to the database only.
  package mutating func databaseKnows(
    vf: Int, on port: String, heldBy holder: VIFName? = nil, attachedTo vm: String? = nil,
    scheduledFor next: String? = nil
  ) {
    database()
    guard let pif = pif(port).map({ records.pifs[$0] }), let address = address(of: vf, pif),
      let host = pif.host.uuid, let portRow = pif.pci.uuid
    else { return }
    let uuid = addRow(address, on: host, .uuid(portRow))
    if let holder {
      let vif = "vif-vm-\(holder.vm)-\(holder.device)"
      for index in records.vifs.indices where records.vifs[index].uuid == vif {
        records.vifs[index].reservedPCI = .uuid(uuid)
      }
    }
    guard let index = records.pcis.firstIndex(where: { $0.uuid == uuid }) else { return }
    if let vm { records.pcis[index].attachedVMs?.append(.uuid("vm-\(vm)")) }
    if let next { records.pcis[index].scheduledToBeAttachedTo = .uuid("vm-\(next)") }
    records.pcis[index].isIdle =
      records.pcis[index].attachedVMs?.isEmpty == true
      && records.pcis[index].scheduledToBeAttachedTo == .null
  }

  /// Sets how xapi configured the VF count of a port that has an SR-IOV network.
  package mutating func configurationMode(
    _ mode: NetworkSRIOV.ConfigurationMode, on port: String
  ) {
    database()
    guard let uuid = pif(port).map({ "sriov-\(records.pifs[$0].uuid)" }) else { return }
    for index in records.networkSRIOVs.indices where records.networkSRIOVs[index].uuid == uuid {
      records.networkSRIOVs[index].configurationMode = mode.rawValue
    }
  }

  /// Adds the line that `ip link` prints for a VF.
  package mutating func ipLink(
    vf: Int, on port: String, mac: String?, vlan: Int = 0, rateLimit: Int = 0
  ) {
    guard let pif = pif(port).map({ records.pifs[$0] }), let host = pif.host.uuid else { return }
    let line = IPLinkVFRecord(
      interface: pif.device ?? "", index: vf, mac: mac, vlan: vlan,
      rateLimit: rateLimit,
      origin: Self.origin("host/\(host)/ip-link"))
    let lines = records.hostFacts[host]?.ipLink ?? []
    records.hostFacts[host]?.ipLink = lines + [line]
  }

  /// Changes the VLAN in a VF's line of `ip link`.
  package mutating func setIPLink(vlan: Int, vf: Int, on port: String) {
    guard let pif = pif(port).map({ records.pifs[$0] }), let host = pif.host.uuid,
      let index = records.hostFacts[host]?.ipLink?.firstIndex(where: {
        $0.interface == pif.device && $0.index == vf
      })
    else { return }
    records.hostFacts[host]?.ipLink?[index].vlan = vlan
  }

  /// Removes the output of `ip link` of the host added last.
  package mutating func forgetIPLink() { records.hostFacts[currentHost]?.ipLink = nil }

  /// Binds a VF to a driver in dom0, as sysfs shows it.
  package mutating func vfDriver(_ driver: String, vf: Int, on port: String) {
    guard let pif = pif(port).map({ records.pifs[$0] }), let host = pif.host.uuid,
      let address = address(of: vf, pif)
    else { return }
    let origin = Self.origin("host/\(host)/sysfs")
    var function = SysfsFunctionRecord(address: address)
    function.driver = Sourced(driver, origin)
    function.physicalFunction = pif.pciBusPath.map { Sourced($0, origin) }
    records.hostFacts[host]?.sysfs?.functions.removeAll { $0.address == address }
    records.hostFacts[host]?.sysfs?.functions.append(function)
  }

  /// Passes a PCI address through to a VM, in its other-config:pci.
  package mutating func passThrough(_ address: String, to vm: String) {
    for index in records.vms.indices where records.vms[index].uuid == "vm-\(vm)" {
      var config = records.vms[index].otherConfig ?? [:]
      config["pci"] = (config["pci"].map { $0 + "," } ?? "") + "0/\(address)"
      records.vms[index].otherConfig = config
    }
  }

  private func address(of vf: Int, _ pif: PIFRecord) -> String? {
    pif.pciBusPath.map { Self.address(ofVF: vf, port: $0) }
  }

  /// The PCI address of a VF: every fourth function from device 0x10 of the port's bus, as the four
  /// ports of an i350 share them. VFs that do not fit there are 0x40 buses further on.
  static func address(ofVF vf: Int, port: String) -> String {
    let bus = Int(port.dropFirst(5).prefix(2), radix: 16) ?? 0
    let place = vf * 4 + (Int(port.suffix(1), radix: 16) ?? 0) % 4
    let device = 0x10 + place % 128 / 8
    return "0000:\(hex(bus + 0x40 * (place / 128))):\(hex(device)).\(place % 8)"
  }
}

/// `"VM" / 0`: a VIF by the name of its VM and its device number.
package func / (vm: String, device: Int) -> PoolSketch.VIFName {
  PoolSketch.VIFName(vm: vm, device: device)
}
