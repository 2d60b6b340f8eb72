import ArgumentParser
import Reporting

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the XML schema (XSD) of the XML report.",
    discussion: """
      Every XML report is validated against it before it is written. To check one yourself:

        vfaudit schema > report.xsd && xmllint --noout --schema report.xsd report.xml
      """)

  func run() throws { try Terminal.printResult(ReportSchema.bytes) }
}
