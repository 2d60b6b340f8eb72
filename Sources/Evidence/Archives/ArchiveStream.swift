internal import CLibArchive
internal import Glibc

/// An archive that is read from beginning to end and never unpacked to disk, so a member's path
/// is only a name and never a place in the file system.
///
/// Accepts tar and zip, plain or compressed with gzip, bzip2, xz or zstd, recognised by their
/// content. All other formats and filters of libarchive stay disabled.
@safe final class ArchiveStream {
  private let archive: OpaquePointer
  private let origin: Origin

  /// The source of the bytes; kept alive while they are read.
  private enum Origin {
    case file(OpenFile)
    case memory(Bytes)
    case member(Feed)
  }

  enum Kind: Equatable {
    case file
    case folder
    case link(String)
    /// Hard links, devices and the like.
    case other
  }

  /// A member's header.
  struct Member {
    /// As in the archive, with invalid UTF-8 replaced.
    var path: String
    var kind: Kind
    var isEncrypted: Bool
  }

  /// Whether a file begins with the signature of one of these formats.
  static func isOne(_ head: Span<UInt8>) -> Bool {
    let signs: [[UInt8]] = [
      [0x1F, 0x8B], Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00],
      [0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06],
    ]
    if signs.contains(where: { head.begins(with: $0, at: 0) }) { return true }
    return head.begins(with: Array("ustar".utf8), at: 257)
  }

  /// Reads from a file that is already open; throws libarchive's message if it is no archive.
  convenience init(_ file: OpenFile) throws(CaptureGap.Reason) {
    try self.init(.file(file))
  }

  /// Opens an archive in memory.
  convenience init(_ bytes: Bytes) throws(CaptureGap.Reason) { try self.init(.memory(bytes)) }

  /// Opens the current member of another archive as an archive, without storing it.
  convenience init(memberOf outer: ArchiveStream) throws(CaptureGap.Reason) {
    try self.init(.member(Feed(outer)))
  }

  private init(_ origin: Origin) throws(CaptureGap.Reason) {
    guard let archive = unsafe archive_read_new() else { preconditionFailure("out of memory") }
    unsafe self.archive = archive
    self.origin = origin
    unsafe archive_read_support_filter_gzip(archive)
    unsafe archive_read_support_filter_bzip2(archive)
    unsafe archive_read_support_filter_xz(archive)
    unsafe archive_read_support_filter_zstd(archive)
    unsafe archive_read_support_format_tar(archive)
    unsafe archive_read_support_format_zip(archive)
    let code =
      switch origin {
      case .file(let file): unsafe archive_read_open_fd(archive, file.number, 256 << 10)
      case .memory(let bytes):
        unsafe bytes.span.withUnsafeBytes {
          unsafe archive_read_open_memory(archive, $0.baseAddress, $0.count)
        }
      case .member(let feed): unsafe feed.open(archive)
      }
    guard code == ARCHIVE_OK else { throw .unreadable(words) }
  }

  deinit { unsafe archive_read_free(archive) }

  /// Advances to the next member; nil at the end. Throws if the archive is damaged or truncated.
  func next() throws(CaptureGap.Reason) -> Member? {
    var entry: OpaquePointer?
    let code = unsafe archive_read_next_header(archive, &entry)
    if code == ARCHIVE_EOF { return nil }
    guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry = unsafe entry else {
      throw .endsEarly(words)
    }
    // In the C locale only the raw bytes of a non-ASCII name are available, not its UTF-8 form.
    let path = unsafe text(archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry))
    return Member(
      path: path ?? "", kind: unsafe kind(of: entry),
      isEncrypted: unsafe archive_entry_is_encrypted(entry) != 0)
  }

  private func kind(of entry: OpaquePointer) -> Kind {
    let hardLink = unsafe archive_entry_hardlink(entry) ?? archive_entry_hardlink_utf8(entry)
    guard unsafe hardLink == nil else { return .other }
    switch unsafe mode_t(archive_entry_filetype(entry)) {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK:
      let target = unsafe archive_entry_symlink(entry) ?? archive_entry_symlink_utf8(entry)
      return unsafe text(target).map { .link($0) } ?? .other
    default: return .other
    }
  }

  private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }

  /// Passes the current member's bytes to `body`, block by block.
  func read(
    _ body: (Span<UInt8>) throws(CaptureGap.Reason) -> Void
  ) throws(CaptureGap.Reason) {
    var place = 0
    var hasHoles = false
    while let (offset, bytes) = try unsafe nextBlock() {
      // A sparse file would have a large size at no cost.
      if offset != place { hasHoles = true }
      place = offset + bytes.count
      try unsafe body(Span(_unsafeElements: bytes))
    }
    if hasHoles { throw .unreadable("it is a sparse file, not a text") }
  }

  /// Skips to the end of the current member, and passes the size of each block to `body`.
  func pass(
    _ body: (Int) throws(CaptureGap.Reason) -> Void
  ) throws(CaptureGap.Reason) {
    while let (_, bytes) = try unsafe nextBlock() { try body(bytes.count) }
  }

  fileprivate func nextBlock() throws(CaptureGap.Reason) -> (
    offset: Int, bytes: UnsafeBufferPointer<UInt8>
  )? {
    while true {
      var start: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      let code = unsafe archive_read_data_block(archive, &start, &count, &offset)
      if code == ARCHIVE_EOF { return nil }
      guard code == ARCHIVE_OK || code == ARCHIVE_WARN else { throw .endsEarly(words) }
      guard let start = unsafe start, count > 0 else { continue }
      return unsafe (
        Int(offset),
        UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
      )
    }
  }

  /// Packed bytes read so far.
  var packedBytes: Int { unsafe Int(archive_filter_bytes(archive, -1)) }

  /// The size of these bytes after decompression, headers included; for a zip, the packed size.
  var unpackedBytes: Int { unsafe Int(archive_filter_bytes(archive, 0)) }

  /// libarchive's message for the last error, or the outer archive's message if that one failed.
  private var words: String {
    if case .member(let feed) = origin, case .endsEarly(let words)? = feed.failure { return words }
    return unsafe text(archive_error_string(archive))?.lowercased() ?? "it is cut off"
  }
}

/// Supplies one archive with the bytes of the current member of another.
private final class Feed {
  private let outer: ArchiveStream
  /// Why the outer archive supplied no more bytes.
  private(set) var failure: CaptureGap.Reason?

  init(_ outer: ArchiveStream) { self.outer = outer }

  /// The feed, and therefore the pointer to it, lives as long as the stream that holds it.
  func open(_ archive: OpaquePointer) -> CInt {
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    return unsafe archive_read_open(
      archive, me, nil,
      { archive, user, buffer in
        guard let user = unsafe user, let buffer = unsafe buffer else { return -1 }
        let feed = unsafe Unmanaged<Feed>.fromOpaque(user).takeUnretainedValue()
        do throws(CaptureGap.Reason) {
          guard let (_, bytes) = try unsafe feed.outer.nextBlock() else { return 0 }
          unsafe buffer.pointee = unsafe UnsafeRawPointer(bytes.baseAddress)
          return bytes.count
        } catch {
          feed.failure = error
          return -1
        }
      }, nil)
  }
}

extension Span where Element == UInt8 {
  /// Whether the bytes at this offset equal `sign`.
  func begins(with sign: [UInt8], at place: Int) -> Bool {
    guard count >= place + sign.count else { return false }
    return sign.indices.allSatisfy { self[place + $0] == sign[$0] }
  }
}
