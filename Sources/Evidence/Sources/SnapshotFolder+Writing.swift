internal import Glibc

extension Snapshot {
  /// Writes the snapshot as a folder of text files that `sha256sum -c SHA256SUMS` accepts.
  ///
  /// Writes a temporary folder and renames it, so that an incomplete snapshot never has this name.
  /// Gaps of commands keep their exit status; every other gap keeps its text.
  package func write(to path: String) throws(OutputFailure) {
    var status = stat()
    if unsafe lstat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR, unsafe rmdir(path) == 0 else {
        throw OutputFailure(path, "it exists already: name a new folder")
      }
    }
    let beside = OutputFile.temporaryName(beside: path)
    var writing = FolderWriting(beside, reportedAs: path)
    do throws(OutputFailure) {
      try writing.write(self)
      guard unsafe rename(beside, path) == 0 else { throw OutputFailure(path, code: errno) }
    } catch {
      writing.undo()
      throw error
    }
  }
}

extension Snapshot {
  /// The files of this snapshot in a folder or archive: documents, manifest, checksums.
  ///
  /// Throws for a document that cannot be stored in a snapshot.
  func files() throws(OutputFailure) -> [(path: String, bytes: Bytes)] {
    var files: [(path: String, bytes: Bytes)] = []
    for document in documents {
      guard document.name.isInSnapshot else {
        throw OutputFailure(document.name.text, "it cannot be stored in a snapshot")
      }
      files.append((document.name.fileName, document.bytes))
    }
    files.append((Manifest.fileName, Bytes(Manifest.text(of: self))))
    let sums = files.map { Checksums.line(path: $0.path, bytes: $0.bytes) }.joined()
    return files + [(Checksums.fileName, Bytes(sums))]
  }
}

/// Writes a snapshot folder, and removes the parts already written if that fails.
private struct FolderWriting {
  private let root: String
  private let path: String
  private var folders: [String] = []
  private var files: [String] = []

  init(_ root: String, reportedAs path: String) {
    self.root = root
    self.path = path
  }

  mutating func write(_ snapshot: Snapshot) throws(OutputFailure) {
    try makeFolder(root)
    for file in try snapshot.files() { try write(file.bytes, at: file.path) }
  }

  private mutating func write(_ bytes: Bytes, at relative: String) throws(OutputFailure) {
    var folder = root
    for part in relative.split(separator: "/").dropLast() {
      folder += "/" + part
      if !folders.contains(folder) { try makeFolder(folder) }
    }
    files.append("\(root)/\(relative)")
    try OutputFile.write(bytes.span, to: "\(root)/\(relative)")
  }

  private mutating func makeFolder(_ folder: String) throws(OutputFailure) {
    guard unsafe mkdir(folder, 0o755) == 0 else { throw OutputFailure(path, code: errno) }
    folders.append(folder)
  }

  func undo() {
    for file in files { unsafe unlink(file) }
    for folder in folders.reversed() { unsafe rmdir(folder) }
  }
}
