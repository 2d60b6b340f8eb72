internal import Synchronization

/// All documents of one capture, and gaps for what could not be captured.
package struct Snapshot: Sendable {
  /// The documents, sorted by name; each name occurs once.
  package let documents: [Document]
  /// The gaps, sorted.
  package let gaps: [CaptureGap]
  /// Capture times such as `2026-05-01T16:25:00Z`, by host uuid, `-` for the pool's lists; empty if
  /// not recorded.
  package let captureTimes: [String: String]
  private let digest = OnceComputed()

  /// Sorts the documents, and numbers those of the same name: `xe/vif-list`, `xe/vif-list#2`, ….
  package init(
    documents: [Document], gaps: [CaptureGap] = [], captureTimes: [String: String] = [:]
  ) {
    self.documents = Snapshot.numbered(documents)
    self.gaps = Set(gaps).sorted()
    self.captureTimes = captureTimes
  }

  package init(documents: [Document], gaps: [CaptureGap] = [], capturedAt: String?) {
    self.init(
      documents: documents, gaps: gaps,
      captureTimes: capturedAt.map { [DocumentName.unknownHost: $0] } ?? [:])
  }

  /// When the pool's lists were captured, or the first part if there are no lists; nil if not
  /// recorded.
  package var capturedAt: String? {
    captureTimes[DocumentName.unknownHost] ?? captureTimes.values.min()
  }

  private static func numbered(_ documents: [Document]) -> [Document] {
    var result = documents.sorted { left, right in
      if left.name != right.name { return left.name < right.name }
      if left.source != right.source {
        return left.source.utf8.lexicographicallyPrecedes(right.source.utf8)
      }
      return left.firstLine < right.firstLine
    }
    var taken = Set(result.map(\.name))
    guard taken.count < result.count else { return result }
    var seen: Set<DocumentName> = []
    var ordinals: [DocumentName: Int] = [:]
    for index in result.indices where !seen.insert(result[index].name).inserted {
      let base = result[index].name.base
      var ordinal = ordinals[base, default: 1]
      repeat { ordinal += 1 } while taken.contains(base.numbered(ordinal))
      ordinals[base] = ordinal
      result[index].name = base.numbered(ordinal)
      taken.insert(result[index].name)
    }
    return result.sorted { $0.name < $1.name }
  }

  /// The document with exactly this name.
  package subscript(name: DocumentName) -> Document? {
    let index = firstIndex(from: name)
    guard index < documents.count, documents[index].name == name else { return nil }
    return documents[index]
  }

  /// All documents with this base name, in order: `xe/vif-list`, `xe/vif-list#2`, ….
  package func documents(named base: DocumentName) -> [Document] {
    Array(documents[firstIndex(from: base)...].prefix { $0.name.base == base })
  }

  /// The lists of one xapi class, such as `pif`.
  package func documents(of className: String) -> [Document] {
    documents(named: .xe(className))
  }

  private func firstIndex(from name: DocumentName) -> Int {
    var low = 0
    var high = documents.count
    while low < high {
      let middle = (low + high) / 2
      if documents[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The hosts that have documents, sorted; `-` is an unnamed host.
  package var hostUUIDs: [String] {
    Set(documents.compactMap(\.name.hostUUID)).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  /// SHA-256, in hexadecimal, of the names and digests of all documents; computed once.
  ///
  /// Hashes `name NUL digest LF` lines, so that it depends only on the content, not on the
  /// snapshot's path or packing.
  package var manifestDigest: String {
    digest.value {
      var lines: [UInt8] = []
      for document in documents {
        lines += document.name.text.utf8
        lines.append(0)
        lines += Digest.sha256Hex(document.bytes).utf8
        lines.append(UInt8(ascii: "\n"))
      }
      return Digest.sha256Hex(Bytes(lines))
    }
  }
}

/// A text that is computed on first use; copies share it.
private final class OnceComputed: Sendable {
  private let stored = Mutex<String?>(nil)

  func value(_ compute: () -> String) -> String {
    stored.withLock { stored in
      if let stored { return stored }
      let value = compute()
      stored = value
      return value
    }
  }
}

extension Snapshot {
  /// Whether it has anything of a pool or of a host's network cards. Driver files, a host's name and
  /// the like are in many folders that are neither.
  package var isAboutPool: Bool {
    documents.contains { document in
      guard let (kind, _) = document.name.hostDocument else {
        return document.name.hostUUID == nil
      }
      switch kind {
      case .driverFile, .fileTimes, .uname, .commandLine, .bootTime, .poolRole, .kernelLog,
        .modinfo:
        return false
      default: return true
      }
    }
  }

  /// Why a source is refused that has no pool and no host: what was looked for, and how many files
  /// were passed over, with the first three.
  package func refusal(of path: String) -> SourceFailure {
    let passed = gaps.map(\.document.text) + documents.map(\.name.text)
    let first = passed.prefix(3).joined(separator: ", ")
    return SourceFailure(
      path,
      "no pool here: neither lists of xe, nor a xapi database, nor sysfs, ip link, lspci or"
        + " xensource-inventory of a host. \(passed.count) files were passed over: \(first)"
        + (passed.count > 3 ? ", …" : ""))
  }
}
