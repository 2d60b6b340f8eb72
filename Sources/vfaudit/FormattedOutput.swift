import ArgumentParser
import Auditing
import Evidence
import PoolModel
import Reporting

/// A format that can be chosen by a file extension.
protocol WritableFormat: RawRepresentable<String>, CaseIterable, Sendable, ExpressibleByArgument {
  /// Without the dot.
  var fileExtension: String { get }
}

/// Writes results to stdout, or to one file per format.
struct FormattedOutput<Format: WritableFormat> {
  /// Empty: chosen by the extension of `output`.
  let formats: [Format]
  /// nil or `-`: stdout.
  let output: String?
  /// The name of the user's template, for messages; nil for the built-in one.
  var template: String?

  /// Writes the first format (`usual` without any) to stdout, or every format to its own file.
  ///
  /// Renders everything before it writes the first file. Returns the paths of the written files.
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

  /// One file per format. With several formats each file gets its own extension.
  private func places(_ output: String) throws -> [(path: String, format: Format)] {
    // The longest extension first: report.junit.xml is JUnit, not the XML report.
    let named = Format.allCases.sorted { $0.fileExtension.count > $1.fileExtension.count }
      .first { output.hasSuffix(".\($0.fileExtension)") }
    if formats.isEmpty, let named { return [(output, named)] }
    if formats.count == 1, let format = formats.first { return [(output, format)] }
    if formats.isEmpty {
      let endings = Format.allCases.map { ".\($0.fileExtension)" }
      throw Terminal.fail(
        "\(output): unknown file extension: use \(enumeration(endings, limit: 9)), or add --format",
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

/// Turns output errors into messages and exit codes.
enum Output {
  /// An error in the user's template can appear only when it is filled; that is not a bug.
  static func rendered<Value>(
    with template: String? = nil, _ body: () throws(RenderFailure) -> Value
  ) throws -> Value {
    do throws(RenderFailure) {
      return try body()
    } catch {
      if error.name == template { throw Terminal.fail("\(error)", .unusableInput) }
      throw Terminal.fail("\(error): this is a bug in vfaudit, please report it", .bug)
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
