/// A uuid as a number: 8-4-4-4-12 hexadecimal digits.
struct XeUUID: Equatable {
  /// The digits, in an interleaved order that is suitable for comparison but not for printing.
  private var high: UInt64
  private var low: UInt64

  static let length = 36

  /// The uuid that fills the range; nil for any other text.
  init?(in bytes: Span<UInt8>, at range: Range<Int>) {
    guard range.count == Self.length else { return nil }
    let text = bytes.extracting(range)
    let dash = UInt8(ascii: "-")
    guard text[8] == dash, text[13] == dash, text[18] == dash, text[23] == dash else {
      return nil
    }
    guard let first = Self.digits(text.word(at: 0) | text.word(at: 4) << 32),
      let second = Self.digits(text.word(at: 9) | text.word(at: 14) << 32),
      let third = Self.digits(text.word(at: 19) | text.word(at: 24) << 32),
      let fourth = Self.digits(text.word(at: 28) | text.word(at: 32) << 32)
    else { return nil }
    (high, low) = (first << 4 | second, third << 4 | fourth)
  }

  /// The values of eight hexadecimal digits, one per byte, computed in parallel: a letter has bit 6
  /// set, and its value is its lower half plus nine.
  private static func digits(_ text: UInt64) -> UInt64? {
    let letters = (text >> 6) & 0x0101_0101_0101_0101
    let values = (text & 0x0F0F_0F0F_0F0F_0F0F) &+ letters &* 9
    let tens = ((values &+ 0x0606_0606_0606_0606) >> 4) & 0x0F0F_0F0F_0F0F_0F0F
    let spelled = values &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    guard tens == letters, values & 0xF0F0_F0F0_F0F0_F0F0 == 0, spelled == text | letters << 5
    else { return nil }
    return values
  }

  /// A hash that cannot be predicted without the seed.
  func mixed(with seed: UInt64) -> UInt64 {
    let other = seed &* 0x9E37_79B9_7F4A_7C15
    let product = (high ^ seed).multipliedFullWidth(by: low ^ other)
    return product.high ^ product.low
  }
}

/// The uuids of a listing, to find repeated ones: a hash table with open addressing, since a
/// listing has up to a hundred thousand.
struct XeUUIDSet {
  /// Indices of records, counted from 1; 0 is a free slot.
  private var slots: [UInt32] = []
  /// Random, so that hostile uuids cannot be chosen to collide.
  private let seed = UInt64.random(in: .min ... .max) | 1

  /// Allocates space for `count` uuids; no more may be inserted.
  mutating func reserve(_ count: Int) {
    var size = 16
    while size < count * 2 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
  }

  /// Inserts a record's uuid; returns the record that already has it, if there is one.
  mutating func insert(_ uuid: XeUUID, record: Int, among records: [XeRecord]) -> Int? {
    var slot = Int(truncatingIfNeeded: uuid.mixed(with: seed)) & (slots.count - 1)
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if records[known].uuid == uuid { return known }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = UInt32(record + 1)
    return nil
  }
}

extension Span where Element == UInt8 {
  /// Four bytes, little-endian.
  @inline(__always)
  fileprivate func word(at place: Int) -> UInt64 {
    UInt64(self[place]) | UInt64(self[place + 1]) << 8 | UInt64(self[place + 2]) << 16
      | UInt64(self[place + 3]) << 24
  }
}
