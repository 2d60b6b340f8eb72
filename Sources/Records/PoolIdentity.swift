package import Evidence

/// Which pool a snapshot is of, as far as it tells.
package struct PoolIdentity: Sendable, Hashable {
  /// The pool's uuid by its list or its database; nil where neither is there.
  package var pool: String?
  /// Hosts that it lists or has words of.
  package var hosts: Set<String>

  /// Reads as little as it can: the lists of pools and hosts, and the database.
  package init(of snapshot: Snapshot) {
    let names = ["xe/pool-list", "xe/host-list"]
    let telling = snapshot.documents.filter { document in
      names.contains(document.name.base.text)
        || DatabaseFacts.isDatabase(document.name.text)
    }
    let records = RecordReader.read(Snapshot(documents: telling))
    pool = records.pools.map(\.uuid).min()
    hosts = Set(records.hosts.map(\.uuid) + snapshot.hostUUIDs).subtracting(["-"])
  }
}
