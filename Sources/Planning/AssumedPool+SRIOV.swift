import Auditing
import PoolModel
import Records

// Changes SR-IOV on ports as xcp-networkd and xapi do (xen-api `network_server.ml`, `config_sriov`;
// `xapi_network_sriov_helpers.ml`, `sriov_bring_up`).
extension AssumedPool {
  mutating func enableSRIOV(_ port: Port, _ change: inout PlannedChange) {
    let label = inventory.label(port)
    let network = port.network.map { inventory[$0] }.flatMap {
      inventory.sriovNetwork(beside: $0)?.network
    }
    let target = network?.uuid ?? "NETWORK-UUID"
    change.commands =
      network == nil ? [Command("xe", "network-create", "name-label=VM SR-IOV")] : []
    change.commands.append(
      Command("xe", "network-sriov-create", "pif-uuid=\(port.uuid)", "network-uuid=\(target)"))
    if port.sriov != nil {
      change.refusal = "NETWORK_SRIOV_ALREADY_ENABLED: \(label) already has an SR-IOV network"
      return
    }
    guard !port.uuid.isEmpty else {
      change.refusal = "\(label) is known only from sysfs: the list of PIFs was not captured"
      return
    }
    guard port.isCapable != false, port.configuration != VFConfiguration.none else {
      change.refusal = "PIF_IS_NOT_SRIOV_CAPABLE: \(label) cannot have VFs"
      return
    }
    let sriov = addSRIOV(to: port, network?.uuid)
    if port.configuration == .driverFile {
      enableByFile(port, sriov, &change)
    } else {
      guard let total = port.totalVFs?.value ?? port.model?.vfsPerPort else {
        change.effects.append(
          "The number of VFs on \(label) is not known: sriov_totalvfs was not captured.")
        return
      }
      setVFs(of: port, to: total)
      setFree(total, ofSRIOV: sriov)
      change.effects.append(
        "\(label) has \(counted(total, "VF")) immediately, without a reboot.")
    }
  }

  /// The driver reads one number for all its ports, and only when it is loaded.
  private mutating func enableByFile(_ port: Port, _ sriov: String, _ change: inout PlannedChange) {
    let host = inventory[port.host]
    guard let file = inventory.driverFile(of: port), file.isCaptured, let target = file.target
    else {
      change.effects.append(
        "The number of VFs on \(inventory.label(port)) is not known: "
          + (port.driver.map { "\($0.value).conf" } ?? "the driver file")
          + " of \(host.name) was not captured.")
      setPending(sriov, true)
      return
    }
    let devices = inventory.ports(of: port.host, usingDriver: file.driver).map(\.device)
    setOptions(of: file, to: target)
    change.effects.append(
      "xapi sets \(counted(target, "VF")) for every port of driver \(file.driver) on \(host.name): "
        + "\(enumeration(devices)). The setting applies to all of them, not to single ports.")
    if port.activeVFs?.value == target {
      setPending(sriov, false)
      setFree(target, ofSRIOV: sriov)
      change.effects.append(
        "\(inventory.label(port)) already has \(counted(target, "VF")): no reboot is needed.")
    } else {
      setPending(sriov, true)
      change.effects.append(
        "The setting takes effect when \(host.name) is rebooted: \(file.driver) reads it only when"
          + " it is loaded.")
    }
  }

  mutating func disableSRIOV(_ port: Port, _ change: inout PlannedChange) {
    let label = inventory.label(port)
    guard let sriov = port.sriov.map({ inventory[$0] }) else {
      change.refusal = "\(label) has no SR-IOV network"
      return
    }
    change.commands = [Command("xe", "network-sriov-destroy", "uuid=\(sriov.uuid)")]
    let tags = port.sriovVLANs.map { "\(inventory[$0].tag)" }
    guard tags.isEmpty else {
      change.refusal =
        "PIF_VLAN_STILL_EXISTS: \(agreeing(tags.count, "VLAN", "VLANs")) \(enumeration(tags))"
        + " \(agreeing(tags.count, "uses", "use")) SR-IOV of \(label)"
      return
    }
    let users = users(of: port).map { inventory.label($0) }
    guard users.isEmpty else {
      change.refusal =
        "VIF_IN_USE: \(enumeration(users)) \(agreeing(users.count, "uses a VF", "use VFs")) of"
        + " \(label): shut down the \(agreeing(users.count, "VM", "VMs")) first"
      return
    }
    remove(sriov)
    guard port.configuration == .driverFile, let file = inventory.driverFile(of: port) else {
      setVFs(of: port, to: 0)
      change.effects.append("The VFs of \(label) are removed immediately.")
      return
    }
    let others = file.ports.map { inventory[$0] }.filter { $0.id != port.id && $0.sriov != nil }
    guard others.isEmpty else {
      change.effects.append(
        "The driver file does not change, because \(enumeration(others.map(\.device))) still "
          + "\(agreeing(others.count, "has", "have")) an SR-IOV network. \(label) keeps its VFs.")
      return
    }
    setOptions(of: file, to: 0)
    change.effects.append(
      "xapi sets 0 VFs for every port of driver \(file.driver). The VFs are removed when"
        + " \(inventory[port.host].name) is rebooted.")
  }

