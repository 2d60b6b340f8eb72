extension Linker {
  /// Driver files in order of host and name, and what each gives its ports at the next boot.
  mutating func linkDriverFiles() {
    for host in inventory.hosts {
      let words = words(of: host) ?? HostWords()
      let files = words.driverFiles
      inventory.hosts[host.id.index].initrd = Self.initrd(words)
      for record in files.sorted(by: { $0.fileName < $1.fileName })
      where record.fileName.hasSuffix(".conf") {
        let id = ID<DriverFile>(inventory.driverFiles.count)
        let driver = String(record.fileName.dropLast(".conf".count))
        let ports = inventory.ports(of: host.id, usingDriver: driver).map(\.id)
        var file = DriverFile(
          id: id, host: host.id, driver: driver, record: record, ports: ports)
        file.takesValuePerPort = takesValuePerPort(file, words.modinfo[driver])
        learnSurroundings(of: &file, words)
        inventory.driverFiles.append(file)
        inventory.hosts[host.id.index].driverFiles.append(id)
      }
      if !host.hasDriverFiles { addMissingFiles(of: host) }
      configurePorts(of: host.id)
    }
  }

  private func takesValuePerPort(_ file: DriverFile, _ modinfo: ModinfoRecord?) -> Bool {
    let parameter = file.effectiveParameter ?? ""
    guard let modinfo, modinfo.parameters.contains(parameter) else { return true }
    return modinfo.arrayParameters.contains(parameter)
  }

  /// A card that takes a driver file has one, captured or not.
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

  private mutating func configurePorts(of host: ID<Host>) {
    for id in inventory.hosts[host.index].driverFiles {
      let file = inventory[id]
      guard file.isCaptured,
        CardCatalog.vfParameter(ofDriver: file.driver) != nil || file.parameter != nil
      else { continue }
      for (position, port) in file.ports.enumerated() {
        var told = file.vfs(atPosition: position)
        // The driver ignores the option for cards without SR-IOV (i210, 82580, …).
        if inventory.ports[port.index].configuration == VFConfiguration.none { told.value = 0 }
        inventory.ports[port.index].configuredVFs = Fact(told, by: .driverFile)
      }
    }
  }
}
