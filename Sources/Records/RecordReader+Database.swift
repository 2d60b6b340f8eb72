import Evidence

/// A database that was read, before one of several is chosen.
struct DatabaseCandidate {
  var document: DocumentName
  var records: PoolRecords
  /// Whether it is the copy of a host that is not the coordinator.
  var isMembersCopy: Bool

  /// The coordinator's is better than a member's, a complete one better than an incomplete one, a
  /// dump better than a host's file, then the one with the higher generation.
  func isBetter(than other: DatabaseCandidate) -> Bool {
    if isMembersCopy != other.isMembersCopy { return other.isMembersCopy }
    let isCut = records.database?.loss != nil
    if isCut != (other.records.database?.loss != nil) { return !isCut }
    let isDump = document.hostUUID == nil
    if isDump != (other.document.hostUUID == nil) { return isDump }
    let (mine, others) = (records.database?.generation, other.records.database?.generation)
    if mine != others { return (mine ?? -1) > (others ?? -1) }
    return document < other.document
  }
}

extension RecordReader {
  /// Reads a database; one of several is chosen after all have been read.
  mutating func readDatabase(_ document: Document, _ facts: inout DocumentFacts) {
    let (read, failures) = DatabaseParser.records(
      document.bytes.span, document: document.name.text, firstLine: document.firstLine)
    facts.records =
      read.pools.count + read.hosts.count + read.pifs.count + read.networks.count
      + read.networkSRIOVs.count + read.vlans.count + read.bonds.count + read.vms.count
      + read.templates.count + read.vifs.count + read.pcis.count
    note(failures)
    guard !read.captured.isEmpty else { return }
    var records = read
    let isMembersCopy = isMembersCopy(document.name, read)
    records.database?.isMembersCopy = isMembersCopy
    databases.append(
      DatabaseCandidate(document: document.name, records: records, isMembersCopy: isMembersCopy))
  }

  /// By the host's role (/etc/xensource/pool.conf), or else by the pool's master.
  private func isMembersCopy(_ name: DocumentName, _ read: PoolRecords) -> Bool {
    guard let host = name.hostUUID, host != DocumentName.unknownHost else { return false }
    if let role = snapshot[.host(host, HostDocument.poolRole.name())] {
      return role.bytes.description.trimmed.hasPrefix("slave")
    }
    guard let master = read.pools.first?.master.uuid else { return false }
    return master != host.lowercased()
  }

  /// Joins the best database of this pool to the other records.
  mutating func settleDatabases() {
    let candidates = databases.sorted { $0.isBetter(than: $1) }
    let pools = Set(records.pools.map(\.uuid))
    var known = pools
    var chosen: DatabaseCandidate?
    for candidate in candidates {
      let own = Set(candidate.records.pools.map(\.uuid))
      guard known.isEmpty || own.isEmpty || !known.isDisjoint(with: own) else {
        let name = candidate.document.text
        records.gaps.append(
          Gap(
            what: name, why: "it is the database of another pool", document: name,
            closedBy: DatabaseFacts.command))
        continue
      }
      if chosen == nil { chosen = candidate }
      known.formUnion(own)
    }
    guard let chosen else { return }
    noteLimits(of: chosen)
    records = DatabaseMerge.merge(chosen.records, into: records, damaged: damaged)
  }

  private mutating func noteLimits(of database: DatabaseCandidate) {
    let name = database.document.text
    if let loss = database.records.database?.loss {
      records.gaps.append(
        Gap(
          what: "a part of \(name)", why: loss, document: name,
          closedBy: DatabaseFacts.command))
    }
    if database.isMembersCopy {
      records.gaps.append(
        Gap(
          what: "whether \(name) is up to date",
          why: "it is a member's copy, which may be older than the coordinator's database",
          document: name, closedBy: DatabaseFacts.command))
    }
  }
}

extension DatabaseFacts {
  /// The command that dumps the pool's database, split into words.
  package static let command = ["xe", "pool-dump-database", "file-name=xapi-db.xml"]
}
