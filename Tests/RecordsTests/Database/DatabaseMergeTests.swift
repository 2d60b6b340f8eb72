import Evidence
import PoolModel
import Records
import Testing

/// `xe` and a database side by side.
@Suite struct DatabaseMergeTests {
  private func inventory(_ documents: [Document]) -> Inventory {
    Inventory(of: Snapshot(documents: documents))
  }

  /// The small pool's documents, one of them changed.
  private func xe(_ name: String, _ old: String, _ new: String) -> [Document] {
    SmallPool.documents.map { document in
      guard document.name.text == name else { return document }
      let text = document.bytes.description.replacing(
        SmallPool.withUUIDs(old), with: SmallPool.withUUIDs(new))
      return Document(name: document.name, bytes: Bytes(text))
    }
  }

  @Test func `what xe says wins, and both are noted where they differ`() throws {
    let pool = inventory(
      xe("xe/vif-list", "network-uuid ( RO): net-2", "network-uuid ( RO): net-3")
        + [try SmallPool.databaseDocument()])
    let vif = try #require(pool.vifs.last)
    #expect(pool[vif.network].name == "Office")
    #expect(pool.disagreements.count == 1)
    let disagreement = try #require(pool.disagreements.first)
    #expect(disagreement.xapiClass == .vif && disagreement.field == "network-uuid")
    #expect(disagreement.uuid == vif.uuid)
    #expect(disagreement.believed.value == SmallPool.withUUIDs("net-3"))
    #expect(disagreement.believed.witness == .xapi && disagreement.other.witness == .database)
    #expect(pool.text(disagreement.other.origin).contains(vif.uuid))
  }

  @Test func `an object that only one of them has is noted, and xe decides`() throws {
    let pool = inventory(
      xe("xe/vif-list", "vif-2", "vif-7") + [try SmallPool.databaseDocument()])
    #expect(pool.vifs.map(\.uuid) == ["vif-7", "vif-1"].map(SmallPool.withUUIDs))
    #expect(pool.disagreements.map(\.believed.value) == ["listed", "not listed"])
    #expect(pool.disagreements.map(\.other.value) == ["not listed", "listed"])
  }

  @Test func `a list that was not captured is the database's`() throws {
    let documents = SmallPool.documents.filter { $0.name.text != "xe/vif-list" }
    let pool = inventory(documents + [try SmallPool.databaseDocument()])
    #expect(pool.vifs.count == 2 && pool.gap(for: .vifs) == nil)
    #expect(pool.vifs[0].origin.document == "xe/xapi-db.xml")
  }

  @Test func `a filtered list is completed`() throws {
    let documents = SmallPool.documents.map { document in
      var document = document
      if document.name.text == "xe/vif-list" {
        document.bytes = Bytes("")
        document.command = "xe vif-list vm-uuid=x"
      }
      return document
    }
    let pool = inventory(documents + [try SmallPool.databaseDocument()])
    #expect(pool.vifs.count == 2 && pool.gap(for: .vifs) == nil && pool.disagreements.isEmpty)
  }

  @Test func `a member's copy is taken only where there is no other, and said to be old`() throws {
    let name = "host/10000000-0000-4000-8000-000000000000/xapi-db.xml"
    let role = Document(
      name: DocumentName("host/10000000-0000-4000-8000-000000000000/pool-role"),
      bytes: Bytes("slave:192.0.2.1\n"))
    let copy = try SmallPool.databaseDocument(named: name)
    let alone = inventory([role, copy])
    #expect(alone.database?.document == name && alone.database?.isMembersCopy == true)
    #expect(
      alone.gaps.contains {
        $0.document == name && $0.why.contains("older")
          && $0.closedBy.prefix(2) == ["xe", "pool-dump-database"]
      })
    let both = inventory([role, copy, try SmallPool.databaseDocument()])
    #expect(both.database?.document == "xe/xapi-db.xml")
    #expect(!both.gaps.contains { $0.document == name })
  }

  @Test func `without its role, a host that is not the master has a member's copy`() throws {
    let member = try SmallPool.databaseDocument(
      named: "host/99999999-0000-4000-8000-000000000000/xapi-db.xml")
    let master = try SmallPool.databaseDocument(
      named: "host/\(SmallPool.withUUIDs("host-1"))/xapi-db.xml")
    #expect(inventory([member]).database?.isMembersCopy == true)
    #expect(inventory([master]).database?.isMembersCopy == false)
    #expect(inventory([member, master]).database?.document == master.name.text)
  }

  @Test func `the database of another pool is not joined`() throws {
    let pool = inventory(
      xe("xe/pool-list", "pool-1", "pool-9") + [try SmallPool.databaseDocument()])
    #expect(pool.database == nil && pool.disagreements.isEmpty)
    #expect(pool.gaps.contains { $0.why == "it is the database of another pool" })
  }

  @Test func `a database that breaks off is a gap, and a whole one is preferred to it`() throws {
    let text = SmallPool.withUUIDs(SmallPool.database)
    let end = try #require(text.firstRange(of: "<table name=\"VLAN\""))
    let cut = try databaseDocument(String(text[..<end.lowerBound]))
    let pool = inventory([cut])
    #expect(pool.vifs.isEmpty && pool.gap(for: .vms) != nil)
    #expect(pool.gaps.contains { $0.why.hasPrefix("the text ends too early, after ") })
    let whole = try SmallPool.databaseDocument(
      named: "host/\(SmallPool.withUUIDs("host-1"))/xapi-db.xml")
    #expect(inventory([cut, whole]).database?.document == whole.name.text)
  }
}
