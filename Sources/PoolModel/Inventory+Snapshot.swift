package import Evidence
package import Records

extension Inventory {
  /// The inventory of a snapshot. Quotations are taken from the snapshot's text.
  package init(of snapshot: Snapshot, knowledge: Knowledge = Knowledge()) {
    self.init(of: snapshot, as: RecordReader.read(snapshot), knowledge: knowledge)
  }

  /// The same from records that were already read from the snapshot.
  package init(of snapshot: Snapshot, as records: PoolRecords, knowledge: Knowledge) {
    let documents = Dictionary(
      snapshot.documents.map { ($0.name.text, $0.withoutByteOrderMark.bytes) },
      uniquingKeysWith: { first, _ in first })
    self = Linker.link(records, knowledge: knowledge) { origin in
      guard let bytes = documents[origin.document], origin.offset >= 0,
        origin.offset < bytes.count
      else { return "" }
      // Evidence is limited to 64 KiB.
      let length = min(origin.length, 65_536, bytes.count - origin.offset)
      return bytes.string(in: origin.offset..<(origin.offset + length))
    }
  }
}
