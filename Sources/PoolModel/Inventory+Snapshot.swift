package import Evidence
package import Records

extension Inventory {
  /// The inventory of a snapshot, which quotes the snapshot's own text.
  package init(of snapshot: Snapshot, knowledge: Knowledge = Knowledge()) {
    self.init(of: snapshot, as: RecordReader.read(snapshot), knowledge: knowledge)
  }

  /// The same from the snapshot's records, for whoever needs these, too.
  package init(of snapshot: Snapshot, as records: PoolRecords, knowledge: Knowledge) {
    let documents = Dictionary(
      snapshot.documents.map { ($0.name.text, $0.withoutByteOrderMark.bytes) },
      uniquingKeysWith: { first, _ in first })
    self = Linker.link(records, knowledge: knowledge) { origin in
      guard let bytes = documents[origin.document], origin.offset >= 0,
        origin.offset < bytes.count
      else { return "" }
      // Longer records are cut: nobody reads 64 KB of evidence.
      let length = min(origin.length, 65_536, bytes.count - origin.offset)
      return bytes.string(in: origin.offset..<(origin.offset + length))
    }
  }
}
