import Evidence

/// A tar archive made byte by byte, so that it can be as hostile as one likes.
struct Tar {
  private(set) var bytes: [UInt8] = []

  enum Kind: UInt8 {
    case file = 0x30
    case hardLink = 0x31
    case link = 0x32
    case device = 0x33
    case folder = 0x35
  }

  /// `size` is what headers say where it is not the truth.
  init(_ entries: [(path: String, kind: Kind, content: String)], size: Int? = nil) {
    self.init(entries.map { ($0.path, $0.kind, Array($0.content.utf8)) }, size: size)
  }

  init(_ entries: [(path: String, kind: Kind, content: [UInt8])], size: Int? = nil) {
    for entry in entries { add(entry.path, entry.kind, entry.content, size) }
  }

  /// Files alone.
  static func of(_ files: [(String, String)]) -> [UInt8] {
    Tar(files.map { (path: $0.0, kind: .file, content: $0.1) }).ended
  }

  /// With the two empty blocks at the end.
  var ended: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

  private mutating func add(_ path: String, _ kind: Kind, _ content: [UInt8], _ size: Int?) {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ place: Int) {
      for (index, byte) in text.utf8.enumerated() { header[place + index] = byte }
    }
    func octal(_ number: Int, _ width: Int) -> String {
      let digits = String(number, radix: 8)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    let isFile = kind == .file
    put(path, 0)
    put(octal(0o644, 7), 100)
    put(octal(0, 7), 108)
    put(octal(0, 7), 116)
    put(octal(size ?? (isFile ? content.count : 0), 12), 124)
    put(octal(0, 11), 136)
    put("        ", 148)
    header[156] = kind.rawValue
    if !isFile { put(String(decoding: content, as: UTF8.self), 157) }
    put("ustar\u{0}00", 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", 148)
    bytes += header
    guard isFile else { return }
    bytes += content
    bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }
}

/// A sieve that keeps what stands before the first `secret`.
struct CuttingSieve: DatabaseSieve {
  private var text = ""
  mutating func take(_ bytes: Span<UInt8>) throws {
    text += bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
  }
  mutating func finish() throws -> Bytes {
    Bytes(text.firstRange(of: "secret").map { String(text[..<$0.lowerBound]) } ?? text)
  }
}
