/// MANIFEST.tsv: which documents were captured, their exit status, and their duration.
///
///     # vfaudit snapshot 1	2026-05-01T16:25:00Z
///     xe/pif-list	-	0	412	xe pif-list params=all
///     host/5e4f…/lspci	5e4f…	124	10003	lspci -vvnn
///
/// A `# part` line has the capture time of a host that was not captured with the pool's lists. A
/// `# gap` line has a gap that no row can express. Their columns are separated by tabs.
///
/// An unknown number is `-`. A row without a file means that the document was not captured.
struct Manifest {
  static let fileName = "MANIFEST.tsv"
  static let version = 1
  private static let title = "# vfaudit snapshot "
  /// Begins the line of a host that was captured at a different time from the pool's lists.
  private static let part = "# part\t"
  /// Begins the line of a gap that no row can express: name, reason.
  private static let gap = "# gap\t"

  struct Row {
    var name: DocumentName
    var exitStatus: Int?
    var milliseconds: Int?
    var command: String?
  }

  /// Capture times by host uuid, `-` for the pool's lists.
  private(set) var captureTimes: [String: String] = [:]
  private(set) var rows: [Row] = []
  private(set) var gaps: [CaptureGap] = []

  /// Reads a manifest; invalid lines become gaps that name the line.
  init(_ bytes: Bytes, in folder: String) throws(SourceFailure) {
    var number = 0
    for range in TextLines(bytes.withoutByteOrderMark) {
      number += 1
      let line = bytes.withoutByteOrderMark.string(in: range)
      if line.hasPrefix(Manifest.title) {
        try readTitle(line.dropFirst(Manifest.title.count), number, in: folder)
      } else if line.hasPrefix(Manifest.part) {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
        if columns.count == 3, HostIdentity.isUUID(columns[1]), Manifest.isTime(columns[2]) {
          captureTimes[String(columns[1])] = String(columns[2])
        }
      } else if line.hasPrefix(Manifest.gap) {
        let columns = line.split(separator: "\t", maxSplits: 2)
        guard columns.count == 3 else { continue }
        gaps.append(CaptureGap(DocumentName(String(columns[1])), .noted(String(columns[2]))))
      } else if !line.isEmpty && !line.hasPrefix("#") {
        readRow(line, number)
      }
    }
  }

  private mutating func readTitle(
    _ title: Substring, _ number: Int, in folder: String
  ) throws(SourceFailure) {
    let columns = title.split(separator: "\t", omittingEmptySubsequences: false)
    guard let version = Int(columns[0]) else {
      return complain(number, "expected a version number, found \"\(columns[0])\"")
    }
    guard version <= Manifest.version else {
      throw SourceFailure(
        folder,
        "written by a newer vfaudit: format \(version), this one reads \(Manifest.version);"
          + " update vfaudit")
    }
    guard version == Manifest.version else {
      throw SourceFailure(
        folder, "format \(version) does not exist, this vfaudit reads \(Manifest.version)")
    }
    guard columns.count > 1 else { return }
    guard Manifest.isTime(columns[1]) else {
      return complain(number, "expected a time like 2026-05-01T16:25:00Z, found \"\(columns[1])\"")
    }
    captureTimes[DocumentName.unknownHost] = String(columns[1])
  }

  private static func isTime(_ text: Substring) -> Bool {
    let pattern = "0000-00-00T00:00:00Z".utf8
    return text.utf8.count == pattern.count
      && zip(text.utf8, pattern).allSatisfy { byte, wanted in
        wanted == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == wanted
      }
  }

  private mutating func readRow(_ line: String, _ number: Int) {
    let columns = line.split(separator: "\t", maxSplits: 4, omittingEmptySubsequences: false)
    guard columns.count == 5 else {
      return complain(number, "expected 5 columns separated by tabs, found \(columns.count)")
    }
    for column in columns[2...3] where column != "-" && Int(column) == nil {
      return complain(number, "expected a number or -, found \"\(column)\"")
    }
    guard !columns[0].isEmpty else { return complain(number, "expected a document's name") }
    let name = DocumentName(path: String(columns[0]))
    rows.append(
      Row(
        name: name, exitStatus: Int(columns[2]), milliseconds: Int(columns[3]),
        command: columns[4] == "-" ? nil : String(columns[4])))
  }

