internal import Glibc

extension Source {
  /// The archives in a folder that contains nothing else, such as one archive of each pool written
  /// by `vfaudit collect`; in every other case the path itself. Hidden files do not count.
  package static func unpacked(_ path: String) -> [String] {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    // A folder that cannot be listed is returned as it is; opening it later gives the error.
    let place = TreePlace(path: "", kind: .folder, size: 0)
    guard let tree = try? FileTree(path), let names = try? tree.names(in: place) else {
      return [path]
    }
    let seen = names.filter { !$0.hasPrefix(".") }
    let base = path.hasSuffix("/") ? String(path.dropLast()) : path
    let archives = seen.map { "\(base)/\($0)" }
    return !seen.isEmpty && archives.allSatisfy(isArchive) ? archives : [path]
  }

  private static func isArchive(_ path: String) -> Bool {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return false }
    return (try? kind(of: OpenFile(descriptor))) == .archive
  }
}
