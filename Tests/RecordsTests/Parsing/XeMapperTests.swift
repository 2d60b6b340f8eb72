import Testing

@testable import Records

@Suite struct XeMapperTests {
  private func vif(_ fields: [(name: String, value: String)]) -> (VIFRecord?, [String]) {
    let bytes = Array(printed([[("uuid", uuid1)] + fields]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/vif-list")
    let result = VIFListParser.records(in: listing)
    return (result.records.first, result.failures.map(\.description))
  }

  @Test("a field that was not asked for is nil, and untold")
  func notCaptured() {
    let (record, failures) = vif([("device", "0")])
    #expect(record?.mac == nil && record?.otherConfig == nil && record?.network == .notCaptured)
    #expect(failures.isEmpty)
  }

  @Test("an object that is not in the database is null")
  func null() {
    #expect(vif([("network-uuid", "<not in database>")]).0?.network == .null)
    #expect(vif([("network-uuid", uuid2)]).0?.network == .uuid(uuid2))
  }

  @Test("prose that was pasted behind a reference is no part of it")
  func prose() {
    #expect(vif([("network-uuid", uuid2 + "\n  4. Get the next one:")]).0?.network == .uuid(uuid2))
  }

  @Test(
    "values that xe would not tell are nil and no failure",
    arguments: ["<expensive field>", "<unknown>", "<invalid reference>"])
  func notTold(_ text: String) {
    let (record, failures) = vif([
      ("vm-uuid", text), ("MAC", text), ("MTU", text), ("currently-attached", text),
      ("other-config", text), ("ipv4-allowed", text),
    ])
    #expect(record?.vm == .notCaptured && record?.mac == nil && record?.mtu == nil)
    #expect(record?.currentlyAttached == nil && record?.otherConfig == nil)
    #expect(record?.ipv4Allowed == nil && failures.isEmpty)
  }

  @Test("a boolean is true or false, anything else fails with its line")
  func bool() {
    #expect(vif([("currently-attached", "true")]).0?.currentlyAttached == true)
    #expect(vif([("currently-attached", "false")]).0?.currentlyAttached == false)
    let (record, failures) = vif([("currently-attached", "yes")])
    #expect(record?.currentlyAttached == nil)
    #expect(
      failures == ["xe/vif-list:2: currently-attached: expected true or false, found \"yes\""])
  }

  @Test("a number that is none fails with its line")
  func number() {
    #expect(vif([("MTU", "9000")]).0?.mtu == 9000)
    #expect(vif([("device", "-1")]).0?.device == -1)
    let (record, failures) = vif([("device", "0"), ("MTU", "big")])
    #expect(record?.mtu == nil && record?.device == 0)
    #expect(failures == ["xe/vif-list:3: MTU: expected a number, found \"big\""])
  }

  @Test("a set's words stand between semicolons; an empty one has none")
  func set() {
    #expect(
      vif([("ipv4-allowed", "10.0.0.1; 10.0.0.2")]).0?.ipv4Allowed == ["10.0.0.1", "10.0.0.2"])
    #expect(vif([("ipv4-allowed", "")]).0?.ipv4Allowed == [])
    #expect(vif([("ipv4-allowed", "<not in database>; a")]).0?.ipv4Allowed == ["a"])
  }

  @Test("a map's pairs stand between semicolons; an empty one has none")
  func map() {
    let (record, _) = vif([("other-config", "a: 1; b: x: y; c: one; two; d:")])
    #expect(record?.otherConfig == ["a": "1", "b": "x: y", "c": "one; two", "d": ""])
    #expect(vif([("other-config", "")]).0?.otherConfig == [:])
    #expect(vif([("other-config", "a: 1; a: 2")]).0?.otherConfig == ["a": "1"])
    #expect(vif([("other-config", "a: ; b: 2")]).0?.otherConfig == ["a": "", "b": "2"])
  }

  @Test("addresses and uuids become lower-case")
  func lowerCase() {
    let (record, _) = vif([
      ("vm-uuid", "ABCDEF00-0000-4000-8000-000000000000"), ("MAC", "02:AB:CD:00:00:01"),
    ])
    #expect(record?.mac == "02:ab:cd:00:00:01")
    #expect(record?.vm == .uuid("abcdef00-0000-4000-8000-000000000000"))
  }

  @Test("a record without uuid fails and the others survive")
  func withoutUUID() {
    let bytes = Array("device ( RO) : 0\n\nuuid ( RO) : \(uuid2)\ndevice ( RO): 1\n".utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/vif-list")
    let result = VIFListParser.records(in: listing)
    #expect(result.records.map(\.uuid) == [uuid2])
    #expect(result.failures.map(\.description) == ["xe/vif-list:1: the record has no uuid"])
  }

  @Test("a listing without uuids fails once")
  func listingWithoutUUIDs() {
    let bytes = Array(
      printed([[("device", "0"), ("MAC", "a")], [("device", "1"), ("MAC", "b")]]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/vif-list")
    let result = VIFListParser.records(in: listing)
    #expect(result.records.isEmpty && result.failures.map(\.line) == [1])
  }

  @Test("a record's origin is all of its text")
  func origin() {
    let bytes = Array(
      printed([[("uuid", uuid1), ("device", "0")], [("uuid", uuid2), ("device", "1")]]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/vif-list", firstLine: 11)
    let origin = VIFListParser.records(in: listing).records.last?.origin
    #expect(origin?.line == 15 && origin?.document == "xe/vif-list")
    let text = origin.map { bytes.span.string(in: $0.offset..<($0.offset + $0.length)) }
    #expect(text == "uuid ( RO)      : \(uuid2)\n    device ( RO): 1")
  }

  @Test("a disputed field is nil")
  func disputed() {
    let text = printed([
      [
        ("uuid", uuid1), ("device", "0\n       MAC ( RO): forged"), ("MAC", "real"), ("MTU", "1"),
      ]
    ])
    let bytes = Array(text.utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/vif-list")
    let result = VIFListParser.records(in: listing)
    #expect(result.records.map(\.mac) == [nil] && result.records.map(\.mtu) == [1])
    #expect(result.failures.isEmpty && !listing.ambiguities.isEmpty)
  }

  @Test("fields are found in whatever order they are asked for")
  func anyOrder() {
    let bytes = Array(
      printed([[("uuid", uuid1), ("device", "7"), ("MTU", "8"), ("MAC", "9")]]).utf8)
    let listing = XeListReader.listing(bytes.span, document: "xe/other-list")
    var fields = XeMapper(listing)
    #expect(fields.nextRecord() == uuid1)
    #expect(fields.string("MAC") == "9")
    #expect(fields.int("device") == 7)
    #expect(fields.string("MAC") == "9")
    #expect(fields.string("none") == nil)
    #expect(fields.int("MTU") == 8)
    #expect(fields.nextRecord() == nil)
  }
}
