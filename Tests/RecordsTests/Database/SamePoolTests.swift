import Evidence
import PoolModel
import ProjectFiles
import Records
import Testing

/// One pool, told by `xe` and by the database: the same inventory.
@Suite struct SamePoolTests {
  private static func document(_ name: String, _ text: String) -> Document {
    Document(name: DocumentName(name), bytes: Bytes(text))
  }

  @Test func `a small pool, as xe prints it and as the toolstack stores it`() throws {
    let capacity = Self.document(
      "xe/network-sriov-remaining-capacity", SmallPool.withUUIDs("sriov-1 1\n"))
    let captured = Inventory(of: Snapshot(documents: SmallPool.documents + [capacity]))
    let stored = Inventory(of: Snapshot(documents: [try SmallPool.databaseDocument()]))
    // Only the database knows the VFs here: xe lists none, and no host speaks.
    try #require(!stored.vifs.isEmpty && !captured.ports.isEmpty)
    #expect(stored.virtualFunctions.map(\.address) == ["0000:07:10.0", "0000:07:10.4"])
    #expect(captured.virtualFunctions.isEmpty && captured.vfUses[0].free?.value == 1)
    #expect(differences(captured, stored) == [])
    #expect(stored.networkSRIOVs[0].configurationMode?.value == .modprobe)
    #expect(stored.vifs[1].virtualFunction == ID(0))
  }

  @Test func `both together are the same pool again, without any disagreement`() throws {
    let database = try SmallPool.databaseDocument()
    let both = Inventory(of: Snapshot(documents: SmallPool.documents + [database]))
    #expect(both.disagreements.isEmpty)
    #expect(differences(both, Inventory(of: Snapshot(documents: [database]))) == [])
    try #require(!both.vifs.isEmpty)
    #expect(both.vms[0].origin.document == "xe/vm-list")
    #expect(both.vifs[1].virtualFunction == ID(0))
  }

  static let examples = Project.entries(of: "\(Project.root)/Examples")
    .filter { !Project.entries(of: "\(Project.root)/Examples/\($0)/snapshot").isEmpty }

  @Test(arguments: examples)
  func `an example's snapshot with its lists, and with a database in their place`(
    name: String
  ) throws {
    let snapshot = try Source.open("\(Project.root)/Examples/\(name)/snapshot")
    let records = RecordReader.read(snapshot)
    let database = try databaseDocument(DatabasePrinter(records).text)
    let hosts = snapshot.documents.filter { $0.name.hostUUID != nil }
    let captured = Inventory(of: snapshot)
    let stored = Inventory(of: Snapshot(documents: hosts + [database]))
    let both = Inventory(of: Snapshot(documents: snapshot.documents + [database]))
    #expect(differences(captured, stored) == [])
    #expect(differences(captured, both) == [])
    #expect(both.disagreements == [])
    #expect(!captured.ports.isEmpty && stored.database != nil)
  }
}
