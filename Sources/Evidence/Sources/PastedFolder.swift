/// A plain folder with pasted texts, driver files and `/sys` trees.
struct PastedFolder {
  private static let capacity = DocumentName("xe/network-sriov-remaining-capacity")
  var hosts = HostIdentity()
  var documents: [Document] = []
  var gaps: [CaptureGap] = []
  /// `<uuid> <value>` lines, and the source of the first line.
  var capacities: (lines: [String], source: String) = ([], "")
  /// Lines of sysfs documents that commands printed, by source.
  var attributes: [String: [(line: Int, text: String)]] = [:]

  /// An empty folder, to which the caller adds texts.
  init() {}

  /// Recognises every file of the walk.
  init(_ walk: FileWalk, in tree: borrowing some DocumentTree & ~Copyable, sieve: SieveMaker?) {
    gaps = walk.gaps
    var reader = DocumentReader(sieve: sieve)
    var texts: [(bytes: Bytes, path: String)] = []
    for file in walk.files {
      do throws(CaptureGap.Reason) {
        let text = try reader.read(file, in: tree)
        let bytes = text.bytes
        if case .database = text {
          add(database: bytes, at: file.path)
          continue
        }
        texts.append((bytes, file.path))
        if HostIdentity.isInventory(file.path) { hosts.learn(from: bytes, at: file.path) }
      } catch {
        gaps.append(CaptureGap(DocumentName(path: file.path), error))
      }
    }
    for root in walk.sysfsRoots { addSysfs(root, in: tree) }
    for text in texts { add(text.bytes, at: text.path) }
  }

  /// Adds a `/sys` tree as the sysfs document of its host.
  mutating func addSysfs(_ root: String, in tree: borrowing some DocumentTree & ~Copyable) {
    let sysfs = SysfsTree(root, in: tree)
    gaps += sysfs.gaps
    documents.append(
      Document(
        name: .host(hosts.host(of: root), HostDocument.sysfs.name()), bytes: sysfs.bytes,
        source: root.isEmpty ? "." : root))
  }

  /// Adds a database of the pool.
  mutating func add(database: Bytes, at path: String) {
    documents.append(Document(name: .database, bytes: database, source: path))
  }

  /// Recognises one text: by its name, by the commands in it, or by its content.
  mutating func add(_ text: Bytes, at path: String) {
    let bytes = text.withoutByteOrderMark
    let markup = PastedMarkup(bytes)
    let pieces = PastedText.pieces(of: markup)
    let hasCommands = pieces.contains { !$0.command.isEmpty }
    if let name = HostText.name(byPath: path, bytes),
      !hasCommands || HostDocument.named(name)?.document != .sysfs
    {
      if let complaint = PastedAnswer.complaint(bytes) {
        let reason = CaptureGap.Reason.unrecognised("the command failed: \(complaint)")
        gaps.append(CaptureGap(DocumentName(path: path), reason))
      } else {
        documents.append(document(name, bytes, path))
      }
      return
    }
    if path.hasSuffix(PastedFolder.capacity.fileName.dropFirst(3)) {
      documents.append(Document(name: PastedFolder.capacity, bytes: bytes, source: path))
      return
    }
    let named = XeList.named(byPath: path, markup.bytes)
    if let named, bytes.isBlank {
      // What `xe` prints where the pool has no such object.
      documents.append(Document(name: .xe(named.className), bytes: bytes, source: path))
      return
    }
    let before = (documents.count, gaps.count, capacities.lines.count, attributes.count)
    for piece in pieces { add(piece, at: path, named: named, isOnly: !hasCommands) }
    let after = (documents.count, gaps.count, capacities.lines.count, attributes.count)
    guard before == after, !hasCommands else { return }
    if let name = HostText.name(byContent: bytes) {
      documents.append(document(name, bytes, path))
    } else {
      gaps.append(CaptureGap(DocumentName(path: path), .unrecognised(advice(bytes, named))))
    }
  }

  private func document(_ name: String, _ bytes: Bytes, _ path: String) -> Document {
    Document(name: .host(hosts.host(of: path), name), bytes: bytes, source: path)
  }

  private func advice(_ bytes: Bytes, _ named: (className: String, isPart: Bool)?) -> String {
    if bytes.count == 0 { return "it is empty" }
    return named.map { "it is not the output of xe \($0.className)-list" }
      ?? "neither its name nor its content is known"
  }

  /// The recognised documents, and gaps for the rest.
  func snapshot() -> Snapshot {
    var documents = documents
    if !capacities.lines.isEmpty {
      documents.append(
        Document(
          name: PastedFolder.capacity,
          bytes: Bytes(capacities.lines.joined()), source: capacities.source))
    }
    for (path, lines) in attributes.sorted(by: { $0.key < $1.key }) {
      var document = document(HostDocument.sysfs.name(), Bytes(PastedFolder.text(lines)), path)
      document.firstLine = lines.map(\.line).min() ?? 1
      documents.append(document)
    }
    return Snapshot(documents: documents, gaps: gaps)
  }

  /// One text of lines that keep their distances, so that each keeps its number.
  private static func text(_ lines: [(line: Int, text: String)]) -> String {
    var text = ""
    var number = lines.map(\.line).min() ?? 1
    for line in lines.enumerated().sorted(by: {
      ($0.element.line, $0.offset) < ($1.element.line, $1.offset)
    }).map(\.element) {
      while number < line.line {
        text += "\n"
        number += 1
      }
      text += line.text + "\n"
      number += 1
    }
    return text
  }
}
