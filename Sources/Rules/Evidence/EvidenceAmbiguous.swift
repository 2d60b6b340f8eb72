package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// A document in which a value may have forged lines.
  package static let evidenceAmbiguous = Rule(
    id: "evidence-ambiguous",
    title: "document with values that imitate fields",
    severity: .warning, confidence: .source, needs: [],
    why: """
      xe prints values without escaping. Whoever may write a value, a VM's own agent among \
      them, can put line feeds and look-alike fields into it. vfaudit believes the first of each \
      field only and says where there was doubt.
      """,
    remedy: "Look at the lines, and at who may write that value.",
    checkByHand: "sed -n LINEp DOCUMENT.txt",
    references: ["xen-api, cli_printer.ml: values are printed as they are"],
    population: { $0.documents },
    check: ambiguous,
    examples: [
      .fails("a field repeats within a record", on: "xe/vm-list") { pool in
        pool.document("xe/vm-list", ambiguities: "power-state stands there twice")
      },
      .passes("every field stands where it should") { pool in
        pool.document("xe/vm-list")
      },
      .notApplicable("nothing was captured") { _ in },
    ])
}

/// The reader noted at least one place.
private func ambiguous(_ document: DocumentFacts, in inventory: Inventory) -> FindingDetails? {
  guard !document.ambiguities.isEmpty else { return nil }
  let count = document.ambiguities.count
  return FindingDetails(
    title: "\(document.name) has \(counted(count, "place")) where a value may have forged lines",
    happens: [
      "Fields repeat, stand out of order or are lacking in a record. The first of each was taken;"
        + " what follows may be a value's own words."
    ],
    action: "Read the doubtful lines of \(document.name).",
    consequence: "What these records say may not be what xapi said.",
    evidence: document.ambiguities.prefix(5).map { ambiguity in
      EvidenceItem(
        ambiguity.origin, seen: ambiguity.message, expected: "each field once, in its place")
    },
    remedy: [])
}
