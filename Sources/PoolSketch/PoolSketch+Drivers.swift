import Records

// What affects a driver file, and the capabilities that xapi lists for a port.
extension PoolSketch {
  /// Sets whether a driver's parameter takes one value for each port (an array), or one for all.
  package mutating func modinfo(_ driver: String, _ parameter: String, isArray: Bool = true) {
    var record = ModinfoRecord()
    record.parameters = [.init(parameter, type: isArray ? "array of int" : "uint")]
    records.hostFacts[currentHost]?.modinfo[driver] = record
  }

  /// Sets when the driver files sketched so far, and the initrd, were written.
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

  /// Adds module parameters on the kernel command line of the host added last.
  package mutating func commandLine(_ text: String) {
    records.hostFacts[currentHost]?.commandLine = CommandLineParser.records(
      Array(text.utf8).span, document: "host/\(currentHost)/cmdline")
  }

  /// Removes sriov from the capabilities that xapi lists for a port.
  package mutating func loseCapability(of port: String) {
    if let pif = pif(port) { records.pifs[pif].capabilities = [] }
  }

  /// Removes a port's capabilities, as if they had not been captured.
  package mutating func forgetCapabilities(of port: String) {
    if let pif = pif(port) { records.pifs[pif].capabilities = nil }
  }
}
