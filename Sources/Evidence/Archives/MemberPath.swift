/// Which member paths an archive may have, and how members are used according to their path.
enum MemberPath {
  static let mostBytes = 4096

  /// `a/./b//c` becomes `a/b/c`; nil for the root itself. Throws for a path that leaves the
  /// archive, and for a path that no XenServer tool writes.
  static func clean(_ path: String, under folder: String) throws(CaptureGap.Reason) -> String? {
    guard path.utf8.count <= mostBytes else { throw .unrecognised("its name is too long") }
    guard path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw .unrecognised("its name has control characters or a backslash")
    }
    guard !path.hasPrefix("/") else { throw .unrecognised("its path leaves the archive") }
    var parts = folder.split(separator: "/")
    for part in path.split(separator: "/") where part != "." {
      guard part != ".." else { throw .unrecognised("its path leaves the archive") }
      parts.append(part)
    }
    guard parts.count <= TreeLimit.depth else { throw .unrecognised("it is nested too deeply") }
    return parts.isEmpty || path.isEmpty ? nil : parts.joined(separator: "/")
  }

  /// A path as shown in messages: shortened if it is very long.
  static func shown(_ path: String) -> String {
    path.utf8.count <= 400 ? path : String(decoding: path.utf8.prefix(300), as: UTF8.self) + "…"
  }

  /// How a file of an archive is used.
  enum Use {
    /// It is an archive itself.
    case archive
    case content
    /// The file's existence matters, its content does not.
    case presence
    case nothing
  }

  /// Decides by the path alone, before anything is unpacked.
  ///
  /// Of a status report, only the files that vfaudit reads are kept. In other archives a text may
  /// have any name; logs, and files of a copied /sys or of a whole machine that vfaudit does not
  /// read, are skipped.
  static func use(of path: String) -> Use {
    let parts = path.split(separator: "/")
    if let place = StatusReport.place(in: parts) { return StatusReport.use(of: place) }
    let folders = parts.dropLast()
    if isArchive(parts) { return .archive }
    if StatusReport.isLog(parts) || isOfSnapshot(parts) { return .content }
    if folders.contains("sys") {
      return parts.last.map { SysfsTree.reads(String($0)) } == true ? .content : .nothing
    }
    return isIdle(folders) ? .nothing : .content
  }

  private static let archiveEndings = [
    ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".zip",
  ]

  /// Whether the member is a snapshot or a report inside an archive. The toolstack's tar of
  /// /etc/systemd is not. In folders that are not read, only a report's file name counts.
  private static func isArchive(_ parts: [Substring]) -> Bool {
    let name = parts.last?.lowercased() ?? ""
    guard archiveEndings.contains(where: { name.hasSuffix($0) }) else { return false }
    let isReport = ["bug-report", "bugtool", "system_status"].contains { name.contains($0) }
    return isReport || !(isIdle(parts.dropLast()) || parts.dropLast().last == "etc")
  }

  /// Whether the path is one of a snapshot: `xe/…`, `host/<uuid>/…`, the manifest.
  private static func isOfSnapshot(_ parts: [Substring]) -> Bool {
    if parts.last == Substring(Manifest.fileName) || parts.last == Substring(Checksums.fileName) {
      return true
    }
    return parts.dropLast().last == "xe"
      || zip(parts, parts.dropFirst()).contains { $0 == "host" && HostIdentity.isUUID($1) }
  }

  /// Large folders of a whole machine, from which nothing is read.
  private static let idleFolders: Set<Substring> = ["usr", "boot", "dev"]
  private static let idlePairs: Set<Substring> = [
    "var/cache", "var/crash", "var/lib", "var/log", "var/opt", "var/run", "var/spool", "var/xapi",
    "lib/firmware", "lib/modules", "opt/xensource",
  ]

  private static func isIdle(_ folders: ArraySlice<Substring>) -> Bool {
    folders.contains { idleFolders.contains($0) }
      || zip(folders, folders.dropFirst()).contains { idlePairs.contains("\($0)/\($1)") }
  }
}
