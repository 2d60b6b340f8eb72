extension Source {
  /// Reads an archive.
  static func read(
    _ stream: ArchiveStream, at path: String, _ sieve: SieveMaker?
  ) throws(SourceFailure) -> Snapshot {
    let loader = ArchiveLoader(stream, name: path, sieve: sieve)
    do throws(SourceFailure) {
      let snapshot = try read(loader.tree, at: path, sieve)
      return Snapshot(
        documents: snapshot.documents, gaps: snapshot.gaps + loader.gaps,
        captureTimes: snapshot.captureTimes)
    } catch {
      // What is wrong with the archive is the better reason.
      let fault = loader.damage ?? loader.gaps.first?.reason
      throw fault.map { SourceFailure(path, "\($0)") } ?? error
    }
  }

  /// Reads a tree as what it is: a `sys` folder, status reports, snapshots, or pasted texts.
  static func read(
    _ tree: borrowing some DocumentTree & ~Copyable, at path: String, _ sieve: SieveMaker?
  ) throws(SourceFailure) -> Snapshot {
    if SysfsTree.isOne("", in: tree) {
      var folder = PastedFolder()
      folder.addSysfs("", in: tree)
      return try nonEmpty(folder.snapshot(), at: path)
    }
    let walk = FileWalk(tree)
    let reports = StatusReport.roots(in: walk)
    if !reports.isEmpty { return try read(reports, walk, in: tree, at: path, sieve) }
    let snapshots = SnapshotFolder.roots(in: walk)
    guard snapshots.isEmpty else {
      var parts: [Snapshot] = []
      for root in snapshots {
        parts.append(
          try SnapshotFolder.read(
            walk.below(root), in: tree, at: root.isEmpty ? path : "\(path)/\(root)", sieve: sieve))
      }
      return try Snapshot.merging(parts, at: path)
    }
    return try nonEmpty(PastedFolder(walk, in: tree, sieve: sieve).snapshot(), at: path)
  }

  private static func read(
    _ roots: [String], _ walk: FileWalk, in tree: borrowing some DocumentTree & ~Copyable,
    at path: String, _ sieve: SieveMaker?
  ) throws(SourceFailure) -> Snapshot {
    var reader = DocumentReader(sieve: sieve)
    var parts: [Snapshot] = []
    for root in roots {
      parts.append(StatusReport(root, walk, in: tree, reader: &reader).snapshot)
    }
    return try nonEmpty(try Snapshot.merging(parts, at: path), at: path)
  }
}
