internal import Glibc

/// The system's own words for an errno.
enum SystemError {
  /// `no such file or folder`: lower case, and in the words of the rest of the program.
  static func text(_ code: CInt) -> String {
    switch code {
    case ENOENT: return "no such file or folder"
    case ENOTDIR: return "not a folder"
    case EISDIR: return "is a folder"
    case ENOTEMPTY, EEXIST: return "there is something already"
    default:
      // glibc keeps this text in the thread, so threads do not disturb each other.
      guard let words = unsafe strerror(code) else { return "error \(code)" }
      let text = unsafe String(cString: words)
      return text.prefix(1).lowercased() + text.dropFirst()
    }
  }
}
