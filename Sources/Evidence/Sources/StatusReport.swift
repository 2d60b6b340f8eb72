/// A server status report, as xen-bugtool makes it: what one host says of itself.
///
///     bug-report-20261101093000/etc/xensource-inventory
///     bug-report-20261101093000/lspci-vv.out
///     bug-report-20261101093000/xapi-db.xml
///
/// File names: xenserver/status-report, `construct_filename`. XenCenter puts several reports into
/// one zip, each below a folder of its own. Only what is named here is read.
struct StatusReport {
  /// The report's top folder; empty for the tree's own root.
  let root: String
  private(set) var documents: [Document] = []
  private(set) var gaps: [CaptureGap] = []
  private var host = DocumentName.unknownHost
  private var log = HostLog()

  /// The top folders of all reports in a tree: those with an inventory and something else of
  /// xen-bugtool's own.
  static func roots(in walk: FileWalk) -> [String] {
    let inventory = "etc/xensource-inventory"
    let paths = Set(walk.files.map(\.path))
    let signs = [
      "xapi-db.xml", "xapi-db-dumped.xml", "xen-bugtool.log", "inventory.xml", "lspci-vv.out",
    ]
    return walk.files.compactMap { file in
      guard file.path.hasSuffix(inventory) else { return nil }
      let root = String(file.path.dropLast(inventory.count))
      guard root.isEmpty || root.hasSuffix("/") else { return nil }
      return signs.contains { paths.contains(root + $0) } ? root : nil
    }
  }

  /// Reads one report of a tree.
  init(
    _ root: String, _ walk: FileWalk, in tree: borrowing some DocumentTree & ~Copyable,
    reader: inout DocumentReader
  ) {
    self.root = root
    let files = walk.files.filter { $0.path.hasPrefix(root) }
    let inventory = files.first { $0.path == root + "etc/xensource-inventory" }
    // It tells whose words all others are.
    let others = files.filter { $0.path != inventory?.path }
    for file in [inventory].compactMap({ $0 }) + others {
      let inner = String(file.path.dropFirst(root.utf8.count))
      guard let part = Part(path: inner) else { continue }
      do throws(CaptureGap.Reason) {
        add(part, try reader.read(file, in: tree), at: file.path)
      } catch {
        gaps.append(CaptureGap(DocumentName(file.path), error))
      }
    }
    if let text = log.text {
      documents.append(Document(name: .host(host, "kernel-log"), bytes: text, source: log.source))
    }
  }

  private mutating func add(_ part: Part, _ text: DocumentReader.Text, at path: String) {
    switch part {
    case .inventory:
      host = HostIdentity.installationUUID(in: text.bytes) ?? host
      append("inventory", HostText.allowedInventory(text.bytes), path)
    case .role: append("pool-role", HostText.role(text.bytes), path)
    case .log(let rank): log.add(text.bytes, rank: rank, at: path)
    case .modules:
      for (driver, block) in HostText.moduleBlocks(text.bytes) {
        append("modinfo-\(driver)", block, path)
      }
    case .database(let name): add(text, named: name ?? .host(host, "xapi-db.xml"), at: path)
    case .document(let name):
      // xen-bugtool writes this behind what a command had said until it was stopped.
      let end = text.bytes.string(in: max(0, text.bytes.count - 64)..<text.bytes.count)
      if end.contains("** timeout **") { gaps.append(CaptureGap(DocumentName(path), .timedOut)) }
      append(name, text.bytes, path)
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

  /// All that the report says.
  var snapshot: Snapshot {
    var times: [String: String] = [:]
    // A report whose inventory names no host has one owner of both.
    for owner in [DocumentName.unknownHost, host] { times[owner] = capturedAt }
    return Snapshot(documents: documents, gaps: gaps, captureTimes: times)
  }

  /// When the report was made, by its folder's name and the host's clock; nil where it does not say.
  private var capturedAt: String? {
    for part in root.split(separator: "/").reversed() where part.hasPrefix("bug-report-") {
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
  /// What a file of a report is.
  enum Part: Equatable {
    case inventory
    case role
    case modules
    /// Logs in their order: the number of a rotated one, the current one 0.
    case log(rank: Int)
    /// The coordinator's database under its own name; the host's own copy where it is nil.
    case database(DocumentName?)
    case document(String)

    /// Understands the path inside a report; nil for what is not read.
    init?(path: String) {
      let parts = path.split(separator: "/")
      let name = parts.last.map { String($0) } ?? path
      switch path {
      case "etc/xensource-inventory": self = .inventory
      case "etc/xensource/pool.conf": self = .role
      case "modinfo.out": self = .modules
      case "xapi-db-dumped.xml": self = .database(.database)
      case "xapi-db.xml": self = .database(nil)
      case "lspci-vv.out": self = .document("lspci")
      case "xl-info.out": self = .document("xl-info")
      case "proc/cmdline": self = .document("cmdline")
      case "vfaudit-sysfs.out": self = .document("sysfs")
      case "vfaudit-ip-link.out": self = .document("ip-link")
      case "dmesg.out", "var/log/dmesg": self = .log(rank: -1)
      case _ where path.hasPrefix("var/log/kern.log"): self = .log(rank: Self.rank(of: name))
      case _ where path.hasPrefix("etc/modprobe.d/") && parts.count == 3:
        self = .document("modprobe.d/\(name)")
      case _ where parts.count == 1 && name.hasPrefix("ethtool-i-"):
        let device = name.dropFirst("ethtool-i-".count)
        self = .document("ethtool-i-\(device.hasSuffix(".out") ? device.dropLast(4) : device)")
      default: return nil
      }
    }

    /// `kern.log.3` is 3.
    private static func rank(of name: String) -> Int {
      name.split(separator: ".").last.flatMap { Int($0) } ?? 0
    }
  }

  /// Whether a member of an archive is a log that is read.
  static func isLog(_ parts: [Substring]) -> Bool {
    parts.dropLast().suffix(2) == ["var", "log"]
      && parts.last.map { $0.hasPrefix("kern.log") && !$0.hasSuffix(".gz") || $0 == "dmesg" }
        == true
  }
}
