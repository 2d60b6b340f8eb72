package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// A value in a document may contain forged fields.
  package static let evidenceAmbiguous = Rule(
    id: "evidence-ambiguous",
    title: "document with values that look like fields",
    severity: .warning, confidence: .source, needs: [],
    why: """
      xe prints values without escaping. Anyone who can write a value, including a VM's guest \
      agent, can put line feeds and text that looks like a field into it. vfaudit compares each \
      record with the others, uses the fields that are certain, leaves the doubtful ones out, and \
      reports their places. Rules that need them are not evaluated.
      """,
    remedy: "Check the lines, and check who can write that value.",
    checkByHand: "sed -n LINEp DOCUMENT.txt",
    references: ["xen-api, cli_printer.ml: values are printed as they are"],
    population: { $0.documents },
    check: ambiguous,
    examples: [
      .fails("a field repeats within a record", on: "xe/vm-list") { pool in
        pool.document("xe/vm-list", ambiguities: "power-state occurs twice")
      },
      .passes("every field is in its place") { pool in
        pool.document("xe/vm-list")
      },
      .notApplicable("nothing was captured") { _ in },
    ])
}

/// The parser recorded at least one doubtful place.
private func ambiguous(_ document: DocumentFacts, in inventory: Inventory) -> FindingDetails? {
  guard !document.ambiguities.isEmpty else { return nil }
  let count = document.ambiguities.count
  return FindingDetails(
    title:
      "\(document.name) has \(counted(count, "place")) where a value may contain forged fields",
    happens: [
      "In a record, fields are repeated, out of order or missing. vfaudit used the first occurrence"
        + " of each field. The text after it may be part of a value."
    ],
    action: "Check the doubtful lines of \(document.name).",
    consequence: "These records may not be what xapi reported.",
    evidence: document.ambiguities.prefix(5).map { ambiguity in
      EvidenceItem(
        ambiguity.origin, seen: ambiguity.message, expected: "each field once, in its place")
    },
    remedy: [])
}
