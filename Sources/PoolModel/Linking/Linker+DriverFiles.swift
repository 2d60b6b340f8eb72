import Records

extension Linker {
  /// Driver files in order of host and name, and the VFs of every port after the next load of its
  /// driver.
  mutating func linkDriverFiles() {
    for host in inventory.hosts {
      let words = words(of: host) ?? HostFacts()
      inventory.hosts[host.id.index].initrd = Self.initrd(words)
      addLoads(of: host, words)
      let context = DriverContext(words)
      for record in words.driverFiles.sorted(by: { $0.fileName < $1.fileName })
      where record.fileName.hasSuffix(".conf") {
        addFile(of: host, record, context)
      }
      addMissingFiles(of: host, context)
      configurePorts(of: host, words)
    }
  }

  private mutating func addFile(
    of host: Host, _ record: DriverFileRecord, _ context: DriverContext, isCaptured: Bool = true,
    isAbsent: Bool = false
  ) {
    let driver = String(record.fileName.dropLast(".conf".count))
    let id = ID<DriverFile>(inventory.driverFiles.count)
    var file = DriverFile(
      id: id, host: host.id, driver: driver, record: record, isCaptured: isCaptured,
      isAbsent: isAbsent,
      load: inventory.hosts[host.id.index].loads[driver]
        ?? DriverLoad(host: host.id, driver: driver, type: ParameterType("")),
      ports: inventory.ports(of: host.id, usingDriver: driver).map(\.id))
    file.findMisleadingOptions()
    if let name = file.parameter?.value, takesArray(name, driver, context.words.modinfo[driver]) {
      file.toolstackValues = file.load.functions.count
    }
    context.resolve(&file)
    file.loadAfterEnable = loadAfterEnable(file, context)
    inventory.driverFiles.append(file)
    inventory.hosts[host.id.index].driverFiles.append(id)
  }

  private func loadAfterEnable(_ file: DriverFile, _ context: DriverContext) -> DriverLoad? {
    guard !file.ports.isEmpty, let target = file.target,
      let contents = file.contents(settingVFs: target)
    else {
      return nil
    }
    var words = context.words
    words.driverFiles.removeAll { $0.fileName == file.fileName }
    words.driverFiles.append(
      DriverFileParser.record(contents.span, document: file.origin.document))
    var load = ModuleConfiguration(words).load(
      of: file.driver, on: file.host, parameter: file.effectiveParameter,
      context.words.modinfo[file.driver])
    load.functions = file.load.functions
    return load
  }

  /// Whether the toolstack finds `array of` in the parameter's line of `modinfo`. If that was not
  /// captured, the packaged driver's parameter is meant.
  private func takesArray(_ name: String, _ driver: String, _ modinfo: ModinfoRecord?) -> Bool {
    if let modinfo { return modinfo.parameters.contains { $0.name == name && $0.isArray } }
    let knowledge = DriverKnowledge.of(driver)
    return name == knowledge?.vfParameter && ParameterType(knowledge?.packagedType ?? "").isArray
  }

  /// Adds a file for each driver whose package brings one, where the host has its ports and no such
  /// file was captured: it does not exist, or that is not known. Also for a driver that another place
  /// keeps from loading; such a driver needs no file of its own.
  private mutating func addMissingFiles(of host: Host, _ context: DriverContext) {
    let drivers = host.ports.compactMap { id -> String? in
      let port = inventory.ports[id.index]
      guard let driver = port.driver?.value else { return nil }
      let isRefused = inventory.hosts[host.id.index].loads[driver]?.refusal != nil
      return port.configuration == .driverFile || isRefused ? driver : nil
    }
    let captured = Set(inventory.hosts[host.id.index].driverFiles.map { inventory[$0].driver })
    for driver in Set(drivers).subtracting(captured).sorted() {
      let name = "\(driver).conf"
      let isNeeded = DriverKnowledge.of(driver)?.hasToolstackFile == true
      let isAbsent = !isNeeded || context.isAbsent(name)
      let origin = Origin(
        document: isAbsent ? context.document : "host/\(host.uuid)/modprobe.d/\(name)", line: 0)
      addFile(
        of: host, DriverFileRecord(fileName: name, origin: origin), context, isCaptured: isAbsent,
        isAbsent: isAbsent)
    }
  }

  /// Gives each port the VFs of its driver's next load, where the load decides.
  private mutating func configurePorts(of host: Host, _ words: HostFacts) {
    for id in host.ports {
      let port = inventory.ports[id.index]
      guard let driver = port.driver?.value,
        let load = inventory.hosts[host.id.index].loads[driver],
        load.setting != nil || load.refusal != nil
          || port.configuration == .driverFile && isFileKnown(of: driver, on: host.id)
      else { continue }
      let origin =
        load.refusal?.origin ?? load.setting?.origin
        ?? inventory.driverFile(of: port)?.origin ?? port.origin
      inventory.ports[id.index].configuredVFs = load.vfs(of: port.pciAddress).map {
        Fact($0, by: .driverFile, at: origin)
      }
    }
  }

  private func isFileKnown(of driver: String, on host: ID<Host>) -> Bool {
    inventory[host].driverFiles.map { inventory[$0] }.first { $0.driver == driver }?.isCaptured
      ?? inventory[host].hasDriverFiles
  }
}
