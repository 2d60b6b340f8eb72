import Evidence

/// What the lists of one class say about all of its objects.
struct ListClaims {
  /// The documents, in order.
  private(set) var order: [String: Int] = [:]
  /// By document: the text in which it was.
  private(set) var texts: [String: String] = [:]
  /// By text: its last document whose command had no filter. Objects that it lacks were gone by then.
  private(set) var lastWhole: [String: String] = [:]
  /// Whether a document that could be read is whole.
  private(set) var isWhole = false

  mutating func add(_ document: Document, isPart: Bool, isRead: Bool) {
    let name = document.name.text
    let text = DocumentName(path: document.source).base.text
    order[name] = order.count
    texts[name] = text
    guard isRead, !isPart else { return }
    isWhole = true
    if document.command != nil { lastWhole[text] = name }
  }
}

extension RecordReader {
  /// Makes one record of each object. Where several lists have it, the later one wins; an earlier one
  /// fills the fields that the later one was not asked for. Contradictions become gaps.
  mutating func settleLists() {
    for (xapiClass, claims) in claims where !claims.isWhole { records.partial.insert(xapiClass) }
    settle(.pool, \.pools)
    settle(.host, \.hosts)
    settle(.pif, \.pifs)
    settle(.network, \.networks)
    settle(.networkSRIOV, \.networkSRIOVs)
    settle(.vlan, \.vlans)
    settle(.bond, \.bonds)
    settle(.vm, \.vms)
    settle(.template, \.templates)
    settle(.vmGuestMetrics, \.vmGuestMetrics)
    settle(.vif, \.vifs)
    settle(.pci, \.pcis)
  }

  private mutating func settle<Record: MergeableRecord>(
    _ xapiClass: XapiClass, _ place: WritableKeyPath<PoolRecords, [Record]>
  ) {
    guard let claims = claims[xapiClass], claims.order.count > 1 else { return }
    var merged: [Record] = []
    var indices: [String: Int] = [:]
    for record in records[keyPath: place] {
      guard let index = indices[record.uuid] else {
        indices[record.uuid] = merged.count
        merged.append(record)
        continue
      }
      var (later, fields) = (record, FieldMerge())
      later.merge(merged[index], &fields)
      noteClashes(xapiClass, fields.clashes, later.origin, merged[index].origin, record.uuid)
      merged[index] = later
    }
    records[keyPath: place] = merged.filter { isListed($0.uuid, $0.origin, xapiClass, claims) }
  }

  /// Whether the last whole list of a text has the object, or the object was captured after it.
  private mutating func isListed(
    _ uuid: String, _ origin: Origin, _ xapiClass: XapiClass, _ claims: ListClaims
  ) -> Bool {
    guard let text = claims.texts[origin.document], let whole = claims.lastWhole[text],
      let last = claims.order[whole], let place = claims.order[origin.document], place < last
    else { return true }
    records.gaps.append(
      Gap(
        what: "\(xapiClass.rawValue) \(uuid)",
        why: "line \(origin.line) of \(origin.document) shows it, but \(whole), which is later and"
          + " whole, does not; it is not used",
        document: origin.document, closedBy: xapiClass.command))
    return false
  }

  private mutating func noteClashes(
    _ xapiClass: XapiClass, _ clashes: [(field: String, believed: String, other: String)],
    _ later: Origin, _ earlier: Origin, _ uuid: String
  ) {
    for clash in clashes {
      records.gaps.append(
        Gap(
          what: "\(clash.field) of \(xapiClass.rawValue) \(uuid)",
          why: "two captures disagree: \(clash.other.quoted) (line \(earlier.line) of"
            + " \(earlier.document)), \(clash.believed.quoted) (line \(later.line) of"
            + " \(later.document)); the second is used",
          document: later.document, closedBy: xapiClass.command))
    }
  }
}

extension String {
  fileprivate var quoted: String { "“\(excerpt)”" }
}
