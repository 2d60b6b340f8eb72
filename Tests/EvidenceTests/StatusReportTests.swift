import Evidence
import Testing

@Suite("A status report")
struct StatusReportTests {
  private let other = "22222222-1111-4111-8111-111111111111"

  private func report(
    _ top: String, host: String = someHost, role: String = "master", more: [(String, String)] = []
  ) -> [(String, String)] {
    [
      ("etc/xensource-inventory", "INSTALLATION_UUID='\(host)'\nCONTROL_DOMAIN_UUID='x'\n"),
      ("etc/xensource/pool.conf", role), ("xen-bugtool.log", "…"),
      ("lspci-vv.out", "07:00.0 Ethernet controller: Intel I350\n"),
      ("etc/modprobe.d/igb.conf", "options igb max_vfs=4\n"),
      ("ethtool-i-eth0.out", "driver: igb\n"), ("ethtool-i-eth0.100", "driver: 802.1Q\n"),
      ("proc/cmdline", "root=LABEL=root\n"),
    ].map { ("\(top)/\($0.0)", $0.1) } + more.map { ("\(top)/\($0.0)", $0.1) }
  }

  private func read(_ files: [(String, String)]) throws -> Snapshot {
    try Source.read(Bytes(Tar.of(files)), name: "report.tar", sieve: { CuttingSieve() })
  }

  private func text(_ snapshot: Snapshot, _ name: String) -> String? {
    snapshot[.host(someHost, name)]?.bytes.description
  }

