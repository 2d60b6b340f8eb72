/// A tree of files, in a folder or an archive, that is read without ever leaving it.
///
/// Symbolic links are resolved here, component by component, and never by the system: only paths
/// without links below the root are opened.
protocol DocumentTree: ~Copyable {
  associatedtype Folder: TreeFolder

  /// The node at a path whose folders are no links; the node itself may be a link.
  func node(at path: String) throws(CaptureGap.Reason) -> TreeNode
  /// Opens a folder to read many small files in it.
  func openFolder(_ place: TreePlace) throws(CaptureGap.Reason) -> Folder
  /// The names in a folder, sorted by bytes, without `.` and `..`.
  func names(in place: TreePlace) throws(CaptureGap.Reason) -> [String]
  /// Reads a whole regular file.
  func contents(of place: TreePlace, limit: Int) throws(CaptureGap.Reason) -> Bytes
  /// Passes a regular file to `body` piece by piece, until `body` returns false.
  func read(
    _ place: TreePlace, _ body: (Span<UInt8>) throws(CaptureGap.Reason) -> Bool
  ) throws(CaptureGap.Reason)
}

/// An open folder of a tree.
protocol TreeFolder {
  /// The first line of a small file in this folder, such as a sysfs attribute; nil if unreadable.
  func firstLine(of name: String) -> String?
  /// The last component of the target of a link in this folder; nil if it is no link.
  func linkTarget(of name: String) -> String?
}

/// The kind of a file system entry.
enum TreeNode: Equatable {
  case file(size: Int)
  case folder
  /// A symbolic link with its target.
  case link(String)
  case other
}

/// A file or folder of a tree, by a path without links; the empty path is the root.
struct TreePlace {
  let path: String
  let kind: Kind
  let size: Int

  enum Kind { case file, folder, other }
}

/// Limits of every tree.
enum TreeLimit {
  static let depth = 64
  static let entries = 200_000
  static let links = 40
  /// Bytes of all paths and link targets of an archive.
  static let pathBytes = 64 << 20
}

extension DocumentTree where Self: ~Copyable {
  /// Resolves a path and all links in it, inside the root.
  func resolve(_ path: String) throws(CaptureGap.Reason) -> TreePlace {
    var pending = Array(path.split(separator: "/").reversed())
    var done: [Substring] = []
    var links = 0
    var node = TreeNode.folder
    while let part = pending.popLast() {
      if part == "." { continue }
      if part == ".." {
        guard done.popLast() != nil else { throw .linkLeavesSnapshot }
        node = .folder
        continue
      }
      node = try self.node(at: (done + [part]).joined(separator: "/"))
      guard case .link(let target) = node else {
        done.append(part)
        guard done.count <= TreeLimit.depth else { throw .unreadable("it is nested too deeply") }
        continue
      }
      links += 1
      guard links <= TreeLimit.links else { throw .linkLoop }
      guard !target.hasPrefix("/") else { throw .linkLeavesSnapshot }
      pending += target.split(separator: "/").reversed()
    }
    return TreePlace(path: done.joined(separator: "/"), node)
  }

  /// The entry at a path whose folders are known to be no links; a link at its end is followed.
  func follow(_ path: String) throws(CaptureGap.Reason) -> TreePlace {
    let node = try node(at: path)
    if case .link = node { return try resolve(path) }
    guard path.utf8.count(where: { $0 == UInt8(ascii: "/") }) < TreeLimit.depth else {
      throw .unreadable("it is nested too deeply")
    }
    return TreePlace(path: path, node)
  }
}

extension TreePlace {
  init(path: String, _ node: TreeNode) {
    self.path = path
    switch node {
    case .file(let bytes): (kind, size) = (.file, bytes)
    case .folder: (kind, size) = (.folder, 0)
    case .link, .other: (kind, size) = (.other, 0)
    }
  }
}
