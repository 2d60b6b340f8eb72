/// Determines to which host a pasted document belongs.
struct HostIdentity {
  private var inventories: [(scope: [Substring], uuid: String)] = []

  /// 8-4-4-4-12 hexadecimal digits.
  static func isUUID(_ text: some StringProtocol) -> Bool {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
  }

  /// Whether a file is a host's `xensource-inventory`, by one of its usual names.
  static func isInventory(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    return ["xensource-inventory", "xensource-inventory.txt", "inventory.txt", "inventory"]
      .contains(String(name))
  }

  /// Assigns the folder of an inventory to the host in its `INSTALLATION_UUID='…'`.
  ///
  /// An inventory in `etc` counts for the folder that contains `etc`.
  mutating func learn(from inventory: Bytes, at path: String) {
    var scope = Array(path.split(separator: "/").dropLast())
    if scope.last == "etc" { scope.removeLast() }
    if let uuid = HostIdentity.installationUUID(in: inventory) { inventories.append((scope, uuid)) }
  }

  /// The host's uuid from `INSTALLATION_UUID='…'`; nil if there is no such line.
  static func installationUUID(in inventory: Bytes) -> String? {
    for line in inventory.head(lines: 100) where line.hasPrefix("INSTALLATION_UUID=") {
      let value = line.dropFirst("INSTALLATION_UUID=".count).drop { "'\"".contains($0) }
        .prefix { !"'\"\r ".contains($0) }
      if isUUID(value) { return value.lowercased() }
    }
    return nil
  }

  /// The host by a uuid in the path, else by the nearest inventory, else `-`.
  func host(of path: String) -> String {
    let parts = path.split(separator: "/")
    if let uuid = parts.last(where: HostIdentity.isUUID) { return uuid.lowercased() }
    let around = inventories.filter { parts.starts(with: $0.scope) }
    return around.max { $0.scope.count < $1.scope.count }?.uuid ?? DocumentName.unknownHost
  }
}
