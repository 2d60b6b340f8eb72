/// A set of files with their digests, written as a folder and as a zip.
package struct FileBundle {
  package private(set) var files: [(name: String, bytes: [UInt8])]

  /// Adds SHA256SUMS, with which `sha256sum --check` verifies the other files.
  package init(_ files: [(name: String, bytes: [UInt8])]) {
    let sums = files.map { Checksums.line(path: $0.name, bytes: Bytes($0.bytes)) }.joined()
    self.files = files + [(Checksums.fileName, Array(sums.utf8))]
  }

  /// A zip of all files under a folder of that name; the same files give the same bytes.
  package func zip(under folder: String) throws(OutputFailure) -> [UInt8] {
    let writing = ArchiveWriting(.zip)
    for file in files { try writing.add(Bytes(file.bytes), at: "\(folder)/\(file.name)") }
    return try writing.finish()
  }

  /// Writes the folder and, next to it, the zip. Returns the paths of the written files.
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
