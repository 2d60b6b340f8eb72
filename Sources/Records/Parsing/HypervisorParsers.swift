/// Reads from `xl info` whether the hypervisor can pass PCI functions through to VMs:
///
///     virt_caps              : pv hvm hvm_directio pv_directio hap
enum XlInfoParser {
  /// nil if there is no `virt_caps` line.
  static func hasDirectIO(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> Sourced<Bool>? {
    for line in TextLine.all(in: bytes, document: document, firstLine: firstLine) {
      guard let pair = line.text.cut(at: ":"), pair.before.trimmed == "virt_caps" else { continue }
      return Sourced(pair.behind.words.contains("hvm_directio"), line.origin)
    }
    return nil
  }
}

/// Reads from the kernel log why VFs could not be created (Linux, `drivers/pci/iov.c`):
///
///     [   12.345678] ixgbe 0000:03:00.0: not enough MMIO resources for SR-IOV
///     [   12.345678] igb 0000:07:00.0: can't enable 7 VFs (bus 08 out of range of [bus 07])
enum KernelLogParser {
  /// In the log's order; lines without a PCI address are omitted.
  static func records(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> [KernelComplaintRecord] {
    TextLine.all(in: bytes, document: document, firstLine: firstLine).compactMap { line in
      guard let complaint = complaint(in: line.text), let address = address(in: line.text) else {
        return nil
      }
      return KernelComplaintRecord(address: address, complaint: complaint, origin: line.origin)
    }
  }

  private static func complaint(in text: String) -> WindowComplaint? {
    if text.cut(at: "not enough MMIO resources for SR-IOV") != nil { return .memory }
    let isOutOfRange = text.cut(at: " VFs (bus ")?.behind.cut(at: " out of range of ") != nil
    // The message of older kernels has no numbers.
    let isShort = text.cut(at: "SR-IOV: bus number out of range") != nil
    return isOutOfRange || isShort ? .busNumbers : nil
  }

  /// `0000:03:00.0:`, a word that ends in a colon.
  private static func address(in text: String) -> String? {
    text.words.first { word in
      word.utf8.count == 13 && word.hasSuffix(":") && word.utf8.count { $0 == 0x3A } == 3
        && word.utf8.dropFirst(10).first == 0x2E
    }.map { $0.dropLast().lowercased() }
  }
}
