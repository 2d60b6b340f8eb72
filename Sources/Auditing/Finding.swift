package import PoolModel
package import Records

/// What a rule's check says of a member that fails.
package struct FindingDetails: Sendable {
  /// One sentence without full stop: `VLAN 10 on eth0 carries no traffic`.
  package var title: String
  /// Paragraphs.
  package var happens: [String]
  /// What to do, one imperative sentence; and what it costs not to.
  package var action: String
  package var consequence: String
  package var affected: Affected
  package var evidence: [EvidenceItem]
  package var remedy: [RemedyStep]
  /// Where this member's case is weaker or stronger than the rule's usual one.
  package var confidence: Confidence?

  package init(
    title: String, happens: [String], action: String, consequence: String,
    affected: Affected = Affected(), evidence: [EvidenceItem], remedy: [RemedyStep],
    confidence: Confidence? = nil
  ) {
    self.title = title
    self.happens = happens
    self.action = action
    self.consequence = consequence
    self.affected = affected
    self.evidence = evidence
    self.remedy = remedy
    self.confidence = confidence
  }
}

/// Who is hit.
package struct Affected: Sendable {
  package var vms: [ID<VM>]
  package var networks: [ID<Network>]
  package var hosts: [ID<Host>]
  /// Which of the host's own traffic is hit too.
  package var hostTraffic: [HostTraffic]

  package init(
    vms: [ID<VM>] = [], networks: [ID<Network>] = [], hosts: [ID<Host>] = [],
    hostTraffic: [HostTraffic] = []
  ) {
    self.vms = vms
    self.networks = networks
    self.hosts = hosts
    self.hostTraffic = hostTraffic
  }
}

/// A place in the snapshot on which a finding rests.
package struct EvidenceItem: Sendable {
  package var origin: Origin
  /// The fields of an `xe` record to quote; empty quotes all that the origin covers.
  package var fields: [String]
  package var seen: String
  package var expected: String
  package var witness: Witness

  /// Where no witness is named, it is xapi: `xe` or the database, as the document says.
  package init(
    _ origin: Origin, _ fields: [String] = [], by witness: Witness? = nil, seen: String,
    expected: String
  ) {
    self.origin = origin
    self.fields = fields
    self.seen = seen
    self.expected = expected
    self.witness = witness ?? .ofXapi(at: origin)
  }

  package init<Value>(_ fact: Fact<Value>, seen: String? = nil, expected: String) {
    self.init(
      fact.origin, by: fact.witness, seen: seen ?? "\(fact.value)", expected: expected)
  }
}

/// One member that fails one rule, in words and names only: it needs no inventory to be read.
package struct Finding: Sendable {
  /// `F-vf-headroom-low-xen1-eth0`: the same for the same rule and subject in every run.
  package var id: String
  package var rule: String
  package var severity: Severity
  package var confidence: Confidence
  package var subject: Subject
  package var title: String
  package var happens: [String]
  package var action: String
  package var consequence: String
  package var affected: AffectedNames
  package var evidence: [QuotedEvidence]
  package var remedy: [RemedyStep]
  /// What the policy says of it; one that still holds keeps it from counting.
  package var waiver: AppliedWaiver?
  /// New, worse, better or unchanged since a baseline; nil where there is none.
  package var sinceBaseline: FindingChange?

  /// Whether somebody accepts it for now.
  package var isWaived: Bool { waiver.map { !$0.isExpired } ?? false }
}

/// Names of those who are hit, running VMs first, each list in its natural order.
package struct AffectedNames: Sendable, Equatable {
  package var runningVMs: [String] = []
  package var otherVMs: [String] = []
  package var networks: [String] = []
  package var hosts: [String] = []
  /// Of the hosts' own.
  package var hostTraffic: [HostTraffic] = []

  package init() {}

  package var isEmpty: Bool { self == AffectedNames() }
}

/// Evidence with the text as it was read.
package struct QuotedEvidence: Sendable, Equatable {
  package var quotation: Quotation
  package var witness: Witness
  package var seen: String
  package var expected: String

  package init(quotation: Quotation, witness: Witness, seen: String, expected: String) {
    self.quotation = quotation
    self.witness = witness
    self.seen = seen
    self.expected = expected
  }
}
