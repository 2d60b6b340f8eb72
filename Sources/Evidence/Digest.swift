internal import CLibCrypto

/// SHA-256, computed by libcrypto.
package enum Digest {
  /// The 32 bytes of the digest.
  package static func sha256(_ bytes: Bytes) -> [UInt8] {
    sha256(bytes.span)
  }

  /// The 32 bytes of the digest of bytes in memory.
  package static func sha256(_ bytes: Span<UInt8>) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = unsafe bytes.withUnsafeBytes { source in
      unsafe vf_sha256(source.baseAddress, source.count, &digest)
    }
    // It fails only if the system's crypto policy forbids SHA-256; then no digest can be trusted.
    precondition(status == 1, "libcrypto refuses SHA-256")
    return digest
  }

  /// The digest as `sha256sum` prints it.
  package static func sha256Hex(_ bytes: Bytes) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = sha256(bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// The digest in base64, as a content security policy has it after `sha256-`.
  package static func sha256Base64(_ bytes: Bytes) -> String {
    base64(sha256(bytes))
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = 0
      for byte in group { bits = bits << 8 | Int(byte) }
      bits <<= 8 * (3 - group.count)
      for place in 0..<4 {
        let isPadding = place > group.count
        text.append(isPadding ? UInt8(ascii: "=") : digits[bits >> (18 - 6 * place) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