  @Test("speaks for the host of its inventory, and keeps of it what is read")
  func documents() throws {
    let snapshot = try read(report("bug-report-20261101093000"))
    #expect(
      snapshot.documents.map { String($0.name.text.dropFirst("host/\(someHost)/".count)) } == [
        "cmdline", "ethtool-i-eth0", "ethtool-i-eth0.100", "inventory", "lspci",
        "modprobe.d/igb.conf", "pool-role",
      ])
    #expect(text(snapshot, "inventory") == "INSTALLATION_UUID='\(someHost)'\n")
    #expect(snapshot.capturedAt == "2026-11-01T09:30:00Z")
    #expect(snapshot.gaps.isEmpty)
  }

  @Test("of a member tells its role, and not whose member it is")
  func role() throws {
    let snapshot = try read(report("bug-report-20261101093000", role: "slave:192.0.2.1"))
    #expect(text(snapshot, "pool-role") == "slave\n")
  }

  @Test("keeps of the kernel's logs, oldest first, what bears on SR-IOV")
  func logs() throws {
    let snapshot = try read(
      report(
        "r",
        more: [
          ("var/log/kern.log", "Linux version 4.19\nb igb 0000:07:00.0: 4 VFs allocated\nb usb\n"),
          (
            "var/log/kern.log.1",
            "a not enough MMIO resources for SR-IOV\na usb\na MAX_VFS is 7\na ends in igb\n"
          ),
          ("var/log/secure", "igb password\n"),
        ]))
    #expect(
      text(snapshot, "kernel-log")
        == "a not enough MMIO resources for SR-IOV\na MAX_VFS is 7\nLinux version 4.19\nb igb 0000:07:00.0: 4 VFs allocated\n"
    )
  }

  @Test("tells the parameters of drivers of network cards alone")
  func modules() throws {
    let snapshot = try read(
      report(
        "r",
        more: [
          (
            "modinfo.out",
            "filename:       /lib/modules/x/igb.ko\nparm:           max_vfs:array of int\n"
              + "filename:       /lib/modules/x/sd_mod.ko\nparm: x\n"
          )
        ]))
    #expect(text(snapshot, "modinfo-igb")?.contains("array of int") == true)
    #expect(text(snapshot, "modinfo-sd_mod") == nil)
  }

  @Test("with the plug-in's files has sysfs and ip link")
  func plugin() throws {
    let snapshot = try read(
      report(
        "r",
        more: [
          ("vfaudit-sysfs.out", "/sys/class/net/eth0/mtu:1500\n"),
          ("vfaudit-ip-link.out", "1: lo: <LOOPBACK> mtu 65536\n"),
        ]))
    #expect(text(snapshot, "sysfs") == "/sys/class/net/eth0/mtu:1500\n")
    #expect(text(snapshot, "ip-link") != nil)
  }

  @Test("whose command took too long says so")
  func timeOut() throws {
    let snapshot = try read(report("r", more: [("xl-info.out", "host : x\n\n** timeout **\n")]))
    #expect(snapshot.gaps == [CaptureGap(DocumentName("r/xl-info.out"), .timedOut)])
    #expect(text(snapshot, "xl-info") == "host : x\n\n")
  }

  @Test("has its databases reduced: the coordinator's is the pool's, its own the host's")
  func databases() throws {
    let snapshot = try read(
      report(
        "r",
        more: [
          ("xapi-db.xml", "<?xml version='1.0'?><database>own secret"),
          ("xapi-db-dumped.xml", "<database>dumped secret"), ("etc/x.db", "no secret"),
        ]))
    #expect(text(snapshot, "xapi-db.xml") == "<?xml version='1.0'?><database>own ")
    #expect(snapshot[.database]?.bytes.description == "<database>dumped ")
  }

  @Test(
    "without a host's uuid is read, and says so",
    arguments: ["bug-report-20261101093000/etc/xensource-inventory", "etc/nothing"])
  func withoutUUID(_ inventory: String) throws {
    let snapshot = try read([
      (inventory, "PRODUCT_VERSION='8'\n"), ("bug-report-20261101093000/inventory.xml", "<x/>"),
      ("bug-report-20261101093000/lspci-vv.out", "07:00.0 Ethernet controller: Intel I350\n"),
    ])
    #expect(snapshot[.host("-", "lspci")] != nil)
    #expect(snapshot.capturedAt == "2026-11-01T09:30:00Z")
    #expect(
      snapshot.gaps.map(\.document.text) == [
        "bug-report-20261101093000/etc/xensource-inventory"
      ])
  }

  @Test("says nothing of what is not read: binaries, logs, archives of the toolstack")
  func idle() throws {
    let more = [
      ("etc/systemd.tar", "no archive"), ("acpidump.out", "a\u{0}b"),
      ("var/log/kern.log.9.gz", "z"),
      ("var/opt/old.zip", "no archive"), ("inventory.xml", "<x/>"), ("etc/issue", "hello"),
    ]
    for top in ["bug-report-20261101093000", "2026-bugtool-a/bug-report-20261101093000"] {
      let snapshot = try read(report(top, more: more))
      #expect(snapshot.documents.count == 7)
      #expect(snapshot.gaps.isEmpty, "\(snapshot.gaps)")
    }
  }

  @Test("may have a database and lists beside it, and logs that nobody reads")
  func beside() throws {
    let snapshot = try read(
      report("bug-report-20261101093000") + [
        ("pool.xml", "<database>pool's secret"), ("pif-list.txt", somePIF),
        ("XenCenter.log", "2026-11-01 INFO"),
      ])
    #expect(snapshot[.database]?.bytes.description == "<database>pool's ")
    #expect(snapshot[.xe("pif")] != nil)
    #expect(snapshot.hostUUIDs == [someHost])
    #expect(snapshot.gaps.isEmpty)
  }

  @Test("of several hosts in one zip, each in its own archive, is one pool")
  func zipOfReports() throws {
    let reports = [someHost, other].map { host in
      ("t-bugtool-\(host.prefix(2)).tar", Tar.of(report("bug-report-20261101093000", host: host)))
    }
    let snapshot = try Source.read(
      Bytes(Zip.of(reports)), name: "x.zip", sieve: { CuttingSieve() })
    #expect(snapshot.hostUUIDs == [someHost, other])
    #expect(snapshot.documents.count == 14)
    #expect(snapshot.gaps.isEmpty)
  }

  @Test("of several hosts in one archive is one pool")
  func several() throws {
    let snapshot = try read(
      report("1-bugtool-a/bug-report-20261101093000")
        + report("2-bugtool-b/bug-report-20261101095000", host: other))
    #expect(snapshot.hostUUIDs == [someHost, other])
    #expect(snapshot.captureTimes[someHost] == "2026-11-01T09:30:00Z")
    #expect(snapshot.captureTimes[other] == "2026-11-01T09:50:00Z")
  }

  @Test("whose inventory names no host is read all the same", arguments: ["", "../../evil", "x"])
  func hostWithoutName(_ host: String) throws {
    let snapshot = try read(report("bug-report-20261101093000", host: host))
    #expect(snapshot.hostUUIDs == ["-"])
    #expect(snapshot.capturedAt == "2026-11-01T09:30:00Z")
  }
}
