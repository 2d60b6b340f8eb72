/// Interprets the components of sysfs paths.
enum SysfsPath {
  static func components(of path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).compactMap { String($0) }
  }

  /// `0000:07:00.0`, in lower case; nil for a component that is not a PCI address. A domain has
  /// four or more digits. If it is omitted, as by lspci, it is 0000.
  static func address(_ component: String) -> String? {
    var parts = component.lowercased().split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2 { parts.insert("0000", at: 0) }
    guard parts.count == 3, (4...8).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
      let slot = String(parts[2]).cut(at: "."), slot.before.utf8.count == 2,
      slot.behind.utf8.count == 1
    else { return nil }
    let digits = [String(parts[0]), String(parts[1]), slot.before, slot.behind].joined()
    guard digits.utf8.allSatisfy({ $0.hexadecimalDigit != nil }) else { return nil }
    return parts.joined(separator: ":")
  }

  /// The interface to which this folder belongs: the component after `net`.
  static func interface(of folder: ArraySlice<String>) -> String? {
    guard folder.dropLast().last == "net" else { return nil }
    return folder.last
  }
}
