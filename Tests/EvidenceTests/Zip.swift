import Evidence

/// A zip made byte by byte, each member stored as it is.
enum Zip {
  /// `isEncrypted` only says so in the headers; without its directory a zip can only be streamed.
  static func of(
    _ files: [(String, [UInt8])], isEncrypted: Bool = false, hasDirectory: Bool = true
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for (path, content) in files {
      let fields =
        number(isEncrypted ? 1 : 0, 2) + number(0, 2) + number(0, 4) + number(crc(content), 4)
        + number(content.count, 4) + number(content.count, 4) + number(path.utf8.count, 2)
        + number(0, 2)
      directory += [0x50, 0x4B, 1, 2] + number(20, 2) + number(20, 2) + fields
      directory += number(0, 6) + number(0, 4) + number(bytes.count, 4) + path.utf8
      bytes += [0x50, 0x4B, 3, 4] + number(20, 2) + fields + path.utf8 + content
    }
    guard hasDirectory else { return bytes }
    let end =
      [0x50, 0x4B, 5, 6] + number(0, 4) + number(files.count, 2) + number(files.count, 2)
      + number(directory.count, 4) + number(bytes.count, 4) + number(0, 2)
    return bytes + directory + end
  }

  private static func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { UInt8(value >> (8 * $0) & 0xFF) }
  }

  private static func crc(_ bytes: [UInt8]) -> Int {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return Int(~crc)
  }
}
