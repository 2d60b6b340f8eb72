import Auditing
import PoolModel

/// Chooses which entries of a list are written in full within a limit of bytes. All entries are
/// named as long as there is room; then the first entries that fit are written in full.
struct ByteBudget {
  /// For each named entry, whether it is written in full. Shorter than the list if some have no
  /// room.
  private(set) var isWhole: [Bool] = []

  /// `entries`: the size of each entry in full and in brief, in bytes.
  init(_ bytes: Int, for entries: [(whole: Int, brief: Int)]) {
    var room = bytes
    for entry in entries {
      guard entry.brief <= room else { break }
      room -= entry.brief
      isWhole.append(false)
    }
    // An entry that is too large does not stop later, smaller ones.
    for (index, entry) in entries.prefix(isWhole.count).enumerated()
    where entry.whole - entry.brief <= room {
      room -= entry.whole - entry.brief
      isWhole[index] = true
    }
  }

  /// The first lines that fit, for reports with very long names. The last line notes the cut.
  static func cut(_ lines: [String], to bytes: Int) -> [String] {
    let mark = "… cut off here: see the formats html and xml for the rest."
    var room = bytes - mark.utf8.count - 1
    guard lines.reduce(0, { $0 + $1.utf8.count + 1 }) > bytes else { return lines }
    let kept = lines.prefix { line in
      room -= line.utf8.count + 1
      return room >= 0
    }
    return kept + [mark]
  }

  /// `12 of 14 findings in full, 1 by title and 1 omitted`.
  func sentence(of count: Int) -> String {
    let whole = isWhole.count { $0 }
    let brief = isWhole.count > whole ? ["\(isWhole.count - whole) by title"] : []
    let missing = count > isWhole.count ? ["\(count - isWhole.count) omitted"] : []
    return enumeration(["\(whole) of \(counted(count, "finding")) in full"] + brief + missing)
  }
}
