import Records

extension Linker {
  /// Driver files in order of host and name, and the VFs that each sets for the next boot.
  mutating func linkDriverFiles() {
    for host in inventory.hosts {
      let words = words(of: host) ?? HostFacts()
      inventory.hosts[host.id.index].initrd = Self.initrd(words)
      let files = words.driverFiles.filter { $0.fileName.hasSuffix(".conf") }
        .sorted { $0.fileName < $1.fileName }
      let options = Dictionary(
        grouping: files.flatMap(\.options).filter { !$0.isComment }, by: \.driver)
      for record in files {
        let id = ID<DriverFile>(inventory.driverFiles.count)
        let driver = String(record.fileName.dropLast(".conf".count))
        let ports = inventory.ports(of: host.id, usingDriver: driver).map(\.id)
        var file = DriverFile(
          id: id, host: host.id, driver: driver, record: record, ports: ports)
        file.options = options[driver] ?? []
        file.takesValuePerPort = takesValuePerPort(file, words.modinfo[driver])
        resolveDriverContext(of: &file, words)
        inventory.driverFiles.append(file)
        inventory.hosts[host.id.index].driverFiles.append(id)
      }
      if !host.hasDriverFiles { addMissingFiles(of: host) }
      for id in inventory.hosts[host.id.index].driverFiles { configurePorts(by: inventory[id]) }
      let named = Set(files.map { String($0.fileName.dropLast(".conf".count)) })
      for (driver, lines) in options where !named.contains(driver) {
        configurePorts(of: host.id, driver, by: lines)
      }
    }
  }

  /// modprobe obeys a line in any file; xapi reads only the file named like the driver.
  private mutating func configurePorts(
    of host: ID<Host>, _ driver: String, by lines: [DriverFileRecord.OptionsLine]
  ) {
    guard let origin = lines.last?.origin else { return }
    let record = DriverFileRecord(fileName: "\(driver).conf", origin: origin)
    var file = DriverFile(
      id: ID(0), host: host, driver: driver, record: record,
      ports: inventory.ports(of: host, usingDriver: driver).map(\.id))
    file.options = lines
    configurePorts(by: file)
  }

  private func takesValuePerPort(_ file: DriverFile, _ modinfo: ModinfoRecord?) -> Bool {
    let parameter = file.effectiveParameter ?? ""
    guard let modinfo, modinfo.parameters.contains(parameter) else { return true }
    return modinfo.arrayParameters.contains(parameter)
  }

  /// Adds a placeholder for the driver file of each card that uses one, if it was not captured.
  private mutating func addMissingFiles(of host: Host) {
    let ports = host.ports.map { inventory.ports[$0.index] }
      .filter { $0.configuration == .driverFile }
    let drivers = Set(ports.compactMap { $0.driver?.value })
    for driver in drivers.sorted() {
      let id = ID<DriverFile>(inventory.driverFiles.count)
      let name = "\(driver).conf"
      let origin = Origin(document: "host/\(host.uuid)/modprobe.d/\(name)", line: 0)
      inventory.driverFiles.append(
        DriverFile(
          id: id, host: host.id, driver: driver,
          record: DriverFileRecord(fileName: name, origin: origin), isCaptured: false,
          ports: inventory.ports(of: host.id, usingDriver: driver).map(\.id)))
      inventory.hosts[host.id.index].driverFiles.append(id)
    }
  }

  private mutating func configurePorts(by file: DriverFile) {
    guard file.isCaptured,
      CardCatalog.vfParameter(ofDriver: file.driver) != nil || file.parameter != nil
    else { return }
    for (position, port) in file.ports.enumerated() {
      let captured = file.vfs(atPosition: position)
      // The driver ignores the option for cards without SR-IOV (i210, 82580, …).
      let isNone = inventory.ports[port.index].configuration == VFConfiguration.none
      guard let value = isNone ? 0 : captured.value else {
        inventory.ports[port.index].unreadableOption = captured.origin
        continue
      }
      inventory.ports[port.index].configuredVFs = Fact(
        Sourced(value, captured.origin), by: .driverFile)
    }
  }
}
