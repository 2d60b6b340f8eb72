import Auditing
import PoolModel

/// Which of a list's entries can be written whole where there is room for so many bytes: each is at
/// least named, as long as there is room for that, and then the first ones that fit become whole.
struct ByteBudget {
  /// By the places of the entries that are named or whole.
  private(set) var isWhole: [Bool] = []

  /// What each entry takes, in bytes.
  init(_ bytes: Int, for entries: [(whole: Int, brief: Int)]) {
    var room = bytes
    for entry in entries {
      guard entry.brief <= room else { break }
      room -= entry.brief
      isWhole.append(false)
    }
    // One that is too large keeps none from its place.
    for (index, entry) in entries.prefix(isWhole.count).enumerated()
    where entry.whole - entry.brief <= room {
      room -= entry.whole - entry.brief
      isWhole[index] = true
    }
  }

  /// The first lines that fit, should names of kilobytes have used up the room; the last says so.
  static func cut(_ lines: [String], to bytes: Int) -> [String] {
    let mark = "… cut off here: the formats html and xml have the rest."
    var room = bytes - mark.utf8.count - 1
    guard lines.reduce(0, { $0 + $1.utf8.count + 1 }) > bytes else { return lines }
    let kept = lines.prefix { line in
      room -= line.utf8.count + 1
      return room >= 0
    }
    return kept + [mark]
  }

  /// `12 of 14 findings in full, 1 by title and 1 not at all`.
  func sentence(of count: Int) -> String {
    let whole = isWhole.count { $0 }
    let brief = isWhole.count > whole ? ["\(isWhole.count - whole) by title"] : []
    let missing = count > isWhole.count ? ["\(count - isWhole.count) not at all"] : []
    return enumeration(["\(whole) of \(counted(count, "finding")) in full"] + brief + missing)
  }
}
