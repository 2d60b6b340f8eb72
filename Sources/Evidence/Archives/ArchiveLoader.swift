/// Reads an archive into a tree: what vfaudit could read, within bounds, databases reduced.
///
/// A member that is hostile or that cannot be read is a gap with its name; the others are read. An
/// archive that ends early gives what was whole; so does one that is stopped at a bound.
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
    /// Gaps that are told one by one.
    var gaps = 1000
  }

  private(set) var tree = ArchiveTree()
  /// Why the archive as a whole was not read to its end; nil where it was.
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

  /// Reads everything; `name` is the archive's, for messages.
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
    let reason = CaptureGap.Reason.unrecognised("\(unnoted) more of its members cannot be read")
    return noted + [CaptureGap(DocumentName(name), reason)]
  }

  /// Reads the archive itself, or one inside it that stands at `folder`; throws what ends it.
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
          throw .overLimit("it has more than \(limits.members) members, as no report has")
        }
        try count(0, of: stream)
        try read(member, of: stream, under: folder)
      }
    } catch {
      guard case .endsEarly(let words) = error else { throw error }
      let place = "after \(members - first) members, at \(MemberPath.shown(latest))"
      throw .endsEarly("\(words) \(place); what followed is lost")
    }
  }

  /// Reads one member; throws what ends the whole archive, and notes what is wrong with it alone.
  private mutating func read(
    _ member: ArchiveStream.Member, of stream: ArchiveStream, under folder: String
  ) throws(CaptureGap.Reason) {
    do throws(CaptureGap.Reason) {
      guard let path = try MemberPath.clean(member.path, under: folder) else { return }
      if member.isEncrypted { throw .unreadable("is encrypted") }
      switch member.kind {
      case .folder: try tree.addFolder(at: path)
      case .link(let target): try tree.addLink(to: target, at: path)
      case .other: throw .unreadable("is a hard link or a device")
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
      throw .unrecognised("an archive in an archive in an archive: unpack one of them")
    case .archive: try readArchive(at: path, memberOf: stream)
    case .content: try keep(path, of: stream)
    case .presence:
      try pass(over: stream)
      try tree.add(.unrecognised("it says nothing that vfaudit reads"), at: path)
    case .nothing: try pass(over: stream)
    }
  }

  /// What is wrong with an archive in the archive ends that one alone.
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

  /// A flood of bad members makes no flood of gaps.
  private mutating func note(_ reason: CaptureGap.Reason, at path: String) {
    guard noted.count < limits.gaps else { return unnoted += 1 }
    let path = MemberPath.shown(path.isEmpty ? name : path)
    noted.append(CaptureGap(DocumentName(path: path), reason))
  }

  /// Takes a file into the tree: its text, or why it is none, for whoever asks for it.
  private mutating func keep(_ path: String, of stream: ArchiveStream) throws(CaptureGap.Reason) {
    if tree.has(path) {
      try pass(over: stream)
      throw .repeated
    }
    let limit = min(DocumentReader.limit, limits.keptBytes - kept)
    var text = IncomingText(sieve: sieve, limit: limit)
    var refusal: CaptureGap.Reason?
    do throws(CaptureGap.Reason) {
      // What is refused is read on all the same, and counted.
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
      // Of a database that is cut off, the rows that came are whole.
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

  /// Throws where what is unpacked cannot be meant well.
  ///
  /// Headers count as well as contents, and what an archive in the archive unpacks to is held
  /// against the outer one's size too.
  private mutating func count(_ bytes: Int, of stream: ArchiveStream) throws(CaptureGap.Reason) {
    unpacked += bytes
    let most = max(unpacked, stream.unpackedBytes, outermost.unpackedBytes)
    guard most <= limits.unpackedBytes else {
      throw .overLimit("it unpacks to more than \(limits.unpackedBytes) bytes, as no report does")
    }
    guard most > limits.ratioFrom else { return }
    for packed in [stream.packedBytes, outermost.packedBytes]
    where packed > 0 && most / packed > limits.ratio {
      throw .overLimit(
        "it unpacks to more than \(limits.ratio) times its size, as no report does")
    }
  }
}
