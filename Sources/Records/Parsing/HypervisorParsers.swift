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
