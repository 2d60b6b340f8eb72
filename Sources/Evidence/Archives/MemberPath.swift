/// What the path of an archive's member may be, and what it says.
enum MemberPath {
  private static let mostBytes = 4096

  /// `a/./b//c` is `a/b/c`; nil for the root itself. Throws for a path that leaves the archive, or
  /// that no tool of XenServer writes.
  static func clean(_ path: String, under folder: String) throws(CaptureGap.Reason) -> String? {
    guard path.utf8.count <= mostBytes else { throw .unrecognised("its name is too long") }
    guard path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw .unrecognised("its name has control characters or a backslash")
    }
    guard !path.hasPrefix("/") else { throw .unrecognised("its name leads out of the archive") }
    var parts = folder.split(separator: "/")
    for part in path.split(separator: "/") where part != "." {
      guard part != ".." else { throw .unrecognised("its name leads out of the archive") }
      parts.append(part)
    }
    guard parts.count <= TreeLimit.depth else { throw .unrecognised("it is nested too deep") }
    return parts.isEmpty || path.isEmpty ? nil : parts.joined(separator: "/")
  }

  private static let archiveEndings = [
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".zip",
  ]

  /// A snapshot or a report inside an archive; the toolstack's own tar of /etc/systemd is none.
  static func isArchive(_ path: String) -> Bool {
    archiveEndings.contains { path.hasSuffix($0) } && !path.hasSuffix("/etc/systemd.tar")
  }

  /// Folders of a status report, or of a whole machine, that nothing is read from: they are large.
  private static let idleFolders: Set<Substring> = ["var", "opt", "usr", "lib", "boot", "dev"]

  /// Whether a file could be a document: logs and the like are passed over without being kept.
  static func isWanted(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    if StatusReport.isLog(parts) { return true }
    let inner = parts.dropLast()
    if inner.contains("sys") { return parts.last.map { SysfsTree.reads(String($0)) } ?? false }
    return !inner.contains { idleFolders.contains($0) }
  }
}
