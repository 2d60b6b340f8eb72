/// Reads an archive into a tree in memory, within limits, with databases reduced.
///
/// A member that is hostile or unreadable becomes a gap with its name; the other members are read.
/// Of an archive that ends early, or that exceeds a limit, all complete members are kept.
struct ArchiveLoader {
  /// Limits of one archive, including the archives inside it.
  struct Limits {
    /// Number of members, including those that are skipped.
    var members = 200_000
    /// Bytes kept in memory.
    var keptBytes = 1 << 30
    /// Bytes unpacked, including those that are skipped.
    var unpackedBytes = 16 << 30
    /// Largest permitted ratio of unpacked to packed size; checked from `ratioFrom` bytes on.
    var ratio = 200
    var ratioFrom = 64 << 20
    /// Gaps that are listed individually; the others are only counted.
    var gaps = 1000
  }

  private(set) var tree = ArchiveTree()
  /// Why the archive was not read to its end; nil if it was.
  private(set) var damage: CaptureGap.Reason?
  private var noted: [CaptureGap] = []
  private var unnoted = 0
  private let outermost: ArchiveStream
  private let limits: Limits
  private let sieve: SieveMaker?
  private let name: String
  private var members = 0
  private var kept = 0
  private var unpacked = 0

  /// Reads everything; `name` is the archive's name in messages.
  init(
    _ stream: ArchiveStream, name: String, sieve: SieveMaker?, limits: Limits = Limits()
  ) {
    outermost = stream
    self.limits = limits
    self.sieve = sieve
    self.name = name
    do throws(CaptureGap.Reason) {
      try read(stream, under: "")
    } catch {
      damage = error
      noted.append(CaptureGap(DocumentName(name), error))
    }
  }

  /// What could not be read.
  var gaps: [CaptureGap] {
    guard unnoted > 0 else { return noted }
    let reason = CaptureGap.Reason.unrecognised("\(unnoted) more members cannot be read")
    return noted + [CaptureGap(DocumentName(name), reason)]
  }

  /// Reads the archive itself, or the archive inside it at `folder`; throws what ends reading.
  private mutating func read(
    _ stream: ArchiveStream, under folder: String
  ) throws(CaptureGap.Reason) {
    var latest = "its first member"
    let first = members
    do throws(CaptureGap.Reason) {
      while let member = try stream.next() {
        latest = member.path
        members += 1
        guard members <= limits.members else {
          throw .overLimit("it has more than \(limits.members) members, more than any report")
        }
        try count(0, of: stream)
        try read(member, of: stream, under: folder)
      }
    } catch {
      guard case .endsEarly(let words) = error else { throw error }
      let place = "after \(members - first) members, at \(MemberPath.shown(latest))"
      throw .endsEarly("\(words) \(place); the rest is lost")
    }
  }

  /// Reads one member. Throws errors that end the whole archive; other errors become a gap.
  private mutating func read(
    _ member: ArchiveStream.Member, of stream: ArchiveStream, under folder: String
  ) throws(CaptureGap.Reason) {
    do throws(CaptureGap.Reason) {
      guard let path = try MemberPath.clean(member.path, under: folder) else { return }
      if member.isEncrypted { throw .unreadable("it is encrypted") }
      switch member.kind {
      case .folder: try tree.addFolder(at: path)
      case .link(let target): try tree.addLink(to: target, at: path)
      case .other: throw .unreadable("it is a hard link or a device")
      case .file: try readFile(at: path, of: stream, isNested: !folder.isEmpty)
      }
    } catch {
      switch error {
      case .endsEarly, .overLimit: throw error
      default: note(error, at: folder.isEmpty ? member.path : "\(folder)/\(member.path)")
      }
    }
  }

  private mutating func readFile(
    at path: String, of stream: ArchiveStream, isNested: Bool
  ) throws(CaptureGap.Reason) {
    switch MemberPath.use(of: path) {
    case .archive where isNested:
      throw .unrecognised("an archive nested three levels deep: unpack one of them")
    case .archive: try readArchive(at: path, memberOf: stream)
    case .content: try keep(path, of: stream)
    case .presence:
      try pass(over: stream)
      try tree.add(.unrecognised("it has no content that vfaudit reads"), at: path)
    case .nothing: try pass(over: stream)
    }
  }

  /// An error in a nested archive ends only that archive.
  private mutating func readArchive(
    at path: String, memberOf stream: ArchiveStream
  ) throws(CaptureGap.Reason) {
    do throws(CaptureGap.Reason) {
      try read(ArchiveStream(memberOf: stream), under: path)
    } catch {
      if case .overLimit = error { throw error }
      note(error, at: path)
    }
    try pass(over: stream)
  }

  /// Limits the number of gaps that bad members can produce.
  private mutating func note(_ reason: CaptureGap.Reason, at path: String) {
    guard noted.count < limits.gaps else { return unnoted += 1 }
    let path = MemberPath.shown(path.isEmpty ? name : path)
    noted.append(CaptureGap(DocumentName(path: path), reason))
  }

  /// Adds a file to the tree: its text, or the reason why it has none.
  private mutating func keep(_ path: String, of stream: ArchiveStream) throws(CaptureGap.Reason) {
    if tree.has(path) {
      try pass(over: stream)
      throw .repeated
    }
    let limit = min(DocumentReader.limit, limits.keptBytes - kept)
    var text = IncomingText(sieve: sieve, limit: limit)
    var refusal: CaptureGap.Reason?
    do throws(CaptureGap.Reason) {
      // A refused member is still read to its end, and its bytes count towards the limits.
      try stream.read { (block) throws(CaptureGap.Reason) in
        try count(block.count, of: stream)
        guard refusal == nil else { return }
        do throws(CaptureGap.Reason) { try text.take(block) } catch { refusal = error }
      }
      if refusal == nil { try add(text.finish(), at: path) }
    } catch {
      guard case .endsEarly = error else {
        if case .overLimit = error { throw error }
        return try tree.add(error, at: path)
      }
      // The rows of a truncated database that were read are complete.
      if refusal == nil, let rows = try text.finishAsDatabase() { try add(rows, at: path) }
      throw error
    }
    if let refusal { try tree.add(refusal, at: path) }
  }

  private mutating func add(_ text: Bytes, at path: String) throws(CaptureGap.Reason) {
    kept += text.count
    try tree.add(text, at: path)
  }

  private mutating func pass(over stream: ArchiveStream) throws(CaptureGap.Reason) {
    try stream.pass { (bytes) throws(CaptureGap.Reason) in try count(bytes, of: stream) }
  }

  /// Throws when the archive exceeds a limit, as a decompression bomb does.
  ///
  /// Headers count as well as contents. The unpacked size of a nested archive is also compared
  /// with the packed size of the outer archive.
  private mutating func count(_ bytes: Int, of stream: ArchiveStream) throws(CaptureGap.Reason) {
    unpacked += bytes
    let most = max(unpacked, stream.unpackedBytes, outermost.unpackedBytes)
    guard most <= limits.unpackedBytes else {
      throw .overLimit(
        "it unpacks to more than \(limits.unpackedBytes) bytes, more than any report")
    }
    guard most > limits.ratioFrom else { return }
    for packed in [stream.packedBytes, outermost.packedBytes]
    where packed > 0 && most / packed > limits.ratio {
      throw .overLimit(
        "it unpacks to more than \(limits.ratio) times its size, more than any report")
    }
  }
}
