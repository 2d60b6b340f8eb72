import ArgumentParser
import Evidence
import Reporting

struct TemplateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template",
    abstract: "Writes the built-in page template into a folder, as a start for your own.",
    discussion: """
      The folder receives report.html and style.css. Edit them and open report.html in a browser: \
      it shows sample content. Then name the folder when you write a report:

        vfaudit template letterhead
        vfaudit audit before.tar.gz --template letterhead --output report.html

      The comment at the top of report.html explains the template language. The data comes from \
      the XML report, whose elements vfaudit schema describes. Without style.css the built-in \
      style is used.
      """)

  @Argument(
    help:
      "The folder. If a file exists already, nothing is written and the exit status is 73."
  )
  var folder: String

  func run() throws {
    let files = PageTemplate.builtIn.map { ("\(folder)/\($0.name)", $0.bytes) }
    if let there = files.first(where: { OutputFile.exists($0.0) }) {
      throw Terminal.fail("\(there.0) exists already", .unwritableOutput)
    }
    try Output.written { () throws(OutputFailure) in
      try OutputFile.makeFolder(folder)
      for (path, bytes) in files { try OutputFile.write(bytes, to: path) }
    }
    Terminal.say("wrote \(files.map(\.0).joined(separator: " and "))")
  }
}

/// The folder named by `--template`.
enum TemplateFolder {
  /// nil without a folder. Throws if the template is invalid, with the line.
  static func read(_ folder: String?) throws -> PageTemplate? {
    guard let folder else { return nil }
    let path = "\(folder)/report.html"
    let style = "\(folder)/style.css"
    do {
      return try PageTemplate(
        page: try InputFile.read(path).array, name: path,
        style: OutputFile.exists(style) ? try InputFile.read(style).array : nil)
    } catch {
      throw Terminal.fail("\(error)", .unusableInput)
    }
  }
}
