import Testing

@testable import Records

/// A small generator with a seed, so that a failure can be repeated.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct RandomTextTests {
  private let names = ["uuid", "name-label", "is-control-domain", "power-state", "tags"]

  private func uuid(_ number: Int) -> String {
    let digits = String(number)
    return "aaaaaaaa-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.utf8.count)
      + digits
  }

  private func record(_ number: Int) -> [(name: String, value: String)] {
    [
      ("uuid", uuid(number)), ("name-label", "vm \(number)"), ("is-control-domain", "false"),
      ("power-state", "running"), ("tags", "t"),
    ]
  }

  /// Text that a tenant might put into a value: pieces of what xe prints.
  private func hostileValue(_ random: inout SeededGenerator) -> String {
    var value = "forged"
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let name = names.randomElement(using: &random) ?? "tags"
      let label = "\(name) ( RO)"
      let column = 27 - label.utf8.count
      switch Int.random(in: 0..<6, using: &random) {
      case 0: value += "\n"
      case 1:
        let forged = [uuid(9), uuid(Int.random(in: 0..<4, using: &random)), "forged"]
        value += "\n\n\n" + "uuid ( RO)" + String(repeating: " ", count: 17) + ": "
        value += forged.randomElement(using: &random) ?? ""
      case 2: value += "\n\(label): forged"
      case 3: value += "\nforged; a: b"
      default: value += "\n" + String(repeating: " ", count: column) + label + ": forged"
      }
    }
    return value
  }

  @Test("no forged line of a tenant's value is ever believed to be a field")
  func forgeries() {
    var random = SeededGenerator(state: 1)
    for _ in 0..<4000 {
      var records = (0..<4).map(record)
      let victim = Int.random(in: 0..<4, using: &random)
      let field = [1, 4].randomElement(using: &random) ?? 1
      let value = hostileValue(&random)
      records[victim][field].value = value
      let reading = read(printed(records), document: "xe/vm-list")
      for record in reading.records {
        let flag = record["is-control-domain"]
        #expect(flag == nil || flag == "false", "value: \(value)")
        let state = record["power-state"]
        #expect(state == nil || state == "running", "value: \(value)")
        #expect((0..<4).map(uuid).contains(record["uuid"] ?? ""), "value: \(value)")
        if record["uuid"] != uuid(victim) {
          let label = record["name-label"]
          #expect(label == nil || label?.hasPrefix("vm") == true, "value: \(value)")
        }
      }
    }
  }

  @Test("no bytes make a reader crash")
  func randomBytes() {
    var random = SeededGenerator(state: 2)
    let base = Array(printed((0..<3).map(record)).utf8)
    let alphabet = Array("\n\n\r \t:;,()ROWuid-[]#&<>=/.0\u{A0}é".utf8) + [0, 0xFF, 0xC2]
    for round in 0..<4000 {
      var bytes = round.isMultiple(of: 4) ? [] : base
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        let byte = alphabet.randomElement(using: &random) ?? 0
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where place < bytes.count: bytes[place] = byte
        case 1 where place < bytes.count: bytes.removeSubrange(place..<min(bytes.count, place + 9))
        default: bytes.insert(byte, at: place)
        }
      }
      readWithAll(bytes)
    }
  }

  /// Every place that a reader names must be in the document.
  private func readWithAll(_ bytes: [UInt8]) {
    let listing = XeListReader.listing(bytes.span, document: "xe/vm-list")
    for field in listing.records.flatMap({ listing.fields(of: $0) }) {
      #expect(field.end <= bytes.count)
    }
    let vms = VMListParser.records(in: listing).records
    for vm in vms {
      #expect(vm.origin.offset + vm.origin.length <= bytes.count && vm.origin.length >= 0)
    }
    _ = PIFListParser.records(in: listing)
    let span = bytes.span
    _ = SysfsParser.record(span, document: "d")
    _ = DriverFileParser.record(span, document: "d")
    _ = IPLinkParser.records(span, document: "d")
    _ = LspciParser.records(span, document: "d")
    _ = EthtoolParser.record(span, document: "d")
    _ = ModinfoParser.record(span, document: "d")
    _ = InventoryFileParser.record(span, document: "d")
    _ = RemainingCapacityParser.records(span, document: "d")
  }
}
