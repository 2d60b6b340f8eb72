import PoolModel
package import Records

/// The complete content of a report: renderers need nothing else.
///
/// All arrays are in the order in which they are shown.
package struct AuditReport: Sendable {
  package var run: RunFacts
  package var pool: PoolSummary
  package var verdict: Verdict
  package var actNow: [ActNow]
  package var counts: [SeverityCounts]
  package var capacity: [PortCapacity]
  /// Where SR-IOV VMs can restart if a host fails.
  package var failover: [FailoverLine]
  package var gaps: [Gap]
  /// Members that could not be evaluated, by rule.
  package var undetermined: [UndeterminedRule]
  /// Findings that are not waived.
  package var findings: [Finding]
  /// Waived findings: shown, but not counted.
  package var waived: [Finding]
  package var rules: [RuleSummary]
  /// Ids of rules that the policy disables.
  package var disabledRules: [String]
  package var inventory: InventorySummary
  package var documents: [DocumentFacts]
  /// The earlier audit that this one is compared with; nil without a baseline.
  package var baseline: Baseline?
}

/// Facts about this audit, not about the pool. Times are UTC, `2026-05-01T16:25:00Z`.
package struct RunFacts: Sendable {
  package var toolVersion: String
  package var judgedAt: String
  /// nil if the snapshot has no capture time.
  package var capturedAt: String?
  /// SHA-256 of the snapshot's documents, hexadecimal.
  package var snapshotDigest: String
  /// nil without a policy.
  package var policyName: String?
  package var policyDigest: String?
  /// Assumed changes, in order; empty for an audit of the real pool.
  package var assumptions: [String] = []
  /// Whether names and addresses are tokens.
  package var isRedacted = false
  /// SHA-256 of the report's content without the audit time; nil until the report is sealed.
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
  /// `XenServer 8.4, xapi 26.1.3`; each different version of the hosts; nil if not captured.
  package var product: String?
  package var hosts: [String]

  package init(name: String, uuid: String?, product: String?, hosts: [String]) {
    self.name = name
    self.uuid = uuid
    self.product = product
    self.hosts = hosts
  }
}

/// The conclusion of the report.
package struct Verdict: Sendable, Equatable {
  /// `Do not sign off: …`.
  package var sentence: String
  /// The counts.
  package var detail: String

  package init(sentence: String, detail: String) {
    self.sentence = sentence
    self.detail = detail
  }
}

/// A line of the list of urgent actions.
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

/// Numbers of findings and rules of one severity. A rule counts once, with its worst outcome.
package struct SeverityCounts: Sendable, Equatable {
  package var severity: Severity
  package var findings = 0
  package var waived = 0
  package var rules: [Outcome: Int] = [:]

  package init(_ severity: Severity) { self.severity = severity }
}

/// The VFs of one port; `nil` means not known, not 0.
package struct PortCapacity: Sendable, Equatable {
  package var host: String
  package var device: String
  package var portUUID: String
  package var card: String?
  package var network: String?
  /// VFs that the port can have.
  package var capable: Int?
  /// VFs requested by the driver file or by the SR-IOV network, whichever configures this port.
  package var requested: Int?
  package var active: Int?
  package var afterReboot: Int?
  package var inUse: Int?
  package var reserved: Int?
  package var free: Int?
  /// Ids of the findings whose subject is this port.
  package var findings: [String]
  package var remark: String
}

/// Where the SR-IOV VMs of one host can restart if the host fails.
package struct FailoverLine: Sendable {
  package var host: String
  /// Running VMs that use VFs there.
  package var vms: Int
  /// Hosts on which all of them can start; empty if they cannot.
  package var refuges: [Refuge]
  /// Why not all can start, or why that is not known; nil if they can.
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
  /// Members that could not be evaluated; 0 if the population itself is not known.
  package var count: Int
  /// `ports`.
  package var noun: String
  package var gaps: [Gap]
  /// The members; empty if the population itself is not known. No format shows them.
  package var subjects: [Subject] = []
}

/// A rule and its outcome.
package struct RuleSummary: Sendable {
  package var id: String
  package var title: String
  package var severity: Severity
  package var confidence: Confidence
  package var outcome: Outcome
  package var examined: Int
  package var failed: Int
  package var undetermined: Int
  /// `12 ports examined, none failed`.
  package var sentence: String
  package var why: String
  package var remedy: String
  package var checkByHand: String
  package var references: [String]
}
