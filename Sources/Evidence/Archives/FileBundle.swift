/// Files that belong together, with their digests, in a folder and as a zip.
package struct FileBundle {
  package private(set) var files: [(name: String, bytes: [UInt8])]

  /// SHA256SUMS is added: `sha256sum --check` proves the others.
  package init(_ files: [(name: String, bytes: [UInt8])]) {
    let sums = files.map { Checksums.line(path: $0.name, bytes: Bytes($0.bytes)) }.joined()
    self.files = files + [(Checksums.fileName, Array(sums.utf8))]
  }

  /// All files under a folder of that name; the same files give the same bytes.
  package func zip(under folder: String) throws(OutputFailure) -> [UInt8] {
    let writing = ArchiveWriting(.zip)
    for file in files { try writing.add(Bytes(file.bytes), at: "\(folder)/\(file.name)") }
    return try writing.finish()
  }

  /// Writes the folder and, beside it, the zip. Returns what was written.
  package func write(to folder: String) throws(OutputFailure) -> [String] {
    var path = folder
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let zip = try zip(under: name)
    try OutputFile.makeFolder(path)
    for file in files { try OutputFile.write(file.bytes, to: "\(path)/\(file.name)") }
    try OutputFile.write(zip, to: "\(path).zip")
    return files.map { "\(path)/\($0.name)" } + ["\(path).zip"]
  }
}
