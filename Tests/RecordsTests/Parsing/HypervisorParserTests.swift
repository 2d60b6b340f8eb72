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
}
