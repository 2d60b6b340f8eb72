import Evidence
import PoolModel
import Records
import Testing

/// Lists that were captured but cannot be complete: no rule passes because of them.
@Suite struct UnbelievableListTests {
  private let uuid = "11111111-1111-4111-8111-111111111111"

  private func inventory(_ documents: [(DocumentName, String)]) -> Inventory {
    Inventory(
      of: Snapshot(documents: documents.map { Document(name: $0.0, bytes: Bytes($0.1)) }))
  }

  private func host(_ name: String) -> String {
    "uuid ( RO)          : \(uuid)\n    name-label ( RW): \(name)\n"
  }

  @Test("an empty list of a class that every pool has is a gap", arguments: [XapiClass.host, .pif])
  func empty(_ xapiClass: XapiClass) {
    let pool = inventory([(DocumentName(xapiClass.document), "")])
    #expect(pool.notCaptured[xapiClass]?.why == "it is empty, and every pool has at least one")
  }

  @Test func `an empty list of a class that a pool may lack is not a gap`() {
    #expect(inventory([(.xe("vif"), "")]).notCaptured[.vif] == nil)
  }

  @Test func `different records with the same uuid are a gap`() {
    let pool = inventory([(.xe("host"), host("a") + "\n\n" + host("b"))])
    #expect(pool.notCaptured[.host]?.why.contains("same uuid") == true)
  }

  @Test func `a byte order mark hides no record and is not part of quotations`() throws {
    let text = "\u{FEFF}uuid ( RO)          : \(uuid)\n    name-label ( RW): a\n"
    let pool = inventory([(.xe("host"), text)])
    let host = try #require(pool.hosts.first)
    #expect(host.name == "a")
    #expect(pool.quote(host.origin, fields: ["name-label"]).text == "    name-label ( RW): a")
  }

  @Test(
    "impossible VF counts are gaps",
    arguments: ["9223372036854775807", "-5", "65536", "many"])
  func capacities(_ number: String) {
    let name = DocumentName("xe/network-sriov-remaining-capacity")
    let pool = inventory([(name, "\(uuid) \(number)\n")])
    #expect(pool.gaps.contains { $0.document == name.text })
  }

  @Test(arguments: ["9223372036854775807", "65536"])
  func `impossible VF counts in sysfs are gaps too`(_ number: String) {
    let name = DocumentName.host(uuid, "sysfs")
    let path = "/sys/bus/pci/devices/0000:07:00.0/sriov_numvfs"
    #expect(inventory([(name, "\(path):\(number)\n")]).gaps.contains { $0.document == name.text })
    #expect(!inventory([(name, "\(path):7\n")]).gaps.contains { $0.document == name.text })
  }
}
