import ArgumentParser
import Evidence
import Reporting

struct TemplateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template",
    abstract: "Writes the built-in page into a folder, to be made your own.",
    discussion: """
      The folder gets report.html and style.css. Change them, look at report.html in a browser as it \
      is, with its sample content, and name the folder when a report is written:

        vfaudit template letterhead
        vfaudit audit before.tar.gz --template letterhead --output report.html

      The comment at the top of report.html tells the language. What it may use is the XML report, \
      whose elements vfaudit schema describes. Without a style.css the built-in style is taken.
      """)

  @Argument(help: "A folder; files that are there already are left, and the command ends with 73.")
  var folder: String

  func run() throws {
    let files = PageTemplate.builtIn.map { ("\(folder)/\($0.name)", $0.bytes) }
    if let there = files.first(where: { OutputFile.exists($0.0) }) {
      throw Terminal.fail("\(there.0) is there already", .unwritableOutput)
    }
    try Output.written { () throws(OutputFailure) in
      try OutputFile.makeFolder(folder)
      for (path, bytes) in files { try OutputFile.write(bytes, to: path) }
    }
    Terminal.say("wrote \(files.map(\.0).joined(separator: " and "))")
  }
}

/// The folder behind `--template`.
enum TemplateFolder {
  /// nil where no folder is named. Throws where the template is wrong, with its line.
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
