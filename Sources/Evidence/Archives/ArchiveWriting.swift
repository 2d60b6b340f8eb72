internal import CLibArchive
internal import Glibc

/// Writes an archive into memory.
@safe final class ArchiveWriting {
  enum Form {
    case tar
    /// Compressed with gzip.
    case packedTar
    case zip
  }

  private let archive: OpaquePointer
  private var bytes: [UInt8] = []

  init(_ form: Form) {
    guard let archive = unsafe archive_write_new() else { preconditionFailure("out of memory") }
    unsafe self.archive = archive
    if form == .zip {
      unsafe archive_write_set_format_zip(archive)
    } else {
      unsafe archive_write_set_format_pax_restricted(archive)
    }
    // Names are written as bytes: the C locale would refuse non-ASCII names.
    unsafe archive_write_set_options(archive, "hdrcharset=BINARY")
    if form == .packedTar {
      unsafe archive_write_add_filter_gzip(archive)
      // A timestamp in the header would make each archive different.
      unsafe archive_write_set_filter_option(archive, "gzip", "timestamp", nil)
    }
    unsafe archive_write_set_bytes_per_block(archive, 0)
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe archive_write_open(
      archive, me, nil,
      { _, user, buffer, count in
        guard let user = unsafe user, let buffer = unsafe buffer else { return -1 }
        let writing = unsafe Unmanaged<ArchiveWriting>.fromOpaque(user).takeUnretainedValue()
        unsafe writing.bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: count))
        return count
      }, nil)
  }

  deinit { unsafe archive_write_free(archive) }

  func add(_ content: Bytes, at path: String) throws(OutputFailure) {
    guard let entry = unsafe archive_entry_new() else { preconditionFailure("out of memory") }
    defer { unsafe archive_entry_free(entry) }
    unsafe archive_entry_set_pathname(entry, path)
    unsafe archive_entry_set_size(entry, Int64(content.count))
    unsafe archive_entry_set_filetype(entry, UInt32(Glibc.S_IFREG as mode_t))
    unsafe archive_entry_set_perm(entry, 0o644)
    unsafe archive_entry_set_mtime(entry, 0, 0)
    var isWritten = unsafe archive_write_header(archive, entry) == ARCHIVE_OK
    unsafe content.span.withUnsafeBytes { buffer in
      let count = unsafe archive_write_data(archive, buffer.baseAddress, buffer.count)
      if count != buffer.count { isWritten = false }
    }
    guard isWritten else { throw OutputFailure(path, words) }
  }

  func finish() throws(OutputFailure) -> [UInt8] {
    guard unsafe archive_write_close(archive) == ARCHIVE_OK else {
      throw OutputFailure("archive", words)
    }
    return bytes
  }

  private var words: String {
    unsafe archive_error_string(archive).map { unsafe String(cString: $0) } ?? "unknown error"
  }
}
