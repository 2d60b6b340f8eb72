/// Reads `lspci -vv`, with or without `-nn`, `-k`, `-D`:
///
///     07:00.0 Ethernet controller: Intel Corporation I350 Gigabit Network Connection (rev 01)
///         Capabilities: [160 v1] Single Root I/O Virtualization (SR-IOV)
///             IOVCtl: Enable+ Migration- Interrupt- MSE+ ARIHierarchy-
///             Initial VFs: 8, Total VFs: 8, Number of VFs: 4, Function Dependency Link: 00
///         Kernel driver in use: igb
///
/// A function has no counts if it lacks the capability, or if lspci did not run as root.
enum LspciParser {
  static func records(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> (records: [LspciFunctionRecord], failures: [ParseFailure]) {
    var records: [LspciFunctionRecord] = []
    var failures: [ParseFailure] = []
    for line in TextLine.all(in: bytes, document: document, firstLine: firstLine) {
      if let address = header(line.text) {
        records.append(LspciFunctionRecord(address: address))
      } else if !records.isEmpty {
        read(line, into: &records[records.count - 1], &failures)
      }
    }
    return (records, failures)
  }

  /// The address in column 0.
  private static func header(_ text: String) -> String? {
    guard text.utf8.first.map({ !$0.isBlank }) ?? false, let word = text.cut(at: " ") else {
      return nil
    }
    return SysfsPath.address(word.before)
  }

  private static func read(
    _ line: TextLine, into record: inout LspciFunctionRecord, _ failures: inout [ParseFailure]
  ) {
    let text = line.text.trimmed
    if text.hasPrefix("IOVCtl:") {
      record.isEnabled = Sourced(text.words.contains("Enable+"), line.origin)
    } else if text.hasPrefix("Initial VFs:") {
      record.totalVFs = number(behind: "Total VFs: ", in: text, line, &failures)
      record.numVFs = number(behind: "Number of VFs: ", in: text, line, &failures)
    } else if let driver = text.cut(at: "Kernel driver in use: "), driver.before.isEmpty {
      record.driver = Sourced(driver.behind, line.origin)
    }
  }

  private static func number(
    behind label: String, in text: String, _ line: TextLine, _ failures: inout [ParseFailure]
  ) -> Sourced<Int>? {
    let digits = text.cut(at: label).map { $0.behind.utf8.prefix { $0.isDecimalDigit } }
    guard let digits, let number = Int(String(digits) ?? ""), VFCount.range.contains(number) else {
      failures.append(line.failure("expected \"\(label)N\", found \"\(text.excerpt)\""))
      return nil
    }
    return Sourced(number, line.origin)
  }
}
