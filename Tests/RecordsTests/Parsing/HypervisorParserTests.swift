import Testing

@testable import Records

@Suite struct HypervisorParserTests {
  @Test(
    "virt_caps says whether PCI functions can be given away",
    arguments: [
      ("virt_caps              : pv hvm hvm_directio hap\n", true), ("virt_caps : pv hvm\n", false),
      ("virt_caps:\n", false), ("xen_caps : hvm_directio\n", nil), ("", nil),
    ] as [(String, Bool?)])
  func directIO(_ text: String, _ expected: Bool?) {
    let captured = XlInfoParser.hasDirectIO(Array(text.utf8).span, document: "host/-/xl-info")
    #expect(captured?.value == expected)
  }

  @Test func `complaints of the kernel name their function and what is short`() {
    let text = """
      [    1.1] ixgbe 0000:03:00.0: not enough MMIO resources for SR-IOV
      [    2.2] igb 0000:0A:00.1: can't enable 7 VFs (bus 0b out of range of [bus 0a])
      [    3.3] pci 0000:05:00.0: SR-IOV: bus number out of range
      [    4.4] ixgbe 0000:03:00.1: SR-IOV enabled with 63 VFs
      [    5.5] not enough MMIO resources for SR-IOV
      """
    let lines = KernelLogParser.records(Array(text.utf8).span, document: "host/-/kernel-log")
    #expect(lines.map(\.address) == ["0000:03:00.0", "0000:0a:00.1", "0000:05:00.0"])
    #expect(lines.map(\.complaint) == [.memory, .busNumbers, .busNumbers])
    #expect(lines.map(\.origin.line) == [1, 2, 3])
  }
}
