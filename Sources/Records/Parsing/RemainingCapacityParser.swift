/// Reads the lines that `collect.sh` writes for
/// `xe network-sriov-param-get param-name=remaining-capacity`:
///
///     5b8c9a1e-0c7c-4f6e-9d55-0c2a3b4d5e6f 3
///     9d1f…                                <unknown>
enum RemainingCapacityParser {
  static func records(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> (records: [RemainingCapacityRecord], failures: [ParseFailure]) {
    var records: [RemainingCapacityRecord] = []
    var failures: [ParseFailure] = []
    for line in TextLine.all(in: bytes, document: document, firstLine: firstLine) {
      let words = line.text.words
      guard let uuid = words.first else { continue }
      let value = words.dropFirst().joined(separator: " ")
      let capacity = Int(value).flatMap { VFCount.range.contains($0) ? $0 : nil }
      guard capacity != nil || value == "<unknown>" else {
        failures.append(
          line.failure("expected \"<uuid> <number>\", found \"\(line.text.excerpt)\""))
        continue
      }
      records.append(
        RemainingCapacityRecord(uuid: uuid.lowercased(), capacity: capacity, origin: line.origin))
    }
    return (records, failures)
  }
}
