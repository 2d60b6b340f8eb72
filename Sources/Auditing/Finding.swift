package import PoolModel
package import Records

/// The details of a finding, as returned by a rule's check for a member that fails.
package struct FindingDetails: Sendable {
  /// One sentence without full stop: `VLAN 10 on eth0 passes no traffic`.
  package var title: String
  /// Paragraphs.
  package var happens: [String]
  /// What to do, as one imperative sentence. `consequence`: what happens otherwise.
  package var action: String
  package var consequence: String
  package var affected: Affected
  package var evidence: [EvidenceItem]
  package var remedy: [RemedyStep]
  /// nil: the rule's confidence. Set if this member's evidence is weaker or stronger than usual.
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

/// The objects that a finding affects.
package struct Affected: Sendable {
  package var vms: [ID<VM>]
  package var networks: [ID<Network>]
  package var hosts: [ID<Host>]
  /// Kinds of the host's own traffic that are affected.
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

/// A place in the snapshot that proves a finding.
package struct EvidenceItem: Sendable {
  package var origin: Origin
  /// The fields of an `xe` record to quote; empty quotes all that the origin covers.
  package var fields: [String]
  package var seen: String
  package var expected: String
  package var witness: Witness

  /// Without a witness it is xapi: `xe` or the database, depending on the document.
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

/// One member that fails one rule, as texts and names: no inventory is needed to show it.
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
  /// The policy's waiver for it, if any. A waiver that is not expired excludes it from the counts.
  package var waiver: AppliedWaiver?
  /// New, worse, better or unchanged since the baseline; nil without a baseline.
  package var sinceBaseline: FindingChange?

  /// Whether a waiver that is not expired accepts it.
  package var isWaived: Bool { waiver.map { !$0.isExpired } ?? false }
}

/// The names of the affected objects, each list in the order of the inventory.
package struct AffectedNames: Sendable, Equatable {
  package var runningVMs: [String] = []
  package var otherVMs: [String] = []
  package var networks: [String] = []
  package var hosts: [String] = []
  /// Kinds of the hosts' own traffic.
  package var hostTraffic: [HostTraffic] = []

  package init() {}

  package var isEmpty: Bool { self == AffectedNames() }
}

/// Evidence with the quoted text of the document.
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
