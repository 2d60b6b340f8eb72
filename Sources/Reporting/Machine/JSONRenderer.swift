package import Auditing
import XML

/// Writes the whole report as one JSON document, described by `JSONSchema`. It has the content of
/// the XML report. Every key is always present, null means not known, and lists are never null.
package struct JSONRenderer: Renderer {
  package init() {}

  package func render(_ report: AuditReport) throws(RenderFailure) -> [UInt8] {
    let root = try XMLRenderer().document(of: report).root
    let value = JSONWriter.value(of: root, as: try ReportShape.report())
    return try JSONText.encoded(value, isPretty: true, name: "report.json") + [0x0A]
  }
}

/// Converts elements to JSON by their shape.
private enum JSONWriter {
  static func value(of element: Element, as shape: ReportShape) -> JSONValue {
    switch shape {
    case .scalar(let scalar): value(of: element.text, as: scalar)
    case .array(_, let inner): .array(element.elements.map { value(of: $0, as: inner) })
    case .object(let members, _): object(of: element, members)
    }
  }

  private static func object(of element: Element, _ members: [ReportShape.Member]) -> JSONValue {
    let children = Dictionary(grouping: element.elements, by: \.name)
    var object: [String: JSONValue] = [:]
    for member in members {
      let named = children[member.name] ?? []
      object[member.key] =
        switch member.source {
        case .attribute(let scalar):
          element.attribute(member.name).map { value(of: $0, as: scalar) } ?? absent(scalar)
        case .text(let scalar): value(of: element.text, as: scalar)
        case .child(let shape): named.first.map { value(of: $0, as: shape) } ?? absent(shape)
        case .children(let shape): .array(named.map { value(of: $0, as: shape) })
        }
    }
    return .object(object)
  }

  private static func value(of text: String, as scalar: ReportShape.Scalar) -> JSONValue {
    switch scalar.kind {
    case .string, .date: .string(text)
    // All integers of a report fit into Int.
    case .integer, .count: Int(text).map { .integer($0) } ?? .string(text)
    case .boolean: .boolean(text == "true")
    case .words: .array(text.split(separator: " ").map { .string(String($0)) })
    }
  }

  private static func absent(_ scalar: ReportShape.Scalar) -> JSONValue {
    if case .words = scalar.kind { [] } else { .null }
  }

  private static func absent(_ shape: ReportShape) -> JSONValue {
    if case .array = shape { [] } else { .null }
  }
}
