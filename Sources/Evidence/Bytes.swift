internal import Dispatch
internal import Glibc
internal import Synchronization

/// The immutable bytes of one document, or of a piece of one.
///
/// Copies and slices share their memory. Bytes are decoded only when text is requested: a
/// document may have 1 GiB, and may contain invalid UTF-8.
@safe package struct Bytes: Sendable {
  private let memory: Memory
  private let offset: Int
  /// Number of bytes.
  package let count: Int

  private init(memory: Memory, offset: Int, count: Int) {
    self.memory = memory
    self.offset = offset
    self.count = count
  }

  init(_ memory: Memory) {
    self.init(memory: memory, offset: 0, count: memory.count)
  }

  /// Copies an array.
  package init(_ bytes: [UInt8]) {
    let memory = Memory(capacity: bytes.count)
    memory.append(bytes.span)
    self.init(memory)
  }

  /// The UTF-8 of a text.
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

  /// Decodes a range; invalid UTF-8 becomes U+FFFD.
  package func string(in range: Range<Int>) -> String {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let part = unsafe UnsafeBufferPointer(
      start: memory.start + offset + range.lowerBound, count: range.count)
    return unsafe String(decoding: part, as: UTF8.self)
  }

  /// A part of these bytes, without copying.
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
/// It is filled by its creator and never written again once it is in `Bytes`. Therefore threads
/// may share it, which the compiler cannot prove.
@safe final class Memory: @unchecked Sendable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  /// Larger buffers use huge pages: filling 100 MB of 4 KiB pages takes 70 ms.
  private static let hugePage = 2 << 20

  /// Bytes that one core reads at a time: whole huge pages, so that two cores never clear the same.
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

  /// Reads once and overwrites the present content; returns an errno or 0.
  func refill(from descriptor: CInt) -> CInt {
    while true {
      let got = unsafe read(descriptor, start, capacity)
      count = max(got, 0)
      if got >= 0 { return 0 }
      if errno != EINTR { return errno }
    }
  }

  /// Reads until the end, or until there are more than `limit` bytes; returns an errno or 0.
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

  /// Reads pieces on all cores, up to the buffer's capacity: most of the time is spent on the
  /// buffer's pages, not on the file. Everything after a piece that ended early or failed counts
  /// as unread; the subsequent reads meet the same end or error.
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
