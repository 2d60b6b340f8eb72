import Auditing
import Evidence
import Policies
import PoolModel
import Records
import Rules
import Testing

/// The healthy pool, of which one document after the other is missing: no finding comes of it.
@Suite struct MissingDocumentTests {
  private static let names: [String] = {
    let folder = ExamplePool(name: "healthy-pool").folder
    return ((try? Source.open("\(folder)/snapshot"))?.documents ?? []).map(\.name.text)
  }()

  /// Its finding is that something is missing.
  private static let aboutAbsence: Set<String> = ["evidence-host-missing"]

  @Test("a missing document becomes a gap, never a finding", arguments: names)
  func addsNone(_ missing: String) throws {
    #expect(findings(in: try snapshot(without: [missing], isTagged: false)).isEmpty)
  }

  @Test("also where tags say that every VM belongs on an SR-IOV network", arguments: names)
  func addsNoneWithTags(_ missing: String) throws {
    let before = findings(in: try snapshot(without: [], isTagged: true))
    let after = findings(in: try snapshot(without: [missing], isTagged: true))
    #expect(after.subtracting(before).isEmpty)
  }

  private func snapshot(without missing: Set<String>, isTagged: Bool) throws -> Snapshot {
    let folder = ExamplePool(name: "healthy-pool").folder
    let documents = try Source.open("\(folder)/snapshot").documents
      .filter { !missing.contains($0.name.text) }
      .map { document in
        guard isTagged, document.name.text == "xe/vm-list" else { return document }
        var document = document
        let text = document.bytes.string(in: 0..<document.bytes.count)
          .replacing(#/tags \(SRW\): */#, with: "tags (SRW): sriov")
        document.bytes = Bytes(text)
        return document
      }
    return Snapshot(documents: documents)
  }

  /// Rule and subject; an object without its list is called by its uuid.
  private func findings(in snapshot: Snapshot) -> Set<String> {
    let run = RunFacts(
      toolVersion: "test", judgedAt: "2026-05-01T00:00:00Z", capturedAt: nil, snapshotDigest: "")
    let found = Policy().report(on: Inventory(of: snapshot), by: RuleCatalog.all, run: run).findings
      .filter { !Self.aboutAbsence.contains($0.rule) }
    return Set(
      found.map { "\($0.rule) \($0.subject.uuid.isEmpty ? $0.subject.label : $0.subject.uuid)" })
  }
}
