internal import Glibc

/// A file descriptor that is closed automatically.
final class OpenFile: TreeFolder {
  private let descriptor: CInt
  private static let pieceSize = 256 << 10

  init(_ descriptor: CInt) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// The descriptor, valid as long as this object.
  var number: CInt { descriptor }

  /// Makes the next read start at the first byte.
  func rewind() { lseek(descriptor, 0, SEEK_SET) }

  func duplicate() -> CInt { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }

  private func requireRegular() throws(CaptureGap.Reason) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(SystemError.text(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable("it is not a regular file")
    }
    return Int(status.st_size)
  }

  /// Reads a whole regular file.
  func contents(limit: Int) throws(CaptureGap.Reason) -> Bytes {
    let size = try requireRegular()
    guard size <= limit else { throw .tooLarge(bytes: size, limit: limit) }
    // One byte more than the file has, so that the read that returns 0 needs no larger buffer.
    let memory = Memory(capacity: size + 1)
    let code = memory.fill(from: descriptor, limit: limit)
    guard code == 0 else { throw .unreadable(SystemError.text(code)) }
    guard memory.count <= limit else { throw .tooLarge(bytes: memory.count, limit: limit) }
    return Bytes(memory)
  }

  /// Reads a regular file piece by piece, until `body` returns false.
  func read(
    _ body: (Span<UInt8>) throws(CaptureGap.Reason) -> Bool
  ) throws(CaptureGap.Reason) {
    _ = try requireRegular()
    let buffer = Memory(capacity: OpenFile.pieceSize)
    while true {
      let code = buffer.refill(from: descriptor)
      guard code == 0 else { throw .unreadable(SystemError.text(code)) }
      let piece = Bytes(buffer)
      guard piece.count > 0, try body(piece.span) else { return }
    }
  }

  func firstLine(of name: String) -> String? {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
    let file = unsafe openat(descriptor, name, flags)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { buffer in
      let length = unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
      guard length >= 0 else { return nil }
      let line = unsafe buffer.prefix(length).prefix { $0 != 10 }
      return unsafe String(decoding: line, as: UTF8.self)
    }
  }

  func linkTarget(of name: String) -> String? {
    linkText(name, in: descriptor)?.split(separator: "/").last.map { String($0) }
  }
}

/// The target of a symbolic link; nil if there is no link.
func linkText(_ name: String, in folder: CInt) -> String? {
  unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
    guard let base = buffer.baseAddress else { return nil }
    let length = unsafe readlinkat(folder, name, base, buffer.count)
    guard length > 0 else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(buffer).prefix(length)
    return unsafe String(decoding: bytes, as: UTF8.self)
  }
}
