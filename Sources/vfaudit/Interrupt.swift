@preconcurrency import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM, while something runs that has to be ended in good order.
final class Interrupt: Sendable {
  private let sources: [any DispatchSourceSignal]
  private let happened = Mutex(false)

  /// Whether the user has interrupted.
  var hasHappened: Bool { happened.withLock { $0 } }

  /// Calls `act` at the first signal; the next one ends the program as usual.
  init(_ act: @escaping @Sendable () -> Void) {
    let numbers = [SIGINT, SIGTERM]
    sources = numbers.map { DispatchSource.makeSignalSource(signal: $0) }
    for (number, source) in zip(numbers, sources) {
      signal(number, SIG_IGN)
      source.setEventHandler { [self] in
        happened.withLock { $0 = true }
        signal(number, SIG_DFL)
        act()
      }
      source.resume()
    }
  }

  /// Gives the signals back.
  func stop() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