  mutating func limit(
    _ driver: String, to vfs: Int, _ change: inout PlannedChange, _ assumption: Assumption
  ) throws(Assumption.Failure) {
    let files = inventory.driverFiles.filter { $0.driver == driver && $0.isCaptured }
    guard !files.isEmpty else {
      let known = Set(inventory.driverFiles.filter(\.isCaptured).map(\.driver)).sorted()
      throw Assumption.Failure(
        description: "\(assumption.text): no \(driver).conf was captured; captured driver files: "
          + (known.isEmpty ? "none" : enumeration(known)))
    }
    let path = "/etc/modprobe.d/\(driver).conf"
    change.commands = [
      Command(
        "sed", "-i", "-e", "1i # VFs-maxvfs-by-user: \(vfs)", "-e",
        "/^[[:space:]]*#*[[:space:]]*VFs-maxvfs-by-user:/d", path),
      Command("xe-toolstack-restart"),
    ]
    for file in files { setLimit(of: file, to: vfs) }
    link()
    for file in inventory.driverFiles where file.driver == driver && file.isCaptured {
      restartToolstack(file, &change)
    }
  }

  /// xapi enables SR-IOV again when it starts. Only then a new limit is written to the driver
  /// option.
  private mutating func restartToolstack(_ file: DriverFile, _ change: inout PlannedChange) {
    let host = inventory[file.host].name
    let users = file.ports.map { inventory[$0] }.filter { $0.sriov != nil }
    guard let target = file.target, !users.isEmpty else {
      change.effects.append(
        "No effect on \(host): no port of \(file.driver) has an SR-IOV network.")
      return
    }
    change.effects.append(
      "On \(host) the toolstack sets \(counted(target, "VF")) for every port of \(file.driver) when"
        + " it restarts.")
    setOptions(of: file, to: target)
    for port in users where port.activeVFs?.value != target {
      guard let sriov = port.sriov.map({ inventory[$0] }) else { continue }
      setPending(sriov.uuid, true)
      change.effects.append(
        "After that, SR-IOV on \(inventory.label(port)) waits for a reboot of \(host). Until then"
          + " no VM can start on it.")
    }
  }

  mutating func reboot(_ name: String?, _ change: inout PlannedChange) throws(Assumption.Failure) {
    let hosts =
      try name.map { (name) throws(Assumption.Failure) in [try host(name, .reboot(host: name))] }
      ?? inventory.hosts
    change.commands = hosts.flatMap { host in
      // VMs with VFs cannot be migrated.
      inventory.vmsOnVFs(of: host.id).map {
        Command("xe", "vm-shutdown", "uuid=\(inventory[$0].uuid)")
      } + [
        Command("xe", "host-disable", "uuid=\(host.uuid)"),
        Command("xe", "host-evacuate", "uuid=\(host.uuid)"),
        Command("xe", "host-reboot", "uuid=\(host.uuid)"),
      ]
    }
    for host in hosts { reboot(host, &change) }
  }

  /// The driver is loaded with the options in the initrd; then xapi starts and enables SR-IOV
  /// again.
  mutating func reboot(_ host: Host, _ change: inout PlannedChange) {
    let running = inventory.residents[host.id.index].map { inventory[$0] }.filter(\.isRunning)
    change.effects.append(
      "\(host.name) is rebooted"
        + (running.isEmpty
          ? "."
          : "; \(counted(running.count, "VM")) \(agreeing(running.count, "is", "are")) assumed to"
            + " run there again afterwards."))
    for port in host.ports.map({ inventory[$0] }) {
      let count = vfsAtBoot(of: port, on: host, &change)
      guard let count else { continue }
      if count != port.activeVFs?.value {
        change.effects.append(
          "\(inventory.label(port)) has \(counted(count, "VF")) after the boot"
            + (port.activeVFs.map { "; before: \($0.value)" } ?? "") + ".")
      }
      setVFs(of: port, to: count)
      guard let sriov = port.sriov.map({ inventory[$0] }) else { continue }
      let target = inventory.driverFile(of: port)?.target
      let isPending = port.configuration == .driverFile && target != nil && target != count
      setPending(sriov.uuid, isPending)
      setFree(max(0, count - users(of: port).count), ofSRIOV: sriov.uuid)
    }
  }

  /// nil if it cannot be predicted: then the port is left unchanged.
  private func vfsAtBoot(of port: Port, on host: Host, _ change: inout PlannedChange) -> Int? {
    guard let count = inventory.vfsAfterReboot(of: port) else {
      if port.sriov != nil {
        change.effects.append(
          "The number of VFs on \(inventory.label(port)) after the boot cannot be predicted from"
            + " the captured data.")
      }
      return nil
    }
    guard port.configuration == .driverFile, let file = inventory.driverFile(of: port),
      let written = file.modifiedAt?.value, let built = host.initrd?.builtAt.value,
      !file.origin.document.hasPrefix("assumed"), written > built, count != port.activeVFs?.value
    else { return count }
    change.effects.append(
      "\(file.fileName) is newer than the initrd: \(inventory.label(port)) may have the old"
        + " number of VFs after the boot (driver-initrd-stale).")
    return nil
  }
}
