import Testing

@testable import Evidence

/// Evidence is bound to its speaker.
@Suite struct SpeakerTests {
  private let own = "11111111-1111-4111-8111-111111111111"
  private let other = "22222222-2222-4222-8222-222222222222"

  private func answer(_ names: [DocumentName], gaps: [CaptureGap] = []) -> Snapshot {
    Snapshot(
      documents: names.map { name in
        Document(name: name, bytes: Bytes("INSTALLATION_UUID='\(own)'\n"), source: name.text)
      }, gaps: gaps, captureTimes: [own: "2026-05-01T10:00:00Z", other: "2026-05-01T10:00:00Z"])
  }

  @Test func `a member that was asked for itself cannot speak for another, nor for the pool`() {
    let heard = answer([
      .host(own, "sysfs"), .host(other, "sysfs"), .host(other, "ip-link"), .xe("vm"),
    ]).spoken(by: "root@xen3", for: own, withLists: false)
    #expect(heard.documents.map(\.name) == [.host(own, "sysfs")])
    #expect(heard.gaps.map(\.description).count == 2)
    #expect(heard.gaps.allSatisfy { $0.description.contains("root@xen3 sent them") })
    #expect(heard.captureTimes.keys.sorted() == [own])
  }

  @Test func `a member that speaks only for another says nothing`() {
    let heard = answer([.host(other, "sysfs")])
      .spoken(by: "root@xen3", for: own, withLists: false)
    #expect(heard.documents.isEmpty && heard.gaps.count == 1)
  }

  @Test func `the host that was asked for the lists may speak for the pool and itself`() {
    let names: [DocumentName] = [.host(own, "sysfs"), .host(own, "inventory"), .xe("vm")]
    let heard = answer(names).spoken(by: "root@xen1", for: nil, withLists: true)
    #expect(Set(heard.documents.map(\.name)) == Set(names) && heard.gaps.isEmpty)
  }

  @Test func `of two hosts in one answer, the one whose inventory has its uuid is meant`() {
    let heard = answer([
      .host(own, "sysfs"), .host(own, "inventory"), .host(other, "inventory"),
      .host(other, "sysfs"),
    ]).spoken(by: "root@xen1", for: nil, withLists: true)
    #expect(heard.hostUUIDs == [own])
  }

  @Test func `gaps about another host are not taken either`() {
    let gaps = [
      CaptureGap(.host(own, "sysfs"), .timedOut), CaptureGap(.host(other, "sysfs"), .timedOut),
    ]
    let heard = answer([.host(own, "ip-link"), .host(other, "ip-link")], gaps: gaps)
      .spoken(by: "root@xen3", for: own, withLists: false)
    #expect(heard.gaps.filter { $0.reason == .timedOut } == [gaps[0]])
  }
}
