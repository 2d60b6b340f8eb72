import ArgumentParser
import Auditing
import Evidence
import PoolModel
import Reporting

/// A format that a file's name can ask for.
protocol WritableFormat: RawRepresentable<String>, CaseIterable, Sendable, ExpressibleByArgument {
  /// Without the dot.
  var fileExtension: String { get }
}

/// Where results go, and in which formats: stdout, or a file for each format.
struct FormattedOutput<Format: WritableFormat> {
  /// Empty: what the output's name says.
  let formats: [Format]
  /// nil and `-`: stdout.
  let output: String?
  /// The user's own template, if there is one, as messages name it.
  var template: String?

  /// On stdout the first format, `usual` where none is asked for.
  ///
  /// Everything is rendered before the first file is touched. Returns the paths that were written.
  func write(
    usual: Format, _ render: (Format) throws(RenderFailure) -> [UInt8]
  ) throws -> [String] {
    guard let output, output != "-" else {
      try Terminal.printResult(
        try Output.rendered(with: template) { () throws(RenderFailure) in
          try render(formats.first ?? usual)
        })
      return []
    }
    let files = try places(output).map { place in
      (
        place.path,
        try Output.rendered(with: template) { () throws(RenderFailure) in try render(place.format) }
      )
    }
    try Output.written { () throws(OutputFailure) in
      for (path, bytes) in files { try OutputFile.write(bytes, to: path) }
    }
    return files.map(\.0)
  }

  /// One file for each format. With several, or a name without a known ending, each gets its own.
  private func places(_ output: String) throws -> [(path: String, format: Format)] {
    // The longest ending first: report.junit.xml is no report.xml.
    let named = Format.allCases.sorted { $0.fileExtension.count > $1.fileExtension.count }
      .first { output.hasSuffix(".\($0.fileExtension)") }
    if formats.isEmpty, let named { return [(output, named)] }
    if formats.count == 1, let format = formats.first { return [(output, format)] }
    if formats.isEmpty {
      let endings = Format.allCases.map { ".\($0.fileExtension)" }
      throw Terminal.fail(
        "\(output): no format is named: end it in \(enumeration(endings, limit: 9)), or say --format",
        .usage)
    }
    let base = named.map { String(output.dropLast($0.fileExtension.utf8.count + 1)) } ?? output
    var seen: Set<String> = []
    return formats.filter { seen.insert($0.rawValue).inserted }
      .map { ("\(base).\($0.fileExtension)", $0) }
  }
}

extension ReportFormat: WritableFormat {
  var fileExtension: String {
    switch self {
    case .html: "html"
    case .xml: "xml"
    case .text: "txt"
    case .markdown: "md"
    case .jira: "jira"
    case .json: "json"
    case .sarif: "sarif"
    case .jsonl: "jsonl"
    case .csv: "csv"
    case .junit: "junit.xml"
    case .prometheus: "prom"
    }
  }
}

extension ComparisonFormat: WritableFormat {
  var fileExtension: String {
    switch self {
    case .html: "html"
    case .xml: "xml"
    case .markdown: "md"
    case .text: "txt"
    case .json: "json"
    }
  }
}

/// What goes wrong with output, as exit codes.
enum Output {
  /// What a template asks for that is not there shows only when it is filled: not a bug.
  static func rendered<Value>(
    with template: String? = nil, _ body: () throws(RenderFailure) -> Value
  ) throws -> Value {
    do throws(RenderFailure) {
      return try body()
    } catch {
      if error.name == template { throw Terminal.fail("\(error)", .unusableInput) }
      throw Terminal.fail("\(error): this is a bug of vfaudit, please report it", .bug)
    }
  }

  static func written(_ body: () throws(OutputFailure) -> Void) throws {
    do throws(OutputFailure) {
      try body()
    } catch {
      throw Terminal.fail("\(error)", .unwritableOutput)
    }
  }
}
