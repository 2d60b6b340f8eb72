/// All files below a folder, in a fixed order, and gaps for what could not be read.
struct FileWalk {
  /// A regular file, with the path at which it was found.
  struct File {
    let path: String
    let place: TreePlace
  }

  private(set) var files: [File] = []
  /// Folders named `sys` that look like a kernel's /sys; they are not entered.
  private(set) var sysfsRoots: [String] = []
  private(set) var gaps: [CaptureGap] = []
  private var entries = 0
  /// The prefix that `below` removed from the paths; it ends in a slash or is empty.
  private(set) var base = ""

  /// The files below a folder, with paths relative to it; `folder` ends in a slash.
  func below(_ folder: String) -> FileWalk {
    guard !folder.isEmpty else { return self }
    var walk = self
    walk.base = base + folder
    walk.files = files.filter { $0.path.hasPrefix(folder) }.map { file in
      File(path: String(file.path.dropFirst(folder.count)), place: file.place)
    }.filter { file in
      let top = file.path.prefix { $0 != "/" }
      return !FileWalk.isBeside(String(top))
    }
    walk.sysfsRoots = sysfsRoots.filter { $0.hasPrefix(folder) }
      .map { String($0.dropFirst(folder.count)) }
    return walk
  }

  /// The files outside these folders, without gaps; each folder ends in a slash.
  func outside(_ folders: [String]) -> FileWalk {
    var walk = self
    walk.files.removeAll { file in folders.contains { file.path.hasPrefix($0) } }
    walk.sysfsRoots.removeAll { root in folders.contains { root.hasPrefix($0) } }
    walk.gaps = []
    return walk
  }

  init(_ tree: borrowing some DocumentTree & ~Copyable) {
    var pending = [""]
    while let folder = pending.popLast() {
      guard entries < TreeLimit.entries else { break }
      pending += visit(folder, in: tree).reversed()
    }
    if entries >= TreeLimit.entries {
      gap("", .tooLarge(bytes: entries, limit: TreeLimit.entries))
    }
  }

  /// Sorts the contents of a folder into files and gaps; returns the folders to visit next.
  private mutating func visit(
    _ folder: String, in tree: borrowing some DocumentTree & ~Copyable
  ) -> [String] {
    var folders: [String] = []
    do throws(CaptureGap.Reason) {
      // The path has no links, since links to folders are not entered.
      let place = TreePlace(path: folder, .folder)
      for name in try tree.names(in: place) where !FileWalk.isSkipped(name, in: folder) {
        entries += 1
        guard entries < TreeLimit.entries else { break }
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        if look(at: path, named: name, in: tree) { folders.append(path) }
      }
    } catch {
      gap(folder, error)
    }
    return folders
  }

  /// True for a folder that has to be entered.
  private mutating func look(
    at path: String, named name: String, in tree: borrowing some DocumentTree & ~Copyable
  ) -> Bool {
    do throws(CaptureGap.Reason) {
      let place = try tree.follow(path)
      switch place.kind {
      case .file: files.append(File(path: path, place: place))
      case .other: gap(path, .unreadable("it is not a regular file"))
      case .folder where place.path != path:
        gap(path, .unreadable("it is a link to a folder: put the folder itself here"))
      case .folder where name == "sys" && SysfsTree.isOne(path, in: tree):
        sysfsRoots.append(path)
      case .folder: return true
      }
    } catch {
      gap(path, error)
    }
    return false
  }

  private mutating func gap(_ path: String, _ reason: CaptureGap.Reason) {
    gaps.append(CaptureGap(DocumentName(path: path.isEmpty ? "." : path), reason))
  }

  /// Files that may be next to a snapshot but do not belong to it.
  private static func isSkipped(_ name: String, in folder: String) -> Bool {
    name.hasPrefix(".") || name.hasPrefix("README") || name.hasSuffix(".md")
      || folder.isEmpty && isBeside(name)
  }

  /// Files that users keep in a snapshot's folder: a policy and the reports.
  private static func isBeside(_ name: String) -> Bool {
    name == "vfaudit.yml" || name == "reports"
  }
}
