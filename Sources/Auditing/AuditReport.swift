import PoolModel
package import Records

/// Everything that a report says, in words and numbers: renderers need nothing else.
///
/// All arrays are in the order in which they are to be shown.
package struct AuditReport: Sendable {
  package var run: RunFacts
  package var pool: PoolSummary
  package var verdict: Verdict
  package var actNow: [ActNow]
  package var counts: [SeverityCounts]
  package var capacity: [PortCapacity]
  /// What becomes of SR-IOV VMs when a host is lost.
  package var failover: [FailoverLine]
  package var gaps: [Gap]
  /// Members that could not be judged, by rule.
  package var undetermined: [UndeterminedRule]
  /// Those that count.
  package var findings: [Finding]
  /// Those that somebody accepts for now: shown, not counted.
  package var waived: [Finding]
  package var rules: [RuleSummary]
  /// Ids of rules that the policy switches off.
  package var disabledRules: [String]
  package var inventory: InventorySummary
  package var documents: [DocumentFacts]
  /// The audit that this one is held against; nil where it is not.
  package var baseline: Baseline?
}

/// What is not of the pool but of this audit. Times are UTC, `2026-05-01T16:25:00Z`.
package struct RunFacts: Sendable {
  package var toolVersion: String
  package var judgedAt: String
  /// nil where the snapshot does not say.
  package var capturedAt: String?
  /// SHA-256 over the snapshot's documents, hexadecimal.
  package var snapshotDigest: String
  /// nil without a policy.
  package var policyName: String?
  package var policyDigest: String?
  /// Changes that are assumed to have been made, in their order; empty for the pool as it is.
  package var assumptions: [String] = []
  /// Whether names and addresses are tokens.
  package var isRedacted = false
  /// SHA-256 over all that the report says but the time of judging; nil until it is sealed.
  package var contentDigest: String?

  package init(
    toolVersion: String, judgedAt: String, capturedAt: String?, snapshotDigest: String,
    policyName: String? = nil, policyDigest: String? = nil
  ) {
    self.toolVersion = toolVersion
    self.judgedAt = judgedAt
    self.capturedAt = capturedAt
    self.snapshotDigest = snapshotDigest
    self.policyName = policyName
    self.policyDigest = policyDigest
  }
}

package struct PoolSummary: Sendable {
  package var name: String
  package var uuid: String?
  /// `XenServer 8.4, xapi 26.1.3`; the different ones of the hosts; nil where nobody told.
  package var product: String?
  package var hosts: [String]

  package init(name: String, uuid: String?, product: String?, hosts: [String]) {
    self.name = name
    self.uuid = uuid
    self.product = product
    self.hosts = hosts
  }
}

/// The first sentence of the report, and the second.
package struct Verdict: Sendable, Equatable {
  /// `Do not sign off: …`.
  package var sentence: String
  package var detail: String

  package init(sentence: String, detail: String) {
    self.sentence = sentence
    self.detail = detail
  }
}

/// A line of what to do first.
package struct ActNow: Sendable, Equatable {
  package var action: String
  package var consequence: String
  package var finding: String

  package init(action: String, consequence: String, finding: String) {
    self.action = action
    self.consequence = consequence
    self.finding = finding
  }
}

/// Findings and rules of one severity. A rule counts once, under its worst outcome.
package struct SeverityCounts: Sendable, Equatable {
  package var severity: Severity
  package var findings = 0
  package var waived = 0
  package var rules: [Outcome: Int] = [:]

  package init(_ severity: Severity) { self.severity = severity }
}

/// The VFs of one port; `nil` is not known, never 0.
package struct PortCapacity: Sendable, Equatable {
  package var host: String
  package var device: String
  package var portUUID: String
  package var card: String?
  package var network: String?
  /// VFs that could be had.
  package var capable: Int?
  /// VFs asked for by whoever configures this port: driver file or SR-IOV network.
  package var requested: Int?
  package var active: Int?
  package var afterReboot: Int?
  package var inUse: Int?
  package var reserved: Int?
  package var free: Int?
  /// Findings whose subject is this port.
  package var findings: [String]
  package var remark: String
}

/// What would become of a host's SR-IOV VMs without it.
package struct FailoverLine: Sendable {
  package var host: String
  /// Running VMs that hold VFs there.
  package var vms: Int
  /// Where all of them could start; empty where they cannot.
  package var refuges: [Refuge]
  /// Why not all can, or why that is not known; nil where they can.
  package var shortfall: String?

  package struct Refuge: Sendable, Equatable {
    package var host: String
    package var vms: [String]

    package init(host: String, vms: [String]) {
      self.host = host
      self.vms = vms
    }
  }

  package init(host: String, vms: Int, refuges: [Refuge], shortfall: String?) {
    self.host = host
    self.vms = vms
    self.refuges = refuges
    self.shortfall = shortfall
  }
}

package struct UndeterminedRule: Sendable {
  package var rule: String
  package var title: String
  package var severity: Severity
  /// Members that could not be judged; 0 where not even the population is known.
  package var count: Int
  /// `ports`.
  package var noun: String
  package var gaps: [Gap]
  /// The members themselves; empty where not even the population is known. No format shows them.
  package var subjects: [Subject] = []
}

/// A rule with its outcome: all that a reader wants to know of it.
package struct RuleSummary: Sendable {
  package var id: String
  package var title: String
  package var severity: Severity
  package var confidence: Confidence
  package var outcome: Outcome
  package var examined: Int
  package var failed: Int
  package var undetermined: Int
  /// `12 ports examined, none fails`.
  package var sentence: String
  package var why: String
  package var remedy: String
  package var checkByHand: String
  package var references: [String]
}
