import Records

/// What else decides whether a driver file takes effect: which files there are, and when they and
/// the initrd were written.
struct DriverContext {
  private static let folder = "/etc/modprobe.d/"
  private var times: [String: FileTimeRecord] = [:]
  private var hasAllFiles = false
  private var isCommandLineCaptured = false
  let words: HostFacts
  /// The document that lists the files; empty if it was not captured.
  private(set) var document = ""

  init(_ words: HostFacts) {
    isCommandLineCaptured = words.commandLine != nil
    self.words = words
    guard let listed = words.fileTimes else { return }
    document = listed.first?.origin.document ?? ""
    for record in listed where times[record.path] == nil { times[record.path] = record }
    let captured = Set(words.driverFiles.map { Self.folder + $0.fileName })
    hasAllFiles = listed.allSatisfy { record in
      !record.path.hasPrefix(Self.folder) || !record.path.hasSuffix(".conf")
        || captured.contains(record.path)
    }
  }

  /// Whether `stat` lists files, and not this one. It lists the initrd beside the driver files.
  func isAbsent(_ fileName: String) -> Bool {
    !times.isEmpty && times[Self.folder + fileName] == nil
  }

  /// Adds the times of the file, and whether every place that could set the parameter is known.
  func resolve(_ file: inout DriverFile) {
    let path = Self.folder + file.fileName
    file.modifiedAt = times[path].map { Sourced($0.modifiedAt, $0.origin) }
    file.packagedCopy = times[path + ".rpmnew"].map { Sourced($0.path, $0.origin) }
    file.areOtherSettingsKnown = isCommandLineCaptured && hasAllFiles
  }
}

extension Linker {
  /// `/boot/initrd-RELEASE.img`; the collector captures that of the running kernel.
  static func initrd(_ words: HostFacts) -> Initrd? {
    for record in words.fileTimes ?? [] where record.path.hasSuffix(".img") {
      guard let name = record.path.cut(at: "/initrd-")?.behind else { continue }
      return Initrd(
        path: record.path, release: String(name.dropLast(".img".count)),
        builtAt: Sourced(record.modifiedAt, record.origin))
    }
    return nil
  }

  /// Adds the next load of every driver that a port of the host uses, or that a file is named after.
  mutating func addLoads(of host: Host, _ words: HostFacts) {
    let configuration = ModuleConfiguration(words)
    var drivers = Set(host.ports.compactMap { inventory.ports[$0.index].driver?.value })
    var parameters: [String: String] = [:]
    for record in words.driverFiles where record.fileName.hasSuffix(".conf") {
      let driver = String(record.fileName.dropLast(".conf".count))
      drivers.insert(driver)
      parameters[driver] = record.keys.first { $0.name == "VFs-param" }?.value.value
    }
    for driver in drivers.sorted() {
      let knowledge = DriverKnowledge.of(driver)
      var load = configuration.load(
        of: driver, on: host.id, parameter: knowledge?.vfParameter ?? parameters[driver],
        words.modinfo[driver])
      addFunctions(to: &load, words)
      inventory.hosts[host.id.index].loads[driver] = load
    }
  }

  /// The functions that sysfs shows, or else lspci. Not used where it shows fewer than the ports of
  /// the driver, or where a port's driver is known from the card catalogue alone.
  private func addFunctions(to load: inout DriverLoad, _ words: HostFacts) {
    let ports = inventory.ports(of: load.host, usingDriver: load.driver)
    let byAddress = Dictionary(
      ports.compactMap { port in port.pciAddress.map { ($0, port) } },
      uniquingKeysWith: { first, _ in first })
    let function = { (address: String, vendor: String?, device: String?) in
      let port = byAddress[address]
      let model =
        port?.model ?? inventory.knowledge.model(vendor: vendor, device: device)
      let offers = port?.totalVFs.map { $0.value > 0 } ?? port?.offersSRIOV?.value
      return DriverLoad.Function(
        address: address, most: port?.totalVFs?.value,
        canHaveVFs: offers ?? model.map { $0.configuration != VFConfiguration.none })
    }
    let isBound = ports.allSatisfy { $0.driver?.witness != .catalogue }
    let functions = (words.sysfs?.functions ?? []).filter {
      $0.driver?.value == load.driver && $0.physicalFunction == nil
    }
    if isBound, let first = functions.first?.driver, functions.count >= ports.count {
      load.bound = Fact(functions.count, by: .sysfs, at: first.origin)
      load.functions = functions.map {
        function($0.address, $0.vendorID?.value, $0.deviceID?.value)
      }
      return
    }
    let blocks = (words.lspci ?? []).filter { $0.driver?.value == load.driver }
    if isBound, let first = blocks.first?.driver, blocks.count >= ports.count {
      load.bound = Fact(blocks.count, by: .lspci, at: first.origin)
      load.functions = blocks.map { function($0.address, nil, nil) }.sorted {
        $0.address < $1.address
      }
      return
    }
    load.functions = ports.compactMap { $0.pciAddress }.map { function($0, nil, nil) }
    if load.type.isArray, load.setting.map({ Set($0.integers).count > 1 }) == true {
      load.assumptions.append(
        "sysfs was not captured: it is assumed that \(load.driver) binds no function besides the"
          + " ports")
    }
  }
}
