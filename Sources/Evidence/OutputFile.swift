internal import Glibc

/// Why a file could not be written.
package struct OutputFailure: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ path: String, code: CInt) {
    description = "\(path): cannot be written: \(SystemError.text(code))"
  }

  init(_ path: String, _ reason: String) {
    description = "\(path): cannot be written: \(reason)"
  }
}

/// Writes whole files: a reader sees either the old or the new content, never a part of it.
package enum OutputFile {
  /// Writes a temporary file, flushes it to disk, and renames it. Devices and FIFOs are written
  /// directly.
  package static func write(_ bytes: [UInt8], to path: String) throws(OutputFailure) {
    try write(bytes.span, to: path)
  }

  /// Writes a temporary file, flushes it to disk, and renames it. Devices and FIFOs are written
  /// directly.
  ///
  /// A new file has mode 0644 minus the umask; a replaced file keeps its mode. A symbolic link
  /// stays, and its target is replaced.
  package static func write(_ bytes: Span<UInt8>, to path: String) throws(OutputFailure) {
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists && kind == S_IFDIR {
      throw OutputFailure(path, "it is a folder: name a file in it")
    }
    if exists && (kind != S_IFREG || path.hasPrefix("/dev/")) {
      return try writeDirectly(bytes, to: path)
    }
    let target = exists ? resolved(path) : path
    let mode = exists ? status.st_mode & 0o777 : nil
    try replace(target, with: bytes, keeping: mode, reportedAs: path)
  }

  /// Whether the path exists.
  package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Writes a temporary file and renames it, with mode 0600 whatever mode the old file had.
  package static func writePrivately(_ bytes: [UInt8], to path: String) throws(OutputFailure) {
    var status = stat()
    if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw OutputFailure(path, "it is not a regular file, so it cannot be kept private")
    }
    try replace(resolved(path), with: bytes.span, keeping: 0o600, reportedAs: path)
  }

  /// Creates a folder; an existing folder is left unchanged.
  ///
  /// Throws if its parent is missing, so that a misspelt path creates no tree.
  package static func makeFolder(_ path: String) throws(OutputFailure) {
    guard unsafe mkdir(path, 0o755) != 0 else { return }
    let code = errno
    var status = stat()
    let isFolder = unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    if !isFolder { throw OutputFailure(path, code: code) }
  }

  private static func writeDirectly(
    _ bytes: Span<UInt8>, to path: String
  ) throws(OutputFailure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw OutputFailure(path, code: errno) }
    let code = writeAll(bytes, to: descriptor)
    close(descriptor)
    if code != 0 { throw OutputFailure(path, code: code) }
  }

  private static func replace(
    _ target: String, with bytes: Span<UInt8>, keeping mode: mode_t?, reportedAs path: String
  ) throws(OutputFailure) {
    let (beside, descriptor) = try createBeside(
      target, mode: mode.map { $0 & 0o600 } ?? 0o644, reportedAs: path)
    var code = writeAll(bytes, to: descriptor)
    if code == 0, let mode, fchmod(descriptor, mode) != 0 { code = errno }
    if code == 0 && fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0 && code == 0 { code = errno }
    if code == 0, unsafe rename(beside, target) != 0 { code = errno }
    guard code != 0 else { return }
    unsafe unlink(beside)
    throw OutputFailure(path, code: code)
  }

  private static func createBeside(
    _ target: String, mode creation: mode_t, reportedAs path: String
  ) throws(OutputFailure) -> (String, CInt) {
    while true {
      let beside = temporaryName(beside: target)
      let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, creation)
      if descriptor >= 0 { return (beside, descriptor) }
      if errno != EEXIST { throw OutputFailure(path, code: errno) }
    }
  }

  /// `reports/audit.html` becomes `reports/.audit.html.x7kq2m`; a final slash is dropped.
  static func temporaryName(beside path: String) -> String {
    let end = path.utf8.lastIndex { $0 != UInt8(ascii: "/") }
    let path = end.map { path[...$0] } ?? path[...]
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { path[path.utf8.index(after: $0)...] } ?? path
    let folder = slash.map { path[...$0] } ?? ""
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
    let random = (0..<6).map { _ in letters[Int.random(in: letters.indices)] }
    return "\(folder).\(name).\(String(decoding: random, as: UTF8.self))"
  }

  private static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  static func writeAll(_ bytes: Span<UInt8>, to descriptor: CInt) -> CInt {
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.extracting(droppingFirst: done).withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if written < 0 && errno == EINTR { continue }
      if written < 0 { return errno }
      done += written
    }
    return 0
  }
}
