import Testing

@testable import Records

@Suite struct KernelLogParserTests {
  private func read(_ text: String) -> [KernelLineRecord] {
    KernelLogParser.records(Array(text.utf8).span, document: "host/-/kernel-log")
  }

  private static let prefixes: [(prefix: String, time: String, seconds: Double?)] = [
    ("[   12.345678] ", "12.345678", 12.345678), ("<6>[    0.100000] ", "0.100000", 0.1),
    ("[Sat Nov 28 10:37:04 2026] ", "Sat Nov 28 10:37:04 2026", 38_224),
    ("Nov 28 10:37:04 xen1 kernel: [   12.345678] ", "12.345678", 12.345678),
    ("Nov 28 10:37:04 xen1 kernel: ", "Nov 28 10:37:04", 38_224),
    ("2026-11-28T10:37:04.5+00:00 xen1 kernel: ", "2026-11-28T10:37:04.5+00:00", 38_224),
    ("(XEN) [   37.201160] ", "37.201160", nil), ("(XEN) ", "", nil), ("", "", nil),
  ]

  @Test(
    "the address is found however the log writes its time",
    arguments: [
      ("ixgbe 0000:03:00.0: not enough MMIO resources for SR-IOV", "0000:03:00.0"),
      ("bnxt_en 0000:3B:00.0 eth2: Reject SRIOV config request since if is down!", "0000:3b:00.0"),
      ("pci 10000:41:01.2: [15b3:1018] type 7f class 0xffffff", "10000:41:01.2"),
      ("DMAR: [DMA Read] Request device [07:10.0] PASID ffffffff fault addr ff", "0000:07:10.0"),
      ("[VT-D]DMAR:[DMA Write] Request device [0000:04:00.4] fault addr 0", "0000:04:00.4"),
      ("AMD-Vi: Event logged [IO_PAGE_FAULT device=07:10.1 domain=0x0013]", "0000:07:10.1"),
      ("AMD-Vi: IO_PAGE_FAULT: 0000:07:10.2 d3 addr 00000000fffdf000 flags 0", "0000:07:10.2"),
    ])
  func addresses(_ message: String, _ address: String) {
    for (prefix, time, seconds) in Self.prefixes {
      let lines = read("systemd: up\n" + prefix + message + "\r\nusb 1-1: at 10:37:04.5\n")
      #expect(lines.map(\.address) == [address], "\(prefix)")
      #expect(lines.map(\.message) == [message], "\(prefix)")
      #expect(lines.map(\.time) == [time], "\(prefix)")
      #expect(lines.map(\.seconds) == [seconds], "\(prefix)")
      #expect(lines.map(\.origin.line) == [2])
    }
  }

  @Test func `a refused parameter needs no address`() {
    let lines = read(
      "[    2.1] igb: `4;4' invalid for parameter `max_vfs'\n[    2.2] igb: loading\n")
    #expect(lines.map(\.address) == [nil])
    #expect(lines.map(\.message) == ["igb: `4;4' invalid for parameter `max_vfs'"])
  }

  @Test func `only the last boot counts, by its banner or by its clock`() {
    let (old, new) = ("igb 0000:07:00.0: old", "igb 0000:07:00.0: new")
    let banner = "Linux version 4.19.0+1 (mockbuild)"
    for text in [
      "[ 99.0] \(old)\n[ 0.0] \(banner)\n[ 3.0] \(new)\n", "[ 99.0] \(old)\n[ 3.0] \(new)\n",
      "Nov 27 10:00:00 x kernel: \(old)\nNov 28 10:00:00 x kernel: \(banner)\n"
        + "Nov 28 10:00:03 x kernel: \(new)\n",
    ] {
      #expect(read(text).map(\.message) == [new])
    }
    // Two processors, slightly out of order.
    #expect(read("[ 9.2] \(old)\n[ 9.1] \(new)\n").count == 2)
  }

  @Test func `a second copy of the same log counts once`() {
    let log = (1...40).map {
      "[ \($0)7.0] ixgbe 0000:03:00.0 eth2: \($0) Spoofed packets detected\n"
    }
    #expect(read(log.joined() + log.suffix(30).joined()).count == 40)
    let banner = "[ 0.0] Linux version 4.19.0+1\n"
    #expect(read(banner + log.joined() + banner + log.joined()).count == 40)
  }

  @Test func `no text stops the parser`() {
    for text in [
      "", "\n", "[", "[]", "[ ", "<", "<6>", "(XEN) ", " kernel: ", "[x] [", "device=", "[:",
      "[nan] ",
      "[inf] ", "9223372036854775807:9223372036854775807:99 x kernel: ", "-1:-1:-1 x kernel: ",
      "T:T:T ",
    ] {
      #expect(read(text + "\n" + text).isEmpty)
      let line = text + "igb 0000:07:00.0: VF 99999999999999999999 x"
      #expect(read(line + "\n" + line).allSatisfy { $0.address == "0000:07:00.0" })
    }
  }
}
