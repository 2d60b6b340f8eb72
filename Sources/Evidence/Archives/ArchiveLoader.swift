/// Reads an archive into a tree: what vfaudit could read, within bounds, databases reduced.
///
/// A member that is hostile, damaged or too large is a gap with its name; the others are read. An
/// archive that ends early gives what was whole.
struct ArchiveLoader {
  /// Bounds of one archive, nested ones included.
  struct Limits {
    /// Members, wanted or not.
    var members = 200_000
    /// Bytes that are kept.
    var keptBytes = 1 << 30
    /// Bytes that are unpacked, kept or not.
    var unpackedBytes = 16 << 30
    /// How many times larger than packed, once there is enough to tell.
    var ratio = 200
    var ratioFrom = 64 << 20
  }

  private(set) var tree = ArchiveTree()
  private(set) var gaps: [CaptureGap] = []
  private let limits: Limits
  private let sieve: SieveMaker?
  private let name: String
  private var members = 0
  private var kept = 0
  private var unpacked = 0
  /// Set where nothing more is to be read.
  private var isOver = false

  /// Reads everything; `name` is the archive's, for messages.
  init(
    _ stream: ArchiveStream, name: String, sieve: SieveMaker?, limits: Limits = Limits()
  ) {
    self.limits = limits
    self.sieve = sieve
    self.name = name
    read(stream, under: "", isNested: false)
  }

  private mutating func read(_ stream: ArchiveStream, under folder: String, isNested: Bool) {
    do throws(CaptureGap.Reason) {
      while !isOver, let member = try stream.next() {
        members += 1
        guard members <= limits.members else {
          throw .endsEarly("there are more than \(limits.members) members, which no report has")
        }
        read(member, of: stream, under: folder, isNested: isNested)
      }
    } catch {
      isOver = true
      gaps.append(CaptureGap(DocumentName(folder.isEmpty ? name : folder), error))
    }
  }

  private mutating func read(
    _ member: ArchiveStream.Member, of stream: ArchiveStream, under folder: String, isNested: Bool
  ) {
    do throws(CaptureGap.Reason) {
      guard let path = try MemberPath.clean(member.path, under: folder) else { return }
      if member.isEncrypted { throw .unreadable("is encrypted") }
      switch member.kind {
      case .folder: _ = tree.addFolder(at: path)
      case .link(let target):
        guard tree.addLink(to: target, at: path) else { throw .repeated }
      case .other: throw .unreadable("is a hard link or a device")
      case .file where !isNested && MemberPath.isArchive(path):
        read(try ArchiveStream(memberOf: stream), under: path, isNested: true)
      case .file where MemberPath.isWanted(path):
        guard try tree.add(contents(of: stream, at: path), at: path) else { throw .repeated }
      case .file: try pass(over: stream)
      }
    } catch {
      note(CaptureGap(DocumentName(member.path.isEmpty ? name : member.path), error))
    }
  }

  /// A flood of bad members makes no flood of gaps.
  private mutating func note(_ gap: CaptureGap) {
    if case .endsEarly = gap.reason { isOver = true }
    if gaps.count < 1000 { gaps.append(gap) }
  }

  private mutating func contents(
    of stream: ArchiveStream, at path: String
  ) throws(CaptureGap.Reason) -> Bytes {
    let limit = min(DocumentReader.limit, limits.keptBytes - kept)
    var text = IncomingText(sieve: sieve, limit: limit)
    do throws(CaptureGap.Reason) {
      try stream.read { (block) throws(CaptureGap.Reason) in
        try count(block.count, of: stream)
        try text.take(block)
        return true
      }
    } catch {
      // Of a database that is cut off, the rows that came are whole.
      guard text.isDatabase, case .endsEarly = error else { throw error }
      note(CaptureGap(DocumentName(name), error))
    }
    let bytes = try text.finish()
    kept += bytes.count
    return bytes
  }

  private mutating func pass(over stream: ArchiveStream) throws(CaptureGap.Reason) {
    try stream.read { (block) throws(CaptureGap.Reason) in
      try count(block.count, of: stream)
      return true
    }
  }

  /// Throws where what is unpacked cannot be meant well.
  private mutating func count(_ bytes: Int, of stream: ArchiveStream) throws(CaptureGap.Reason) {
    unpacked += bytes
    guard unpacked <= limits.unpackedBytes else {
      throw .endsEarly("it unpacks to more than \(limits.unpackedBytes) bytes")
    }
    let packed = stream.packedBytes
    if unpacked > limits.ratioFrom, packed > 0, unpacked / packed > limits.ratio {
      throw .endsEarly("it unpacks to more than \(limits.ratio) times its size, as no report does")
    }
  }
}
