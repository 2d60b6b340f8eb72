extension Source {
  /// Reads an archive.
  static func read(
    _ stream: ArchiveStream, at path: String, _ sieve: SieveMaker?
  ) throws(SourceFailure) -> Snapshot {
    // Gaps name only the file: the report must not depend on folders of the auditing machine.
    let loader = ArchiveLoader(stream, name: lastComponent(of: path), sieve: sieve)
    do throws(SourceFailure) {
      let snapshot = try read(loader.tree, at: path, sieve)
      return Snapshot(
        documents: snapshot.documents, gaps: snapshot.gaps + loader.gaps,
        captureTimes: snapshot.captureTimes)
    } catch {
      // A defect of the archive is the more useful reason.
      let fault = loader.damage ?? loader.gaps.first?.reason
      throw fault.map { SourceFailure(path, "\($0)") } ?? error
    }
  }

  /// Reads a tree of any kind: a `sys` folder, status reports, snapshots, or pasted texts.
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
    if let snapshot = try readSnapshots(walk, in: tree, at: path, sieve) { return snapshot }
    return try nonEmpty(PastedFolder(walk, in: tree, sieve: sieve).snapshot(), at: path)
  }

  /// All snapshots in a tree; nil if there are none.
  private static func readSnapshots(
    _ walk: FileWalk, in tree: borrowing some DocumentTree & ~Copyable, at path: String,
    _ sieve: SieveMaker?
  ) throws(SourceFailure) -> Snapshot? {
    let roots = SnapshotFolder.roots(in: walk)
    guard roots.count <= StatusReport.most else {
      throw SourceFailure(
        path, "\(roots.count) snapshots found: name those of one pool, each by its own path")
    }
    guard !roots.isEmpty else { return nil }
    var parts: [Snapshot] = []
    for root in roots {
      parts.append(
        try SnapshotFolder.read(
          walk.below(root), in: tree, at: root.isEmpty ? path : "\(path)/\(root)", sieve: sieve))
    }
    return try Snapshot.merging(parts, at: path)
  }

  /// Status reports, and files next to them: a snapshot, a database, pasted texts.
  private static func read(
    _ roots: [String], _ walk: FileWalk, in tree: borrowing some DocumentTree & ~Copyable,
    at path: String, _ sieve: SieveMaker?
  ) throws(SourceFailure) -> Snapshot {
    var reader = DocumentReader(sieve: sieve)
    var parts: [Snapshot] = []
    let roots = Array(roots.prefix(StatusReport.most + 1))
    for root in roots.prefix(StatusReport.most) {
      parts.append(StatusReport(root, walk, in: tree, reader: &reader).snapshot)
    }
    if roots.count > StatusReport.most {
      let reason = CaptureGap.Reason.overLimit(
        "it has more than \(StatusReport.most) reports, more than a pool has hosts")
      return Snapshot(
        merging: parts + [Snapshot(documents: [], gaps: [CaptureGap(DocumentName("."), reason)])])
    }
    let rest = walk.outside(roots)
    if let snapshots = try readSnapshots(rest, in: tree, at: path, sieve) {
      parts.append(snapshots)
    } else {
      // XenCenter's own logs are there too, so files that are not recognised are ignored.
      let loose = PastedFolder(rest, in: tree, sieve: sieve).snapshot()
      let gaps = loose.gaps.filter { if case .unrecognised = $0.reason { false } else { true } }
      parts.append(
        Snapshot(documents: loose.documents, gaps: gaps, captureTimes: loose.captureTimes))
    }
    return try nonEmpty(Snapshot.merging(parts, at: path), at: path)
  }
}
