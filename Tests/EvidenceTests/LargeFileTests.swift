import Glibc
import Testing

@testable import Evidence

/// Files that are large enough to be read by all cores.
@Suite("A large file")
struct LargeFileTests {
  private static let size = 19 << 20 + 5

  /// Bytes that no two pieces of a file have in the same places.
  private static let bytes: [UInt8] = {
    let block = (0..<65_537).map { UInt8(truncatingIfNeeded: $0 &* 40_503 >> 7) }
    var bytes: [UInt8] = []
    while bytes.count < size { bytes += block }
    bytes.removeLast(bytes.count - size)
    return bytes
  }()

  private func fill(
    _ memory: Memory, from place: Folder, at offset: Int = 0, limit: Int = .max
  ) -> CInt {
    let descriptor = open(place["large"], O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    lseek(descriptor, offset, SEEK_SET)
    return memory.fill(from: descriptor, limit: limit)
  }

  private func folder() throws -> Folder {
    try Folder { FolderEntry(path: "large", content: .bytes(LargeFileTests.bytes)) }
  }

  @Test(
    "is read whole, whatever room was made for it",
    arguments: [size + 1, size, size - 1, size / 2, size * 2, 8 << 20, 16 << 20])
  func whole(_ room: Int) throws {
    let memory = Memory(capacity: room)
    #expect(fill(memory, from: try folder()) == 0)
    #expect(Bytes(memory) == Bytes(LargeFileTests.bytes))
  }

  @Test("is read from where the descriptor is")
  func fromOffset() throws {
    let memory = Memory(capacity: LargeFileTests.size)
    #expect(fill(memory, from: try folder(), at: 1000) == 0)
    #expect(Bytes(memory) == Bytes(Array(LargeFileTests.bytes[1000...])))
  }

  @Test("is not read much further than the limit, so that it is seen to be larger")
  func limit() throws {
    let memory = Memory(capacity: 9 << 20)
    #expect(fill(memory, from: try folder(), limit: 9 << 20 - 1) == 0)
    #expect(memory.count == 9 << 20)
  }

  @Test("that cannot be read gives its error")
  func unreadable() throws {
    let memory = Memory(capacity: 9 << 20)
    let descriptor = open("/", O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    #expect(memory.fill(from: descriptor, limit: .max) == EISDIR)
    #expect(memory.count == 0)
  }

  @Test("may be a pipe, which has no places")
  func pipe() throws {
    let memory = Memory(capacity: 9 << 20)
    var ends: [CInt] = [0, 0]
    #expect(Glibc.pipe(&ends) == 0)
    #expect(write(ends[1], "text", 4) == 4)
    close(ends[1])
    defer { close(ends[0]) }
    #expect(memory.fill(from: ends[0], limit: .max) == 0)
    #expect(Bytes(memory) == Bytes("text"))
  }
}
