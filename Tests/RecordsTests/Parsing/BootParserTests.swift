import Testing

@testable import Records

@Suite struct BootParserTests {
  @Test("times of files, lines of another form left out")
  func fileTimes() {
    let text = """
      $ stat -c "%Y %s %n" /etc/modprobe.d/*
      1761900000 118 /etc/modprobe.d/igb.conf
      1761900042 31457280 /boot/initrd-4.19.0+1.img
      stat: cannot stat ‘/boot/initrd’
      1761900000 /etc/modprobe.d/other.conf
      """
    let records = FileTimesParser.records(Array(text.utf8).span, document: "host/-/stat")
    #expect(records.map(\.path) == ["/etc/modprobe.d/igb.conf", "/boot/initrd-4.19.0+1.img"])
    #expect(records.map(\.modifiedAt.seconds) == [1_761_900_000, 1_761_900_042])
    #expect(records.map(\.origin.line) == [2, 3])
  }

  @Test("modules' settings on the command line, the kernel's own left out")
  func commandLine() {
    let text = "root=LABEL=root-a.b ro igb.max_vfs=4,4 pciback.hide=(07:00.0) quiet igb. .x=1\n"
    let records = CommandLineParser.records(Array(text.utf8).span, document: "host/-/cmdline")
    #expect(records.map(\.module) == ["igb", "pciback"])
    #expect(records.map(\.parameter) == ["max_vfs", "hide"])
    #expect(records.map(\.value) == ["4,4", "(07:00.0)"])
  }
}
