import Testing

@testable import Records

/// What a value with line feeds can pretend to be, and what becomes of it.
@Suite struct XeForgeryTests {
  private func vm(_ uuid: String, label: String = "a", tags: String = "t")
    -> [(name: String, value: String)]
  {
    [
      ("uuid", uuid), ("name-label", label), ("is-control-domain", "false"),
      ("power-state", "running"), ("tags", tags), ("reference-label", "r"),
    ]
  }

  /// A line that stands in the columns of `vm(_:)`.
  private func line(_ name: String, _ value: String) -> String {
    let label = "\(name) ( RO)"
    let width = 4 + "is-control-domain ( RO)".utf8.count
    return String(repeating: " ", count: width - label.utf8.count) + label + ": " + value
  }

  private func header(_ uuid: String) -> String {
    "uuid ( RO)" + String(repeating: " ", count: 17) + ": " + uuid
  }

  @Test("a field in another column is text")
  func otherColumn() {
    let value = "x\n    power-state ( RO): halted"
    let reading = read(printed([vm(uuid1, tags: value)]), document: "xe/vm-list")
    #expect(reading.records.first?["tags"] == value)
    #expect(reading.records.first?["power-state"] == "running")
    #expect(reading.reasons.isEmpty)
  }

  @Test("an earlier field forged in a later value is text, and the first value stands")
  func forgedEarlierField() {
    let value = "x\n" + line("is-control-domain", "true")
    let reading = read(printed([vm(uuid1, tags: value), vm(uuid2)]), document: "xe/vm-list")
    #expect(reading.records.first?["is-control-domain"] == "false")
    #expect(reading.records.first?["tags"] == value)
    #expect(reading.records.first?["reference-label"] == "r")
    #expect(reading.reasons == [.repeatedField("is-control-domain")])
    #expect(reading.uuids == [uuid1])
  }

  @Test("the same holds for a listing of one record")
  func forgedInOnlyRecord() {
    let value = "x\n" + line("is-control-domain", "true")
    let reading = read(printed([vm(uuid1, tags: value)]), document: "xe/vm-list")
    #expect(reading.records.first?["is-control-domain"] == "false")
    #expect(reading.reasons == [.repeatedField("is-control-domain")])
  }

  @Test("a later field forged in an earlier value is not believed")
  func forgedLaterField() {
    let value = "x\n" + line("power-state", "halted")
    let reading = read(printed([vm(uuid1, label: value), vm(uuid2)]), document: "xe/vm-list")
    #expect(reading.records.first?["power-state"] == "running")
    #expect(reading.records.first?["name-label"] == value)
    #expect(reading.reasons.first == .repeatedField("power-state"))
  }

  @Test("of two fields that could both be the real one, none is believed")
  func undecidable() {
    let value = "x\n" + line("is-control-domain", "true")
    let reading = read(printed([vm(uuid1, label: value), vm(uuid2)]), document: "xe/vm-list")
    #expect(reading.records.first?["is-control-domain"] == nil)
    #expect(reading.records.first?["power-state"] == "running")
    #expect(reading.reasons == [.repeatedField("is-control-domain")])
  }

  @Test("a field that stands before fields which xapi defines earlier is reported")
  func misplacedField() {
    let record = [
      ("uuid", uuid1), ("name-label", "x\n" + line("tags", "sriov")),
      ("is-control-domain", "false"), ("power-state", "running"),
    ]
    let reading = read(printed([record]), document: "xe/vm-list")
    #expect(reading.reasons == [.fieldOutOfOrder("is-control-domain")])
  }

  @Test("a field that no other record has is not believed")
  func unexpectedField() {
    let value = "x\n" + line("resident-on", uuid3)
    let reading = read(
      printed([vm(uuid1), vm(uuid2, label: value), vm(uuid3)]), document: "xe/vm-list")
    #expect(reading.records.allSatisfy { $0["resident-on"] == nil })
    #expect(reading.records[1]["name-label"] == value)
    #expect(reading.reasons.first == .unexpectedField("resident-on"))
  }

  @Test("in an only record, a forged field that was not asked for is out of order, and disputed")
  func outOfOrder() {
    let value = "x\n" + line("affinity", uuid3)
    let reading = read(printed([vm(uuid1, label: value)]), document: "xe/vm-list")
    #expect(reading.records.first?["affinity"] == nil)
    #expect(reading.records.first?["uuid"] == uuid1)
    #expect(reading.reasons == [.fieldOutOfOrder("is-control-domain")])
  }

  @Test("a record forged inside of a value is not taken, nor the one that it interrupts")
  func interruptingRecord() {
    let value = "x\n\n\n" + header(uuid3) + "\n" + line("name-label", "forged")
    let reading = read(
      printed([vm(uuid1, label: value), vm(uuid2)]), document: "xe/vm-list")
    #expect(reading.records.map { $0["uuid"] } == [uuid2])
    #expect(reading.reasons == [.missingField("is-control-domain"), .recordInsideValue])
    #expect(reading.uuids == [uuid1, uuid3])
  }

