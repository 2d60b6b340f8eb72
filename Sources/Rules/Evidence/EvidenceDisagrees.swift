package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// Two witnesses contradict each other.
  package static let evidenceDisagrees = Rule(
    id: "evidence-disagrees",
    title: "object of which two witnesses say different things",
    severity: .warning, confidence: .documented,
    needs: [],
    why: """
      Where two witnesses contradict each other, one of them is old or wrong, and every finding \
      that rests on it may be too. Capturing again tells whether something had just changed.
      """,
    remedy: "Capture the pool again in one go; what still disagrees is trouble of its own.",
    checkByHand: "ethtool -i eth0; readlink /sys/class/net/eth0/device/driver",
    references: [],
    population: { $0.crossChecks },
    check: contradicted,
    examples: [
      .fails("sysfs and ethtool name different drivers", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.ethtool(driver: "igb_avb", on: "eth0")
      },
      .fails("xe and the database tell different networks", on: "vif 5f3c") { pool in
        pool.contradiction(.vif, "5f3c", "network-uuid", xe: "a", database: "b")
      },
      .passes("sysfs and ethtool agree") { pool in
        pool.card(.i350, ports: "eth0")
        pool.ethtool(driver: "igb", on: "eth0")
      },
    ])
}

/// Each field in which they contradict each other.
private func contradicted(
  _ statement: CrossCheck, in inventory: Inventory
) -> FindingDetails? {
  guard let first = statement.contradictions.first else { return nil }
  let fields = statement.contradictions.map { $0.field.isEmpty ? "being there" : $0.field }
  let isOfDatabase = first.other.witness == .database
  return FindingDetails(
    title: "\(first.believed.witness.rawValue) and \(first.other.witness.rawValue) disagree on"
      + " \(enumeration(fields)) of \(statement.label)",
    happens: [
      "\(first.believed.witness.rawValue) says “\(first.believed.value)”,"
        + " \(first.other.witness.rawValue) says “\(first.other.value)”.",
      isOfDatabase
        ? "What xe says is believed: it was asked live. The database may be a copy, or older."
        : "The first is believed, as it is the more direct one.",
    ],
    action: "Capture \(statement.label) again, and see who is right.",
    consequence: "Findings that rest on these fields may be wrong.",
    evidence: statement.contradictions.prefix(5).flatMap { item in
      [
        EvidenceItem(
          item.believed.origin, [item.field], by: item.believed.witness, seen: item.believed.value,
          expected: item.other.value),
        EvidenceItem(
          item.other.origin, [item.field], by: item.other.witness, seen: item.other.value,
          expected: item.believed.value),
      ]
    },
    remedy: [
      RemedyStep(
        "Capture the pool in one go, and audit that.",
        Command("vfaudit", "audit", "--ssh", "root@HOST"))
    ])
}
