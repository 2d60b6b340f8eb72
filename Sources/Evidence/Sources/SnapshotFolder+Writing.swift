internal import Glibc

extension Snapshot {
  /// Writes the snapshot as a folder of text that `sha256sum -c SHA256SUMS` accepts.
  ///
  /// Writes beside and renames, so that no half-written snapshot is ever seen under the name.
  /// Gaps of commands keep their exit status; every other gap is read again as "was not captured".
  package func write(to path: String) throws(OutputFailure) {
    var status = stat()
    if unsafe lstat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR, unsafe rmdir(path) == 0 else {
        throw OutputFailure(path, "there is something already: name a new folder")
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

/// A snapshot folder that is being written, and what of it has to go when that fails.
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
    var sums = ""
    for document in snapshot.documents {
      guard document.name.isInSnapshot else {
        throw OutputFailure(path, "\(document.name) has no place in a snapshot")
      }
      try write(document.bytes, at: document.name.fileName)
      sums += Checksums.line(path: document.name.fileName, bytes: document.bytes)
    }
    let manifest = Bytes(Manifest.text(of: snapshot))
    try write(manifest, at: Manifest.fileName)
    sums += Checksums.line(path: Manifest.fileName, bytes: manifest)
    try write(Bytes(sums), at: Checksums.fileName)
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
