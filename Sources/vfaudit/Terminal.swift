import ArgumentParser
import Glibc
import Reporting
import Synchronization

/// The output streams: results go to stdout, everything else to stderr.
enum Terminal {
  /// Writes bytes to stdout.
  ///
  /// If the reader has closed the pipe (`vfaudit … | head`), the program ends without an error.
  static func printResult(_ bytes: [UInt8]) throws {
    try write(bytes, to: STDOUT_FILENO)
  }

  static func printResult(_ text: String) throws { try printResult(Array(text.utf8)) }

  /// Writes a line to stderr.
  static func say(_ line: String) { try? write(Array((line + "\n").utf8), to: STDERR_FILENO) }

  /// Prints an error and returns the exit code.
  static func fail(_ message: String, _ code: ExitCode) -> ExitCode {
    clear()
    say("vfaudit: \(TextSummary.visible(message))")
    return code
  }

  /// Whether to use colours: on a terminal that has them, unless NO_COLOR is set.
  static var wantsColour: Bool {
    isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR") == nil && variable("TERM") != "dumb"
  }

  /// Shows progress, on a terminal only; the next line overwrites it.
  static func showProgress(_ text: String) {
    guard showsProgress else { return }
    clear()
    try? write(Array("\(text) …".utf8), to: STDERR_FILENO)
    lineIsTaken.withLock { $0 = true }
  }

  /// Shows progress as a bar.
  static func showProgress(_ text: String, _ done: Int, of total: Int) {
    let width = 30
    let full = total > 0 ? width * done / total : 0
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    showProgress("\(text) [\(bar)] \(done) of \(total)")
  }

  /// Removes the progress line.
  static func endProgress() { clear() }

  /// Prints a line of output of another machine, with its name in front. Control characters are
  /// made visible.
  static func hear(_ line: String, from name: String?) {
    clear()
    let text = TextSummary.visible(line)
    say(name.map { "\(TextSummary.visible($0)): \(text)" } ?? text)
  }

  private static let lineIsTaken = Mutex(false)

  private static func clear() {
    guard
      lineIsTaken.withLock({ taken in
        defer { taken = false }
        return taken
      })
    else { return }
    try? write(Array("\r\u{1B}[2K".utf8), to: STDERR_FILENO)
  }

  private static var showsProgress: Bool {
    isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb" && variable("CI") == nil
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
