/// Reads a host's `sysfs` document: paths of sysfs attributes with values, and links with targets.
///
///     /sys/class/net/eth0/device -> 0000:07:00.0
///     /sys/class/net/eth0/device/sriov_numvfs:4
///     /sys/bus/pci/devices/0000:07:10.0/physfn -> ../0000:07:00.0
///     /sys/devices/pci0000:00/0000:00:01.0/0000:07:00.0/sriov_totalvfs:7
///
/// `grep -r ''`, `ls -l` and (with `==> PATH <==` lines) `head` print these formats too. In a path,
/// the last PCI address is used; of a link's target, the last component. The attributes below
/// `…/net/eth0/device` belong to the function that `device` points to. Other attributes are
/// ignored. An empty document is a host without such devices.
enum SysfsParser {
  static func record(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> (record: SysfsRecord, failures: [ParseFailure]) {
    var reading = SysfsReading()
    let failures = reading.read(bytes, document: document, firstLine: firstLine)
    let read = reading.finished()
    return (read.record, (failures + read.failures).sorted { $0.line < $1.line })
  }
}

/// Collects functions and interfaces line by line, also from several documents.
struct SysfsReading {
  /// A value of an interface whose PCI function is not known.
  struct Homeless {
    var interface: String
    var attribute: String
    var origin: Origin
  }

  private var functions: [String: SysfsFunctionRecord] = [:]
  private var interfaces: [String: SysfsInterfaceRecord] = [:]
  /// The place of each VF link in its function, by address and number.
  private var links: [String: [Int: Int]] = [:]
  private var failures: [ParseFailure] = []
  /// Attributes below `…/net/NAME/device`: their function is known only after all lines are read.
  private var deferred: [Deferred] = []
  /// Whether lines were read after the last `finished`.
  var isOpen = false
  private(set) var homeless: [Homeless] = []

  private struct Deferred {
    var interface: String
    /// The VF's number in `…/device/virtfn0/driver`.
    var virtualFunction: Int?
    var attribute: String
    var value: String
    var line: TextLine
  }

