/// A plain folder with pasted texts, driver files and `/sys` trees.
struct PastedFolder {
  private static let capacity = DocumentName("xe/network-sriov-remaining-capacity")
  private var hosts = HostIdentity()
  private var documents: [Document] = []
  private var gaps: [CaptureGap] = []
  /// `<uuid> <value>` lines, and the source of the first line.
  private var capacities: (lines: [String], source: String) = ([], "")

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

  /// Recognises one text: by the prompts in it, by its name, or by its content.
  mutating func add(_ text: Bytes, at path: String) {
    let bytes = text.withoutByteOrderMark
    if let name = HostText.name(byPath: path, bytes) {
      return documents.append(document(name, bytes, path))
    }
    if path.hasSuffix(PastedFolder.capacity.fileName.dropFirst(3)) {
      documents.append(Document(name: PastedFolder.capacity, bytes: bytes, source: path))
      return
    }
    let pieces = PastedText.pieces(of: bytes)
    if !pieces.isEmpty {
      for piece in pieces { add(piece, at: path) }
    } else if let className = XeList.named(byPath: path, bytes) {
      documents.append(Document(name: .xe(className), bytes: bytes, source: path))
    } else if let name = HostText.name(byContent: bytes) {
      documents.append(document(name, bytes, path))
    } else if let className = XeList.named(byContent: bytes) {
      documents.append(Document(name: .xe(className), bytes: bytes, source: path))
    } else {
      gaps.append(CaptureGap(DocumentName(path: path), .unrecognised(advice(bytes))))
    }
  }

  private mutating func add(_ piece: PastedText.Piece, at path: String) {
    let kind: PastedCommand.Kind
    do throws(CaptureGap.Reason) {
      kind = try PastedCommand.kind(of: piece)
    } catch {
      let place = DocumentName("\(path):\(piece.firstLine - 1)")
      return gaps.append(CaptureGap(place, error))
    }
    var document: Document
    switch kind {
    case .other: return
    case .xe(let className):
      document = Document(name: .xe(className), bytes: piece.bytes, source: path)
    case .host(let name):
      document = self.document(name, piece.bytes, path)
    case .remainingCapacity(let uuid, let value):
      if capacities.lines.isEmpty { capacities.source = path }
      capacities.lines.append("\(uuid) \(value)\n")
      return
    }
    document.firstLine = piece.firstLine
    document.command = piece.command
    documents.append(document)
  }

  private func document(_ name: String, _ bytes: Bytes, _ path: String) -> Document {
    Document(name: .host(hosts.host(of: path), name), bytes: bytes, source: path)
  }

  private func advice(_ bytes: Bytes) -> String {
    if bytes.count == 0 { return "it is empty" }
    return XeList.isListing(bytes)
      ? "it looks like xe output, but its class is unknown; name it <class>-list.txt"
      : "neither its name nor its content is known"
  }

  /// The recognised documents, and gaps for the rest.
  func snapshot() -> Snapshot {
    guard !capacities.lines.isEmpty else { return Snapshot(documents: documents, gaps: gaps) }
    let capacity = Document(
      name: PastedFolder.capacity,
      bytes: Bytes(capacities.lines.joined()), source: capacities.source)
    return Snapshot(documents: documents + [capacity], gaps: gaps)
  }
}
