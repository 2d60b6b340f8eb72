import Records

// What else decides whether a driver file takes effect: bound functions, other settings, initrd.
extension Linker {
  private static let folder = "/etc/modprobe.d/"

  /// Adds the functions bound to the driver, other settings of its parameter, and the file's times.
  func resolveDriverContext(of file: inout DriverFile, _ words: HostFacts) {
    let path = Self.folder + file.fileName
    file.modifiedAt = words.fileTimes?.first { $0.path == path }
      .map { Sourced($0.modifiedAt, $0.origin) }
    file.packagedCopy = words.fileTimes?.first { $0.path == path + ".rpmnew" }
      .map { Sourced($0.path, $0.origin) }
    file.isParameterKindCaptured =
      file.effectiveParameter.map { words.modinfo[file.driver]?.parameters.contains($0) == true }
      ?? false
    file.boundFunctions = boundFunctions(of: file, words)
    file.otherSettings = Self.otherSettings(of: file, words)
    file.areOtherSettingsKnown = words.commandLine != nil && Self.hasAllFiles(words)
  }

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

  /// The functions that sysfs shows, or else lspci. nil if a port's driver is known only from the
  /// card catalogue, or if there are fewer functions than ports.
  private func boundFunctions(of file: DriverFile, _ words: HostFacts) -> Fact<Int>? {
    let drivers = file.ports.map { inventory.ports[$0.index].driver }
    guard drivers.allSatisfy({ $0?.witness != .catalogue }) else { return nil }
    let functions = (words.sysfs?.functions ?? []).filter {
      $0.driver?.value == file.driver && $0.physicalFunction == nil
    }
    if let first = functions.first?.driver, functions.count >= file.ports.count {
      return Fact(functions.count, by: .sysfs, at: first.origin)
    }
    let blocks = (words.lspci ?? []).filter { $0.driver?.value == file.driver }
    guard let first = blocks.first?.driver, blocks.count >= file.ports.count else { return nil }
    return Fact(blocks.count, by: .lspci, at: first.origin)
  }

  private static func otherSettings(
    of file: DriverFile, _ words: HostFacts
  ) -> [DriverFile.OtherSetting] {
    guard let name = file.effectiveParameter else { return [] }
    var found: [DriverFile.OtherSetting] = []
    for record in words.driverFiles.sorted(by: { $0.fileName < $1.fileName })
    where record.fileName != file.fileName && record.fileName.hasSuffix(".conf") {
      for line in record.options where !line.isComment && line.driver == file.driver {
        for word in line.parameters where word.name == name {
          found.append(
            .init(value: word.value, fileName: record.fileName, origin: line.origin))
        }
      }
    }
    for setting in words.commandLine ?? []
    where setting.module == file.driver && setting.parameter == name {
      found.append(.init(value: setting.value, fileName: nil, origin: setting.origin))
    }
    return found
  }

  /// Whether every file that modprobe reads was captured; `stat` lists them.
  private static func hasAllFiles(_ words: HostFacts) -> Bool {
    guard let times = words.fileTimes else { return false }
    let captured = Set(words.driverFiles.map { folder + $0.fileName })
    return times.allSatisfy { record in
      !record.path.hasPrefix(folder) || !record.path.hasSuffix(".conf")
        || captured.contains(record.path)
    }
  }
}
