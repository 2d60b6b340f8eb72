import Evidence
import PoolModel
import Testing

@testable import Records

/// A generator with a seed, so that a failure can be repeated.
private struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite struct DatabaseMutationTests {
  private let alphabet = Array("<>/\"'&;()%. \n\\=abcVMrow#0\u{E9}".utf8) + [0, 0xFF, 0xC2]

  private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let byte = alphabet.randomElement(using: &random) ?? 0
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] = byte
      case 1: bytes.insert(byte, at: place)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 20))
      case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 60)], at: 0 + place)
      default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 0...200, using: &random)))
      }
    }
  }

  @Test func `no mutation crashes the reducer, and what it gives reduces to itself`() throws {
    var random = SeededGenerator(state: 3)
    let base = Array(SmallPool.withUUIDs(SmallPool.database).utf8)
    var read = 0
    for _ in 0..<600 {
      var bytes = base
      mutate(&bytes, &random)
      let pieces = Int.random(in: 1...4000, using: &random)
      guard let result = reduction(of: bytes, pieces: pieces) else { continue }
      read += 1
      #expect(try reduce(result.text) == result)
      for line in result.text.split(separator: "\n") { #expect(line.hasPrefix("<")) }
    }
    #expect(read > 200)
  }

  @Test func `no mutation of a reduced database crashes the parser or the linker`() throws {
    var random = SeededGenerator(state: 4)
    let base = Array(try SmallPool.databaseDocument().bytes.description.utf8)
    for _ in 0..<400 {
      var bytes = base
      mutate(&bytes, &random)
      let document = Document(name: DocumentName("xe/xapi-db.xml"), bytes: Bytes(bytes))
      let snapshot = Snapshot(documents: SmallPool.documents + [document])
      let pool = Inventory(of: snapshot)
      #expect(pool.hosts.count == 1)
      let records = DatabaseParser.records(bytes.span, document: "xe/xapi-db.xml").records
      for pif in records.pifs {
        #expect(pif.origin.offset + pif.origin.length <= bytes.count)
        _ = pool.quote(pif.origin)
      }
    }
  }

  @Test func `no text is too odd for the readers of values`() {
    var random = SeededGenerator(state: 5)
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      _ = DatabaseText.decoded(bytes.span)
      _ = DatabaseExpression.set(bytes)
      _ = DatabaseRestriction.element(of: "a", in: bytes.span)
      guard let map = DatabaseExpression.map(bytes) else { continue }
      let again = DatabaseExpression.map(DatabaseExpression.written(map))
      #expect(again?.map(\.key) == map.map(\.key) && again?.map(\.value) == map.map(\.value))
    }
  }

  private func reduction(of bytes: [UInt8], pieces: Int) -> Reduced? {
    do { return try reduce(bytes, pieces: pieces) } catch { return nil }
  }
}
