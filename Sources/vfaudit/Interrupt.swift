import Dispatch
import Glibc
import Synchronization

/// Handles Ctrl-C and SIGTERM while child processes run that must be ended first.
///
/// The handler writes a byte into a pipe, so that a signal that arrives early is not lost.
final class Interrupt: Sendable {
  private let happened = Mutex(false)
  private let writeEnd: Int32

  /// The pipe's write end. Static because a C signal handler cannot capture a context.
  nonisolated(unsafe) private static var wakeUp: Int32 = -1
  private static let signals = [SIGINT, SIGTERM]

  /// Whether the user has interrupted.
  var hasHappened: Bool { happened.withLock { $0 } }

  /// Calls `act` at the first signal; the next one ends the program. Only one instance at a time.
  init(_ act: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      writeEnd = -1
      return
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    writeEnd = ends[1]
    Self.wakeUp = ends[1]
    for number in Self.signals {
      signal(number) { _ in
        var byte: UInt8 = 0
        _ = write(Interrupt.wakeUp, &byte, 1)
      }
    }
    let readEnd = ends[0]
    DispatchQueue.global().async { [self] in
      var byte: UInt8 = 0
      let count = read(readEnd, &byte, 1)
      close(readEnd)
      guard count == 1 else { return }
      happened.withLock { $0 = true }
      for number in Self.signals { signal(number, SIG_DFL) }
      act()
    }
  }

  /// Restores the default signal handlers.
  func stop() {
    for number in Self.signals { signal(number, SIG_DFL) }
    Self.wakeUp = -1
    if writeEnd >= 0 { close(writeEnd) }
  }
}
