internal import Glibc

/// The system's message for an errno.
enum SystemError {
  /// `no such file or folder`: in lower case, with the terms of the rest of the program.
  static func text(_ code: CInt) -> String {
    switch code {
    case ENOENT: return "no such file or folder"
    case ENOTDIR: return "not a folder"
    case EISDIR: return "it is a folder"
    case ENOTEMPTY, EEXIST: return "it exists already"
    default:
      // glibc keeps this text per thread, so this is thread-safe.
      guard let words = unsafe strerror(code) else { return "error \(code)" }
      let text = unsafe String(cString: words)
      return text.prefix(1).lowercased() + text.dropFirst()
    }
  }
}