  private mutating func complain(_ line: Int, _ what: String) {
    gaps.append(CaptureGap(DocumentName("\(Manifest.fileName):\(line)"), .unrecognised(what)))
  }
}

extension Manifest {
  /// Writes the manifest of a snapshot, with a row for each gap of a document, and a `# gap` line
  /// for each gap that a row cannot express.
  static func text(of snapshot: Snapshot) -> String {
    var rows = snapshot.documents.map {
      Row(
        name: $0.name, exitStatus: $0.exitStatus, milliseconds: $0.milliseconds,
        command: $0.command)
    }
    for gap in snapshot.gaps where !gap.reason.isReadNevertheless && gap.document.isInSnapshot {
      rows.append(
        Row(name: gap.document, exitStatus: gap.reason.exitStatus, command: gap.reason.words))
    }
    rows.sort { $0.name < $1.name }
    let title = title + String(version) + (snapshot.capturedAt.map { "\t" + $0 } ?? "") + "\n"
    let parts = snapshot.captureTimes.sorted { $0.key < $1.key }
      .filter { $0.key != DocumentName.unknownHost && $0.value != snapshot.capturedAt }
      .map { part + $0.key + "\t" + $0.value + "\n" }
    let gaps = snapshot.gaps.filter { !$0.isExpressedByRow }
      .map { gap + cleaned($0.document.text) + "\t" + cleaned("\($0.reason)") + "\n" }
    return title + parts.joined() + gaps.joined() + rows.map { line(of: $0) + "\n" }.joined()
  }

  private static func line(of row: Row) -> String {
    let numbers = [row.exitStatus, row.milliseconds].map { $0.map { String($0) } ?? "-" }
    let columns =
      [row.name.text, row.name.hostUUID ?? "-"] + numbers + [cleaned(row.command ?? "-")]
    return columns.joined(separator: "\t")
  }

  /// The text without tabs and line ends, which would end a column or a line.
  private static func cleaned(_ text: String) -> String {
    text.split { $0 == "\t" || $0.isNewline }.joined(separator: " ")
  }
}

extension CaptureGap {
  /// Whether reading the row of its document gives the same gap again.
  fileprivate var isExpressedByRow: Bool {
    switch reason {
    case .commandFailed, .timedOut, .unreachable, .notCaptured: document.isInSnapshot
    default: false
    }
  }
}

extension CaptureGap.Reason {
  /// The exit status in MANIFEST.tsv for this reason; nil if no command ended.
  fileprivate var exitStatus: Int? {
    switch self {
    case .commandFailed(let status): status
    case .timedOut: CaptureGap.Reason.timedOutStatus
    case .unreachable: CaptureGap.Reason.unreachableStatus
    default: nil
    }
  }

  /// The text that MANIFEST.tsv keeps in addition to the status.
  fileprivate var words: String? {
    if case .unreachable(let words) = self { words } else { nil }
  }

  /// The exit status of ssh when ssh itself failed, and not the command.
  private static let unreachableStatus = 255

  /// The exit status of `timeout` when it had to stop the command.
  private static let timedOutStatus = 124

  /// Why a command that ended with this status produced no document.
  static func failed(_ status: Int, _ words: String?) -> CaptureGap.Reason {
    switch status {
    case timedOutStatus: .timedOut
    case unreachableStatus: .unreachable(words ?? "ssh failed")
    default: .commandFailed(status: status)
    }
  }

  /// Whether the document is read despite this gap.
  var isReadNevertheless: Bool {
    switch self {
    case .digestMismatch, .endsEarly, .overLimit, .superseded, .repeated, .noted: true
    default: false
    }
  }
}
