extension Snapshot {
  /// One snapshot of several parts of a pool: its words once, each host's words beside them.
  ///
  /// The pool's lists come from the part that was captured last among those that have any; of
  /// equal ones the first. The same holds for each document of a host, and for the database. What
  /// is left aside is a gap that says so.
  package init(merging parts: [Snapshot]) {
    guard parts.count > 1 else {
      self = parts.first ?? Snapshot(documents: [])
      return
    }
    var merger = Merger()
    for part in Snapshot.newestFirst(parts) { merger.add(part) }
    self.init(
      documents: merger.documents, gaps: merger.gaps.filter { !merger.isTold($0) },
      captureTimes: merger.times)
  }

  /// One snapshot of what was found at a path; refuses parts whose lists name different pools.
  static func merging(_ parts: [Snapshot], at path: String) throws(SourceFailure) -> Snapshot {
    let pools = Set(parts.compactMap(\.poolUUID)).sorted()
    guard pools.count < 2 else {
      throw SourceFailure(
        path,
        "\(pools.count) different pools (\(pools.joined(separator: ", "))): audit one at a time")
    }
    return Snapshot(merging: parts)
  }

  /// The uuid in the list of pools; nil where there is none.
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

/// Takes parts of a pool, the one that wins first.
private struct Merger {
  private(set) var documents: [Document] = []
  private(set) var gaps: [CaptureGap] = []
  private(set) var times: [String: String] = [:]
  private var taken: [DocumentName: Document] = [:]
  private var hasLists = false

  mutating func add(_ part: Snapshot) {
    let lists = part.documents.filter { $0.name.isOfPool && $0.name != .database }
    if !lists.isEmpty, !hasLists {
      hasLists = true
      take(lists)
      times[DocumentName.unknownHost] = part.captureTimes[DocumentName.unknownHost]
    } else {
      for list in lists { setAside(list) }
    }
    let others = part.documents.filter { !$0.name.isOfPool || $0.name == .database }
    // Several documents of one kind in one part belong together.
    for (base, documents) in Dictionary(grouping: others, by: \.name.base).sorted(by: {
      $0.key < $1.key
    }) {
      if taken[base] == nil { take(documents) } else { documents.forEach { setAside($0) } }
    }
    for host in part.hostUUIDs where times[host] == nil {
      times[host] = part.captureTimes[host] ?? part.capturedAt
    }
    gaps += part.gaps
  }

  private mutating func take(_ documents: [Document]) {
    self.documents += documents
    for document in documents { taken[document.name.base] = document }
  }

  /// A document that says the very same needs no word.
  private mutating func setAside(_ document: Document) {
    let other = taken[document.name.base]
    guard other?.bytes != document.bytes else { return }
    gaps.append(CaptureGap(document.name, .superseded(by: other?.source ?? "the pool's lists")))
  }

  /// Whether a document that one part lacks came with another.
  func isTold(_ gap: CaptureGap) -> Bool {
    !gap.reason.isReadNevertheless && taken[gap.document] != nil
  }
}

extension DocumentName {
  /// Whether these are words of the pool, not of one host.
  var isOfPool: Bool { text.hasPrefix("xe/") }
}
