extension Snapshot {
  /// One snapshot of several parts of a pool: the pool's lists once, and the data of each host.
  ///
  /// The pool's lists come from the newest part that has any; of equally old parts, from the first.
  /// The same applies to each document of a host, and to the database. Lists without a capture
  /// time are added as if all were in one folder, unless the same list exists with a time. Each
  /// document that is not used becomes a gap.
  package init(merging parts: [Snapshot]) {
    guard parts.count > 1 else {
      self = parts.first ?? Snapshot(documents: [])
      return
    }
    var merger = Merger()
    for part in Snapshot.newestFirst(parts) { merger.add(part) }
    self.init(
      documents: merger.documents, gaps: merger.gaps.filter { !merger.isCaptured($0) },
      captureTimes: merger.captureTimes)
  }

  /// Merges the parts found at a path; throws if their lists belong to different pools.
  static func merging(_ parts: [Snapshot], at path: String) throws(SourceFailure) -> Snapshot {
    let pools = Set(parts.compactMap(\.poolUUID)).sorted()
    guard pools.count < 2 else {
      throw SourceFailure(
        path,
        "\(pools.count) different pools (\(pools.joined(separator: ", "))): audit one at a time")
    }
    return Snapshot(merging: parts)
  }

  /// The uuid in `xe/pool-list`; nil if there is none.
  private var poolUUID: String? {
    guard let list = documents.first(where: { $0.name.text == "xe/pool-list" }) else { return nil }
    for line in list.withoutByteOrderMark.bytes.head(lines: 20) where line.hasPrefix("uuid") {
      return line.split(separator: " ").last.map { $0.lowercased() }
    }
    return nil
  }

  private static func newestFirst(_ parts: [Snapshot]) -> [Snapshot] {
    let ordered = parts.enumerated().sorted { one, other in
      let (time, otherTime) = (one.element.capturedAt ?? "", other.element.capturedAt ?? "")
      return time != otherTime ? time > otherTime : one.offset < other.offset
    }
    return ordered.map(\.element)
  }
}

/// Merges parts of a pool; a part added earlier has precedence.
private struct Merger {
  private(set) var documents: [Document] = []
  private(set) var gaps: [CaptureGap] = []
  private(set) var times: [String: String] = [:]
  private var taken: [DocumentName: [(document: Document, time: String?)]] = [:]
  private var hasLists = false

  mutating func add(_ part: Snapshot) {
    let isList = { (document: Document) in
      document.name.isOfPool && document.name.base != .database
    }
    addLists(part.documents.filter(isList), of: part)
    for (base, documents) in grouped(part.documents.filter { !isList($0) }) {
      if taken[base] != nil {
        documents.forEach { setAside($0) }
      } else {
        take(documents, of: part)
      }
    }
    for host in part.hostUUIDs where times[host] == nil {
      times[host] = part.captureTimes[host] ?? part.capturedAt
    }
    gaps += part.gaps
  }

  private mutating func addLists(_ lists: [Document], of part: Snapshot) {
    guard !lists.isEmpty else { return }
    let isTimed = part.captureTimes[DocumentName.unknownHost] != nil
    for (base, lists) in grouped(lists) {
      if let others = taken[base] {
        // Lists without a time belong together, as if they were in one folder.
        let areLoose = !isTimed && others.allSatisfy { $0.time == nil }
        // The same text may be a whole list below one command, and a part below another.
        for list in lists
        where !others.contains(where: {
          $0.document.bytes == list.bytes && $0.document.command == list.command
        }) {
          if areLoose { take([list], of: part) } else { setAside(list) }
        }
      } else if hasLists && isTimed {
        gaps += lists.map { CaptureGap($0.name, .fromAnotherTime) }
      } else {
        take(lists, of: part)
      }
    }
    if !hasLists { times[DocumentName.unknownHost] = part.captureTimes[DocumentName.unknownHost] }
    hasLists = true
  }

  /// Several documents of one kind in one part belong together.
  private func grouped(_ documents: [Document]) -> [(key: DocumentName, value: [Document])] {
    Dictionary(grouping: documents, by: \.name.base).sorted { $0.key < $1.key }
  }

  private mutating func take(_ documents: [Document], of part: Snapshot) {
    self.documents += documents
    for document in documents {
      let time = part.captureTimes[document.name.hostUUID ?? DocumentName.unknownHost]
      taken[document.name.base, default: []].append((document, time))
    }
  }

  /// Notes a gap for a document that is not used, unless an identical one is used.
  private mutating func setAside(_ document: Document) {
    let others = taken[document.name.base] ?? []
    guard let other = others.first, !others.contains(where: { $0.document.bytes == document.bytes })
    else { return }
    let source = other.document.source + (other.time.map { " from \($0)" } ?? "")
    gaps.append(CaptureGap(document.name, .superseded(by: source)))
  }

  /// Capture times; the pool's is that of its lists, or of its database if there are no lists.
  var captureTimes: [String: String] {
    guard !hasLists, let time = taken[.database]?.first?.time else { return times }
    return times.merging([DocumentName.unknownHost: time]) { first, _ in first }
  }

  /// Whether another part has the document that is missing in one part.
  func isCaptured(_ gap: CaptureGap) -> Bool {
    !gap.reason.isReadNevertheless && taken[gap.document] != nil
  }
}

extension DocumentName {
  /// Whether the document belongs to the pool, not to one host.
  var isOfPool: Bool { text.hasPrefix("xe/") }
}
