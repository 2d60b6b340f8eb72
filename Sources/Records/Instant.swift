/// A time in UTC, in whole seconds.
package struct Instant: Sendable, Hashable, Comparable {
  /// Seconds since 1970.
  package var seconds: Int

  package init(seconds: Int) { self.seconds = seconds }

  /// Reads `2026-05-01T16:25:00Z`; nil for any other text.
  package init?(_ text: String) {
    let parts = text.utf8.split { !$0.isDecimalDigit }.map {
      Int(String(decoding: $0, as: UTF8.self))
    }
    guard text.utf8.count == 20, text.utf8.last == UInt8(ascii: "Z"), parts.count == 6,
      let year = parts[0], let month = parts[1], let day = parts[2], let hour = parts[3],
      let minute = parts[4], let second = parts[5], (1...12).contains(month)
    else { return nil }
    // Days since 1970 in the Gregorian calendar, computed with years that begin in March.
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    seconds = days * 86_400 + hour * 3600 + minute * 60 + second
  }

  package static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
}
