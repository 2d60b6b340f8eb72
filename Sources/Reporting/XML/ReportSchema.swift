internal import CTemplates
import PoolModel
import XML

/// The XSD of the XML report, as `vfaudit schema` prints it.
package enum ReportSchema {
  /// The namespace of all elements.
  package static let namespace = "urn:vfaudit:report:1"

  /// The file `Templates/report.xsd`.
  package static var bytes: [UInt8] { Asset.schema.bytes }

  /// Throws the first schema violation of a document.
  static func check(_ document: Document) throws(RenderFailure) {
    try check(document, against: .schema, calling: "report.xml")
  }

  /// Throws the first violation of another schema; `name` is the name of the document.
  static func check(
    _ document: Document, against schema: Asset, calling name: String
  ) throws(RenderFailure) {
    let violations: [Failure]
    do {
      violations = try Schema(parsing: schema.bytes, name: schema.name).validate(document)
    } catch {
      throw RenderFailure(error)
    }
    guard let first = violations.first else { return }
    throw RenderFailure(
      name: name, line: first.line, message: "invalid report: \(first.message)")
  }
}

/// The JSON Schema of policies, as `vfaudit policy schema` prints it.
package enum PolicySchema {
  /// The file `Templates/policy.schema.json`, with the card families that are known.
  package static var bytes: [UInt8] {
    let families = CardFamily.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    let text = String(decoding: Asset.policySchema.bytes, as: UTF8.self)
    return Array(text.replacing("\"@FAMILIES@\"", with: families).utf8)
  }
}

extension RenderFailure {
  init(_ failure: Failure) {
    self.init(name: failure.name, line: failure.line, message: failure.message)
  }
}

/// A file of the folder `Templates/`, compiled into the program.
struct Asset {
  let name: String
  let bytes: [UInt8]

  static var page: Asset {
    Asset("report.html", vf_report_html_bytes(), vf_report_html_count)
  }
  static var comparisonPage: Asset {
    Asset("comparison.html", vf_comparison_html_bytes(), vf_comparison_html_count)
  }
  static var comparisonSchema: Asset {
    Asset("comparison.xsd", vf_comparison_xsd_bytes(), vf_comparison_xsd_count)
  }
  static var fleetPage: Asset {
    Asset("fleet.html", vf_fleet_html_bytes(), vf_fleet_html_count)
  }
  static var fleetSchema: Asset {
    Asset("fleet.xsd", vf_fleet_xsd_bytes(), vf_fleet_xsd_count)
  }
  static var style: Asset { Asset("style.css", vf_style_css_bytes(), vf_style_css_count) }
  static var policySchema: Asset {
    Asset("policy.schema.json", vf_policy_schema_json_bytes(), vf_policy_schema_json_count)
  }
  static var schema: Asset { Asset("report.xsd", vf_report_xsd_bytes(), vf_report_xsd_count) }

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  private init(_ name: String, _ start: UnsafePointer<UInt8>?, _ count: UInt) {
    self.name = name
    bytes = Array(UnsafeBufferPointer(start: start, count: Int(count)))
  }
}
