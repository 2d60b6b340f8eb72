import PoolModel
import PoolSketch
import Records
import Testing

/// What else decides whether a driver file takes effect.
@Suite struct DriverContextTests {
  private func file(_ draw: (inout PoolSketch) -> Void) -> DriverFile {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1")
    sketch.card(.i210, ports: "eth2")
    draw(&sketch)
    let files = Linker.link(sketch.records).driverFiles
    return files.first { $0.fileName == "igb.conf" } ?? files[0]
  }

  @Test func `functions of all cards bound to the driver count`() {
    let file = file { $0.driverFile("igb.conf", "options igb max_vfs=4,4,4") }
    #expect(file.boundFunctions?.value == 3)
    #expect(file.boundFunctions?.witness == .sysfs)
  }

  @Test func `a key after ## is lost only if no other line has it`() {
    let hidden = file { $0.driverFile("igb.conf", "## VFs-maxvfs-by-user: 4") }
    #expect(hidden.lostKeys.map(\.name) == ["VFs-maxvfs-by-user"])
    let old = file {
      $0.driverFile("igb.conf", "## VFs-maxvfs-by-user: 2\n# VFs-maxvfs-by-user: 4")
    }
    #expect(old.lostKeys.isEmpty)
  }

  @Test func `a repeated key is lost if its value differs`() {
    let other = file { $0.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-param: vfs") }
    #expect(other.lostKeys.map(\.value) == ["vfs"])
    let same = file { $0.driverFile("igb.conf", "# VFs-param: max_vfs\n# VFs-param: max_vfs") }
    #expect(same.lostKeys.isEmpty)
  }

  @Test func `other files and the command line are other settings, comments are not`() {
    let file = file {
      $0.driverFile("igb.conf", "options igb max_vfs=4")
      $0.driverFile("a.conf", "# options igb max_vfs=1\noptions igb debug=1 max_vfs=2")
      $0.commandLine("igb.max_vfs=7 igb.debug=1")
    }
    #expect(file.otherSettings.map(\.value) == ["2", "7"])
    #expect(file.otherSettings.map(\.fileName) == ["a.conf", nil])
  }

  @Test func `other settings are excluded only with every file and the command line`() {
    let withoutTimes = file {
      $0.driverFile("igb.conf", "options igb max_vfs=4")
      $0.commandLine("quiet")
    }
    #expect(!withoutTimes.areOtherSettingsKnown)
    let whole = file {
      $0.driverFile("igb.conf", "options igb max_vfs=4")
      $0.commandLine("quiet")
      $0.written(files: "2026-05-01T10:00:00Z", initrd: "2026-05-01T10:01:00Z")
    }
    #expect(whole.areOtherSettingsKnown)
  }

  @Test func `the initrd's name contains the kernel release`() {
    var sketch = PoolSketch()
    sketch.written(files: "2026-05-01T10:00:00Z", initrd: "2026-05-01T10:01:00Z")
    #expect(Linker.link(sketch.records).hosts[0].initrd?.release == "4.19.0+1")
  }

  @Test func `a packaged file beside the driver's own file is found`() {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.driverFile("igb.conf", "options igb max_vfs=4")
    var records = sketch.records
    records.hostFacts["host-xen1"]?.fileTimes = [
      FileTimeRecord(
        path: "/etc/modprobe.d/igb.conf.rpmnew", modifiedAt: Instant(seconds: 1),
        origin: Origin(document: "host/host-xen1/stat", line: 1))
    ]
    let file = Linker.link(records).driverFiles[0]
    #expect(file.packagedCopy?.value == "/etc/modprobe.d/igb.conf.rpmnew")
    #expect(file.modifiedAt == nil)
  }
}
