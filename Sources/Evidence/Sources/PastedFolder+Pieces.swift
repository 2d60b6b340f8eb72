/// Recognises the pieces of a text by the commands above them.
extension PastedFolder {
  mutating func add(
    _ piece: PastedText.Piece, at path: String, named: (className: String, isPart: Bool)?,
    isOnly: Bool
  ) {
    let runs = PastedRun.runs(of: piece.bytes, firstLine: piece.firstLine)
    do throws(CaptureGap.Reason) {
      guard !piece.command.isEmpty else {
        var context = ListContext(className: named?.className, isOnly: isOnly)
        if let named, named.isPart { context.command = "xe \(named.className)-param-list" }
        // A heading such as `Output of xe vif-list vm-uuid=…` names a filter.
        let heading = piece.bytes.head(
          lines: max(0, (runs.first?.firstLine ?? 0) - piece.firstLine)
        ).suffix(5)
        if heading.contains(where: { $0.contains("-list") && PastedFolder.hasFilter($0) }) {
          context.command = "xe (filtered)"
        }
        return add(runs, at: path, context)
      }
      try add(piece, of: PastedCommand.kind(of: piece.command), runs, at: path)
    } catch {
      gaps.append(CaptureGap(DocumentName("\(path):\(piece.line)"), error))
    }
  }

  private mutating func add(
    _ piece: PastedText.Piece, of kind: PastedCommand.Kind, _ runs: [PastedRun], at path: String
  ) throws(CaptureGap.Reason) {
    let isBlank = piece.bytes.isBlank
    if isBlank, !piece.hasPrompt, kind != .anything {
      throw .unrecognised("nothing follows the command, and no prompt shows that it ran")
    }
    switch kind {
    case .anything:
      let isFiltered = PastedFolder.hasFilter(piece.command)
      let context = ListContext(command: isFiltered ? "xe (filtered)" : nil)
      add(runs.filter { $0.form != .json && $0.form != .ethtool }, at: path, context)
    case .xe(let className):
      try add(piece, listOf: className, runs, at: path)
    case .field(let className, let uuid, let name):
      guard let value = answer(of: piece) else { return }
      let bytes = Bytes("uuid ( RO) : \(uuid)\n\(name) ( RO) : \(value)\n")
      append(.xe(className), bytes, piece.firstLine, path, XeCommand.text(of: piece.command))
    case .remainingCapacity(let uuid):
      guard let value = answer(of: piece)?.split(separator: " ").first else { return }
      if capacities.lines.isEmpty { capacities.source = path }
      capacities.lines.append("\(uuid) \(value)\n")
    case .sysfs(let sysfs):
      let lines = try sysfs.lines(of: piece.bytes)
      guard !lines.isEmpty else {
        throw .unrecognised(
          PastedAnswer.complaint(piece.bytes).map { "the command failed: \($0)" }
            ?? "it shows no file of /sys")
      }
      attributes[path, default: []] += lines.map { (piece.firstLine + $0.line, $0.text) }
    case .addresses:
      guard let run = runs.first(where: { $0.form == .ipLink }), run.showsVFs else {
        throw .addresses
      }
      add(runs, at: path, ListContext())
    case .host(let document, let part):
      try add(piece, of: document, part, runs, at: path)
    }
  }

  private mutating func add(
    _ piece: PastedText.Piece, listOf className: String, _ runs: [PastedRun], at path: String
  ) throws(CaptureGap.Reason) {
    let command = XeCommand.text(of: piece.command)
    guard !piece.bytes.isBlank else {
      return append(.xe(className), piece.bytes, piece.firstLine, path, command)
    }
    let word = XeCommand.list(in: ShellCommand.commands(in: piece.command)[0].arguments)?.word
    let isList = runs.contains { $0.form == .list }
    let (read, refused) = (documents.count, gaps.count)
    add(runs, at: path, ListContext(className: className, command: command))
    guard isList else {
      throw .unrecognised("the output of xe \(word ?? className) is not a list")
    }
    let isFound =
      gaps.count > refused || documents[read...].contains { $0.command == command }
    if !isFound {
      throw .unrecognised("the output of xe \(word ?? className) has no record of that class")
    }
  }

  private mutating func add(
    _ piece: PastedText.Piece, of document: HostDocument, _ part: String, _ runs: [PastedRun],
    at path: String
  ) throws(CaptureGap.Reason) {
    if let complaint = PastedAnswer.complaint(piece.bytes) {
      throw .unrecognised("the command failed: \(complaint)")
    }
    let name = DocumentName.host(hosts.host(of: path), document.name(part))
    switch document {
    case .ipLink, .lspci, .modinfo, .ethtoolDriver:
      let form: PastedRun.Form =
        switch document {
        case .ipLink: .ipLink
        case .lspci: .lspci
        case .modinfo: .modinfo
        default: .ethtool
        }
      if let run = runs.first(where: { $0.form == form })?.withoutIndent {
        append(name, run.bytes, run.firstLine, path, piece.command)
        add(runs.filter { $0.form != form }, at: path, ListContext())
        return
      }
      // `modinfo --parameter` prints names, types and descriptions only.
      let hasParameters =
        document == .modinfo && piece.bytes.head(lines: 20).contains { $0.contains(":") }
      guard hasParameters else {
        throw .unrecognised("the output of \(piece.command) has nothing that vfaudit reads")
      }
      append(name, piece.bytes, piece.firstLine, path, piece.command)
    default:
      var text = piece.bytes.withoutIndent(piece.indent)
      if document == .driverFile, piece.isLast { text = HostText.withoutProse(text) }
      append(name, text, piece.firstLine, path, piece.command)
    }
  }

