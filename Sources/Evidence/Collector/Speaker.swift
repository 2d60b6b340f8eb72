// A host speaks for itself only: what else it sends is left out, and named with the sender.
extension Snapshot {
  /// What the answer of one host may say: the documents of the host itself, and the pool's lists if
  /// it was asked for them.
  ///
  /// `host` is the uuid that the coordinator's list has for the address that was asked. nil: the host
  /// was named by the user, and its own xensource-inventory says who it is.
  package func spoken(by sender: String, for host: String?, withLists: Bool) -> Snapshot {
    let own = host ?? ownUUID
    var kept: [Document] = []
    var foreign: [DocumentName: [Document]] = [:]
    for document in documents {
      let speaks = document.name.hostUUID
      if speaks.map({ $0 == own || $0 == DocumentName.unknownHost && host == nil }) ?? withLists {
        kept.append(document)
      } else {
        foreign[speaks.map { .host($0, "…") } ?? DocumentName("xe/…"), default: []].append(document)
      }
    }
    guard !foreign.isEmpty else { return self }
    let refused = foreign.map { name, documents in
      CaptureGap(
        name,
        .noted(
          "\(documents.count) documents left out: \(sender) sent them, and speaks only for"
            + (own.map { " host \($0)" } ?? " itself")))
    }
    let hosts = Set(kept.compactMap(\.name.hostUUID))
    return Snapshot(
      documents: kept,
      gaps: gaps.filter { gap in
        gap.document.hostUUID.map { hosts.contains($0) || $0 == own } ?? withLists
      } + refused,
      captureTimes: captureTimes.filter { hosts.contains($0.key) || $0.key == "-" })
  }

  /// The only host of which it has documents, or else the only one whose inventory has its uuid.
  private var ownUUID: String? {
    let all = hostUUIDs.filter { $0 != DocumentName.unknownHost }
    if all.count <= 1 { return all.first }
    let named = all.filter { uuid in
      self[.host(uuid, HostDocument.inventory.name())]?.bytes.description.contains(uuid) == true
    }
    return named.count == 1 ? named[0] : nil
  }
}
