import Evidence
import Glibc

/// Reads stdin.
enum StandardInput {
  /// In bytes; more than the text of any snapshot.
  private static let limit = 1 << 30

  /// All of stdin. Throws if it cannot be read or exceeds the limit.
  static func read() throws(SourceFailure) -> Bytes {
    try InputFile.read(STDIN_FILENO, "stdin", limit)
  }
}

/// Reads a whole file, such as a policy or a report.
enum InputFile {
  /// Throws if the file has more than `limit` bytes.
  static func read(_ path: String, limit: Int = 4 << 20) throws(SourceFailure) -> Bytes {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw SourceFailure(path, String(cString: strerror(errno))) }
    defer { close(descriptor) }
    return try read(descriptor, path, limit)
  }

  static func read(
    _ descriptor: Int32, _ name: String, _ limit: Int
  ) throws(SourceFailure) -> Bytes {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SourceFailure(name, String(cString: strerror(errno))) }
      guard count > 0 else { return Bytes(bytes) }
      bytes += buffer[..<count]
      guard bytes.count <= limit else { throw SourceFailure(name, "more than \(limit) bytes") }
    }
  }
}
