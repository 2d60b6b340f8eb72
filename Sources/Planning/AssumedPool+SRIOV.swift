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
    enable(port, network?.uuid, &change)
  }

  /// The mode follows the driver file: with VFs-param *modprobe*, otherwise *sysfs*, and *manual*
  /// where VFs exist that xapi cannot change.
  private mutating func enable(_ port: Port, _ network: String?, _ change: inout PlannedChange) {
    let file = inventory.driverFile(of: port)
    if let file, !file.isCaptured {
      setPending(addSRIOV(to: port, network, mode: "modprobe"), true)
      change.effects.append(
        "The number of VFs on \(inventory.label(port)) is not known: \(file.fileName) of"
          + " \(inventory[port.host].name) was not captured.")
      return
    }
    let canWrite = port.driver.flatMap { DriverKnowledge.of($0.value)?.hasSysfs } ?? true
    let active = port.activeVFs?.value ?? 0
    let bare = DriverFile.EnableAnswer.withoutFile(activeVFs: active, canWriteSysfs: canWrite)
    switch file?.enabling(activeVFs: active, canWriteSysfs: canWrite) ?? bare {
    case .failed(let text):
      change.refusal = "NETWORK_SRIOV_ENABLE_FAILED: \(text)"
      change.effects.append(whyNot(port, file))
    case .manual:
      keepByHand(port, network, active, &change)
    case .modprobe, .modprobeRequiresReboot:
      if let file, let target = file.target { enable(port, network, by: file, target, &change) }
    case .sysfs:
      enableBySysfs(port, network, active, &change)
    }
  }

  /// Why xapi cannot enable SR-IOV, by what its file lacks.
  private func whyNot(_ port: Port, _ file: DriverFile?) -> String {
    let name = file?.fileName ?? "\(port.driver?.value ?? "DRIVER").conf"
    let host = inventory[port.host].name
    if file?.isAbsent ?? true {
      return
        "\(host) has no \(name), and driver \(port.driver?.value ?? "") has no other way to set"
        + " VFs while it runs."
    }
    return file?.parameter == nil
      ? "\(name) of \(host) has no VFs-param, so xapi tries sysfs, which the driver does not allow."
      : "\(name) of \(host) has no VFs-maxvfs-by-default with a number."
  }

  private mutating func keepByHand(
    _ port: Port, _ network: String?, _ active: Int, _ change: inout PlannedChange
  ) {
    let sriov = addSRIOV(to: port, network, mode: "manual")
    setFree(active, ofSRIOV: sriov)
    change.effects.append(
      "\(inventory.label(port)) keeps its \(counted(active, "VF")): xapi cannot change the number and"
        + " ends in the configuration mode manual. It does not create them again after a reboot.")
  }

  private mutating func enableBySysfs(
    _ port: Port, _ network: String?, _ active: Int, _ change: inout PlannedChange
  ) {
    guard let total = port.mostVFs else {
      _ = addSRIOV(to: port, network, mode: "sysfs")
      change.effects.append(
        "The number of VFs on \(inventory.label(port)) is not known: sriov_totalvfs was not captured."
      )
      return
    }
    // The kernel refuses to change a number that is not 0 (EBUSY).
    guard active == 0 || active == total else { return keepByHand(port, network, active, &change) }
    let sriov = addSRIOV(to: port, network, mode: "sysfs")
    setVFs(of: port, to: total)
    setFree(total, ofSRIOV: sriov)
    change.effects.append(
      "\(inventory.label(port)) has \(counted(total, "VF")) immediately, without a reboot: xapi always"
        + " creates as many as sriov_totalvfs allows.")
  }

  /// The driver reads one number for all its ports, and only when it is loaded.
  private mutating func enable(
    _ port: Port, _ network: String?, by file: DriverFile, _ target: Int,
    _ change: inout PlannedChange
  ) {
    let host = inventory[port.host]
    let sriov = addSRIOV(to: port, network, mode: "modprobe")
    let devices = inventory.ports(of: port.host, usingDriver: file.driver).map(\.device)
    setOptions(of: file, to: target)
    let line = file.limitThatCounts.map { " (line \($0.origin.line) of \(file.fileName))" } ?? ""
    change.effects.append(
      "xapi sets \(counted(target, "VF"))\(line) for every port of driver \(file.driver) on"
        + " \(host.name): \(enumeration(devices)). The setting applies to all of them, not to single"
        + " ports.")
    if file.loadAfterEnable?.refusal != nil {
      change.effects.append(
        "The kernel refuses the line that xapi writes: \(file.driver) does not load at the next boot"
          + " (driver-line-misread).")
    }
    note(file.load.assumptions, &change)
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

  /// Adds what a prediction rests on besides what was captured.
  func note(_ assumptions: [String], _ change: inout PlannedChange) {
    for assumption in assumptions where !change.effects.contains("Assumed: \(assumption).") {
      change.effects.append("Assumed: \(assumption).")
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
    if sriov.configurationMode?.value == .manual {
      change.effects.append(
        "The VFs of \(label) stay: in the configuration mode manual, xapi leaves them alone.")
      return
    }
    guard let file = inventory.driverFile(of: port), file.parameter != nil else {
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
          + ((inventory.vfUses[port.id.index].free?.value ?? 0) > 0
            ? " VMs can still start on its idle VFs." : " no VM can start on it."))
    }
  }
}
