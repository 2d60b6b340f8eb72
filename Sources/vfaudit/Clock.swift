import ArgumentParser
import Glibc

/// Time in the format of all reports: UTC, `2026-05-01T16:25:00Z`.
enum Clock {
  static var now: String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return text(
      Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday), Int(parts.tm_hour),
      Int(parts.tm_min), Int(parts.tm_sec))
  }

  /// Accepts `2026-05-01` and `2026-05-01T16:25:00Z`; nil for anything else.
  static func parse(_ argument: String) -> String? {
    let full = argument.utf8.count == 10 ? argument + "T00:00:00Z" : argument
    let bytes = Array(full.utf8)
    let pattern = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
    guard bytes.count == pattern.count else { return nil }
    for (byte, wanted) in zip(bytes, pattern) {
      let isDigit = (0x30...0x39).contains(byte)
      guard wanted == UInt8(ascii: "d") ? isDigit : byte == wanted else { return nil }
    }
    let number = { (range: Range<Int>) in Int(String(decoding: bytes[range], as: UTF8.self)) ?? 0 }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    guard (1...12).contains(month), (1...days(in: month, of: year)).contains(day),
      number(11..<13) < 24, number(14..<16) < 60, number(17..<19) < 60
    else { return nil }
    return full
  }

  /// Throws when `--now` is not a valid time.
  static func validate(_ argument: String?) throws {
    guard let argument, parse(argument) == nil else { return }
    throw ValidationError(
      "--now: expected a time such as 2026-05-01T16:25:00Z, found “\(argument)”")
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func text(
    _ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int, _ second: Int
  ) -> String {
    let two = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(day))T\(two(hour)):\(two(minute)):\(two(second))Z"
  }
}
