import XML

/// An XML report read from a file, written by this or another version of vfaudit.
package struct WrittenReport {
  private let document: Document

  /// Throws if it is not XML, not a report made by vfaudit, or not valid.
  package init(_ bytes: [UInt8], name: String) throws(RenderFailure) {
    do {
      document = try Document(parsing: bytes, name: name)
    } catch {
      throw RenderFailure(error)
    }
    let root = document.root
    guard root.name == "report", root.namespace?.hasPrefix("urn:vfaudit:report:") == true else {
      throw RenderFailure(
        name: name, message: "expected an XML report of vfaudit, found <\(root.name)>")
    }
    guard root.namespace == ReportSchema.namespace else {
      throw RenderFailure(
        name: name,
        message: "its format is \(root.namespace ?? ""), but this version of vfaudit reads"
          + " \(ReportSchema.namespace): use the version that wrote it")
    }
    try ReportSchema.check(document)
  }

  /// The version of vfaudit that wrote it.
  package var tool: String { run("tool") ?? "" }
  package var judgedAt: String { run("judged-at") ?? "" }
  package var snapshotDigest: String { run("snapshot-sha256") ?? "" }
  /// Whether its names and addresses are tokens.
  package var isRedacted: Bool { run("redacted") == "true" }
  /// nil if it was made without a policy.
  package var policyName: String? { run("policy") }
  package var policyDigest: String? { run("policy-sha256") }
  /// The digest recorded in the report; nil without one.
  package var contentDigest: String? { document.root.attribute("content-sha256") }
  /// The assumed changes, in order.
  package var assumptions: [String] {
    document.root.elements(named: "assumptions").flatMap(\.elements).map(\.text)
  }
  package var findings: Int { document.root.elements(named: "findings").flatMap(\.elements).count }
  package var rules: Int { document.root.elements(named: "rules").flatMap(\.elements).count }

  /// The canonical bytes that the digest is computed from.
  package func content() throws(RenderFailure) -> [UInt8] {
    let time = document.root.elements(named: "run").first
    let judgedAt = time?.attribute("judged-at")
    let digest = contentDigest
    document.root.removeAttribute("content-sha256")
    time?.removeAttribute("judged-at")
    defer {
      if let judgedAt { time?.setAttribute("judged-at", judgedAt) }
      if let digest { document.root.setAttribute("content-sha256", digest) }
    }
    do {
      return try document.canonical()
    } catch {
      throw RenderFailure(error)
    }
  }

  /// The first place where another report of the same pool differs; nil if both are equal. The
  /// audit time, the version of vfaudit and the digest may differ.
  package func firstDifference(from other: WrittenReport) -> Difference? {
    difference(document.root, other.document.root, at: "/report")
  }

  /// A place in two reports.
  package struct Difference: Equatable {
    /// `/report/findings/finding[2]/title`.
    package var place: String
    /// The values at that place; nil if there is none.
    package var here: String?
    package var there: String?
  }

  private func run(_ attribute: String) -> String? {
    document.root.elements(named: "run").first?.attribute(attribute)
  }
}

extension Element {
  fileprivate func elements(named name: String) -> [Element] {
    elements.filter { $0.name == name }
  }

  /// The summary is compared last, because it is made from the other elements.
  fileprivate var elementsToCompare: [Element] {
    elements.filter { $0.name != "summary" } + elements(named: "summary")
  }
}

/// Compares attributes first, then text, then the inner elements in order.
private func difference(
  _ one: Element, _ other: Element, at place: String
) -> WrittenReport.Difference? {
  let free: Set<String> =
    place == "/report" ? ["content-sha256"] : place == "/report/run" ? ["judged-at", "tool"] : []
  let names = one.attributes.map(\.name) + other.attributes.map(\.name)
  for name in names where !free.contains(name) {
    let (here, there) = (one.attribute(name), other.attribute(name))
    if here != there { return .init(place: "\(place)/@\(name)", here: here, there: there) }
  }
  let (mine, theirs) = (one.elementsToCompare, other.elementsToCompare)
  if mine.isEmpty, theirs.isEmpty, one.text != other.text {
    return .init(place: place, here: one.text, there: other.text)
  }
  var counts: [String: Int] = [:]
  for index in 0..<max(mine.count, theirs.count) {
    let here = index < mine.count ? mine[index] : nil
    let there = index < theirs.count ? theirs[index] : nil
    let name = (here ?? there)?.name ?? ""
    counts[name, default: 0] += 1
    let inside = "\(place)/\(name)" + (name == "run" ? "" : "[\(counts[name] ?? 1)]")
    guard let here, let there, here.name == there.name else {
      return .init(place: inside, here: here.map(summary), there: there.map(summary))
    }
    if let found = difference(here, there, at: inside) { return found }
  }
  return nil
}

/// A short description of an element: its name or label and the start of its text.
private func summary(_ element: Element) -> String {
  let text = element.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  let name = element.attribute("id") ?? element.attribute("label") ?? element.name
  return text.isEmpty ? name : "\(name): \(text.prefix(80))"
}
