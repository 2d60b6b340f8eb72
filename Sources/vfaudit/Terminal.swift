import ArgumentParser
import Glibc
import Reporting
import Synchronization

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
    clear()
    say("vfaudit: \(TextSummary.visible(message))")
    return code
  }

  /// Whether colours are wanted: on a terminal that has them, unless NO_COLOR forbids it.
  static var wantsColour: Bool {
    isatty(STDOUT_FILENO) == 1 && variable("NO_COLOR") == nil && variable("TERM") != "dumb"
  }

  /// Shows what is being done, on a terminal only; the next line takes its place.
  static func showProgress(_ text: String) {
    guard showsProgress else { return }
    clear()
    try? write(Array("\(text) …".utf8), to: STDERR_FILENO)
    lineIsTaken.withLock { $0 = true }
  }

  /// Shows how much is done, as a bar.
  static func showProgress(_ text: String, _ done: Int, of total: Int) {
    let width = 30
    let full = total > 0 ? width * done / total : 0
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
    showProgress("\(text) [\(bar)] \(done) of \(total)")
  }

  /// Takes the progress away.
  static func endProgress() { clear() }

  /// Passes on what another machine said, marked with its name; nothing in it steers the terminal.
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