  @Test("several records forged inside of a value are all left out")
  func interruptingRecords() {
    let value =
      "x\n\n\n" + header(uuid3) + "\n" + line("power-state", "forged") + "\n\n\n"
      + header("44444444-0000-4000-8000-000000000004") + "\n" + line("name-label", "forged")
    let reading = read(
      printed([vm(uuid1, label: value), vm(uuid2)]), document: "xe/vm-list")
    #expect(reading.records.map { $0["uuid"] } == [uuid2])
  }

  @Test("a record with gaps that is forged inside of a last value is not taken, the others are")
  func gappedRecord() {
    var host = vm(uuid1)
    host[5].value = "x\n\n\n" + header(uuid3) + "\n" + line("power-state", "forged")
    let reading = read(printed([host, vm(uuid2)]), document: "xe/vm-list")
    #expect(reading.records.map { $0["uuid"] } == [uuid1, uuid2])
    #expect(reading.reasons == [.missingField("name-label")])
  }

  @Test("two records with one uuid that differ are both left out")
  func repeatedUUID() {
    let text = printed([vm(uuid1), vm(uuid2), vm(uuid1, label: "other")])
    let reading = read(text, document: "xe/vm-list")
    #expect(reading.records.map { $0["uuid"] } == [uuid2])
    #expect(reading.reasons == [.repeatedUUID])
  }

  @Test("a record that is printed twice counts once")
  func printedTwice() {
    let reading = read(printed([vm(uuid1), vm(uuid2), vm(uuid1)]), document: "xe/vm-list")
    #expect(reading.records.map { $0["uuid"] } == [uuid1, uuid2])
    #expect(reading.reasons.isEmpty)
  }

  @Test(
    "a uuid is 8-4-4-4-12 hexadecimal digits",
    arguments: [
      "11111111-0000-4000-8000-00000000000", "11111111-0000-4000-8000-0000000000011",
      "1111111g-0000-4000-8000-000000000001", "11111111_0000-4000-8000-000000000001",
      "11111111-0000-4000-8000-00000000000:", "@1111111-0000-4000-8000-000000000001",
      "/1111111-0000-4000-8000-000000000001", "`1111111-0000-4000-8000-000000000001", "x",
    ])
  func malformedUUID(_ text: String) {
    let reading = read(printed([[("uuid", text), ("device", "0")]]))
    #expect(reading.reasons == [.malformedUUID] && reading.records.isEmpty)
  }

  @Test("digits of a uuid may be of either case")
  func upperCase() {
    let text = printed([[("uuid", "ABCDEFab-cdef-0123-4567-89ABCDEFabcd"), ("device", "0")]])
    #expect(read(text).reasons.isEmpty)
  }

  @Test("fields other than those of the others are reported with the record's place")
  func place() {
    let text = printed([vm(uuid1), vm(uuid2, tags: "x\n" + line("is-control-domain", "true"))])
    let bytes = Array(text.utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/vm-list")
    let ambiguity = listing.ambiguities.first
    #expect(ambiguity?.origin.line == 9)
    #expect(ambiguity?.message == "field \"is-control-domain\" occurs twice")
  }

  @Test("a cut-off listing lacks fields of its last record, and only those")
  func truncated() {
    let text = printed([vm(uuid1), vm(uuid2), vm(uuid3)])
    let cut = String(text.prefix(text.count - 35))
    let reading = read(cut, document: "xe/vm-list")
    #expect(reading.records.map { $0["uuid"] } == [uuid1, uuid2, uuid3])
    #expect(reading.reasons == [.missingField("reference-label")])
  }

  @Test("many forged records that lack the widest field are no pattern for the real ones")
  func outvoted() {
    let forged = (0..<20).map {
      "\n\n\n" + header("55555555-0000-4000-8000-0000000000\($0 + 10)") + "\n" + line("tags", "x")
    }
    let reading = read(
      printed([vm(uuid1, tags: "t" + forged.joined()), vm(uuid2), vm(uuid3)]),
      document: "xe/vm-list")
    #expect(reading.records.allSatisfy { $0["uuid"] == uuid2 || $0["uuid"] == uuid3 })
    #expect(reading.records.count == 2)
  }

  @Test("names beyond all measure are text, and that is a failure")
  func manyNames() {
    let names = (0..<5000).map { "\n" + line("n\($0)", "x") }
    let reading = read(printed([vm(uuid1, tags: "t" + names.joined())]), document: "xe/vm-list")
    #expect(
      reading.failures == [
        "xe/vm-list:1: more than 4096 field names: further names are read as text"
      ])
  }
}
