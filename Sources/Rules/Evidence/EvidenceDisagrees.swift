package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// Two sources report different values for the same object.
  package static let evidenceDisagrees = Rule(
    id: "evidence-disagrees",
    title: "object for which two sources report different values",
    severity: .warning, confidence: .documented,
    needs: [],
    why: """
      If two sources contradict each other, one of them is outdated or wrong. Every finding that \
      uses its values may be wrong too. A new capture shows whether something had just changed.
      """,
    remedy: "Capture the pool again in one run. A difference that remains is a separate problem.",
    checkByHand: "ethtool -i eth0; readlink /sys/class/net/eth0/device/driver",
    references: [],
    population: { $0.crossChecks },
    check: contradicted,
    examples: [
      .fails("sysfs and ethtool name different drivers", on: "xen1/eth0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.ethtool(driver: "igb_avb", on: "eth0")
      },
      .fails("xe and the database report different networks", on: "vif 5f3c") { pool in
        pool.contradiction(.vif, "5f3c", "network-uuid", xe: "a", database: "b")
      },
      .fails("only the database has the record", on: "vif 5f3c") { pool in
        pool.contradiction(.vif, "5f3c", "", xe: "not listed", database: "listed")
      },
      .passes("sysfs and ethtool agree") { pool in
        pool.card(.i350, ports: "eth0")
        pool.ethtool(driver: "igb", on: "eth0")
      },
    ])
}

/// Reports each field in which the sources contradict each other.
private func contradicted(
  _ statement: CrossCheck, in inventory: Inventory
) -> FindingDetails? {
  guard let first = statement.contradictions.first else { return nil }
  let fields = statement.contradictions.map { $0.field.isEmpty ? "existence" : $0.field }
  let isOfDatabase = first.other.witness == .database
  return FindingDetails(
    title: "\(first.believed.witness.rawValue) and \(first.other.witness.rawValue) disagree on"
      + " \(statement.label): \(enumeration(fields))",
    happens: [
      "\(first.believed.witness.rawValue) reports “\(first.believed.value)”,"
        + " \(first.other.witness.rawValue) reports “\(first.other.value)”.",
      isOfDatabase
        ? "vfaudit uses the first value, because xe was queried live. The database may be a copy,"
          + " or older."
        : "vfaudit uses the first value because its source is more direct.",
    ],
    action: "Capture \(statement.label) again and check which value is right.",
    consequence: "Findings that use these fields may be wrong.",
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
        "Capture the pool in one run and audit it.",
        Command("vfaudit", "audit", "--ssh", "root@HOST"))
    ])
}
