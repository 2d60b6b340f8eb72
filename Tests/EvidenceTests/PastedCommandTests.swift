import Testing

@testable import Evidence

@Suite("A pasted command")
struct PastedCommandTests {
  private func documents(_ text: String) throws -> [String] {
    try Source.read(Bytes(text), name: "p").documents.map { "\($0.name) \($0.firstLine)" }
  }

  private func gaps(_ text: String) -> [String] {
    do throws(SourceFailure) {
      return try Source.read(Bytes(text), name: "p").gaps.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  private let vm =
    "uuid ( RO)  : 22222222-2222-4222-8222-222222222222\n  power-state ( RO): running\n"

  @Test(
    "is recognised below any prompt, or none, in any wrapper",
    arguments: [
      "xe vm-list", "[root@xen1 ~]# xe vm-list", "xen1:~ # xe vm-list",
      "root@xen1:/# sudo xe vm-list",
      "> xe vm-list", "**xe vm-list**", "`# xe vm-list`", "1. xe vm-list", "- xe vm-list",
      "$ ssh -p 22 root@xen1 'xe vm-list params=all'", "\u{1B}[32mxen1\u{1B}[0m> xe vm-list",
      "PS C:\\> ssh xen1 xe vm-list", "Command: /opt/xensource/bin/xe vm-list 2>/dev/null",
      "\u{A0} [root@xen1 ~]#xe -s localhost vm-list | less", "### xe vm-list",
      "λ xe vm-list name-label=\"a > b\"",
    ])
  func prompts(line: String) throws {
    #expect(try documents("\(line)\n\(vm)") == ["xe/vm-list 2"])
  }

  @Test("goes on in the next line after a backslash")
  func backslash() throws {
    let snapshot = try Source.read(Bytes("$ xe vm-list \\\n>   uuid=x\n\(vm)"), name: "p")
    #expect(snapshot.documents.map(\.command) == ["xe vm-list uuid=x"])
    #expect(snapshot.documents.map(\.firstLine) == [3])
  }

  @Test(
    "is prose where its words do not fit",
    arguments: [
      "xe vm-list shows one VM:", "I ran xe vm-list", "see (xe vm-list)", "cat and xe are programs",
      "ip link is a command", "the host 07:00 runs lspci, too",
    ])
  func prose(line: String) throws {
    #expect(try documents("\(line)\n\n\(vm)") == ["xe/vm-list 3"])
    let snapshot = try Source.read(Bytes("\(line)\n\n\(vm)"), name: "p")
    #expect(snapshot.documents.first?.command == nil)
  }

  @Test("keeps no password, and says what was asked for")
  func passwords() throws {
    let text = "$ xe -s 192.0.2.1 -u root -pw secret vm-list uuid=x\n\(vm)"
    let snapshot = try Source.read(Bytes(text), name: "p")
    #expect(snapshot.documents.map(\.command) == ["xe vm-list uuid=x"])
  }

  @Test(
    "has the attributes of /sys, with their paths",
    arguments: [
      ("cat /sys/class/net/eth0/device/sriov_numvfs", "4"),
      ("grep '' /sys/class/net/eth0/device/sriov_numvfs", "4"),
      (
        "grep -H '' /sys/class/net/eth0/device/sriov_numvfs",
        "/sys/class/net/eth0/device/sriov_numvfs:4"
      ),
    ])
  func attributes(command: String, output: String) throws {
    for prompt in ["", "# ", "[root@xen1 ~]# ", "$ ssh xen1 "] {
      let snapshot = try Source.read(Bytes("\n\(prompt)\(command)\n\(output)\n"), name: "p")
      let document = try #require(snapshot[.host("-", "sysfs")])
      #expect(document.bytes.description == "/sys/class/net/eth0/device/sriov_numvfs:4\n")
      #expect(document.firstLine == 3)
    }
  }

  @Test("has the links of /sys, with their paths and line numbers")
  func links() throws {
    let text = """
      # ls -l /sys/class/net/eth0/device/
      total 0
      lrwxrwxrwx 1 root root    0 Nov  1 10:00 virtfn0 -> ../0000:07:10.0
      # readlink -f /sys/class/net/eth0/device
      /sys/devices/pci0000:00/0000:00:01.0/0000:07:00.0
      # ls /sys/bus/pci/drivers/igb
      0000:07:00.0  bind  module
      # sh -c 'ls -l "$0"/virtfn*/driver' /sys/class/net/eth0/device
      lrwxrwxrwx 1 root root 0 Nov 1 /sys/class/net/eth0/device/virtfn0/driver -> ../igbvf

      """
    let document = try #require(
      try Source.read(Bytes(text), name: "p")[.host("-", "sysfs")])
    #expect(document.firstLine == 3)
    #expect(
      document.bytes.description.split(separator: "\n", omittingEmptySubsequences: false) == [
        "/sys/class/net/eth0/device/virtfn0 -> ../0000:07:10.0", "",
        "/sys/class/net/eth0/device -> /sys/devices/pci0000:00/0000:00:01.0/0000:07:00.0", "",
        "/sys/bus/pci/devices/0000:07:00.0/driver -> ../drivers/igb", "",
        "/sys/class/net/eth0/device/virtfn0/driver -> ../igbvf", "",
      ])
  }

