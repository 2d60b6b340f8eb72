package import Evidence

/// Reads every document of a snapshot into records, and notes what cannot be read.
package struct RecordReader {
  var records = PoolRecords()
  let snapshot: Snapshot
  var databases: [DatabaseCandidate] = []
  /// Classes in whose lists something could not be read or believed.
  var damaged: Set<XapiClass> = []
  /// How many objects each list of a class claims to have, in the order of the documents.
  var claims: [XapiClass: ListClaims] = [:]

  private init(_ snapshot: Snapshot) { self.snapshot = snapshot }

  /// The records of a snapshot. Never fails: a document that cannot be read becomes a gap.
  package static func read(_ snapshot: Snapshot) -> PoolRecords {
    var reader = RecordReader(snapshot)
    for gap in snapshot.gaps { reader.note(gap) }
    for document in snapshot.documents { reader.read(document.withoutByteOrderMark) }
    reader.settleLists()
    reader.settleHosts()
    reader.settleDatabases()
    reader.records.captureTimes = snapshot.captureTimes.compactMapValues { Instant($0) }
    return reader.records
  }

  private mutating func read(_ document: Document) {
    var facts = DocumentFacts(
      name: document.name.text, exitStatus: document.exitStatus,
      milliseconds: document.milliseconds, command: document.command, bytes: document.bytes.count)
    if let xapiClass = document.name.className.flatMap({ XapiClass(rawValue: $0) }) {
      readList(of: xapiClass, document, &facts)
    } else if document.name.base.text == "xe/network-sriov-remaining-capacity" {
      let (read, failures) = RemainingCapacityParser.records(
        document.bytes.span, document: document.name.text, firstLine: document.firstLine)
      records.remainingCapacities += read
      facts.records = read.count
      note(failures)
    } else if DatabaseFacts.isDatabase(document.name.text) {
      readDatabase(document, &facts)
    } else if let host = document.name.hostUUID {
      note(records.hostFacts[host, default: HostFacts()].read(document, &facts))
    }
    records.documents.append(facts)
  }

  private mutating func readList(
    of xapiClass: XapiClass, _ document: Document, _ facts: inout DocumentFacts
  ) {
    let listing = XeListReader.listing(
      document.bytes.span, document: document.name.text, firstLine: document.firstLine)
    facts.ambiguities = listing.ambiguities.map { ambiguity in
      .init(
        message: ambiguity.uuid.map { "\(ambiguity.message) (record \($0))" } ?? ambiguity.message,
        origin: ambiguity.origin)
    }
    note(listing.failures)
    if !listing.failures.isEmpty || !listing.ambiguities.isEmpty { damaged.insert(xapiClass) }
    // A text without one readable record and with a complaint tells nothing of its class.
    if !listing.records.isEmpty || listing.failures.isEmpty { records.captured.insert(xapiClass) }
    if listing.records.isEmpty, [.pool, .host, .pif, .network].contains(xapiClass) {
      records.losses[xapiClass] = "it is empty, and every pool has at least one"
    }
    if listing.ambiguities.contains(where: { $0.reason == .repeatedUUID }) {
      records.losses[xapiClass] = "records with the same uuid differ: none of them is used"
    }
    claims[xapiClass, default: ListClaims()].add(
      document, isPart: isFiltered(document.command),
      isRead: !listing.records.isEmpty || listing.failures.isEmpty)
    facts.records = listing.records.count
    switch xapiClass {
    case .pool: take(PoolListParser.records(in: listing), into: \.pools)
    case .host: take(HostListParser.records(in: listing), into: \.hosts)
    case .pif: take(PIFListParser.records(in: listing), into: \.pifs)
    case .network: take(NetworkListParser.records(in: listing), into: \.networks)
    case .networkSRIOV: take(NetworkSRIOVListParser.records(in: listing), into: \.networkSRIOVs)
    case .vlan: take(VLANListParser.records(in: listing), into: \.vlans)
    case .bond: take(BondListParser.records(in: listing), into: \.bonds)
    case .vm: take(VMListParser.records(in: listing), into: \.vms)
    case .vmGuestMetrics:
      take(VMGuestMetricsListParser.records(in: listing), into: \.vmGuestMetrics)
    case .vif: take(VIFListParser.records(in: listing), into: \.vifs)
    case .template: take(VMListParser.records(in: listing), into: \.templates)
    case .snapshot: take(VMListParser.records(in: listing), into: \.snapshots)
    case .pci: take(PCIListParser.records(in: listing), into: \.pcis)
    }
  }

  private mutating func take<Record>(
    _ read: (records: [Record], failures: [ParseFailure]),
    into place: WritableKeyPath<PoolRecords, [Record]>
  ) {
    records[keyPath: place] += read.records
    note(read.failures)
  }

  /// A pasted `xe vif-list vm-uuid=…` is not the list of all VIFs.
  private func isFiltered(_ command: String?) -> Bool {
    let words = (command ?? "").split(separator: " ")
    return words.contains { word in
      (word.contains("=") && !word.hasPrefix("params=")) || word.hasSuffix("-param-list")
        || word.hasSuffix("-param-get") || word == "(filtered)"
    }
  }

  mutating func note(_ failures: [ParseFailure]) {
    // A document that is nothing of what it should be complains on every line.
    for failure in failures.prefix(20) {
      records.gaps.append(
        Gap(
          what: "line \(failure.line) of \(failure.document)", why: failure.message,
          document: failure.document))
    }
    if failures.count > 20, let first = failures.first {
      records.gaps.append(
        Gap(
          what: "\(failures.count - 20) more lines of \(first.document)",
          why: "they cannot be read", document: first.document))
    }
  }

  private mutating func note(_ gap: CaptureGap) {
    let name = gap.document.text
    if let xapiClass = gap.document.className.flatMap({ XapiClass(rawValue: $0) }),
      let why = gap.reason.loss
    {
      records.losses[xapiClass] = why
    }
    let command = gap.document.className.flatMap { XapiClass(rawValue: $0) }?.command
    records.gaps.append(
      Gap(
        what: name, why: "\(gap.reason)", document: name,
        closedBy: command ?? []))
  }
}

extension CaptureGap.Reason {
  /// Why a list that was read lacks records; also where a snapshot's manifest says so.
  fileprivate var loss: String? {
    let beginning = "ends early: "
    switch self {
    case .endsEarly(let why): return why
    case .noted(let words) where words.hasPrefix(beginning):
      return String(words.dropFirst(beginning.utf8.count))
    default: return nil
    }
  }
}
