internal import Glibc

/// A folder that is read without ever leaving it.
///
/// Symbolic links are resolved here, component by component, and never by the system: what is
/// opened is always a path without links below the folder that was opened first.
@safe struct FileTree: ~Copyable {
  /// A file or folder in the tree.
  struct Place {
    /// The path below the root without any link in it; empty for the root.
    let path: String
    let kind: Kind
    let size: Int
  }

  enum Kind { case file, folder, other }

  static let maximalDepth = 64
  static let maximalEntries = 200_000
  static let maximalLinks = 40

  private let root: CInt

  init(_ path: String) throws(SourceFailure) {
    root = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard root >= 0 else { throw SourceFailure(path, SystemError.text(errno)) }
  }

  deinit { close(root) }

  /// Follows a path and all links in it, inside the root.
  func resolve(_ path: String) throws(CaptureGap.Reason) -> Place {
    var pending = Array(path.split(separator: "/").reversed())
    var done: [Substring] = []
    var links = 0
    var status = stat()
    status.st_mode = S_IFDIR
    while let part = pending.popLast() {
      if part == "." { continue }
      if part == ".." {
        guard done.popLast() != nil else { throw .linkLeavesSnapshot }
        status.st_mode = S_IFDIR
        continue
      }
      let here = (done + [part]).joined(separator: "/")
      guard unsafe fstatat(root, here, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw .unreadable(SystemError.text(errno))
      }
      guard status.st_mode & S_IFMT == S_IFLNK else {
        done.append(part)
        guard done.count <= FileTree.maximalDepth else { throw .unreadable("is nested too deep") }
        continue
      }
      links += 1
      guard links <= FileTree.maximalLinks else { throw .linkLoop }
      guard let target = link(here) else { throw .unreadable(SystemError.text(errno)) }
      guard !target.hasPrefix("/") else { throw .linkLeavesSnapshot }
      pending += target.split(separator: "/").reversed()
    }
    return Place(path: done.joined(separator: "/"), status)
  }

  /// What a symbolic link says; nil where there is none.
  func link(_ path: String) -> String? {
    linkText(path, in: root)
  }

  /// Opens a place; never follows a link, never waits for the other end of a FIFO.
  func open(_ place: Place) throws(CaptureGap.Reason) -> OpenFile {
    let path = place.path.isEmpty ? "." : place.path
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
    let descriptor = unsafe openat(root, path, flags)
    guard descriptor >= 0 else { throw .unreadable(SystemError.text(errno)) }
    return OpenFile(descriptor)
  }

  /// The names in a folder, sorted by bytes, without `.` and `..`.
  func names(in place: Place) throws(CaptureGap.Reason) -> [String] {
    let folder = try open(place)
    guard let stream = unsafe fdopendir(folder.duplicate()) else {
      throw .unreadable(SystemError.text(errno))
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    while let entry = unsafe readdir(stream), names.count <= FileTree.maximalEntries {
      let name = unsafe UnsafeRawPointer(entry).advanced(by: offset)
        .assumingMemoryBound(to: CChar.self)
      let text = unsafe String(cString: name)
      if text != "." && text != ".." { names.append(text) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension FileTree.Place {
  fileprivate init(path: String, _ status: stat) {
    self.path = path
    size = Int(status.st_size)
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      default: .other
      }
  }
}

/// A descriptor that closes itself.
struct OpenFile: ~Copyable {
  private let descriptor: CInt

  init(_ descriptor: CInt) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  func duplicate() -> CInt { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }

  /// Reads a regular file whole.
  func contents(limit: Int) throws(CaptureGap.Reason) -> Bytes {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(SystemError.text(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("is no regular file") }
    guard status.st_size <= limit else { throw .tooLarge(bytes: Int(status.st_size), limit: limit) }
    // One more than there is: the read that says "end" then needs no more room.
    let memory = Memory(capacity: Int(status.st_size) + 1)
    let code = memory.fill(from: descriptor, limit: limit)
    guard code == 0 else { throw .unreadable(SystemError.text(code)) }
    guard memory.count <= limit else { throw .tooLarge(bytes: memory.count, limit: limit) }
    return Bytes(memory)
  }

  /// The first line of a small file in this folder, as sysfs has them; nil where it has none.
  func firstLine(of name: String) -> String? {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
    let file = unsafe openat(descriptor, name, flags)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
      let length = unsafe read(file, buffer.baseAddress, buffer.count)
      guard length >= 0 else { return nil }
      let line = unsafe buffer.prefix(length).prefix { $0 != 10 }
      return unsafe String(decoding: line, as: UTF8.self)
    }
  }

  /// The last component of what a link in this folder points at; nil where it is no link.
  func linkTarget(of name: String) -> String? {
    linkText(name, in: descriptor)?.split(separator: "/").last.map { String($0) }
  }
}

private func linkText(_ name: String, in folder: CInt) -> String? {
  unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
    guard let base = buffer.baseAddress else { return nil }
    let length = unsafe readlinkat(folder, name, base, buffer.count)
    guard length > 0 else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(buffer).prefix(length)
    return unsafe String(decoding: bytes, as: UTF8.self)
  }
}
