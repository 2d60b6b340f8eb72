import ArgumentParser
import Glibc

/// The two streams of a terminal program: results on stdout, all else on stderr.
enum Terminal {
  /// Writes bytes to stdout.
  ///
  /// A reader that has gone (`vfaudit … | head`) ends the program quietly, as it does others.
  static func printResult(_ bytes: [UInt8]) throws {
    try write(bytes, to: STDOUT_FILENO)
  }

  static func printResult(_ text: String) throws { try printResult(Array(text.utf8)) }

  /// Writes a line to stderr.
  static func say(_ line: String) { try? write(Array((line + "\n").utf8), to: STDERR_FILENO) }

  /// Says what is wrong and returns the code to end with.
  static func fail(_ message: String, _ code: ExitCode) -> ExitCode {
    say("vfaudit: \(message)")
    return code
  }

  /// Whether colours are wanted: on a terminal that has them, unless NO_COLOR forbids it.
  static var wantsColour: Bool {
    isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR") == nil && variable("TERM") != "dumb"
  }

  /// Shows what is being done, on a terminal only; the next line takes its place.
  static func showProgress(_ text: String) {
    guard isatty(STDERR_FILENO) == 1, variable("TERM") != "dumb", variable("CI") == nil else {
      return
    }
    let line = text.isEmpty ? "\r\u{1B}[2K" : "\r\u{1B}[2K\(text) …"
    try? write(Array(line.utf8), to: STDERR_FILENO)
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EPIPE { throw ExitCode.success }
      guard count > 0 else {
        throw fail("stdout: \(String(cString: strerror(errno)))", .unwritableOutput)
      }
      sent += count
    }
  }
}
