package import Records

// Settings of VMs, their templates and their VIFs.
extension PoolSketch {
  /// Changes the record of a VM that is sketched already.
  package mutating func set(_ vm: String, _ change: (inout VMRecord) -> Void) {
    for index in records.vms.indices where records.vms[index].uuid == "vm-\(vm)" {
      change(&records.vms[index])
    }
  }

  /// Changes the record of a VIF that is sketched already.
  package mutating func set(_ vif: VIFName, _ change: (inout VIFRecord) -> Void) {
    let uuid = "vif-vm-\(vif.vm)-\(vif.device)"
    for index in records.vifs.indices where records.vifs[index].uuid == uuid {
      change(&records.vifs[index])
    }
  }

  /// Limits the rate of a VIF that is sketched already.
  package mutating func limit(_ vif: VIFName, kbps: Int) {
    set(vif) {
      $0.qosAlgorithmType = "ratelimit"
      $0.qosAlgorithmParams = ["kbps": String(kbps)]
    }
  }

  /// Changes the record of a network that is sketched already.
  package mutating func setNetwork(_ name: String, _ change: (inout NetworkRecord) -> Void) {
    for index in records.networks.indices where records.networks[index].uuid == "network-\(name)" {
      change(&records.networks[index])
    }
  }

  /// Changes the SR-IOV record of a port that has an SR-IOV network already.
  package mutating func setSRIOV(on port: String, _ change: (inout NetworkSRIOVRecord) -> Void) {
    guard let uuid = pif(port).map({ "sriov-\(records.pifs[$0].uuid)" }) else { return }
    for index in records.networkSRIOVs.indices where records.networkSRIOVs[index].uuid == uuid {
      change(&records.networkSRIOVs[index])
    }
  }

  /// Sets the remaining capacity of SR-IOV on a port that has it already.
  package mutating func remaining(_ capacity: Int, on port: String) {
    guard let uuid = pif(port).map({ "sriov-\(records.pifs[$0].uuid)" }) else { return }
    records.remainingCapacities.removeAll { $0.uuid == uuid }
    records.remainingCapacities.append(
      RemainingCapacityRecord(
        uuid: uuid, capacity: capacity,
        origin: Self.origin("xe/network-sriov-remaining-capacity")))
  }

  /// Sets what connects a host's bridges: `openvswitch` or `bridge`.
  package mutating func networkBackend(_ backend: String, of host: String) {
    for index in records.hosts.indices where records.hosts[index].uuid == hostNames[host] {
      records.hosts[index].softwareVersion?["network_backend"] = backend
    }
  }

  /// Adds a template, and makes VMs from it.
  package mutating func template(_ label: String, allowsSRIOV: Bool, of vms: String...) {
    var template = VMRecord(uuid: "template-\(label)", origin: Self.origin("xe/template-list"))
    template.nameLabel = label
    template.referenceLabel = label
    template.recommendations =
      "<restrictions><restriction field=\"allow-network-sriov\""
      + " value=\"\(allowsSRIOV ? 1 : 0)\"/></restrictions>"
    records.templates.append(template)
    for vm in vms { set(vm) { $0.referenceLabel = label } }
  }

  /// Sets whether high availability is on; nil: not captured.
  package mutating func highAvailability(_ isOn: Bool?) {
    for index in records.pools.indices { records.pools[index].haEnabled = isOn }
  }

  /// Sets the version of every host's toolstack; nil: not captured.
  package mutating func toolstack(_ version: String?) {
    for index in records.hosts.indices {
      records.hosts[index].softwareVersion?["xapi_build"] = version
    }
  }
}
