internal import Dispatch
internal import Glibc
internal import Synchronization

/// The immutable bytes of one document, or of a piece of one.
///
/// Copies and slices share their memory. Nothing is decoded until somebody asks: a document
/// may be 1 GiB, and may hold bytes that are no UTF-8.
@safe package struct Bytes: Sendable {
  private let memory: Memory
  private let offset: Int
  /// How many bytes there are.
  package let count: Int

  private init(memory: Memory, offset: Int, count: Int) {
    self.memory = memory
    self.offset = offset
    self.count = count
  }

  init(_ memory: Memory) {
    self.init(memory: memory, offset: 0, count: memory.count)
  }

  /// Copies bytes that are in an array.
  package init(_ bytes: [UInt8]) {
    let memory = Memory(capacity: bytes.count)
    memory.append(bytes.span)
    self.init(memory)
  }

  /// Takes the UTF-8 of a text.
  package init(_ text: String) {
    self.init(Array(text.utf8))
  }

  /// The bytes themselves, valid as long as these `Bytes` are.
  package var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      let pointer = unsafe UnsafePointer(memory.start) + offset
      let span = unsafe Span(_unsafeStart: pointer, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// A copy.
  package var array: [UInt8] { unsafe span.withUnsafeBufferPointer { unsafe Array($0) } }

  /// Decodes a range; bytes that are no UTF-8 become U+FFFD.
  package func string(in range: Range<Int>) -> String {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let part = unsafe UnsafeBufferPointer(
      start: memory.start + offset + range.lowerBound, count: range.count)
    return unsafe String(decoding: part, as: UTF8.self)
  }

  /// A piece of these bytes, without copying.
  package func slice(_ range: Range<Int>) -> Bytes {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return Bytes(memory: memory, offset: offset + range.lowerBound, count: range.count)
  }
}

extension Bytes: Equatable {
  package static func == (left: Bytes, right: Bytes) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe memcmp(
      left.memory.start + left.offset, right.memory.start + right.offset, left.count) == 0
  }
}

extension Bytes: CustomStringConvertible {
  /// The whole text, decoded as `string(in:)` does.
  package var description: String { string(in: 0..<count) }
}

/// Owns the memory of documents.
///
/// Filled by whoever makes it, and never written again once it is in `Bytes`; so it may be
/// shared between threads although the compiler cannot see it.
@safe final class Memory: @unchecked Sendable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  /// Where a buffer begins to deserve huge pages: filling 100 MB of 4 KiB pages costs 70 ms.
  private static let hugePage = 2 << 20

  /// What one core reads at a time. Whole huge pages, so that no two cores clear the same one.
  private static let piece = 2 * hugePage

  init(capacity: Int) {
    self.capacity = max(capacity, 1)
    unsafe start = Memory.allocate(self.capacity)
  }

  deinit { unsafe free(start) }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
    guard capacity > hugePage / 2 else {
      return unsafe adopt(malloc(capacity))
    }
    let rounded = (capacity + hugePage - 1) / hugePage * hugePage
    let raw = unsafe aligned_alloc(hugePage, rounded)
    unsafe madvise(raw, rounded, MADV_HUGEPAGE)
    return unsafe adopt(raw)
  }

  private static func adopt(_ raw: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<UInt8> {
    guard let raw = unsafe raw else { preconditionFailure("out of memory") }
    return unsafe raw.assumingMemoryBound(to: UInt8.self)
  }

  private func makeRoom() {
    let larger = unsafe Memory.allocate(capacity * 2)
    unsafe memcpy(larger, start, count)
    unsafe free(start)
    unsafe start = unsafe larger
    capacity *= 2
  }

  func append(_ bytes: Span<UInt8>) {
    while capacity - count < bytes.count { makeRoom() }
    let room = unsafe start + count
    unsafe bytes.withUnsafeBytes { source in
      guard let base = source.baseAddress else { return }
      unsafe memcpy(room, base, source.count)
    }
    count += bytes.count
  }

  /// Reads once, over what was there, with room for more than 0 bytes; gives an errno or 0.
  func refill(from descriptor: CInt) -> CInt {
    while true {
      let got = unsafe read(descriptor, start, capacity)
      count = max(got, 0)
      if got >= 0 { return 0 }
      if errno != EINTR { return errno }
    }
  }

  /// Reads until the end or until there is more than `limit`; gives an errno or 0.
  func fill(from descriptor: CInt, limit: Int) -> CInt {
    if count == 0, capacity >= Memory.piece * 2 { readPieces(of: descriptor) }
    while count <= limit {
      if count == capacity { makeRoom() }
      let got = unsafe read(descriptor, start + count, min(capacity - count, 1 << 30))
      if got == 0 { return 0 }
      if got < 0 {
        if errno == EINTR { continue }
        return errno
      }
      count += got
    }
    return 0
  }

  /// Reads pieces on all cores, as far as there is room: most of the time goes into the pages of
  /// the buffer, not into the file. What is behind a piece that ended early or failed is as unread
  /// as if nobody had tried; the reads that follow meet the same end or error.
  private func readPieces(of descriptor: CInt) {
    let begin = lseek(descriptor, 0, SEEK_CUR)
    guard begin >= 0 else { return }
    let end = Atomic(capacity)
    let pieces = (capacity + Memory.piece - 1) / Memory.piece
    DispatchQueue.concurrentPerform(iterations: pieces) { piece in
      let offset = piece * Memory.piece
      let room = min(capacity - offset, Memory.piece)
      let got = unsafe pread(descriptor, start + offset, room, begin + offset)
      if got < room { end.min(offset + max(got, 0), ordering: .relaxed) }
    }
    count = end.load(ordering: .relaxed)
    lseek(descriptor, begin + count, SEEK_SET)
  }
}
