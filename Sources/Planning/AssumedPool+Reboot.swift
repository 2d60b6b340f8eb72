import Auditing
import PoolModel
import Records

// What the boot of a host does: drivers are loaded with their options, then xapi enables SR-IOV again.
extension AssumedPool {
  mutating func reboot(_ name: String?, _ change: inout PlannedChange) throws(Assumption.Failure) {
    let hosts =
      try name.map { (name) throws(Assumption.Failure) in [try host(name, .reboot(host: name))] }
      ?? inventory.hosts
    change.commands = hosts.flatMap(commands(rebooting:))
    for host in hosts { reboot(host, &change) }
  }

  /// VMs with VFs cannot be migrated; without another host, none can. Those that are shut down are
  /// started again.
  private func commands(rebooting host: Host) -> [Command] {
    let stopped = inventory.vmsHaltedByReboot(of: host.id).map { inventory[$0].uuid }
    var commands = stopped.map { Command("xe", "vm-shutdown", "uuid=\($0)") }
    commands.append(Command("xe", "host-disable", "uuid=\(host.uuid)"))
    if inventory.hasRefuge(from: host.id) {
      commands.append(Command("xe", "host-evacuate", "uuid=\(host.uuid)"))
    }
    commands.append(Command("xe", "host-reboot", "uuid=\(host.uuid)"))
    commands.append(Command("xe", "host-enable", "uuid=\(host.uuid)"))
    return commands + stopped.map { Command("xe", "vm-start", "uuid=\($0)") }
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
    sayWhereVMsGo(from: host, &change)
    sayWhatIsGone(on: host, &change)
    for port in host.ports.map({ inventory[$0] }) { boot(port, of: host, &change) }
  }

  /// Ports of a driver that is not loaded do not exist after the boot.
  private func sayWhatIsGone(on host: Host, _ change: inout PlannedChange) {
    for (driver, load) in host.loads.sorted(by: { $0.key < $1.key }) {
      let ports = inventory.ports(of: host.id, usingDriver: driver)
      guard let refusal = load.refusal, !ports.isEmpty else { continue }
      let traffic = inventory.hostTraffic(over: ports)
      change.effects.append(
        "\(load.outcome), because \(inventory.text(of: refusal)):"
          + " \(enumeration(ports.map(\.device))) then \(agreeing(ports.count, "does", "do")) not exist on"
          + " \(host.name) after the boot (driver-refused)."
          + (traffic.isEmpty
            ? "" : " They carry its \(enumeration(traffic.map(\.rawValue))) traffic."))
    }
  }

  /// VMs with VFs are shut down, and may be started on other hosts meanwhile.
  private func sayWhereVMsGo(from host: Host, _ change: inout PlannedChange) {
    guard inventory.hasRefuge(from: host.id) else { return }
    let failover = inventory.failover(of: host.id)
    guard !failover.vms.isEmpty else { return }
    guard case .placed(let placement) = failover.outcome else {
      let why = inventory.shortfall(of: failover) ?? ""
      change.effects.append(
        "Not all SR-IOV VMs of \(host.name) can run on other hosts meanwhile. \(why)")
      return
    }
    for (refuge, vms) in Dictionary(grouping: placement, by: \.host).sorted(by: { $0.key < $1.key })
    {
      change.effects.append(
        "\(enumeration(vms.map { inventory[$0.vm].name }, limit: 12))"
          + " \(agreeing(vms.count, "finds", "find")) VFs on \(inventory[refuge].name): shut down here,"
          + " \(agreeing(vms.count, "it", "they")) can be started there meanwhile.")
    }
  }

  private mutating func boot(_ port: Port, of host: Host, _ change: inout PlannedChange) {
    let forecast = inventory.bootForecast(of: port)
    guard let count = forecast.vfs, !isStale(port, count, on: host, &change) else {
      if forecast.vfs == nil, port.sriov != nil || (port.activeVFs?.value ?? 0) > 0 {
        change.effects.append(
          "How many VFs \(inventory.label(port)) has after the boot is not known: \(forecast.reason)."
        )
      }
      return
    }
    if count != port.activeVFs?.value {
      change.effects.append(
        "\(inventory.label(port)) has \(counted(count, "VF")) after the boot"
          + (port.activeVFs.map { "; before: \($0.value)" } ?? "") + ": \(forecast.reason).")
      note(forecast.assumptions, &change)
    }
    setVFs(of: port, to: count, takenBy: driverOfVFs(of: port))
    guard let sriov = port.sriov.map({ inventory[$0] }) else { return }
    let target = inventory.driverFile(of: port)?.target
    setPending(sriov.uuid, target != nil && target != count)
    setFree(max(0, count - users(of: port).count), ofSRIOV: sriov.uuid)
  }

  /// The driver that takes new VFs in dom0: the port's own where it drives VFs too, or the one that
  /// has them now. nil for none.
  private func driverOfVFs(of port: Port) -> String? {
    if let driver = port.driver?.value, DriverKnowledge.of(driver)?.drivesVFs == true {
      return driver
    }
    return port.virtualFunctions.lazy.compactMap { self.inventory[$0].driver }
      .first { $0 != "pciback" && $0 != "vfio-pci" }
  }

  /// Whether the initrd is older than the driver file, so that the old options may still be used.
  private func isStale(
    _ port: Port, _ count: Int, on host: Host, _ change: inout PlannedChange
  ) -> Bool {
    guard port.configuration == .driverFile, let file = inventory.driverFile(of: port),
      let written = file.modifiedAt?.value, let built = host.initrd?.builtAt.value,
      !file.origin.document.hasPrefix("assumed"), written > built, count != port.activeVFs?.value
    else { return false }
    change.effects.append(
      "\(file.fileName) is newer than the initrd: \(inventory.label(port)) may have the old"
        + " number of VFs after the boot (driver-initrd-stale).")
    return true
  }
}
