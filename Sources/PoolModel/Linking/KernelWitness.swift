import Records

/// What a host's kernel log says about ports and VFs, by port address, VF or driver.
struct KernelWitness {
  private var refusals: [Subject: [KernelReport<VFRefusal>]] = [:]
  private var complaints: [Subject: [KernelReport<VFComplaint>]] = [:]

  private enum Subject: Hashable {
    case port(String)
    case vf(port: String, index: Int)
    /// A VF by its own address.
    case function(String)
    /// A VF by its MAC address.
    case mac(String)
    case driver(String)
  }

  init(_ words: HostFacts) {
    guard let lines = words.kernelLog, !lines.isEmpty else { return }
    let places = VFPlaces(words.sysfs?.functions ?? [])
    var held: [String: Held] = [:]
    for line in lines {
      let meaning = KernelMessage.of(line.message)?.meaning
      if let address = line.address, let waiting = held.removeValue(forKey: address) {
        // i40e and ice name the VF only in the line after it.
        let isAnswer = line.message.cut(at: " failed opcode ") != nil
        let index = isAnswer ? Self.number(in: line.message) : nil
        add(waiting, to: index.map { .vf(port: address, index: $0) } ?? .port(address))
      }
      switch meaning {
      case .refused(let reason): add(reason, line, places)
      case .complained(let what):
        if let subject = subject(of: what, line) {
          add(Held(what: what, line: line), to: subject)
        } else if let address = line.address {
          held[address] = Held(what: what, line: line)
        }
      case nil: break
      }
    }
    for (address, waiting) in held { add(waiting, to: .port(address)) }
  }

  /// A complaint that does not name its VF.
  private struct Held {
    let what: VFComplaint
    let line: KernelLineRecord
  }

  private func subject(of complaint: VFComplaint, _ line: KernelLineRecord) -> Subject? {
    switch complaint {
    case .iommuFault: return line.address.map { .function($0) }
    case .resetFailed where Self.number(in: line.message) == nil:
      return line.address.map { .function($0) }
    case .tooManyMessages:
      return line.message.cut(at: "VF MAC ")?.behind.split(separator: " ").first
        .map { .mac($0.lowercased()) }
    default:
      guard let address = line.address, let index = Self.number(in: line.message) else {
        return nil
      }
      return .vf(port: address, index: index)
    }
  }

  private mutating func add(_ reason: VFRefusal, _ line: KernelLineRecord, _ places: VFPlaces) {
    switch reason {
    case .parameter:
      // `igb: `4;4' invalid for parameter `max_vfs'`; the kernel itself has no name.
      if let cut = line.message.cut(at: ": `") { add(reason, line, to: .driver(cut.before)) }
    case .unreadableVF:
      for port in line.address.map(places.ports) ?? [] { add(reason, line, to: .port(port)) }
    default:
      if let address = line.address { add(reason, line, to: .port(address)) }
    }
  }

  private mutating func add(_ reason: VFRefusal, _ line: KernelLineRecord, to subject: Subject) {
    if let index = refusals[subject]?.firstIndex(where: { $0.meaning == reason }) {
      refusals[subject]?[index].add(line)
    } else {
      refusals[subject, default: []].append(KernelReport(reason, line))
    }
  }

  private mutating func add(_ complaint: Held, to subject: Subject) {
    if let index = complaints[subject]?.firstIndex(where: { $0.meaning == complaint.what }) {
      complaints[subject]?[index].add(complaint.line)
    } else {
      complaints[subject, default: []].append(KernelReport(complaint.what, complaint.line))
    }
  }

  /// The number after the first `VF`: `VF 3`, `vf 3`, `VF-3`, `VF(3`.
  private static func number(in message: String) -> Int? {
    let bytes = Array(message.utf8)
    for place in bytes.indices.dropLast(3)
    where bytes[place] | 0x20 == 0x76 && bytes[place + 1] | 0x20 == 0x66 {
      guard " -([".utf8.contains(bytes[place + 2]) else { continue }
      let digits = bytes[(place + 3)...].prefix { $0 >= 0x30 && $0 <= 0x39 }
      if let number = Int(String(decoding: digits, as: UTF8.self)) { return number }
    }
    return nil
  }

  /// Adds what concerns a port. A driver that is bound now was loaded after its parameter was refused.
  func merge(of port: inout Port) {
    var found = port.pciAddress.flatMap { refusals[.port($0)] } ?? []
    if let driver = port.driver, driver.witness == .catalogue {
      found += refusals[.driver(driver.value)] ?? []
    }
    port.kernelRefusals = found.sorted { $0.meaning.rawValue < $1.meaning.rawValue }
    port.kernelComplaints = worst(port.pciAddress.flatMap { complaints[.port($0)] } ?? [])
  }

  func merge(of vf: inout VirtualFunction, on port: Port) {
    guard !complaints.isEmpty else { return }
    var found = complaints[.function(vf.address)] ?? []
    if let address = port.pciAddress, let index = vf.index {
      found += complaints[.vf(port: address, index: index)] ?? []
    }
    if let mac = vf.mac { found += complaints[.mac(mac.lowercased())] ?? [] }
    vf.kernelComplaints = worst(found)
  }

  private func worst(_ reports: [KernelReport<VFComplaint>]) -> [KernelReport<VFComplaint>] {
    reports.filter(\.isWorthTelling).sorted { $0.meaning.rawValue < $1.meaning.rawValue }
  }
}

/// Finds the port of a VF that does not exist: the kernel gave it up while it created it.
private struct VFPlaces {
  private var ports: [String: String] = [:]
  private var portsByBus: [Substring: [String]] = [:]

  init(_ functions: [SysfsFunctionRecord]) {
    for function in functions {
      guard let total = function.totalVFs?.value else { continue }
      portsByBus[Self.bus(function.address), default: []].append(function.address)
      for link in function.virtualFunctions { ports[link.address.value] = function.address }
      guard let offset = function.vfOffset?.value, let stride = function.vfStride?.value else {
        continue
      }
      for index in 0..<min(total, 256) {
        guard let address = Self.address(offset + index * stride, after: function.address) else {
          continue
        }
        if ports[address] == nil { ports[address] = function.address }
      }
    }
  }

  /// The port whose VF it is, or else the ports of the same bus.
  func ports(of address: String) -> [String] {
    ports[address].map { [$0] } ?? portsByBus[Self.bus(address)] ?? []
  }

  private static func bus(_ address: String) -> Substring { address.dropLast(5) }

  /// The routing id that is `distance` higher (Linux, pci_iov_virtfn_bus).
  private static func address(_ distance: Int, after port: String) -> String? {
    let parts = port.split(separator: ":")
    guard parts.count == 3, let bus = Int(parts[1], radix: 16),
      let slot = Int(parts[2].prefix(2), radix: 16), let function = Int(parts[2].suffix(1))
    else { return nil }
    let id = bus << 8 + slot << 3 + function + distance
    guard id < 0x10000 else { return nil }
    let hex = { (number: Int) in (number < 16 ? "0" : "") + String(number, radix: 16) }
    return "\(parts[0]):\(hex(id >> 8)):\(hex(id >> 3 & 31)).\(id & 7)"
  }
}
