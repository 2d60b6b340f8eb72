package import Records

/// Lines of the kernel log since the boot that say the same of the same port or VF.
package struct KernelReport<Meaning: Sendable & Hashable>: Sendable {
  package var meaning: Meaning
  package var count: Int
  package var first: Line
  package var last: Line

  package struct Line: Sendable {
    /// As printed: `12.345678`, `Sat Nov 28 10:37:04 2026`; empty if the line shows none.
    package var time: String
    package var seconds: Double?
    package var message: String
    package var origin: Origin

    init(_ line: KernelLineRecord) {
      time = line.time
      seconds = line.seconds
      message = line.message
      origin = line.origin
    }
  }

  init(_ meaning: Meaning, _ line: KernelLineRecord) {
    self.meaning = meaning
    count = 1
    first = Line(line)
    last = first
  }

  mutating func add(_ line: KernelLineRecord) {
    count += 1
    last = Line(line)
  }

  /// `3 times, first 12.345678 s and last 4711.000001 s after the boot`.
  package var occasions: String {
    let isUptime = first.time.utf8.allSatisfy { $0 == 0x2E || ($0 >= 0x30 && $0 <= 0x39) }
    let (unit, end) = isUptime ? (" s", " after the boot") : ("", "")
    if first.time.isEmpty { return count == 1 ? "once" : "\(count) times" }
    if count == 1 { return "once, \(isUptime ? "" : "at ")\(first.time)\(unit)\(end)" }
    return "\(count) times, first \(first.time)\(unit) and last \(last.time)\(unit)\(end)"
  }
}

extension KernelReport<VFComplaint> {
  /// A VM that starts resets its VF a few times. At least ten times, once a minute or more often, is
  /// a loop.
  var isWorthTelling: Bool {
    guard meaning == .reset else { return true }
    guard count >= 10, let start = first.seconds, let end = last.seconds else { return false }
    // Past midnight a clock begins again.
    let length = end >= start ? end - start : end + 86_400 - start
    return length <= Double(count - 1) * 60
  }
}