  /// Whether a command, or prose that quotes one, selects only some objects.
  private static func hasFilter(_ line: String) -> Bool {
    line.split(separator: " ").contains { word in
      (word.contains("=") && !word.hasPrefix("params=")) || word.contains("-param-list")
    }
  }

  /// What the lists of a piece have in common.
  private struct ListContext {
    /// The class that the command or the file's name says.
    var className: String?
    var command: String?
    /// Whether the text has no command at all.
    var isOnly = false
  }

  private mutating func add(_ runs: [PastedRun], at path: String, _ context: ListContext) {
    for run in runs {
      let place = DocumentName("\(path):\(run.firstLine)")
      let text = run.withoutIndent
      switch run.form {
      case .list:
        for list in PastedList.lists(in: run, hint: context.className) {
          add(list, at: path, context, isOnly: context.isOnly && runs.count == 1)
        }
      case .ipLink where run.showsAddresses && !run.showsVFs:
        gaps.append(CaptureGap(place, .addresses))
      case .ipLink: append(hostDocument(.ipLink, at: path), text.bytes, run.firstLine, path, nil)
      case .lspci: append(hostDocument(.lspci, at: path), text.bytes, run.firstLine, path, nil)
      case .modinfo:
        let line = text.bytes.head(lines: 1).first ?? ""
        guard let driver = HostText.moduleName(line) else { continue }
        append(hostDocument(.modinfo, driver, at: path), text.bytes, run.firstLine, path, nil)
      case .sysfs:
        var number = run.firstLine - 1
        for range in TextLines(run.bytes) {
          number += 1
          attributes[path, default: []].append((number, run.bytes.string(in: range)))
        }
      case .json: gaps.append(CaptureGap(place, .json))
      case .ethtool:
        let reason = CaptureGap.Reason.unrecognised(
          "it looks like ethtool -i, but its interface is unknown; name it ethtool-i-<device>.txt")
        gaps.append(CaptureGap(place, reason))
      }
    }
  }

  private mutating func add(
    _ list: PastedList, at path: String, _ context: ListContext, isOnly: Bool
  ) {
    let place = DocumentName("\(path):\(list.firstLine)")
    if let uuid = list.maskedUUID {
      let reason = CaptureGap.Reason.unrecognised(
        "\(uuid) is not a uuid, so objects cannot be told apart; paste the real uuids, and redact"
          + " the report instead (vfaudit audit --redact)")
      return gaps.append(CaptureGap(place, reason))
    }
    guard let className = list.className else {
      let isWhole = isOnly && list.firstLine == 1
      let reason = CaptureGap.Reason.unrecognised(
        isOnly
          ? "it looks like xe output, but its class is unknown; name it <class>-list.txt"
          : "a list without the command that printed it")
      return gaps.append(CaptureGap(isWhole ? DocumentName(path: path) : place, reason))
    }
    let isOfCommand =
      context.className == nil
      || XeList.named(className)?.command == context.className.flatMap { XeList.named($0) }?.command
    append(
      .xe(className), list.bytes, list.firstLine, path, isOfCommand ? context.command : nil)
    if list.isShortened {
      let reason = CaptureGap.Reason.endsEarly(
        "a line such as ... shows that something is left out")
      gaps.append(CaptureGap(.xe(className), reason))
    }
    if list.mayContinue {
      let reason = CaptureGap.Reason.endsEarly(
        "a record of unknown class follows in \(path); paste each list with its command")
      gaps.append(CaptureGap(.xe(className), reason))
    }
  }

  private func hostDocument(
    _ document: HostDocument, _ part: String = "", at path: String
  ) -> DocumentName {
    .host(hosts.host(of: path), document.name(part))
  }

  private mutating func append(
    _ name: DocumentName, _ bytes: Bytes, _ firstLine: Int, _ path: String, _ command: String?
  ) {
    documents.append(
      Document(
        name: name, bytes: bytes, firstLine: firstLine, source: path, command: command))
  }

  /// The only line of an answer; nil if there is none, or if it is a message.
  private func answer(of piece: PastedText.Piece) -> String? {
    let line = piece.bytes.head(lines: 20).first { !$0.allSatisfy(\.isWhitespace) }
    guard let line, !PastedAnswer.isComplaint(line), !line.hasPrefix("Error") else { return nil }
    return line.split { $0 == "\r" || $0 == "\t" }.joined()
  }
}

extension CaptureGap.Reason {
  fileprivate static let addresses = CaptureGap.Reason.unrecognised(
    "ip addr shows no virtual functions; paste the output of ip -d link")
}
