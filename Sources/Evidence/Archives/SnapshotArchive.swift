/// A snapshot as a tar, plain or compressed with gzip; the same snapshot gives the same bytes.
package enum SnapshotArchive {
  /// The archive's bytes. Throws if a document cannot be stored in a snapshot.
  package static func bytes(
    of snapshot: Snapshot, isPacked: Bool
  ) throws(OutputFailure) -> [UInt8] {
    let writing = ArchiveWriting(isPacked ? .packedTar : .tar)
    // The manifest comes first, so that a truncated archive still shows which documents are lost.
    let files = try snapshot.files()
    let manifest = files.filter { $0.path == Manifest.fileName }
    for file in manifest + files.filter({ $0.path != Manifest.fileName }) {
      try writing.add(file.bytes, at: file.path)
    }
    return try writing.finish()
  }

  /// Writes a temporary file and renames it; compressed unless the name ends in `.tar`.
  package static func write(_ snapshot: Snapshot, to path: String) throws(OutputFailure) {
    let packed = try bytes(of: snapshot, isPacked: !path.hasSuffix(".tar"))
    try OutputFile.write(packed, to: path)
  }
}
