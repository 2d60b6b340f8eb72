import Testing

@testable import Records

@Suite struct OCamlIntegerTests {
  @Test(
    "texts that OCaml takes for integers",
    arguments: [
      ("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("007", 7), ("1_0", 10), ("1__0_", 10),
      ("0x1f", 31), ("0XFF", 255), ("0o17", 15), ("0b101", 5), ("0u12", 12), ("-0x10", -16),
      ("0x1_0", 16), ("4611686018427387903", 4_611_686_018_427_387_903),
      ("-4611686018427387904", -4_611_686_018_427_387_904), ("0x7fffffffffffffff", -1),
      ("0u4611686018427387904", -4_611_686_018_427_387_904),
    ])
  func integers(_ text: String, _ value: Int) {
    #expect(OCamlInteger.parse(text) == value)
  }

  @Test(
    "texts that it does not",
    arguments: [
      "", " 4", "4 ", "4 <--- added a 4 here", "_4", "-_4", "0x", "0x_1", "0xg", "0b2", "0o8",
      "4.0",
      "--4", "+-4", "-", "four", "4611686018427387904", "-4611686018427387905",
      "0x8000000000000000",
      "99999999999999999999999", "４", "0l4",
    ])
  func others(_ text: String) {
    #expect(OCamlInteger.parse(text) == nil)
  }
}
