internal import Glibc

/// Opens the sources of documents.
package enum Source {
  private static let advice =
    "expected a snapshot (xe/, host/), pasted xe output, a status report or a xapi database"

  /// Opens several sources of one pool and merges them.
  package static func open(_ paths: [String], sieve: SieveMaker?) throws(SourceFailure) -> Snapshot
  {
    var parts: [Snapshot] = []
    for path in paths { parts.append(try open(path, sieve: sieve)) }
    return try Snapshot.merging(parts, at: paths.joined(separator: ", "))
  }

  /// Opens the source at a path; its content decides what it is.
  ///
  /// It may be a folder or an archive with a snapshot, pasted texts and `/sys` trees, or status
  /// reports; a `sys` folder; a xapi database; or one pasted file. `sieve` creates the reducer for
  /// databases; without it no database is read.
  package static func open(
    _ path: String, sieve: SieveMaker? = nil
  ) throws(SourceFailure) -> Snapshot {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw SourceFailure(path, SystemError.text(errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return try read(FileTree(path), at: path, sieve)
    case S_IFREG: return try openFile(path, sieve)
    default:
      throw SourceFailure(
        path, "not a regular file or folder: save it as a file, or use - for stdin")
    }
  }

  /// Reads an archive, a database or one pasted text from memory; `name` is used in messages and
  /// to recognise the text.
  package static func read(
    _ bytes: Bytes, name: String, sieve: SieveMaker? = nil
  ) throws(SourceFailure) -> Snapshot {
    if ArchiveStream.isOne(bytes.span) {
      let stream = try refusing(name) { () throws(CaptureGap.Reason) in try ArchiveStream(bytes) }
      return try read(stream, at: name, sieve)
    }
    var folder = PastedFolder()
    if IncomingText.isDatabase(bytes.span) {
      folder.add(
        database: try refusing(name) { () throws(CaptureGap.Reason) in
          var incoming = IncomingText(sieve: sieve, limit: DocumentReader.limit)
          try incoming.take(bytes.span)
          return try incoming.finish()
        }, at: name)
    } else {
      try refusing(name) { () throws(CaptureGap.Reason) in try DocumentReader.requireText(bytes) }
      folder.add(bytes, at: name)
    }
    return try nonEmpty(folder.snapshot(), at: name)
  }

  private static func openFile(
    _ path: String, _ sieve: SieveMaker?
  ) throws(SourceFailure) -> Snapshot {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw SourceFailure(path, SystemError.text(errno)) }
    let file = OpenFile(descriptor)
    switch try refusing(path, { () throws(CaptureGap.Reason) in try kind(of: file) }) {
    case .archive:
      let stream = try refusing(path) { () throws(CaptureGap.Reason) in try ArchiveStream(file) }
      return try read(stream, at: path, sieve)
    case .database:
      var folder = PastedFolder()
      folder.add(
        database: try refusing(path) { () throws(CaptureGap.Reason) in
          try reduced(file, sieve)
        }, at: lastComponent(of: path))
      return folder.snapshot()
    case .text:
      let bytes = try refusing(path) { () throws(CaptureGap.Reason) in
        try file.contents(limit: DocumentReader.limit)
      }
      var folder = PastedFolder()
      try refusing(path) { () throws(CaptureGap.Reason) in try DocumentReader.requireText(bytes) }
      folder.add(bytes, at: lastComponent(of: path))
      return try nonEmpty(folder.snapshot(), at: path)
    }
  }

  enum Kind { case archive, database, text }

  static func kind(of file: OpenFile) throws(CaptureGap.Reason) -> Kind {
    var kind = Kind.text
    try file.read { (head) throws(CaptureGap.Reason) in
      if ArchiveStream.isOne(head) { kind = .archive }
      if IncomingText.isDatabase(head) { kind = .database }
      return false
    }
    file.rewind()
    return kind
  }

  private static func reduced(
    _ file: OpenFile, _ sieve: SieveMaker?
  ) throws(CaptureGap.Reason) -> Bytes {
    var incoming = IncomingText(sieve: sieve, limit: DocumentReader.limit)
    try file.read { (piece) throws(CaptureGap.Reason) in
      try incoming.take(piece)
      return true
    }
    return try incoming.finish()
  }

  static func lastComponent(of path: String) -> String {
    path.split(separator: "/").last.map { String($0) } ?? path
  }

  /// Adds the path, and advice if useful, to an error.
  private static func refusing<Value>(
    _ path: String, _ body: () throws(CaptureGap.Reason) -> Value
  ) throws(SourceFailure) -> Value {
    do throws(CaptureGap.Reason) {
      return try body()
    } catch {
      switch error {
      case .notText, .unrecognised, .unreadable: throw SourceFailure(path, "\(error); \(advice)")
      default: throw SourceFailure(path, "\(error)")
      }
    }
  }

  static func nonEmpty(
    _ snapshot: Snapshot, at path: String
  ) throws(SourceFailure) -> Snapshot {
    guard snapshot.documents.isEmpty else { return snapshot }
    let more = snapshot.gaps.count > 1 ? " and \(snapshot.gaps.count - 1) more" : ""
    let found = snapshot.gaps.first.map { " (\($0)\(more))" } ?? ""
    throw SourceFailure(path, "no content that vfaudit reads\(found): \(advice)")
  }
}
