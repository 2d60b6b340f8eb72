/// A server status report of one host, as xen-bugtool creates it.
///
///     bug-report-20261101093000/etc/xensource-inventory
///     bug-report-20261101093000/lspci-vv.out
///     bug-report-20261101093000/xapi-db.xml
///
/// File names: xenserver/status-report, `construct_filename`. XenCenter puts several reports into
/// one zip, each in its own folder. Only the files named here are read.
struct StatusReport {
  /// The report's top folder; empty for the tree's own root.
  let root: String
  private(set) var documents: [Document] = []
  private(set) var gaps: [CaptureGap] = []
  private var host = DocumentName.unknownHost
  private var log = HostLog()

  /// Files in the top folder of a report.
  private static let signs: Set<String> = [
    "xapi-db.xml", "xapi-db-dumped.xml", "xen-bugtool.log", "inventory.xml", "lspci-vv.out",
  ]
  private static let inventory = "etc/xensource-inventory"
  /// The most reports in one archive. A pool has at most 64 hosts.
  static let most = 256

  /// The top folders of all reports in a tree: folders with two signs of xen-bugtool. The folder's
  /// name can be one. All databases together are one, because people may keep several.
  static func roots(in walk: FileWalk) -> [String] {
    var found: [String: Set<Substring>] = [:]
    for file in walk.files {
      let parts = file.path.split(separator: "/")
      let isInventory = parts.suffix(2) == ["etc", "xensource-inventory"]
      guard let name = parts.last, isInventory || signs.contains(String(name)) else { continue }
      let top = parts.dropLast(isInventory ? 2 : 1)
      let root = top.map { $0 + "/" }.joined()
      found[root, default: []].insert(name.hasPrefix("xapi-db") ? "xapi-db" : name)
      if let folder = top.last, isName(folder) { found[root]?.insert("") }
    }
    return found.filter { $0.value.count > 1 }.keys.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  /// Whether a folder has a name as xen-bugtool creates it.
  private static func isName(_ folder: Substring) -> Bool { folder.hasPrefix("bug-report-") }

  /// Reads one report of a tree.
  init(
    _ root: String, _ walk: FileWalk, in tree: borrowing some DocumentTree & ~Copyable,
    reader: inout DocumentReader
  ) {
    self.root = root
    let files = walk.files.filter { $0.path.hasPrefix(root) }
    let inventory = root + StatusReport.inventory
    // It shows which host the other files belong to.
    let first = files.filter { $0.path == inventory }
    if first.isEmpty { gaps.append(CaptureGap(DocumentName(inventory), .notCaptured)) }
    for file in first + files.filter({ $0.path != inventory }) {
      let inner = String(file.path.dropFirst(root.utf8.count))
      guard let part = Part(path: inner) else { continue }
      do throws(CaptureGap.Reason) {
        add(part, try reader.read(file, in: tree), at: file.path)
      } catch {
        gaps.append(CaptureGap(DocumentName(file.path), error))
      }
    }
    if let text = log.text {
      documents.append(
        Document(name: .host(host, HostDocument.kernelLog.name()), bytes: text, source: log.source))
    }
  }

  private mutating func add(_ part: Part, _ text: DocumentReader.Text, at path: String) {
    switch part {
    case .inventory:
      let uuid = HostIdentity.installationUUID(in: text.bytes)
      if uuid == nil {
        gaps.append(CaptureGap(DocumentName(path), .unrecognised("it has no INSTALLATION_UUID")))
      }
      host = uuid ?? host
      append(HostDocument.inventory.name(), HostText.allowedInventory(text.bytes), path)
    case .role: append(HostDocument.poolRole.name(), HostText.role(text.bytes), path)
    case .log(let rank): log.add(text.bytes, rank: rank, at: path)
    case .modules:
      for (driver, block) in HostText.moduleBlocks(text.bytes) {
        append(HostDocument.modinfo.name(driver), block, path)
      }
    case .database(let name): add(text, named: name ?? .host(host, "xapi-db.xml"), at: path)
    case .document(let name):
      let (said, isWhole) = HostText.untilTimeout(text.bytes)
      if !isWhole { gaps.append(CaptureGap(DocumentName(path), .timedOut)) }
      append(name, said, path)
    }
  }

  private mutating func add(
    _ text: DocumentReader.Text, named name: DocumentName, at path: String
  ) {
    guard case .database(let bytes) = text else {
      return gaps.append(CaptureGap(DocumentName(path), .unrecognised("expected a xapi database")))
    }
    documents.append(Document(name: name, bytes: bytes, source: path))
  }

  private mutating func append(_ name: String, _ bytes: Bytes, _ path: String) {
    documents.append(Document(name: .host(host, name), bytes: bytes, source: path))
  }

  /// Everything read from the report.
  var snapshot: Snapshot {
    var times: [String: String] = [:]
    // Without an inventory, both names stand for the same host.
    for owner in [DocumentName.unknownHost, host] { times[owner] = capturedAt }
    return Snapshot(documents: documents, gaps: gaps, captureTimes: times)
  }

  /// When the report was created, from its folder's name, by the host's clock; nil if the name does not
  /// show it.
  private var capturedAt: String? {
    for part in root.split(separator: "/").reversed() where StatusReport.isName(part) {
      let digits = Array(
        part.dropFirst("bug-report-".count).utf8.prefix { $0 >= 0x30 && $0 <= 0x39 })
      guard digits.count == 14 else { continue }
      let text = { (range: Range<Int>) in String(decoding: digits[range], as: UTF8.self) }
      return "\(text(0..<4))-\(text(4..<6))-\(text(6..<8))T"
        + "\(text(8..<10)):\(text(10..<12)):\(text(12..<14))Z"
    }
    return nil
  }
}

extension StatusReport {
  /// The kind of a file in a report.
  enum Part: Equatable {
    case inventory
    case role
    case modules
    /// Logs by age: the number of a rotated log; 0 is the current one.
    case log(rank: Int)
    /// The coordinator's database; nil for the host's own copy.
    case database(DocumentName?)
    case document(String)

