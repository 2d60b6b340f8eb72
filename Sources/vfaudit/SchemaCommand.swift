import ArgumentParser
import Reporting

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the schema (XSD) of the XML report, or of another document.",
    discussion: """
      vfaudit validates every XML report against the schema before writing it. To validate a \
      report yourself:

        vfaudit schema > report.xsd && xmllint --noout --schema report.xsd report.xml
      """)

  @Argument(
    help: """
      report, comparison (of compare and plan), fleet (index.xml of several pools), or json (the \
      JSON Schema of the JSON report). All but json are XSD.
      """)
  var of: Kind = .report

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case report
    case comparison
    case fleet
    case json
  }

  func run() throws {
    switch of {
    case .report: try Terminal.printResult(ReportSchema.bytes)
    case .comparison: try Terminal.printResult(ComparisonSchema.bytes)
    case .fleet: try Terminal.printResult(FleetRenderer.schema)
    case .json:
      try Terminal.printResult(
        try Output.rendered { () throws(RenderFailure) in try JSONSchema.bytes() })
    }
  }
}
