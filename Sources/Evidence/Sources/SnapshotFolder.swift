/// A folder in vfaudit's layout: `xe/`, `host/<uuid>/`, MANIFEST.tsv, SHA256SUMS.
enum SnapshotFolder {
  /// The folders of all snapshots in a tree: those with a manifest. If there is no manifest, the
  /// tree itself, or the one folder in it, is a snapshot if it contains only files in `xe/` and
  /// `host/<uuid>/`.
  static func roots(in walk: FileWalk) -> [String] {
    let roots = walk.files.filter { file in
      file.path == Manifest.fileName || file.path.hasSuffix("/" + Manifest.fileName)
    }.map { String($0.path.dropLast(Manifest.fileName.count)) }
    guard roots.isEmpty else { return roots.contains("") ? [""] : roots }
    let paths = Set(walk.files.map(\.path) + walk.sysfsRoots).subtracting([Checksums.fileName])
    let isBare = !paths.isEmpty && paths.allSatisfy { DocumentName(path: $0).isInSnapshot }
    return isBare ? [""] : bareRoot(of: walk).map { [$0] } ?? []
  }

  /// The folder that contains `xe/` and `host/`, as in some archives; nil if there is any other
  /// file, or a list with a name that vfaudit does not know.
  private static func bareRoot(of walk: FileWalk) -> String? {
    let parts = walk.files.first?.path.split(separator: "/") ?? []
    guard let end = parts.firstIndex(where: { $0 == "xe" || $0 == "host" }), end > 0 else {
      return nil
    }
    let root = parts[..<end].map { $0 + "/" }.joined()
    let isBare = (walk.files.map(\.path) + walk.sysfsRoots).allSatisfy { path in
      guard path.hasPrefix(root) else { return false }
      let name = DocumentName(path: String(path.dropFirst(root.count)))
      return name.text == Checksums.fileName || name.isInSnapshot && name.isKnown
    }
    return isBare ? root : nil
  }

  /// Reads the folder whose files the walk has found; `path` is for messages.
  static func read(
    _ walk: FileWalk, in tree: borrowing some DocumentTree & ~Copyable, at path: String,
    sieve: SieveMaker?
  ) throws(SourceFailure) -> Snapshot {
    var reading = Reading(gaps: walk.gaps, sieve: sieve)
    for root in walk.sysfsRoots { reading.addSysfs(root, base: walk.base, in: tree) }
    for file in walk.files { reading.add(file, in: tree) }
    if let checksums = reading.checksums { reading.verify(checksums) }
    var times: [String: String] = [:]
    if let bytes = reading.manifest {
      let manifest = try Manifest(bytes, in: path)
      reading.apply(manifest)
      times = manifest.captureTimes
    }
    guard !reading.documents.isEmpty || !reading.gaps.isEmpty else {
      throw SourceFailure(path, "empty snapshot: collect it again with vfaudit collect")
    }
    return Snapshot(
      documents: Array(reading.documents.values), gaps: reading.gaps, captureTimes: times)
  }
}

/// Reads a snapshot folder.
private struct Reading {
  var documents: [DocumentName: Document] = [:]
  var gaps: [CaptureGap]
  var manifest: Bytes?
  var checksums: Checksums?
  private var reader: DocumentReader

  init(gaps: [CaptureGap], sieve: SieveMaker?) {
    self.gaps = gaps
    reader = DocumentReader(sieve: sieve)
  }

  mutating func add(
    _ file: FileWalk.File, in tree: borrowing some DocumentTree & ~Copyable
  ) {
    let name = DocumentName(path: file.path)
    let isOurs = file.path == Manifest.fileName || file.path == Checksums.fileName
    do throws(CaptureGap.Reason) {
      guard isOurs || name.isInSnapshot else {
        throw .unrecognised("a snapshot has only xe/ and host/<uuid>/; remove it or rename it")
      }
      guard documents[name] == nil else {
        throw .unrecognised("\(file.path) is a second copy of this document; remove one")
      }
      let bytes = try reader.read(file, in: tree).bytes
      switch file.path {
      case Manifest.fileName: manifest = bytes
      case Checksums.fileName: checksums = Checksums(bytes)
      default: documents[name] = Document(name: name, bytes: bytes, source: file.path)
      }
    } catch {
      gaps.append(CaptureGap(name, error))
    }
  }

  /// A real /sys tree that was added to a snapshot manually: `host/<uuid>/sys`.
  mutating func addSysfs(
    _ root: String, base: String, in tree: borrowing some DocumentTree & ~Copyable
  ) {
    guard let host = DocumentName(root).hostUUID, DocumentName(root).isInSnapshot else {
      gaps.append(
        CaptureGap(DocumentName(root), .unrecognised("a /sys tree must be host/<uuid>/sys")))
      return
    }
    let sysfs = SysfsTree(base + root, in: tree)
    let name = DocumentName.host(host, HostDocument.sysfs.name())
    documents[name] = Document(name: name, bytes: sysfs.bytes, source: root)
    gaps += sysfs.gaps
  }

  mutating func verify(_ checksums: Checksums) {
    gaps += checksums.gaps
    let unread = Set(gaps.map(\.document))
    for entry in checksums.entries {
      let name = DocumentName(path: entry.path)
      let bytes = entry.path == Manifest.fileName ? manifest : documents[name]?.bytes
      if let bytes {
        guard Digest.sha256Hex(bytes) != entry.digest else { continue }
        gaps.append(CaptureGap(name, .digestMismatch))
      } else if !unread.contains(name) {
        gaps.append(CaptureGap(name, .notCaptured))
      }
    }
  }

  /// Drops the document of each failed command, as it may be incomplete, and notes a gap instead.
  mutating func apply(_ manifest: Manifest) {
    gaps += manifest.gaps
    var failed: [DocumentName: Int] = [:]
    for row in manifest.rows {
      guard let status = row.exitStatus, status != 0 else { continue }
      failed[row.name] = status
    }
    gaps.removeAll { failed[$0.document] != nil }
    let unread = Set(gaps.filter(\.saysWhyMissing).map(\.document))
    for row in manifest.rows {
      if let status = failed[row.name] {
        documents[row.name] = nil
        gaps.append(CaptureGap(row.name, .failed(status, row.command)))
      } else if documents[row.name] != nil {
        documents[row.name]?.exitStatus = row.exitStatus
        documents[row.name]?.milliseconds = row.milliseconds
        documents[row.name]?.command = row.command
      } else if !unread.contains(row.name) {
        gaps.append(CaptureGap(row.name, .notCaptured))
      }
    }
  }
}

extension CaptureGap {
  /// Whether this gap already explains why the document is missing.
  fileprivate var saysWhyMissing: Bool {
    if case .noted = reason { return true }
    return !reason.isReadNevertheless
  }
}

extension DocumentName {
  /// Whether it is a document of a host, or a document of the pool that vfaudit reads.
  fileprivate var isKnown: Bool {
    guard isOfPool else { return true }
    return self == .database || className.flatMap { XeList.named($0) } != nil
      || base.text == "xe/network-sriov-remaining-capacity"
  }

  /// Whether this name is a valid path in a snapshot folder, and safe to write.
  var isInSnapshot: Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isClean = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    guard isClean, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else { return false }
    if parts[0] == "xe" { return parts.count == 2 }
    guard parts[0] == "host", parts.count >= 3 else { return false }
    return String(parts[1]) == DocumentName.unknownHost || HostIdentity.isUUID(parts[1])
  }
}
