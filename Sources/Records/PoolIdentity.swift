package import Evidence

/// To which pool a snapshot belongs, as far as it is known.
package struct PoolIdentity: Sendable, Hashable {
  /// The pool's uuid from its list or its database; nil if both are missing.
  package var pool: String?
  /// Hosts that the snapshot lists or has documents of.
  package var hosts: Set<String>

  /// Reads only the lists of pools and hosts, and the database.
  package init(of snapshot: Snapshot) {
    let names = ["xe/pool-list", "xe/host-list"]
    let needed = snapshot.documents.filter { document in
      names.contains(document.name.base.text)
        || DatabaseFacts.isDatabase(document.name.text)
    }
    let records = RecordReader.read(Snapshot(documents: needed))
    pool = records.pools.map(\.uuid).min()
    hosts = Set(records.hosts.map(\.uuid) + snapshot.hostUUIDs).subtracting(["-"])
  }
}
