internal import Glibc

/// Where documents come from.
package enum Source {
  private static let advice = "expected a snapshot folder (xe/, host/) or pasted xe output"

  /// Opens what lies at a path, and finds out by its content what it is.
  ///
  /// That is a snapshot folder, a plain folder of pasted texts and `/sys` trees, a `sys` folder
  /// itself, or one pasted file.
  package static func open(_ path: String) throws(SourceFailure) -> Snapshot {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw SourceFailure(path, SystemError.text(errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return try openFolder(path)
    case S_IFREG: return try openFile(path)
    default:
      throw SourceFailure(path, "no regular file or folder: save it as a file, or use - for stdin")
    }
  }

  /// Reads one pasted text that is in memory; `name` is for messages and for recognising it.
  package static func read(_ bytes: Bytes, name: String) throws(SourceFailure) -> Snapshot {
    var folder = PastedFolder()
    do throws(CaptureGap.Reason) {
      try DocumentReader.requireText(bytes)
      folder.add(bytes, at: name)
    } catch {
      throw SourceFailure(name, "\(error)")
    }
    return try nonEmpty(folder.snapshot(), at: name)
  }

  private static func openFolder(_ path: String) throws(SourceFailure) -> Snapshot {
    let tree = try FileTree(path)
    if SysfsTree.isOne("", in: tree) {
      var folder = PastedFolder()
      folder.addSysfs("", in: tree)
      return try nonEmpty(folder.snapshot(), at: path)
    }
    let walk = FileWalk(tree)
    if SnapshotFolder.isOne(walk) { return try SnapshotFolder.read(walk, in: tree, at: path) }
    return try nonEmpty(PastedFolder(walk, in: tree).snapshot(), at: path)
  }

  private static func openFile(_ path: String) throws(SourceFailure) -> Snapshot {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw SourceFailure(path, SystemError.text(errno)) }
    let file = OpenFile(descriptor)
    let bytes: Bytes
    do throws(CaptureGap.Reason) {
      bytes = try file.contents(limit: DocumentReader.limit)
    } catch {
      throw SourceFailure(path, "\(error)")
    }
    let name = path.split(separator: "/").last.map { String($0) } ?? path
    do throws(SourceFailure) {
      return try read(bytes, name: name)
    } catch {
      throw SourceFailure(path, String(error.description.dropFirst(name.count + 2)))
    }
  }

  private static func nonEmpty(
    _ snapshot: Snapshot, at path: String
  ) throws(SourceFailure) -> Snapshot {
    guard snapshot.documents.isEmpty else { return snapshot }
    let more = snapshot.gaps.count > 1 ? " and \(snapshot.gaps.count - 1) more" : ""
    let found = snapshot.gaps.first.map { " (\($0)\(more))" } ?? ""
    throw SourceFailure(path, "holds nothing that vfaudit reads\(found): \(advice)")
  }
}
