internal import Glibc

/// A folder of the file system.
@safe struct FileTree: DocumentTree, ~Copyable {
  private let root: CInt

  init(_ path: String) throws(SourceFailure) {
    root = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard root >= 0 else { throw SourceFailure(path, SystemError.text(errno)) }
  }

  deinit { close(root) }

  func node(at path: String) throws(CaptureGap.Reason) -> TreeNode {
    var status = stat()
    guard unsafe fstatat(root, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      throw .unreadable(SystemError.text(errno))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(size: Int(status.st_size))
    case S_IFDIR: return .folder
    case S_IFLNK:
      guard let target = linkText(path, in: root) else {
        throw .unreadable(SystemError.text(errno))
      }
      return .link(target)
    default: return .other
    }
  }

  /// Never follows a link and never waits for the other end of a FIFO.
  private func open(_ place: TreePlace) throws(CaptureGap.Reason) -> OpenFile {
    let path = place.path.isEmpty ? "." : place.path
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
    let descriptor = unsafe openat(root, path, flags)
    guard descriptor >= 0 else { throw .unreadable(SystemError.text(errno)) }
    return OpenFile(descriptor)
  }

  func openFolder(_ place: TreePlace) throws(CaptureGap.Reason) -> OpenFile { try open(place) }

  func names(in place: TreePlace) throws(CaptureGap.Reason) -> [String] {
    let folder = try open(place)
    guard let stream = unsafe fdopendir(folder.duplicate()) else {
      throw .unreadable(SystemError.text(errno))
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    while let entry = unsafe readdir(stream), names.count <= TreeLimit.entries {
      let name = unsafe UnsafeRawPointer(entry).advanced(by: offset)
        .assumingMemoryBound(to: CChar.self)
      let text = unsafe String(cString: name)
      if text != "." && text != ".." { names.append(text) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  func contents(of place: TreePlace, limit: Int) throws(CaptureGap.Reason) -> Bytes {
    try open(place).contents(limit: limit)
  }

  func read(
    _ place: TreePlace, _ body: (Span<UInt8>) throws(CaptureGap.Reason) -> Bool
  ) throws(CaptureGap.Reason) {
    try open(place).read(body)
  }
}
