import Evidence
import PoolModel
import Testing

@testable import Records

@Suite struct DatabaseParserTests {
  private func read(_ tables: String...) throws -> (records: PoolRecords, failures: [String]) {
    let bytes = Array(try reduce("<database>" + tables.joined() + "</database>").text.utf8)
    let (records, failures) = DatabaseParser.records(bytes.span, document: "xe/xapi-db.xml")
    return (records, failures.map(\.description))
  }

  /// Tables that every database has, empty.
  private let always = ["pool", "host", "network", "PIF", "VM", "VIF"].map { table($0, []) }
    .joined()

  @Test func `null, empty and dangling references are null in a whole database`() throws {
    let vifs = table(
      "VIF",
      ["OpaqueRef:NULL", "", "OpaqueRef:gone", "OpaqueRef:v"].enumerated().map {
        [("ref", "r\($0)"), ("uuid", "u\($0)"), ("VM", $1)]
      })
    let vm = table("VM", [[("ref", "OpaqueRef:v"), ("uuid", "ABC")]])
    let (records, failures) = try read(always, vifs, vm)
    #expect(failures == [])
    #expect(records.vifs.map(\.vm) == [.null, .null, .null, .uuid("abc")])
    #expect(
      records.vifs.map(\.network) == [.notCaptured, .notCaptured, .notCaptured, .notCaptured])
  }

  @Test func `in a part of a database a dangling reference says nothing`() throws {
    let vifs = table("VIF", [[("ref", "r"), ("uuid", "u"), ("VM", "OpaqueRef:v")]])
    let records = try read(vifs).records
    #expect(records.vifs.map(\.vm) == [.notCaptured])
    #expect(records.captured == [.vif])
  }

  @Test func `a whole database tells every class, those its schema lacks too`() throws {
    let records = try read(always).records
    #expect(records.captured == Set(XapiClass.allCases) && records.partial.isEmpty)
  }

  @Test func `a table that breaks off is partial, and later ones are not told`() throws {
    let text =
      "<database>" + table("host", []) + "<table name='VM'><row ref='r' uuid='u'/><row ref='s"
    let bytes = Array(try reduce(text).text.utf8)
    let records = DatabaseParser.records(bytes.span, document: "xe/xapi-db.xml").records
    #expect(records.vms.map(\.uuid) == ["u"])
    #expect(records.partial == [.vm, .template, .snapshot, .vmGuestMetrics])
    #expect(records.captured == [.host, .vm, .template, .snapshot])
    #expect(records.database?.loss != nil && records.database?.hasVFHolders == false)
  }

  @Test func `snapshots are neither VMs nor templates, in old schemas both flags are set`() throws {
    let vms = table(
      "VM",
      [("true", "false"), ("true", "true"), ("false", "true"), ("false", "false")].enumerated().map
      {
        [
          ("ref", "r\($0)"), ("uuid", "u\($0)"), ("is_a_template", $1.0), ("is_a_snapshot", $1.1),
          ("power_state", "Halted"), ("domain_type", "pv_in_pvh"),
        ]
      })
    let records = try read(always, vms).records
    #expect(records.templates.map(\.uuid) == ["u0"] && records.vms.map(\.uuid) == ["u3"])
    #expect(records.vms[0].powerState == "halted" && records.vms[0].domainType == "pv-in-pvh")
    #expect(records.vmGuestMetrics.map(\.uuid) == ["u3"])
  }

  @Test func `derived sets are not believed before the other end of the reference`() throws {
    let pif = table(
      "PIF",
      [
        [("ref", "p"), ("uuid", "up"), ("sriov_physical_PIF_of", "('gone')")],
        [("ref", "q"), ("uuid", "uq"), ("bond_slave_of", "b")],
      ])
    let sriov = table("network_sriov", [[("ref", "s"), ("uuid", "us"), ("physical_PIF", "p")]])
    let bond = table("Bond", [[("ref", "b"), ("uuid", "ub"), ("slaves", "('p')")]])
    let records = try read(always, pif, sriov, bond).records
    #expect(records.pifs.map(\.sriovPhysicalPIFOf) == [["us"], []])
    #expect(records.bonds.map(\.slaves) == [["uq"]])
  }

  @Test func `the remaining capacity is the number of idle VFs of the port`() throws {
    func vf(_ name: String, _ attached: String, _ scheduled: String) -> [(String, String)] {
      [
        ("ref", name), ("uuid", "u\(name)"), ("physical_function", "p"),
        ("attached_VMs", attached), ("scheduled_to_be_attached_to", scheduled),
      ]
    }
    let pci = table(
      "PCI",
      [
        [("ref", "p"), ("uuid", "up"), ("attached_VMs", "()")], vf("a", "()", "OpaqueRef:NULL"),
        vf("b", "('gone')", "OpaqueRef:NULL"), vf("c", "()", "OpaqueRef:gone"), vf("d", "()", ""),
      ])
    let pif = table("PIF", [[("ref", "f"), ("uuid", "uf"), ("PCI", "p")]])
    let sriov = table("network_sriov", [[("ref", "s"), ("uuid", "us"), ("physical_PIF", "f")]])
    let records = try read(always, pci, pif, sriov).records
    #expect(records.remainingCapacities.map(\.capacity) == [2])
    #expect(records.pcis.map(\.isIdle) == [true, true, false, false, true])
    #expect(records.pcis[2].attachedVMs == [.null])
  }

  @Test func `each record is quoted from its row, in the database's words`() throws {
    let vif = table(
      "VIF",
      [
        [
          ("ref", "r"), ("uuid", "u"), ("VM", "OpaqueRef:v"), ("currently_attached", "true"),
          ("network", "OpaqueRef:n"), ("qos__algorithm_type", "a%.b%nc"),
        ]
      ])
    let document = try databaseDocument("<database>\(always)\(vif)</database>")
    let snapshot = Snapshot(documents: [document])
    let origin = try #require(RecordReader.read(snapshot).vifs.first?.origin)
    let pool = Inventory(of: snapshot)
    #expect(pool.text(origin).hasPrefix("<row ref=\"r\" VM=") && pool.text(origin).hasSuffix("/>"))
    let quotation = pool.quote(
      origin, fields: ["network-uuid", "vm-uuid", "currently-attached", "carrier"])
    #expect(
      quotation.text == "VM: OpaqueRef:v\ncurrently_attached: true\nnetwork: OpaqueRef:n")
    #expect(quotation.lines == [origin.line] && quotation.document == "xe/xapi-db.xml")
    #expect(pool.quote(origin, fields: ["qos_algorithm_type"]).text == "qos__algorithm_type: a b c")
    #expect(pool.quote(origin).text.hasPrefix("ref: r\nVM: OpaqueRef:v\n"))
  }

  @Test func `a value that is none of its kind is a failure with its line`() throws {
    let pif = table(
      "PIF", [[("ref", "r"), ("uuid", "u"), ("MTU", "many"), ("physical", "yes")], [("ref", "s")]])
    let (records, failures) = try read(always, pif)
    #expect(records.pifs.map(\.mtu) == [nil] && records.pifs[0].physical == nil)
    #expect(failures.count == 3 && failures[0].hasPrefix("xe/xapi-db.xml:"))
    #expect(failures[0].hasSuffix("MTU: expected a number, found \"many\""))
    #expect(failures[2].hasSuffix("the row has no uuid"))
  }

  @Test func `a text that is no reduced database is a failure, not a pool`() {
    let bytes = Array("uuid ( RO) : 1\n".utf8)
    let (records, failures) = DatabaseParser.records(bytes.span, document: "xe/xapi-db.xml")
    #expect(records.captured.isEmpty && failures.count == 1)
  }
}
