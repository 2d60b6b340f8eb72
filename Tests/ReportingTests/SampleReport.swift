@testable import Auditing
import PoolModel
import Records

/// A report made by hand: one of everything, so that no renderer needs a pool to be tested.
enum SampleReport {
  /// `name` stands wherever a tenant or an administrator can write: labels, titles, evidence.
  static func make(_ name: String = "desk-1", findings: [Finding]? = nil) -> AuditReport {
    let findings = findings ?? [finding(name, .error), finding(name, .note)]
    let gap = Gap(
      what: "the active VFs of \(name)", why: "nothing was captured", document: "host/a/sysfs",
      closedBy: ["grep", "", "/sys/class/net/\(name)/device/sriov_numvfs"])
    return AuditReport(
      run: RunFacts(
        toolVersion: "golden", judgedAt: "2026-05-02T08:00:00Z", capturedAt: "2026-05-01T16:25:00Z",
        snapshotDigest: String(repeating: "a", count: 64)),
      pool: PoolSummary(name: name, uuid: nil, product: nil, hosts: [name]),
      verdict: Verdict(sentence: "Do not sign off: \(name).", detail: "2 findings on 1 host."),
      actNow: [
        ActNow(action: "Free \(name).", consequence: "It stays.", finding: findings.first?.id ?? "")
      ]
      .filter { !$0.finding.isEmpty },
      counts: Severity.allCases.map { SeverityCounts($0) },
      capacity: [capacity(name, free: 0), capacity("\(name)-unknown", free: nil)],
      failover: [
        FailoverLine(
          host: name, vms: 7,
          refuges: [
            .init(host: "\(name)-a", vms: (1...6).map { "\(name)-\($0)" }),
            .init(host: "\(name)-b", vms: [name]),
          ], shortfall: nil),
        FailoverLine(
          host: "\(name)-a", vms: 1, refuges: [], shortfall: "Nobody has room for \(name)."),
      ],
      gaps: [gap],
      undetermined: [
        UndeterminedRule(
          rule: "vf-leaked", title: "leaked VF", severity: .warning, count: 2, noun: "VFs",
          gaps: [gap])
      ],
      findings: findings, waived: [], rules: [rule(name)], disabledRules: ["vm-nic-order"],
      inventory: InventorySummary(
        hosts: [
          .init(
            name: name, uuid: "h", product: nil, xapiVersion: nil, networkBackend: nil,
            isEnabled: true, hasHostData: false, cards: [card(name)])
        ],
        networks: [],
        vms: [
          .init(
            name: name, uuid: "g", powerState: "running", host: nil, system: nil,
            vifs: ["0: \(name)"])
        ]),
      documents: [DocumentFacts(name: "xe/vm-list", exitStatus: 0, command: name, bytes: 12)])
  }

  static func finding(_ name: String, _ severity: Severity, number: Int = 1) -> Finding {
    var affected = AffectedNames()
    affected.runningVMs = [name]
    return Finding(
      id: "F-vf-lost-\(severity.rawValue)-\(number)", rule: "vf-lost", severity: severity,
      confidence: .observed, subject: Subject(.vm, uuid: "u", label: name),
      title: "\(name) has no VF", happens: ["\(name) finds none."], action: "Free one for \(name).",
      consequence: "\(name) does not start.", affected: affected,
      evidence: [
        QuotedEvidence(
          quotation: Quotation(
            document: "xe/vm-list", lines: [2, 3, 9], text: "name-label ( RW): \(name)\n\na"),
          witness: .xapi, seen: name, expected: "a VF")
      ],
      remedy: [RemedyStep("Stop \(name).", Command("xe", "vm-shutdown", "vm=\(name)"))])
  }

  private static func card(_ name: String) -> InventorySummary.CardLine {
    .init(
      model: name, address: nil,
      ports: [
        .init(
          host: name, device: name, uuid: "p", address: nil, driver: name, driverWitness: nil,
          carries: [
            .init(kind: "VLAN", tag: 10, network: name, vms: [name], traffic: .none),
            .init(kind: "SR-IOV", network: nil),
          ])
      ])
  }

  private static func capacity(_ device: String, free: Int?) -> PortCapacity {
    PortCapacity(
      host: "xen1", device: device, portUUID: "p", card: nil, network: nil,
      capable: free.map { _ in 7 }, requested: nil, active: free.map { _ in 4 }, afterReboot: nil,
      inUse: free.map { _ in 4 }, reserved: nil, free: free, findings: [], remark: "")
  }

  private static func rule(_ name: String) -> RuleSummary {
    RuleSummary(
      id: "vf-lost", title: "lost VF", severity: .error, confidence: .observed, outcome: .failed,
      examined: 2, failed: 2, undetermined: 0, sentence: "2 VMs examined, 2 failed",
      why: "Because.", remedy: "Do.", checkByHand: "xe vm-list", references: ["a book"])
  }

  /// What a tenant might write into a name, and the bytes that must never come out as they are.
  static let hostileNames = [
    "<script>alert(1)</script>", "]]>", "--><b>", "\" onload=\"x", "' or ''='",
    "=cmd|' /C calc'!A0",
    "\u{202E}gnp.exe", "a\u{0}b\u{1B}[31m", "line\nERROR  forged\r\n", "`reboot`; $(reboot)",
    String(repeating: "x", count: 10_000),
  ]
}
