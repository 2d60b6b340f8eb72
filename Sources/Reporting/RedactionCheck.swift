import Auditing
import PoolModel
import Redacting
import XML

/// Searches the written output for original values that redaction should have replaced.
///
/// It is independent of the redaction code: it searches for each original in every form in which a
/// format can write it.
package struct RedactionCheck {
  private var finder = NameFinder()
  private var originals: [String]

  /// `words` is text of vfaudit itself. An original that occurs in it, such as a VM named `vms`,
  /// cannot be distinguished from it and is not searched for.
  package init(_ originals: [String], besides words: String) {
    let known = Array(words.unicodeScalars)
    var ordinary = NameFinder()
    for (number, original) in originals.enumerated() { ordinary.add(original, as: number) }
    var excused: Set<Int> = []
    for start in known.indices where known.isBoundary(start) {
      let found = ordinary.longest(in: known, from: start) { known.isBoundary($0) }
      if let found { excused.insert(found.name) }
    }
    self.originals = originals
    for (number, original) in originals.enumerated() where !excused.contains(number) {
      for form in Self.forms(of: original) { finder.add(form, as: number) }
    }
  }

  /// The first original that is left; nil if there is none. Those of 8 or more characters are also
  /// found inside words.
  package func leak(in text: String) -> String? {
    let scalars = Array(text.unicodeScalars)
    for start in scalars.indices {
      let isWhole = scalars.isBoundary(start)
      let found = finder.longest(in: scalars, from: start) { end in
        end - start >= 8 || isWhole && scalars.isBoundary(end)
      }
      if let found { return originals[found.name] }
    }
    return nil
  }

  /// The forms in which the formats can write it.
  private static func forms(of original: String) -> Set<String> {
    var forms: Set<String> = [
      original, line(original), visible(original), MarkdownText.safe(original),
      JiraText.safe(original), original.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""),
      original.replacing("\"", with: "\"\""),
      Command.quote(original),
    ]
    for form in [original, line(original)] {
      let text = form.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        .replacing(">", with: "&gt;")
      forms.formUnion([text, text.replacing("\"", with: "&quot;")])
    }
    let mark = slug(of: original, limit: 80)
    if mark.utf8.count >= 4 { forms.insert(mark) }
    return forms
  }
}
