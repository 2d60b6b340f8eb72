/// Reduces files that contain more than vfaudit reads.
extension HostText {
  private static let inventoryKeys: Set<Substring> = [
    "INSTALLATION_UUID", "PRODUCT_BRAND", "PRODUCT_NAME", "PRODUCT_VERSION", "PLATFORM_NAME",
    "PLATFORM_VERSION", "XEN_VERSION", "KERNEL_VERSION", "BUILD_NUMBER", "MANAGEMENT_INTERFACE",
  ]

  /// The lines of /etc/xensource-inventory that name the host and its product.
  static func allowedInventory(_ bytes: Bytes) -> Bytes {
    kept(of: bytes) { line in inventoryKeys.contains(line.prefix { $0 != "=" }) }
  }

  /// `master` or `slave`. In /etc/xensource/pool.conf the coordinator's address follows; it is removed.
  static func role(_ bytes: Bytes) -> Bytes {
    let word = bytes.head(lines: 1).first?.prefix { $0 != ":" } ?? ""
    return Bytes(word + "\n")
  }

  /// Drivers of network cards whose parameters a report shows.
  private static let drivers: Set<Substring> = [
    "igb", "ixgbe", "i40e", "ice", "mlx4_core", "mlx5_core", "bnxt_en", "qede",
  ]

  /// Splits a text with several `modinfo` outputs; only drivers of network cards are kept.
  static func moduleBlocks(_ bytes: Bytes) -> [(driver: String, text: Bytes)] {
    var starts: [(driver: String, place: Int)] = []
    for range in TextLines(bytes)
    where bytes.span.begins(with: Array("filename:".utf8), at: range.lowerBound) {
      let name = bytes.string(in: range).split(separator: "/").last?.split(separator: ".").first
      starts.append((name.map { String($0) } ?? "", range.lowerBound))
    }
    return starts.indices.compactMap { index in
      let end = index + 1 < starts.count ? starts[index + 1].place : bytes.count
      guard drivers.contains(Substring(starts[index].driver)) else { return nil }
      return (starts[index].driver, bytes.slice(starts[index].place..<end))
    }
  }

  /// The output of a command up to the mark of a time-out, and whether it is whole.
  static func untilTimeout(_ bytes: Bytes) -> (said: Bytes, isWhole: Bool) {
    let start = max(0, bytes.count - 64)
    let mark = Array("** timeout **".utf8)
    for place in start..<bytes.count where bytes.span.begins(with: mark, at: place) {
      return (bytes.slice(0..<place), false)
    }
    return (bytes, true)
  }

  private static func kept(of bytes: Bytes, _ isKept: (String) -> Bool) -> Bytes {
    let lines = TextLines(bytes).map { bytes.string(in: $0) }.filter(isKept)
    return Bytes(lines.map { $0 + "\n" }.joined())
  }
}
