/// How the lines of a disordered record can be read as the listing's fields.
///
/// A value that imitates fields adds lines; it never removes real lines or changes their order. So
/// the real lines are a subsequence of the lines, in the listing's order. If the earliest and the
/// latest such subsequence have the same line for a field, no other line can be that field.
struct XeReading {
  enum Verdict { case field, text, disputed }

  enum Shape {
    /// All names are present, in order.
    case complete
    /// Names are missing, but the record begins correctly: one of its values may continue after it.
    case interrupted
    /// It does not begin like the other records, so `xe` did not print it as a record.
    case forged
  }

  private(set) var verdicts: [Verdict]
  private(set) var shape = Shape.complete
  /// The first line of each kind of disorder.
  private(set) var repeated: UInt16?
  private(set) var unexpected: UInt16?
  private(set) var missing: UInt16?
  private(set) var outOfOrder: UInt16?

  /// `lines` are the keys of the record's lines, `names` those of the listing.
  init(lines: [UInt16], names: [UInt16]) {
    let known = Set(names)
    var counts: [UInt16: Int] = [:]
    for line in lines {
      counts[line, default: 0] += 1
      if counts[line] == 2, repeated == nil { repeated = line }
    }
    unexpected = lines.first { !known.contains($0) }
    missing = names.first { counts[$0] == nil }
    verdicts = lines.map { known.contains($0) ? .disputed : .text }
    let expected = names.filter { counts[$0] != nil }
    if let earliest = Self.earliestRun(of: expected, in: lines),
      let latest = Self.latestRun(of: expected, in: lines)
    {
      judge(lines, expected: expected, earliest: earliest, latest: latest)
      guard missing != nil else { return }
    } else {
      judgeWithoutRun(lines, expected: expected, counts: counts)
    }
    // A VM's owner can write only values from the second field on.
    shape = lines.starts(with: names.prefix(2)) ? .interrupted : .forged
  }

  private static func earliestRun(of names: [UInt16], in lines: [UInt16]) -> [Int]? {
    var run: [Int] = []
    for (index, line) in lines.enumerated() where run.count < names.count {
      if line == names[run.count] { run.append(index) }
    }
    return run.count == names.count ? run : nil
  }

  /// The first line of a record is its first field, since no value precedes it.
  private static func latestRun(of names: [UInt16], in lines: [UInt16]) -> [Int]? {
    let reversed = earliestRun(of: names.reversed(), in: lines.reversed())
    guard var run = reversed.map({ $0.reversed().map { lines.count - 1 - $0 } }) else { return nil }
    if names.first == lines.first, !run.isEmpty { run[0] = 0 }
    return run
  }

  private mutating func judge(
    _ lines: [UInt16], expected: [UInt16], earliest: [Int], latest: [Int]
  ) {
    let certain = zip(earliest, latest).filter { $0 == $1 }.map(\.0)
    var disputedNames = Set(expected)
    for index in certain {
      verdicts[index] = .field
      disputedNames.remove(lines[index])
    }
    for index in lines.indices where verdicts[index] == .disputed {
      if !disputedNames.contains(lines[index]) { verdicts[index] = .text }
    }
  }

  /// For fields in another order: only those fields are certain that are in order with all fields
  /// before and after them.
  private mutating func judgeWithoutRun(
    _ lines: [UInt16], expected: [UInt16], counts: [UInt16: Int]
  ) {
    let places = Dictionary(
      expected.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var least = [Int](repeating: Int.max, count: lines.count + 1)
    for index in lines.indices.reversed() {
      least[index] = min(least[index + 1], places[lines[index]] ?? Int.max)
    }
    var greatest = -1
    for (index, line) in lines.enumerated() {
      guard let place = places[line] else { continue }
      if place < greatest, outOfOrder == nil { outOfOrder = line }
      if place > greatest, place < least[index + 1], counts[line] == 1 { verdicts[index] = .field }
      greatest = max(greatest, place)
    }
    // Text between disputed lines may belong to any of them.
    for index in lines.indices where verdicts[index] == .text { verdicts[index] = .disputed }
    if lines.first == expected.first, !lines.isEmpty { verdicts[0] = .field }
  }
}