  @Test(
    "whose output is not of the form that is read is refused by name, with what to do",
    arguments: [
      ("# ip a\n2: eth0: <UP> mtu 1500\n    inet 192.0.2.1/24\n", "paste the output of ip -d link"),
      ("2: eth0: <UP> mtu 1500\n    inet 192.0.2.1/24\n", "paste the output of ip -d link"),
      ("# ip -j -d link\n[{\"ifname\":\"eth0\"}]\n", "ip -d link, without -j"),
      ("[{\"ifindex\":2,\"ifname\":\"eth0\"}]\n", "ip -d link, without -j"),
      ("# ip -br link\neth0 UP\n", "paste the output of ip -d link"),
      ("driver: igb\nversion: 5\n", "name it ethtool-i-<device>.txt"),
      ("# ethtool -i eth0\nCannot get driver information: No such device\n", "the command failed"),
      ("# cat /sys/class/net/eth*/mtu\n1500\n1500\n", "paste the output of grep -H ''"),
      ("# cat /sys/class/net/eth9/mtu\ncat: /sys/x: No such file or directory\n", "failed"),
      ("# lspci\n-bash: lspci: command not found\n", "the command failed"),
      ("# lspci -vv\n\n", "has nothing that vfaudit reads"),
      ("# ip link\nnothing\n", "has nothing that vfaudit reads"),
      ("xe vif-list\n", "no prompt shows that it ran"),
      ("## xe vif-list\n", "no prompt shows that it ran"),
      ("# dmesg | grep usb\nusb\n", "paste it whole"),
      ("# xe vm-list\nuuid ( RO) : xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\n", "is not a uuid"),
      ("# xe vm-list\nuuid ( RO) : 22222222-…\n power-state ( RO): running\n", "is not a uuid"),
    ])
  func refusals(text: String, advice: String) {
    let gaps = gaps(text)
    #expect(gaps.count == 1)
    #expect(gaps.first?.contains(advice) == true, "\(gaps)")
  }

  @Test("that changes something is no document")
  func changes() throws {
    let text =
      "# ip link set eth0 vf 0 mac 02:00:00:00:00:01\n# xe vif-unplug uuid=x\n# xe vm-list\n"
    #expect(try documents(text + vm) == ["xe/vm-list 4"])
  }

  @Test("ip addr with details shows the VFs, too")
  func addresses() throws {
    let link = "2: eth0: <UP> mtu 1500\n    inet 192.0.2.1/24\n    vf 0 MAC 02:00:00:00:00:01\n"
    #expect(try documents("# ip -d a\n" + link) == ["host/-/ip-link 2"])
    #expect(try documents(link) == ["host/-/ip-link 1"])
  }

  @Test("a comment of a driver file is no command")
  func comments() throws {
    let file = "# VFs-param: max_vfs\n#\n# cat and ip are words\noptions igb max_vfs=7 # xe\n"
    let snapshot = try Source.read(
      Bytes("[root@xen1 ~]# cat /etc/modprobe.d/igb.conf\n\(file)[root@xen1 ~]# "), name: "p")
    #expect(snapshot.documents.map(\.bytes.description) == [file])
  }

  @Test("one field of one object is a part of its list")
  func fields() throws {
    let uuid = "22222222-2222-4222-8222-222222222222"
    let text = "# xe pif-param-get uuid=\(uuid) param-name=capabilities\nsriov\n"
    let snapshot = try Source.read(Bytes(text), name: "p")
    #expect(
      snapshot[.xe("pif")]?.bytes.description
        == "uuid ( RO) : \(uuid)\ncapabilities ( RO) : sriov\n")
  }
}

@Suite("Markup around pasted text")
struct PastedMarkupTests {
  @Test(
    "is removed, and nothing else",
    arguments: [
      ("> > a", "a"), (">b", "b"), ("**a** b", "a b"), ("`xe`", "xe"), ("  ```sh", ""),
      ("~~~", ""), ("{noformat}", ""), ("{code:sh}", ""), ("</pre>", ""),
      ("\u{1B}[01;32mroot\u{1B}[00m", "root"), ("\u{1B}]0;title\u{07}x", "x"),
      ("a **b** c", "a **b** c"),
      ("    name ( RO): a > b", "    name ( RO): a > b"), ("***", "***"),
      ("[root@a ~]# x", "[root@a ~]# x"),
    ])
  func markup(line: String, plain: String) {
    let text = PastedMarkup(Bytes("first\n\(line)\r\nlast"))
    let lines = text.bytes.description.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    #expect(lines == ["first", plain[...], "last"])
  }
}
