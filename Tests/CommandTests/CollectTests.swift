import Glibc
import ProjectFiles
import Testing

@Suite("collect over a real sshd", .enabled(if: StandInPool.isAvailable, StandInPool.need))
struct CollectTests {
  private let pool: StandInPool
  private var snapshot: String { "\(pool.scratch.path)/pool.tar.gz" }

  init() throws { pool = try StandInPool() }

  @Test func `one named host is enough for the whole pool`() throws {
    let ending = try pool.run("collect --ssh root@xen1 -o \(snapshot)")
    #expect(ending.status == 0, "\(ending.err)")
    #expect(ending.out == "")
    let audit = try Vfaudit.run("audit \(snapshot) --fail-on never")
    #expect(audit.out.contains(#/on 3 hosts\. All \d+ rules were evaluated\./#))
    #expect(audit.out.contains("VLAN 100 on xen1/eth1 passes no traffic"))
  }

  @Test func `xe is asked a fixed number of times, on one host, and never to write`() throws {
    _ = try pool.run("collect --ssh root@xen1 -o \(snapshot)")
    let asked = pool.calls(of: 1)
    let networks = asked.filter { $0.contains("network-sriov-param-get") }
    #expect(asked.count - networks.count <= 16)
    #expect(pool.calls(of: 2).isEmpty && pool.calls(of: 3).isEmpty)
    for host in 1...3 { #expect(pool.calls(of: host, "refused").isEmpty) }
  }

  @Test func `a host that does not answer is a gap with ssh's words, and named at the end`() throws
  {
    try pool.configure(3, "  HostName 127.0.0.1\n  Port 1\n  ProxyCommand none")
    let ending = try pool.run("collect --ssh root@xen1 -o \(snapshot)")
    #expect(ending.status == 2)
    #expect(
      ending.err.contains("1 of 3 hosts is missing: xen3 (the host did not answer: root@192.0.2.13")
    )
    #expect(ending.err.contains("root@192.0.2.13: ssh: connect to host 127.0.0.1 port 1:"))
    let audit = try Vfaudit.run("audit \(snapshot) -f xml --fail-on never").out
    #expect(audit.contains("the host did not answer: root@192.0.2.13: ssh: connect to host"))
    #expect(audit.contains("only xapi data was captured for xen3"))
  }

  @Test func `a changed host key is ssh's to refuse, and its reason is shown`() throws {
    _ = try Vfaudit.shell(
      "sed 's/AAAA[^ ]*/'\"$(cut -d' ' -f2 \(pool.scratch.path)/d1/host_key.pub)\"'/'"
        + " \(pool.scratch.path)/d2/known_hosts > \(pool.scratch.path)/other_hosts")
    try pool.configure(2, "  UserKnownHostsFile \(pool.scratch.path)/other_hosts")
    let ending = try pool.run("collect --ssh root@xen1 -o \(snapshot)")
    #expect(ending.status == 2)
    #expect(ending.err.contains("root@192.0.2.12: Host key verification failed."))
  }

  @Test func `a slow host is given up after the time-out`() throws {
    try pool.slow(2, "dmesg", 60)
    let ending = try pool.run("collect --ssh root@xen1 --timeout 5 -o \(snapshot)")
    #expect(ending.status == 2)
    let audit = try Vfaudit.run("audit \(snapshot) -f xml --fail-on never").out
    #expect(audit.contains("root@192.0.2.12: not finished after 5 s"))
  }

  @Test func `the first host has to answer`() throws {
    try pool.configure(1, "  HostName 127.0.0.1\n  Port 1\n  ProxyCommand none")
    let ending = try pool.run("collect --ssh root@xen1 -o \(snapshot)")
    #expect(ending.status == 69)
    #expect(
      ending.err.hasSuffix(
        "vfaudit: root@xen1 sent no snapshot; check that this works: ssh root@xen1 true\n"))
    #expect(Project.bytes(of: snapshot) == nil)
  }

  @Test func `only the named hosts are asked when that is wanted`() throws {
    _ = try pool.run("collect --only --ssh root@xen1 --ssh root@xen3 -o \(snapshot)")
    let listing = try Vfaudit.shell("tar tzf \(snapshot) | grep -c sysfs.txt").out
    #expect(listing == "2\n")
  }

  @Test func `audit collects, judges and keeps the snapshot in one step`() throws {
    let ending = try pool.run("audit --ssh root@xen1 --keep \(snapshot) --fail-on never")
    #expect(ending.status == 0)
    #expect(ending.out.contains("VLAN 100 on xen1/eth1 passes no traffic"))
    let again = try Vfaudit.run("audit \(snapshot) --fail-on never").out
    let digest = { (text: String) in
      text.split(separator: "\n").first { $0.hasPrefix("snapshot sha256:") }
    }
    #expect(digest(again) == digest(ending.out))
  }

  @Test func `Ctrl-C ends ssh and leaves nothing behind`() throws {
    try pool.slow(1, "pif-list", 60)
    let ending = try pool.run(
      "collect --ssh root@xen1 -o \(snapshot)", before: "timeout --preserve-status -s INT 2")
    #expect(ending.status == 130)
    #expect(Project.bytes(of: snapshot) == nil)
    #expect(try Vfaudit.shell("pgrep -f '[s]sh -F \(pool.scratch.path)'").out == "")
  }
}

@Suite("collect without any host")
struct CollectHereTests {
  @Test func `options of ssh without a host are refused`() throws {
    for options in [
      "collect -o x.tar --only", "audit Examples/healthy-pool/snapshot --ssh-option a=b",
    ] {
      let ending = try Vfaudit.run(options)
      #expect(ending.status == 64 && ending.err.contains("need --ssh"), "\(options)")
    }
  }

  @Test func `the script goes where it is wanted`() throws {
    let folder = try Scratch()
    let ending = try Vfaudit.run("collect --script -o \(folder.path)/collect.sh")
    #expect(ending.status == 0 && ending.out == "")
    #expect(
      Project.text(of: "\(folder.path)/collect.sh")
        == Project.text(of: "\(Project.root)/Sources/CCollector/collect.sh"))
  }

  @Test func `the script is printed as it is`() throws {
    let script = try Vfaudit.run("collect --script")
    #expect(script.status == 0)
    #expect(script.out == Project.text(of: "\(Project.root)/Sources/CCollector/collect.sh"))
  }

  @Test func `a machine that is no dom0 writes nothing, unless that is forced`() throws {
    let folder = try Scratch()
    let refused = try Vfaudit.run("collect -o \(folder.path)/here/")
    #expect(refused.status == 69 && refused.err.contains("nothing was written"))
    #expect(Project.entries(of: "\(folder.path)/here").isEmpty)
    let ending = try Vfaudit.run("collect --force -o \(folder.path)/here/")
    #expect(ending.status == 2)
    #expect(ending.err.contains("not a dom0"))
    #expect(Project.entries(of: "\(folder.path)/here") == ["MANIFEST.tsv", "SHA256SUMS", "host"])
  }

  @Test(
    "usage is refused with 64",
    arguments: [
      "collect", "collect --ssh x --timeout 0 -o y", "audit x --ssh y", "audit x --keep y",
      "audit x -", "collect --ssh x --parallel 0 -o y",
    ])
  func usage(_ arguments: String) throws {
    #expect(try Vfaudit.run(arguments).status == 64)
  }

  @Test func `a host that could be an option of ssh is no host`() throws {
    let ending = try Vfaudit.run("collect --ssh=-oProxyCommand=id -o /dev/null")
    #expect(ending.status == 69 || ending.status == 64)
    #expect(!ending.err.contains("uid="))
  }
}