    /// Recognises a path inside a report; nil for a file that is not read.
    init?(path: String) {
      let parts = path.split(separator: "/")
      let name = parts.last.map { String($0) } ?? path
      switch path {
      case StatusReport.inventory: self = .inventory
      case "etc/xensource/pool.conf": self = .role
      case "modinfo.out": self = .modules
      case "xapi-db-dumped.xml": self = .database(.database)
      case "xapi-db.xml": self = .database(nil)
      case "dmesg.out", "var/log/dmesg": self = .log(rank: -1)
      case _ where StatusReport.isLog(parts) && parts.count == 3:
        self = .log(rank: Self.rank(of: name))
      default:
        guard let name = HostDocument.name(inReport: path) else { return nil }
        self = .document(name)
      }
    }

    /// `kern.log.3` is 3.
    private static func rank(of name: String) -> Int {
      name.split(separator: ".").last.flatMap { Int($0) } ?? 0
    }
  }

  /// The path inside a report whose folder has a report's name; nil elsewhere.
  static func place(in parts: [Substring]) -> String? {
    guard let top = parts.dropLast().lastIndex(where: { isName($0) }) else { return nil }
    return parts[(top + 1)...].joined(separator: "/")
  }

  /// How a file at this path of a report is used.
  static func use(of place: String) -> MemberPath.Use {
    if Part(path: place) != nil { return .content }
    return signs.contains(place) ? .presence : .nothing
  }

  /// Whether it is a log that is read. Compressed logs are not.
  static func isLog(_ parts: [Substring]) -> Bool {
    parts.dropLast().suffix(2) == ["var", "log"]
      && parts.last.map { $0.hasPrefix("kern.log") && !$0.hasSuffix(".gz") || $0 == "dmesg" }
        == true
  }
}
