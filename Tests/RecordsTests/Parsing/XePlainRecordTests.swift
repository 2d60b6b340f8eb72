import Testing

@testable import Records

/// Records whose fields are not kept: what makes them plain, and that nobody sees the difference.
@Suite struct XePlainRecordTests {
  private typealias Record = [(name: String, value: String)]

  private let uuid4 = "44444444-0000-4000-8000-000000000004"

  private func vm(_ uuid: String, label: String = "a", bits: String = "b") -> Record {
    [("uuid", uuid), ("name-label", label), ("is-control-domain", "false"), ("tags", bits)]
  }

  private func values(_ record: Record) -> [String: String] {
    Dictionary(record.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// Which of a listing's records are plain.
  private func plain(_ text: String) -> [Bool] {
    let bytes = Array(text.utf8)
    return XeListReader.listing(bytes.span, document: "xe/vm-list").records.map(\.isPlain)
  }

  /// The text of each record, by its origin.
  private func texts(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/vm-list")
    return listing.records.map {
      let origin = listing.table.origin(of: $0)
      return bytes.span.string(in: origin.offset..<(origin.offset + origin.length))
    }
  }

  @Test("all records behind the first one are plain where they have its lines")
  func plainRecords() {
    let records = [vm(uuid1), vm(uuid2, label: ""), vm(uuid3, bits: "")]
    let text = printed(records)
    #expect(plain(text) == [false, true, true])
    #expect(read(text, document: "xe/vm-list").records == records.map(values))
    #expect(texts(text).joined(separator: "\n\n\n") + "\n\n\n" == text)
  }

  @Test(
    "a value of many lines makes a record of its own, and none of the others",
    arguments: ["x\ny", "x\n\ny", "x\n\n\ny", "\ny"], [1, 3])
  func manyLines(_ value: String, in field: Int) {
    var records = [vm(uuid1), vm(uuid2), vm(uuid3)]
    records[1][field].value = value
    let text = printed(records)
    let reading = read(text, document: "xe/vm-list")
    #expect(plain(text) == [false, false, true])
    #expect(reading.records == records.map(values))
    #expect(reading.reasons.isEmpty)
    #expect(texts(text).joined(separator: "\n\n\n") + "\n\n\n" == text)
  }

  @Test("an empty line between two fields makes a record of its own")
  func emptyLineBetween() {
    let text = printed([vm(uuid1), vm(uuid2, label: "b\n"), vm(uuid3)])
    #expect(plain(text) == [false, false, true])
    #expect(read(text, document: "xe/vm-list").records[1] == values(vm(uuid2, label: "b")))
  }

  @Test("CR before a line feed is no part of a value")
  func carriageReturns() {
    let records = [vm(uuid1), vm(uuid2, label: ""), vm(uuid3, bits: "")]
    let text = printed(records).replacing("\n", with: "\r\n")
    #expect(plain(text) == [false, true, true])
    #expect(read(text, document: "xe/vm-list").records == records.map(values))
    #expect(texts(text).joined(separator: "\r\n\r\n\r\n") + "\r\n\r\n\r\n" == text)
  }

  @Test("the text may end with the last value", arguments: ["b", ""])
  func noFinalLineFeed(_ last: String) {
    let text = String(printed([vm(uuid1), vm(uuid2, bits: last)]).dropLast(3))
    let reading = read(text, document: "xe/vm-list")
    #expect(plain(text) == [false, true])
    #expect(reading.records.last == values(vm(uuid2, bits: last)))
    #expect(reading.reasons.isEmpty)
  }

  @Test("a record that ends early has the fields it has, wherever the text is cut off")
  func cutOff() {
    let text = Array(printed([vm(uuid1), vm(uuid2)]).utf8)
    let second = text.count / 2
    // Behind the second label: a piece of it would be text of the uuid.
    for end in (second + 95)..<text.count {
      let bytes = Array(text[..<end])
      let listing = XeListReader.listing(bytes.span, document: "xe/vm-list")
      #expect(listing.records.count == 2)
      for field in listing.records.flatMap({ listing.fields(of: $0) }) {
        #expect(field.end <= end)
      }
      let lines = bytes[second...].split(separator: .lineFeed).count
      #expect(listing.records.last?.isPlain == false || lines == 4)
    }
  }

  @Test("a record that ends early casts doubt on the next one, and on no other")
  func endsEarly() {
    let text = printed([vm(uuid1), vm(uuid2).dropLast(), vm(uuid3), vm(uuid4)])
    let reading = read(text, document: "xe/vm-list")
    #expect(reading.records.map { $0["uuid"] } == [uuid1, uuid4])
    #expect(reading.reasons == [.missingField("tags"), .recordInsideValue])
    #expect(reading.uuids == [uuid2, uuid3])
  }

  @Test("a plain record that is not like most is spelled out and disputed as any other")
  func minority() {
    let other: Record = [("uuid", uuid1), ("is-control-domain", "false"), ("tags", "b")]
    var another = other
    another[0].value = uuid2
    let most = (3...5).map { vm("\($0)3333333-0000-4000-8000-000000000003") }
    let reading = read(printed([other, another] + most), document: "xe/vm-list")
    #expect(reading.records.count == 3)
    #expect(reading.reasons.first == .missingField("name-label"))
    #expect(reading.uuids.compactMap(\.self).first == uuid1)
  }

  @Test("a uuid that repeats in plain records is reported with the records' bytes compared")
  func repeatedUUID() {
    let text = printed([vm(uuid1), vm(uuid2), vm(uuid2), vm(uuid3), vm(uuid3, label: "z")])
    let reading = read(text, document: "xe/vm-list")
    #expect(reading.records.map { $0["uuid"] } == [uuid1, uuid2])
    #expect(reading.reasons == [.repeatedUUID] && reading.uuids == [uuid3])
  }

  @Test("a plain record's malformed uuid is reported")
  func malformedUUID() {
    let reading = read(printed([vm(uuid1), vm("x"), vm(uuid3)]), document: "xe/vm-list")
    #expect(reading.records.map { $0["uuid"] } == [uuid1, uuid3])
    #expect(reading.reasons == [.malformedUUID] && reading.uuids == [nil])
  }

  @Test("no record is plain where none begins with its uuid")
  func noUUID() {
    let text = printed([vm(uuid1), vm(uuid2)].map { Array($0.dropFirst()) })
    #expect(plain(text) == [false, false])
  }
}
