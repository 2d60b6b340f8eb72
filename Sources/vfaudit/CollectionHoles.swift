import Evidence
import PoolModel
import Records

/// What a collection should have brought and did not.
struct CollectionHoles {
  /// `1 of 4 hosts is missing: xen3 (the host did not answer: …)`, then one line for each document.
  let lines: [String]

  var isEmpty: Bool { lines.isEmpty }

  init(_ snapshot: Snapshot) {
    let hosts = RecordReader.read(snapshot).hosts
    let names = Dictionary(
      hosts.map { ($0.uuid, $0.nameLabel ?? $0.uuid) }, uniquingKeysWith: { first, _ in first })
    var missing: [String] = []
    var documents: [String] = []
    for gap in snapshot.gaps {
      switch gap.reason {
      case .unreachable:
        let uuid = gap.document.hostUUID ?? ""
        missing.append("\(names[uuid] ?? uuid) (\(gap.reason))")
      // Older versions of xapi have no such command.
      case .commandFailed where gap.document == DocumentName(XapiClass.pci.document): continue
      case .commandFailed, .timedOut, .endsEarly, .overLimit, .tooLarge:
        documents.append("\(gap.document): \(gap.reason)")
      default: continue
      }
    }
    let total = max(hosts.count, missing.count)
    var lines: [String] = []
    if !missing.isEmpty {
      lines.append(
        "\(missing.count) of \(counted(total, "host")) \(agreeing(missing.count, "is", "are"))"
          + " missing: \(missing.joined(separator: "; "))")
    }
    if !documents.isEmpty {
      let shown = documents.prefix(3).joined(separator: "; ")
      lines.append(
        "\(counted(documents.count, "document")) \(agreeing(documents.count, "is", "are"))"
          + " missing: \(shown)\(documents.count > 3 ? "; …" : "")")
    }
    self.lines = lines
  }
}
