import Testing

import Auditing
@testable import Redacting

@Suite struct RedactionTests {
  private func redaction(
    _ names: [(name: String, kind: RedactionMap.Kind)] = [], keepsVendors: Bool = false
  ) -> Redaction {
    var redaction = Redaction(keepsVendors: keepsVendors)
    redaction.register(names)
    return redaction
  }

  @Test(
    "what an address looks like goes, and nothing else",
    arguments: [
      ("uuid=0d5c7e1a-6a3b-4b53-9c1e-7f2a8d40b6e3", "uuid=uuid-1"),
      ("A0:36:9f:01:02:03, a0:36:9F", "mac-1, a0:36:9F"),
      ("10.0.0.1/24 and 10.0.0.1", "address-1/24 and address-1"),
      ("fe80::1%eth0, 2001:db8:0:0:0:0:0:1", "address-1%eth0, address-2"),
      (
        "0000:07:00.0 at 16:25:00, 8.4.0, 1.2.3.4.5, 300.1.1.1",
        "0000:07:00.0 at 16:25:00, 8.4.0, 1.2.3.4.5, 300.1.1.1"
      ),
      (
        "sha256:0d5c7e1a6a3b4b539c1e7f2a8d40b6e3 std::string a::b",
        "sha256:0d5c7e1a6a3b4b539c1e7f2a8d40b6e3 std::string address-1"
      ),
    ])
  func knowsAddresses(_ text: String, _ expected: String) {
    var redaction = redaction()
    #expect(redaction.redact(text) == expected)
  }

  @Test func `a name goes as a whole word, the longest first, and has one token everywhere`() {
    var redaction = redaction([("web", .vm), ("web-1", .vm), ("R&D “Büro”", .network)])
    #expect(
      redaction.redact("web-1 and web over R&D “Büro”; webs, cobweb-1")
        == "vm-2 and vm-1 over network-1; webs, cobweb-1")
    #expect(redaction.redact(name: "web-1") == "vm-2")
  }

  @Test func `a name that is too short for sentences goes where it stands alone`() {
    var redaction = redaction([("4", .vm), ("vm", .vm)])
    #expect(redaction.redact("4 VFs for vm 4") == "4 VFs for vm 4")
    #expect(redaction.redact(name: "4/0", among: ["/"]) == "vm-1/0")
    #expect(redaction.redact(name: "vm=4", among: ["="]) == "vm-2=vm-1")
    #expect(redaction.keptInSentences == ["4", "vm"])
    #expect(redaction.originals.isEmpty)
  }

  @Test func `a field that names something goes whole, known or not`() {
    var redaction = redaction([("desk-1", .vm)])
    let quote = """
          name-label ( RW): desk-1
          name-description ( RW): Anna's old desk
          IP ( RO): none yet
          MAC ( RO): 02:00:00:00:00:01
          tags (SRW): acme; blue
          tag ( RO): 10
      name-label: <not in database>
      name-label: <acme>
      """
    #expect(
      redaction.redact(quote: quote) == """
            name-label ( RW): vm-1
            name-description ( RW): text-1
            IP ( RO): address-1
            MAC ( RO): mac-1
            tags (SRW): text-2
            tag ( RO): 10
        name-label: <not in database>
        name-label: text-3
        """)
    #expect(
      redaction.redact(quote: "Nov  5 16:25:00 dom0-acme kernel: igb 0000:07:00.0: no VFs")
        == "Nov  5 16:25:00 host-1 kernel: igb 0000:07:00.0: no VFs")
  }

  @Test func `the vendor's half of a MAC stays if asked`() {
    var redaction = redaction(keepsVendors: true)
    #expect(redaction.redact("a0:36:9f:01:02:03") == "a0:36:9f:mac-1")
    #expect(redaction.map.revealed("see a0:36:9f:mac-1") == "see a0:36:9f:01:02:03")
  }

  @Test func `no token is given that somebody's VM is called`() {
    var redaction = redaction([("vm-1", .vm), ("vm-2", .vm), ("other", .vm)])
    #expect(redaction.redact("vm-1 vm-2 other") == "vm-3 vm-4 vm-5")
  }

  @Test func `a map is read back, goes on, and reveals`() throws {
    var first = redaction([("a\tb\\c\nd", .vm), ("web-1", .vm)])
    _ = first.redact("10.0.0.1")
    let map = try RedactionMap(parsing: first.map.text)
    #expect(map.entries.map(\.token) == ["vm-1", "vm-2", "address-1"])
    var second = Redaction(continuing: map, keepsVendors: false)
    // Of a pool that does not have it any more, in a sentence about what was.
    #expect(second.redact("web-1 is gone") == "vm-2 is gone")
    second.register([("new one", .vm), ("web-1", .vm)])
    #expect(second.redact("web-1, new one, 10.0.0.1") == "vm-2, vm-3, address-1")
    #expect(
      second.map.revealed("vm-2, vm-22 and vm-1") == "web-1, vm-22 and a\tb\\c\nd")
  }

  @Test(arguments: ["vm-1", "VM\tx", "vm-0\tx", "nobody-1\tx", "vm-1\ta\\q"])
  func `what is no map is refused with its line`(_ line: String) {
    #expect(throws: RedactionMap.UnreadableLine(number: 2)) {
      try RedactionMap(parsing: "# a map\n\(line)\n")
    }
  }
}