  /// Reads the lines of a document. Returns those that contradict others.
  mutating func read(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> [ParseFailure] {
    failures = []
    var heading: String?
    for line in TextLine.all(in: bytes, document: document, firstLine: firstLine) {
      let text = line.text.trimmed
      if text.hasPrefix("==> "), text.hasSuffix(" <==") {
        heading = String(text.dropFirst(4).dropLast(4))
      } else if let path = heading {
        if !text.isEmpty { readValue("\(path):\(text)", line) }
        heading = nil
      } else if let path = text.cut(at: "/sys/") {
        readLine("/sys/" + path.behind, line)
      }
    }
    return failures
  }

  mutating func readLine(_ text: String, _ line: TextLine) {
    if let link = text.cut(at: " -> ") {
      read(path: link.before, value: SysfsPath.components(of: link.behind), isLink: true, line)
    } else {
      readValue(text, line)
    }
  }

  /// Reads `/sys/…/attribute:value`. PCI addresses contain colons too, so the separator is the
  /// first colon after the last slash.
  mutating func readValue(_ text: String, _ line: TextLine) {
    let components = SysfsPath.components(of: text)
    guard let last = components.last, let pair = last.cut(at: ":") else { return }
    let path = components.dropLast() + [pair.before]
    read(components: Array(path), value: [pair.behind.trimmed], isLink: false, line)
  }

  private mutating func read(path: String, value: [String], isLink: Bool, _ line: TextLine) {
    read(components: SysfsPath.components(of: path), value: value, isLink: isLink, line)
  }

  private mutating func read(
    components: [String], value: [String], isLink: Bool, _ line: TextLine
  ) {
    guard let attribute = components.last, let value = isLink ? value.last : value.first,
      !value.isEmpty
    else { return }
    let folder = components.dropLast()
    if let address = folder.last.flatMap(SysfsPath.address) {
      note(address)
      readFunction(address, attribute, value, line)
    } else if folder.last == "device", let name = SysfsPath.interface(of: folder.dropLast()) {
      deferred.append(
        Deferred(interface: name, attribute: attribute, value: value, line: line))
    } else if let number = folder.last.flatMap(Self.virtualFunction),
      folder.dropLast().last == "device",
      let name = SysfsPath.interface(of: folder.dropLast(2))
    {
      deferred.append(
        Deferred(
          interface: name, virtualFunction: number, attribute: attribute, value: value, line: line))
    } else if let name = SysfsPath.interface(of: folder) {
      note(interface: name)
      if let address = folder.compactMap(SysfsPath.address).last {
        set(\.function, of: name, to: address, line)
      }
      readInterface(name, attribute, value, line)
    } else if isLink, folder.last == "net" {
      note(interface: attribute)
      let target = line.text.cut(at: " -> ").map { SysfsPath.components(of: $0.behind) } ?? []
      if let address = target.compactMap(SysfsPath.address).last {
        set(\.function, of: attribute, to: address, line)
      }
    }
  }

  private mutating func note(_ address: String) {
    if functions[address] == nil { functions[address] = SysfsFunctionRecord(address: address) }
  }

  private mutating func note(interface name: String) {
    if interfaces[name] == nil { interfaces[name] = SysfsInterfaceRecord(name: name) }
  }

  private mutating func readFunction(
    _ address: String, _ attribute: String, _ value: String, _ line: TextLine
  ) {
    switch attribute {
    case "vendor", "device": readID(address, attribute, value, line)
    case "class":
      let digits = value.hasPrefix("0x") ? value.dropFirst(2) : value[...]
      set(\.pciClass, of: address, to: String(digits.prefix(4)).lowercased(), line)
    case "driver": set(\.driver, of: address, to: value, line)
    case "sriov_totalvfs": readNumber(\.totalVFs, of: address, value, line)
    case "sriov_numvfs": readNumber(\.numVFs, of: address, value, line)
    case "sriov_offset": readNumber(\.vfOffset, of: address, value, line)
    case "sriov_stride": readNumber(\.vfStride, of: address, value, line)
    case "physfn":
      guard let target = SysfsPath.address(value) else { return fail(line, "a PCI address", value) }
      set(\.physicalFunction, of: address, to: target, line)
    case let name where name.hasPrefix("virtfn"):
      readVirtualFunction(address, String(name.dropFirst(6)), value, line)
    default: break
    }
  }

  private mutating func readID(
    _ address: String, _ attribute: String, _ value: String, _ line: TextLine
  ) {
    let id = (value.hasPrefix("0x") ? String(value.dropFirst(2)) : value).lowercased()
    guard id.utf8.count == 4, id.utf8.allSatisfy({ $0.hexadecimalDigit != nil }) else {
      return fail(line, "four hexadecimal digits", value)
    }
    set(attribute == "vendor" ? \.vendorID : \.deviceID, of: address, to: id, line)
  }

  private mutating func readNumber(
    _ field: WritableKeyPath<SysfsFunctionRecord, Sourced<Int>?>, of address: String,
    _ value: String, _ line: TextLine
  ) {
    guard let number = Int(value), VFCount.range.contains(number) else {
      return fail(line, "a number up to 65535", value)
    }
    set(field, of: address, to: number, line)
  }

  private mutating func readVirtualFunction(
    _ address: String, _ number: String, _ value: String, _ line: TextLine
  ) {
    guard let index = Int(number), VFCount.range.contains(index) else { return }
    guard let target = SysfsPath.address(value) else { return fail(line, "a PCI address", value) }
    if let place = links[address]?[index], let known = functions[address]?.virtualFunctions[place] {
      if known.address.value != target { disagree(line, with: known.address.origin) }
    } else {
      links[address, default: [:]][index] = functions[address]?.virtualFunctions.count ?? 0
      let link = SysfsFunctionRecord.VirtualFunctionLink(
        index: index, address: Sourced(target, line.origin))
      functions[address]?.virtualFunctions.append(link)
    }
  }

  private mutating func readInterface(
    _ name: String, _ attribute: String, _ value: String, _ line: TextLine
  ) {
    switch attribute {
    case "device":
      // The `device` of a virtio interface is not a PCI function.
      if let address = SysfsPath.address(value) { set(\.function, of: name, to: address, line) }
    case "address": set(\.mac, of: name, to: value.lowercased(), line)
    case "master": set(\.master, of: name, to: value, line)
    case "mtu":
      guard let mtu = Int32(value).map(Int.init) else { return fail(line, "a number", value) }
      set(\.mtu, of: name, to: mtu, line)
    case "carrier":
      guard value == "0" || value == "1" else { return fail(line, "0 or 1", value) }
      set(\.carrier, of: name, to: value == "1", line)
    default: break
    }
  }

  private mutating func set<Value: Equatable>(
    _ field: WritableKeyPath<SysfsFunctionRecord, Sourced<Value>?>, of address: String,
    to value: Value, _ line: TextLine
  ) {
    if let known = functions[address]?[keyPath: field] {
      if known.value != value { disagree(line, with: known.origin) }
    } else {
      functions[address]?[keyPath: field] = Sourced(value, line.origin)
    }
  }

  private mutating func set<Value: Equatable>(
    _ field: WritableKeyPath<SysfsInterfaceRecord, Sourced<Value>?>, of name: String,
    to value: Value, _ line: TextLine
  ) {
    if let known = interfaces[name]?[keyPath: field] {
      if known.value != value { disagree(line, with: known.origin) }
    } else {
      interfaces[name]?[keyPath: field] = Sourced(value, line.origin)
    }
  }

  private mutating func fail(_ line: TextLine, _ expected: String, _ found: String) {
    failures.append(line.failure("expected \(expected), found \"\(found.excerpt)\""))
  }

  private mutating func disagree(_ line: TextLine, with origin: Origin) {
    failures.append(
      line.failure("\"\(line.text.excerpt)\" contradicts line \(origin.line)"))
  }

  /// `0` of `virtfn0`.
  private static func virtualFunction(_ component: String) -> Int? {
    component.hasPrefix("virtfn") ? Int(component.dropFirst(6)) : nil
  }

  /// Reads the deferred attributes and sorts everything. `known` has the functions of interfaces
  /// that are named elsewhere; they are used where no line names them.
  mutating func finished(
    functions known: [String: Sourced<String>] = [:]
  ) -> (record: SysfsRecord, failures: [ParseFailure]) {
    var reading = self
    reading.failures = []
    homeless = []
    // The links of VFs come first, since other attributes need them.
    for item in deferred.filter({ $0.virtualFunction == nil })
      + deferred.filter({ $0.virtualFunction != nil })
    {
      let interface = reading.interfaces[item.interface]?.function ?? known[item.interface]
      var address = interface?.value
      if let number = item.virtualFunction {
        address = address.flatMap { port in
          reading.links[port]?[number].flatMap { place in
            reading.functions[port]?.virtualFunctions[place].address.value
          }
        }
      }
      guard let address else {
        homeless.append(
          Homeless(
            interface: item.interface, attribute: item.attribute, origin: item.line.origin))
        continue
      }
      if reading.interfaces[item.interface]?.function == nil, let interface {
        reading.note(interface: item.interface)
        reading.interfaces[item.interface]?.function = interface
      }
      reading.note(address)
      reading.readFunction(address, item.attribute, item.value, item.line)
    }
    for address in reading.functions.keys {
      reading.functions[address]?.virtualFunctions.sort { $0.index < $1.index }
    }
    let record = SysfsRecord(
      functions: reading.functions.values.sorted { $0.address < $1.address },
      interfaces: reading.interfaces.values.sorted { $0.name < $1.name })
    return (record, reading.failures.sorted { $0.line < $1.line })
  }
}
