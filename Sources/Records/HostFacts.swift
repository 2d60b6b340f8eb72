package import Evidence

/// Data of one host, not from xapi. `nil` and missing keys mean: not captured.
package struct HostFacts: Sendable {
  package var sysfs: SysfsRecord?
  package var hasDriverFiles = false
  package var driverFiles: [DriverFileRecord] = []
  package var ipLink: [IPLinkVFRecord]?
  package var lspci: [LspciFunctionRecord]?
  /// `btime` of /proc/stat.
  package var bootedAt: Sourced<Instant>?
  /// Whether `xl info` lists `hvm_directio` among the hypervisor's capabilities.
  package var hasDirectIO: Sourced<Bool>?
  /// Lines of the kernel log since the last boot, oldest first.
  package var kernelLog: [KernelLineRecord]?
  /// By interface.
  package var ethtool: [String: EthtoolRecord] = [:]
  /// Times of the files in /etc/modprobe.d and of the running kernel's initrd.
  package var fileTimes: [FileTimeRecord]?
  /// Module parameters on the kernel command line.
  package var commandLine: [ModuleSettingRecord]?
  /// By driver.
  package var modinfo: [String: ModinfoRecord] = [:]

  /// What the sysfs documents showed so far: one may name the function of which another has values.
  var attributes = SysfsReading()
  /// Values of interfaces whose PCI function no document names.
  var homeless: [SysfsReading.Homeless] { attributes.homeless }

  package init() {}
}

extension HostFacts {
  /// Reads one of the host's documents with its parser, and notes how many records it had. Returns
  /// what could not be read. A document that is not registered is left out.
  mutating func read(_ document: Document, _ facts: inout DocumentFacts) -> [ParseFailure] {
    guard let (kind, part) = document.name.hostDocument else { return [] }
    let bytes = document.bytes.span
    let name = document.name.text
    let first = document.firstLine
    var failures: [ParseFailure] = []
    switch kind {
    case .sysfs:
      failures = attributes.read(bytes, document: name, firstLine: first)
      // A second document is rare; then all are linked at the end.
      guard sysfs == nil else {
        attributes.isOpen = true
        break
      }
      failures += settleSysfs()
      facts.records =
        (sysfs?.functions.count ?? 0) + (sysfs?.interfaces.count ?? 0)
        + Set(homeless.map(\.interface)).count
    case .ipLink:
      let read = IPLinkParser.records(bytes, document: name, firstLine: first)
      let shown = Set(read.records.map(\.interface))
      ipLink = (ipLink ?? []).filter { !shown.contains($0.interface) } + read.records
      facts.records = read.records.count
      failures = read.failures
    case .lspci:
      let read = LspciParser.records(bytes, document: name, firstLine: first)
      lspci = (lspci ?? []) + read.records
      facts.records = read.records.count
      failures = read.failures
    case .modinfo: modinfo[part] = ModinfoParser.record(bytes, document: name, firstLine: first)
    case .ethtoolDriver:
      ethtool[part] = EthtoolParser.record(bytes, document: name, firstLine: first)
    case .driverFile:
      hasDriverFiles = true
      driverFiles.append(DriverFileParser.record(bytes, document: name, firstLine: first))
    case .xlInfo:
      hasDirectIO = XlInfoParser.hasDirectIO(bytes, document: name, firstLine: first)
    case .kernelLog: kernelLog = KernelLogParser.records(bytes, document: name, firstLine: first)
    case .bootTime: bootedAt = BootTimeParser.time(bytes, document: name, firstLine: first)
    case .fileTimes: fileTimes = FileTimesParser.records(bytes, document: name, firstLine: first)
    case .commandLine:
      commandLine = CommandLineParser.records(bytes, document: name, firstLine: first)
    // Read elsewhere: whose documents these are, and whose database is a copy. uname is for people.
    case .inventory, .poolRole, .uname: break
    }
    return failures
  }

  /// Links the values of all sysfs documents; `functions` are addresses by interface from elsewhere.
  mutating func settleSysfs(functions: [String: Sourced<String>] = [:]) -> [ParseFailure] {
    attributes.isOpen = false
    let read = attributes.finished(functions: functions)
    sysfs = read.record
    return read.failures
  }

  /// Joins the blocks of several `lspci` outputs about one function: a later value wins.
  mutating func settleLspci() {
    guard let blocks = lspci else { return }
    var indices: [String: Int] = [:]
    var joined: [LspciFunctionRecord] = []
    for block in blocks {
      guard let index = indices[block.address] else {
        indices[block.address] = joined.count
        joined.append(block)
        continue
      }
      joined[index].driver = block.driver ?? joined[index].driver
      joined[index].totalVFs = block.totalVFs ?? joined[index].totalVFs
      joined[index].numVFs = block.numVFs ?? joined[index].numVFs
      joined[index].isEnabled = block.isEnabled ?? joined[index].isEnabled
    }
    lspci = joined
  }

  /// Removes what a document said, as if it had not been captured.
  package mutating func forget(_ document: HostDocument) {
    switch document {
    case .sysfs: sysfs = nil
    case .ipLink: ipLink = nil
    case .lspci: lspci = nil
    case .modinfo: modinfo = [:]
    case .ethtoolDriver: ethtool = [:]
    case .driverFile:
      hasDriverFiles = false
      driverFiles = []
    case .xlInfo: hasDirectIO = nil
    case .kernelLog: kernelLog = nil
    case .bootTime: bootedAt = nil
    case .fileTimes: fileTimes = nil
    case .commandLine: commandLine = nil
    case .inventory, .poolRole, .uname: break
    }
  }
}
