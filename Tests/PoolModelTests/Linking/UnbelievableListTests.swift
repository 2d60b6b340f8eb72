import Evidence
import PoolModel
import Records
import Testing

/// Lists that are there and cannot be the whole truth: nothing counts as passed on their word.
@Suite struct UnbelievableListTests {
  private let uuid = "11111111-1111-4111-8111-111111111111"

  private func inventory(_ documents: [(DocumentName, String)]) -> Inventory {
    Inventory(
      of: Snapshot(documents: documents.map { Document(name: $0.0, bytes: Bytes($0.1)) }))
  }

  private func host(_ name: String) -> String {
    "uuid ( RO)          : \(uuid)\n    name-label ( RW): \(name)\n"
  }

  @Test("an empty list of what every pool has is no answer", arguments: [XapiClass.host, .pif])
  func empty(_ xapiClass: XapiClass) {
    let pool = inventory([(DocumentName(xapiClass.document), "")])
    #expect(pool.notCaptured[xapiClass]?.why == "it is empty, and every pool has some")
  }

  @Test func `an empty list of what a pool may lack is one`() {
    #expect(inventory([(.xe("vif"), "")]).notCaptured[.vif] == nil)
  }

  @Test func `records of one uuid that differ leave the list open`() {
    let pool = inventory([(.xe("host"), host("a") + "\n\n" + host("b"))])
    #expect(pool.notCaptured[.host]?.why.contains("same uuid") == true)
  }

  @Test func `a byte order mark hides no record, and quotations know of it`() throws {
    let text = "\u{FEFF}uuid ( RO)          : \(uuid)\n    name-label ( RW): a\n"
    let pool = inventory([(.xe("host"), text)])
    let host = try #require(pool.hosts.first)
    #expect(host.name == "a")
    #expect(pool.quote(host.origin, fields: ["name-label"]).text == "    name-label ( RW): a")
  }

  @Test(
    "numbers that no card can have are gaps",
    arguments: ["9223372036854775807", "-5", "65536", "many"])
  func capacities(_ number: String) {
    let name = DocumentName("xe/network-sriov-remaining-capacity")
    let pool = inventory([(name, "\(uuid) \(number)\n")])
    #expect(pool.gaps.contains { $0.document == name.text })
  }

  @Test(arguments: ["9223372036854775807", "65536"])
  func `sysfs has no such number either`(_ number: String) {
    let name = DocumentName.host(uuid, "sysfs")
    let path = "/sys/bus/pci/devices/0000:07:00.0/sriov_numvfs"
    #expect(inventory([(name, "\(path):\(number)\n")]).gaps.contains { $0.document == name.text })
    #expect(!inventory([(name, "\(path):7\n")]).gaps.contains { $0.document == name.text })
  }
}
