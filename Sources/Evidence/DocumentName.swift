/// The logical name of a document: its path in a snapshot folder, without a final `.txt`.
///
///     xe/pif-list
///     xe/vif-list#2                             the second paste of one class
///     host/5e4f…/sysfs
///     host/5e4f…/modprobe.d/igb.conf
package struct DocumentName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The name as it is written in MANIFEST.tsv and in reports.
  package let text: String

  /// The host of pasted words that do not say which host they come from.
  package static let unknownHost = "-"

  /// Takes a logical name as it stands.
  package init(_ text: String) {
    self.text = text
  }

  /// Derives the name from a path inside a snapshot folder.
  package init(path: String) {
    let isVerbatim = path.utf8.split(separator: UInt8(ascii: "/")).dropLast().last
      .map { $0.elementsEqual("modprobe.d".utf8) }
    text = isVerbatim != true && path.hasSuffix(".txt") ? String(path.dropLast(4)) : path
  }

  /// The list of one xapi class: `pif` is `xe/pif-list`.
  package static func xe(_ className: String) -> DocumentName {
    DocumentName("xe/\(className)-list")
  }

  /// The pool's database, reduced to what may be kept.
  package static let database = DocumentName("xe/xapi-db.xml")

  /// A document of one host: `sysfs`, `ip-link`, `modprobe.d/igb.conf`.
  package static func host(_ uuid: String, _ rest: String) -> DocumentName {
    DocumentName("host/\(uuid)/\(rest)")
  }

  /// Which of a host's documents it is, and which of several; nil for a list, a database, and a name
  /// that is not registered.
  package var hostDocument: (document: HostDocument, part: String)? {
    hostUUID.flatMap { HostDocument.named(base.text.dropFirst("host/\($0)/".count)) }
  }

  /// The name and the number after `#`; 1 where there is none.
  private var parts: (base: Substring.UTF8View, ordinal: Int) {
    let utf8 = Substring(text).utf8
    guard let hash = utf8.lastIndex(of: UInt8(ascii: "#")),
      let ordinal = Int(text[utf8.index(after: hash)...]), ordinal > 1
    else { return (utf8, 1) }
    return (utf8[..<hash], ordinal)
  }

  /// The name without the `#2` that tells several documents of one kind apart.
  package var base: DocumentName {
    DocumentName(String(Substring(parts.base)))
  }

  /// Which of several documents of one kind this is, counted from 1.
  package var ordinal: Int { parts.ordinal }

  /// The same kind of document, as the given one of several.
  func numbered(_ ordinal: Int) -> DocumentName {
    ordinal > 1 ? DocumentName("\(base.text)#\(ordinal)") : base
  }

  /// The host of a `host/…` document; `-` where the paste did not say.
  package var hostUUID: String? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count > 2 && parts[0] == "host" ? String(parts[1]) : nil
  }

  /// The xapi class of an `xe/…-list` document, such as `pif`.
  package var className: String? {
    let name = base.text
    guard name.hasPrefix("xe/"), name.hasSuffix("-list"), name.utf8.count > 8 else { return nil }
    return String(name.dropFirst(3).dropLast(5))
  }

  /// Where the document lies in a snapshot folder.
  package var fileName: String {
    text.contains("/modprobe.d/") || text.hasSuffix(".xml") ? text : text + ".txt"
  }

  package var description: String { text }

  package static func == (left: DocumentName, right: DocumentName) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }

  /// Orders by bytes, never by locale; `#10` follows `#9`.
  package static func < (left: DocumentName, right: DocumentName) -> Bool {
    let (one, other) = (left.parts, right.parts)
    if one.base.elementsEqual(other.base) {
      return one.ordinal != other.ordinal
        ? one.ordinal < other.ordinal : left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
    return one.base.lexicographicallyPrecedes(other.base)
  }
}
