/// Joins a database's records to those of `xe`.
///
/// `xe` shows the live state, so its values are used. The database fills missing fields; if both
/// have a field and differ, both values are noted. A class without `xe` list comes completely from
/// the database.
struct DatabaseMerge {
  private(set) var records: PoolRecords
  private let database: PoolRecords
  /// Classes whose lists were only partly readable: the database adds records to them.
  private let damaged: Set<XapiClass>

  static func merge(
    _ database: PoolRecords, into records: PoolRecords, damaged: Set<XapiClass>
  ) -> PoolRecords {
    var merge = DatabaseMerge(records: records, database: database, damaged: damaged)
    merge.join(.pool, \.pools)
    merge.join(.host, \.hosts)
    merge.join(.pif, \.pifs)
    merge.join(.network, \.networks)
    merge.join(.networkSRIOV, \.networkSRIOVs)
    merge.join(.vlan, \.vlans)
    merge.join(.bond, \.bonds)
    merge.join(.vm, \.vms)
    merge.join(.template, \.templates)
    // Only whether a VM is a snapshot matters: who says so does not.
    merge.records.snapshots += database.snapshots
    if database.captured.contains(.snapshot) { merge.records.captured.insert(.snapshot) }
    merge.join(.vmGuestMetrics, \.vmGuestMetrics)
    merge.join(.vif, \.vifs)
    merge.join(.pci, \.pcis)
    merge.joinCapacities()
    merge.records.database = database.database
    return merge.records
  }

  private mutating func join<Record: MergeableRecord>(
    _ xapiClass: XapiClass, _ place: WritableKeyPath<PoolRecords, [Record]>
  ) {
    guard database.captured.contains(xapiClass) else { return }
    guard records.captured.contains(xapiClass) else {
      // Replaces records, if any, that were left from a list that could not be read.
      records[keyPath: place] = database[keyPath: place]
      records.captured.insert(xapiClass)
      if database.partial.contains(xapiClass) { records.partial.insert(xapiClass) }
      return
    }
    var others = Dictionary(
      database[keyPath: place].map { ($0.uuid, $0) }, uniquingKeysWith: { first, _ in first })
    var mine = records[keyPath: place]
    for index in mine.indices {
      let (uuid, origin) = (mine[index].uuid, mine[index].origin)
      if let other = others.removeValue(forKey: uuid) {
        var fields = FieldMerge()
        mine[index].merge(other, &fields)
        for clash in fields.clashes {
          note(
            xapiClass, uuid, clash.field, (clash.believed, origin), (clash.other, other.origin))
        }
      } else if !database.partial.contains(xapiClass) {
        noteAbsence(xapiClass, uuid, listed: origin)
      }
    }
    let mayAdd =
      records.partial.contains(xapiClass) || records.losses[xapiClass] != nil
      || damaged.contains(xapiClass)
    for other in database[keyPath: place] where others[other.uuid] != nil {
      others[other.uuid] = nil
      if mayAdd || xapiClass == .vmGuestMetrics {
        mine.append(other)
      } else {
        noteSurplus(xapiClass, other)
      }
    }
    records[keyPath: place] = mine
    if !database.partial.contains(xapiClass) {
      records.partial.remove(xapiClass)
      records.losses[xapiClass] = nil
    }
  }

  /// The capacities of `xe` are used first; `<unknown>` is not a capacity.
  private mutating func joinCapacities() {
    let captured = Dictionary(
      records.remainingCapacities.filter { $0.capacity != nil }.map { ($0.uuid, $0) },
      uniquingKeysWith: { first, _ in first })
    records.remainingCapacities.removeAll { $0.capacity == nil }
    for other in database.remainingCapacities {
      guard let mine = captured[other.uuid] else {
        records.remainingCapacities.append(other)
        continue
      }
      guard let believed = mine.capacity, let capacity = other.capacity, believed != capacity
      else { continue }
      note(
        .networkSRIOV, other.uuid, "remaining-capacity", ("\(believed)", mine.origin),
        ("\(capacity)", other.origin))
    }
  }

  // MARK: disagreements

  /// Differences in templates (changed by updates) and guest metrics (changed by VMs) have no
  /// meaning.
  private func isNoted(_ xapiClass: XapiClass) -> Bool {
    xapiClass != .template && xapiClass != .vmGuestMetrics
  }

  private mutating func noteAbsence(_ xapiClass: XapiClass, _ uuid: String, listed: Origin) {
    let other = Origin(document: database.database?.document ?? "", line: 0)
    note(xapiClass, uuid, "", ("listed", listed), ("not listed", other))
  }

  private mutating func noteSurplus(_ xapiClass: XapiClass, _ other: some MergeableRecord) {
    let mine = Origin(document: xapiClass.document, line: 0)
    note(xapiClass, other.uuid, "", ("not listed", mine), ("listed", other.origin))
  }

  private mutating func note(
    _ xapiClass: XapiClass, _ uuid: String, _ field: String,
    _ believed: (value: String, origin: Origin), _ other: (value: String, origin: Origin)
  ) {
    guard isNoted(xapiClass) else { return }
    records.disagreements.append(
      Disagreement(
        xapiClass: xapiClass, uuid: uuid, field: field,
        believed: .init(believed.value, by: .ofXapi(at: believed.origin), at: believed.origin),
        other: .init(other.value, by: .ofXapi(at: other.origin), at: other.origin)))
  }
}
