import Records

// What stands around a driver file, and how xapi sees a port.
extension PoolSketch {
  /// Says that a driver's parameter takes a value for each port, or one for all.
  package mutating func modinfo(_ driver: String, _ parameter: String, isArray: Bool = true) {
    var record = ModinfoRecord()
    record.parameters = [parameter]
    record.arrayParameters = isArray ? [parameter] : []
    records.hostFacts[currentHost]?.modinfo[driver] = record
  }

  /// Says when the driver files drawn so far and the initrd were written.
  package mutating func written(files: String, initrd: String) {
    let origin = Self.origin("host/\(currentHost)/stat")
    var times: [FileTimeRecord] = []
    for file in records.hostFacts[currentHost]?.driverFiles ?? [] {
      guard let time = Instant(files) else { continue }
      times.append(
        .init(path: "/etc/modprobe.d/\(file.fileName)", modifiedAt: time, origin: origin))
    }
    if let time = Instant(initrd) {
      times.append(.init(path: "/boot/initrd-4.19.0+1.img", modifiedAt: time, origin: origin))
    }
    records.hostFacts[currentHost]?.fileTimes = times
  }

  /// Adds what the kernel's command line sets of modules.
  package mutating func commandLine(_ text: String) {
    records.hostFacts[currentHost]?.commandLine = CommandLineParser.records(
      Array(text.utf8).span, document: "host/\(currentHost)/cmdline")
  }

  /// Takes SR-IOV from what xapi says that a port can do.
  package mutating func loseCapability(of port: String) {
    if let pif = pif(port) { records.pifs[pif].capabilities = [] }
  }

  /// Takes away what xapi says that a port can do.
  package mutating func forgetCapabilities(of port: String) {
    if let pif = pif(port) { records.pifs[pif].capabilities = nil }
  }
}
