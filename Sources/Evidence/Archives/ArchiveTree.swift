/// The files of an archive that vfaudit reads, as a tree in memory.
struct ArchiveTree: DocumentTree {
  private enum Node {
    case file(Bytes)
    /// A file whose content was refused; the reason matters only when the file is requested.
    case refused(CaptureGap.Reason)
    case folder([String])
    case link(String)
  }

  private var nodes: [String: Node] = ["": .folder([])]
  private var pathBytes = 0

  /// Adds a file under a clean path; throws if the path is already in use.
  mutating func add(_ bytes: Bytes, at path: String) throws(CaptureGap.Reason) {
    try add(.file(bytes), at: path)
  }

  /// Adds an unreadable file with the reason; throws if the path is already in use.
  mutating func add(_ reason: CaptureGap.Reason, at path: String) throws(CaptureGap.Reason) {
    try add(.refused(reason), at: path)
  }

  /// Adds a symbolic link; throws if the path is already in use.
  mutating func addLink(to target: String, at path: String) throws(CaptureGap.Reason) {
    guard target.utf8.count <= MemberPath.mostBytes else {
      throw .unrecognised("it is a link to a name that is too long")
    }
    pathBytes += target.utf8.count
    try add(.link(target), at: path)
  }

  /// Adds a folder and its parents; an existing folder is kept.
  mutating func addFolder(at path: String) throws(CaptureGap.Reason) {
    if case .folder = nodes[path] { return }
    try add(.folder([]), at: path)
  }

  /// Whether the path is already in use.
  func has(_ path: String) -> Bool { nodes[path] != nil }

  private mutating func add(_ node: Node, at path: String) throws(CaptureGap.Reason) {
    guard nodes[path] == nil else { throw .repeated }
    // A few long paths create many folders.
    pathBytes += path.utf8.count
    guard nodes.count <= TreeLimit.entries, pathBytes <= TreeLimit.pathBytes else {
      throw .overLimit("it has more folders and names than any report")
    }
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let parent = slash.map { String(path[..<$0]) } ?? ""
    try addFolder(at: parent)
    guard case .folder(var names)? = nodes[parent] else { throw .repeated }
    // Removed first, so that the array has one owner and is not copied when it grows.
    nodes[parent] = nil
    names.append(slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path)
    nodes[parent] = .folder(names)
    nodes[path] = node
  }

  func node(at path: String) throws(CaptureGap.Reason) -> TreeNode {
    switch nodes[path] {
    case .file(let bytes): return .file(size: bytes.count)
    case .refused: return .file(size: 0)
    case .folder: return .folder
    case .link(let target): return .link(target)
    case nil: throw .unreadable("it is not in the archive")
    }
  }

  func openFolder(_ place: TreePlace) throws(CaptureGap.Reason) -> ArchiveFolder {
    ArchiveFolder(tree: self, path: place.path)
  }

  func names(in place: TreePlace) throws(CaptureGap.Reason) -> [String] {
    guard case .folder(let names) = nodes[place.path] else {
      throw .unreadable("it is not a folder")
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func contents(of place: TreePlace, limit: Int) throws(CaptureGap.Reason) -> Bytes {
    if case .refused(let reason) = nodes[place.path] { throw reason }
    guard case .file(let bytes) = nodes[place.path] else {
      throw .unreadable("it is not a file")
    }
    guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count, limit: limit) }
    return bytes
  }

  func read(
    _ place: TreePlace, _ body: (Span<UInt8>) throws(CaptureGap.Reason) -> Bool
  ) throws(CaptureGap.Reason) {
    let bytes = try contents(of: place, limit: .max)
    if bytes.count > 0 { _ = try body(bytes.span) }
  }
}

/// A folder in an archive.
struct ArchiveFolder: TreeFolder {
  fileprivate let tree: ArchiveTree
  fileprivate let path: String

  private func node(_ name: String) -> TreeNode? {
    do throws(CaptureGap.Reason) {
      return try tree.node(at: path.isEmpty ? name : "\(path)/\(name)")
    } catch { return nil }
  }

  func firstLine(of name: String) -> String? {
    guard case .file = node(name) else { return nil }
    do throws(CaptureGap.Reason) {
      let place = try tree.resolve("\(path)/\(name)")
      return try tree.contents(of: place, limit: 1 << 20).head(lines: 1).first
    } catch { return nil }
  }

  func linkTarget(of name: String) -> String? {
    guard case .link(let target) = node(name) else { return nil }
    return target.split(separator: "/").last.map { String($0) }
  }
}
