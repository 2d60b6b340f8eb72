import Testing

@testable import Records

@Suite struct XeColumnReaderTests {
  @Test("a record is its first line and the lines in its column")
  func record() {
    let reading = read(
      """
      uuid ( RO)            : 11111111-0000-4000-8000-000000000001
                device ( RO): 0
                   MAC ( RO): 02:00:00:00:00:01
          network-uuid ( RO): 22222222-0000-4000-8000-000000000002



      """)
    #expect(
      reading.records == [
        ["uuid": uuid1, "device": "0", "MAC": "02:00:00:00:00:01", "network-uuid": uuid2]
      ])
    #expect(reading.reasons.isEmpty && reading.failures.isEmpty && !reading.isPasted)
  }

  @Test("two empty lines stand between records and behind the last")
  func twoRecords() {
    let text = printed([
      [("uuid", uuid1), ("device", "0")], [("uuid", uuid2), ("device", "1")],
      [("uuid", uuid3), ("device", "2")],
    ])
    #expect(read(text).records.map { $0["device"] } == ["0", "1", "2"])
  }

  @Test("a listing without a byte has no records and is no failure")
  func empty() {
    #expect(read("") == Reading())
  }

  @Test("three line feeds are a record that has none of the fields asked for")
  func lineFeedsOnly() {
    #expect(read("\n\n\n") == Reading())
    #expect(read("\r\n\r\n\r\n") == Reading())
  }

  @Test("an empty value leaves a blank behind the colon")
  func emptyValue() {
    let text = printed([[("uuid", uuid1), ("device", ""), ("MAC", "x")]])
    #expect(read(text).records == [["uuid": uuid1, "device": "", "MAC": "x"]])
  }

  @Test("an editor may have dropped the blank behind the colon of empty values")
  func droppedBlank() {
    let text = printed([
      [("uuid", uuid1), ("device", ""), ("MAC", "x")],
      [("uuid", uuid2), ("device", ""), ("MAC", "y")],
    ]).replacing("): \n", with: "):\n")
    let reading = read(text)
    #expect(reading.records.map { $0["MAC"] } == ["x", "y"])
    #expect(reading.records.map { $0["device"] } == ["", ""])
    #expect(reading.reasons.isEmpty)
  }

  @Test("a value's other lines are part of it, with their line feeds and without a flag")
  func continuation() {
    let value = "first\n  second: line\n\nfourth (see RO): x"
    let text = printed([
      [("uuid", uuid1), ("name-description", value), ("bridge", "xapi1")],
      [("uuid", uuid2), ("name-description", "plain"), ("bridge", "xapi2")],
    ])
    let reading = read(text, document: "xe/network-list")
    #expect(reading.records.map { $0["name-description"] } == [value, "plain"])
    #expect(reading.records.map { $0["bridge"] } == ["xapi1", "xapi2"])
    #expect(reading.reasons.isEmpty && reading.failures.isEmpty)
  }

  @Test("two empty lines inside of a value do not end the record")
  func emptyLinesInValue() {
    let value = "first\n\n\nlast"
    let text = printed([[("uuid", uuid1), ("name-description", value), ("bridge", "xapi1")]])
    let reading = read(text, document: "xe/network-list")
    #expect(reading.records == [["uuid": uuid1, "name-description": value, "bridge": "xapi1"]])
    #expect(reading.reasons.isEmpty)
  }

  @Test("all markers and the mark of deprecation belong to the label")
  func markers() {
    let reading = read(
      """
      uuid ( RO)                           : 11111111-0000-4000-8000-000000000001
                           name-label ( RW): a
                                 tags (SRW): b
                         other-config (MRW): c
                   allowed-operations (SRO): d
                     software-version (MRO): e
          ha-always-run ( RW) [DEPRECATED]: f
           ha-always-run ( RW) [DEPRECATED]: g



      """, document: "xe/other-list")
    #expect(
      reading.records == [
        [
          "uuid": uuid1, "name-label": "a", "tags": "b", "other-config": "c",
          "allowed-operations": "d",
          "software-version": "e\n    ha-always-run ( RW) [DEPRECATED]: f", "ha-always-run": "g",
        ]
      ])
  }

  @Test("lines may end in CR and LF")
  func carriageReturns() {
    let text = printed([
      [("uuid", uuid1), ("name-description", "a\nb"), ("bridge", "")],
      [("uuid", uuid2), ("name-description", "c"), ("bridge", "x")],
    ]).replacing("\n", with: "\r\n")
    let reading = read(text, document: "xe/network-list")
    #expect(
      reading.records == [
        ["uuid": uuid1, "name-description": "a\nb", "bridge": ""],
        ["uuid": uuid2, "name-description": "c", "bridge": "x"],
      ])
    #expect(!reading.isPasted && reading.reasons.isEmpty)
  }

  @Test("the last line feeds may be missing")
  func noFinalLineFeed() {
    #expect(read("uuid ( RO)    : \(uuid1)").records == [["uuid": uuid1]])
  }

  @Test("bytes that are no UTF-8 become replacement characters")
  func invalidUTF8() {
    var bytes = Array(printed([[("uuid", uuid1), ("name-label", "@"), ("bridge", "b")]]).utf8)
    for index in bytes.indices where bytes[index] == UInt8(ascii: "@") { bytes[index] = 0xFF }
    let reading = read(bytes, document: "xe/network-list")
    #expect(reading.records == [["uuid": uuid1, "name-label": "\u{FFFD}", "bridge": "b"]])
  }

  @Test("a line may have a megabyte")
  func longLine() {
    let long = String(repeating: "x; y: ", count: 170_000)
    let text = printed([
      [("uuid", uuid1), ("recommendations", long)], [("uuid", uuid2), ("recommendations", "z")],
    ])
    #expect(
      read(text, document: "xe/vm-list").records.map { $0["recommendations"] } == [long, "z"])
  }

  @Test("names that this version does not know stand anywhere")
  func unknownNames() {
    let text = printed([
      [("uuid", uuid1), ("brand-new", "1"), ("device", "0"), ("newer-still", "2")]
    ])
    #expect(read(text).names == [["uuid", "brand-new", "device", "newer-still"]])
    #expect(read(text).reasons.isEmpty)
  }

  @Test("any first field begins the records of a listing without uuid")
  func noUUID() {
    let text = printed([[("device", "0"), ("MAC", "a")], [("device", "1"), ("MAC", "b")]])
    #expect(read(text).records == [["device": "0", "MAC": "a"], ["device": "1", "MAC": "b"]])
  }

  @Test("a block that begins like a record and is none fails, and the others survive")
  func brokenBlock() {
    let text = printed([
      [("uuid", uuid1), ("device", "0")], [("uuuid", uuid2), ("device", "1")],
      [("uuid", uuid3), ("device", "2")],
    ])
    let reading = read(text)
    #expect(reading.records.map { $0["device"] } == ["0", "2"])
    #expect(
      reading.failures == [
        "xe/vif-list:5: expected \"uuid ( RO)      :\", "
          + "found \"uuuid ( RO)     : 22222222-0000-4000-800…\""
      ])
  }

  @Test("text that is no listing fails with its first line, printable")
  func noListing() {
    #expect(
      read("\nError: \u{1B}[31mno such command\n").failures == [
        "xe/vif-list:2: expected \"uuid ( RO)    : …\", found \"Error: .[31mno such command\""
      ])
  }

  @Test("lines are counted from the listing's first line in its document")
  func firstLine() {
    let bytes = Array("nothing".utf8)
    let listing = XeListReader.listing(bytes.span, document: "d", firstLine: 100)
    #expect(listing.failures.map(\.line) == [100])
  }
}
