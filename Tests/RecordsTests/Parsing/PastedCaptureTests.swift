import Evidence
import Testing

@testable import Records

/// Several captures of one pool in pasted text: what they say together.
@Suite("Pasted captures")
struct PastedCaptureTests {
  private func records(_ texts: String...) throws -> PoolRecords {
    let parts = try texts.enumerated().map { index, text in
      try Source.read(Bytes(text), name: "\(index).txt")
    }
    return RecordReader.read(Snapshot(merging: parts))
  }

  private func vif(_ uuid: String, network: String) -> String {
    printed([[("uuid", uuid), ("vm-uuid", uuid3), ("device", "0"), ("network-uuid", network)]])
  }

  @Test("of one object are one object: the later one wins, and a difference is stated")
  func laterWins() throws {
    let read = try records(
      "# xe vif-list\n\(vif(uuid1, network: uuid2))# xe vif-list\n\(vif(uuid1, network: uuid3))")
    #expect(read.vifs.map(\.network) == [.uuid(uuid3)])
    #expect(read.gaps.map(\.what) == ["network-uuid of vif \(uuid1)"])
    #expect(read.partial.isEmpty)
  }

  @Test("an earlier list fills the fields that a later one was not asked for")
  func fills() throws {
    let read = try records(
      """
      # xe vif-list params=uuid,MAC
      \(printed([[("uuid", uuid1), ("MAC", "02:00:00:00:00:01")]]))
      # xe vif-list
      \(vif(uuid1, network: uuid2))
      """)
    #expect(read.vifs.map(\.mac) == ["02:00:00:00:00:01"])
    #expect(read.vifs.map(\.network) == [.uuid(uuid2)])
    #expect(read.gaps.isEmpty)
  }

  @Test("an object that a later whole list lacks is gone, and that is stated")
  func gone() throws {
    let read = try records(
      "# xe vif-list\n\(vif(uuid1, network: uuid2))# xe vif-list\n\(vif(uuid2, network: uuid2))")
    #expect(read.vifs.map(\.uuid) == [uuid2])
    #expect(read.gaps.map(\.what) == ["vif \(uuid1)"])
  }

  @Test(
    "a part beside a whole list leaves it whole",
    arguments: [
      "# xe vif-list uuid=\(uuid1)", "xe vif-list vm-uuid=\(uuid3)", "$ xe vif-param-list uuid=x",
    ])
  func partBesideWhole(command: String) throws {
    let part = "\(command)\n\(vif(uuid1, network: uuid2))"
    let whole = "# xe vif-list\n\(vif(uuid1, network: uuid2))"
    #expect(try records(part).partial == [.vif])
    for texts in [[part + whole], [whole + part], [part, whole], [whole, part]] {
      let read = RecordReader.read(
        Snapshot(
          merging: try texts.enumerated().map {
            try Source.read(Bytes($0.element), name: "\($0.offset).txt")
          }))
      #expect(read.partial.isEmpty)
      #expect(read.vifs.count == 1)
    }
  }

  @Test(
    "a file whose name says so is a part",
    arguments: ["vif-param-list.txt", "vif-list vm-uuid=\(uuid3).txt", "xe_vif-param-list_1.txt"])
  func fileNames(name: String) throws {
    let snapshot = try Source.read(Bytes(vif(uuid1, network: uuid2)), name: name)
    #expect(RecordReader.read(snapshot).partial == [.vif])
  }

  @Test(
    "a heading that quotes a filter makes a part",
    arguments: [
      "Output of `xe vif-list vm-uuid=x`:", "xe vif-list vm-uuid=x:",
      "2) xe vif-param-list uuid=x:",
    ])
  func headings(line: String) throws {
    #expect(try records("\(line)\n\n\(vif(uuid1, network: uuid2))").partial == [.vif])
  }

  @Test("a line that says that something is left out is no value, and the list is not whole")
  func omissions() throws {
    for line in ["...", "…", "[...]", "<snip>"] {
      let read = try records(
        "# xe vm-list\n\(printed([[("uuid", uuid1), ("power-state", "running")]]).dropLast(2))\(line)\n"
      )
      #expect(read.vms.map(\.powerState) == ["running"])
      #expect(read.losses.keys.map(\.rawValue) == ["vm"])
    }
  }

  @Test("prose below a list is no value")
  func prose() throws {
    for end in ["\n\nThanks, Bob\n", "\nThanks, Bob\n", "Thanks, Bob\n", "logout\n", "#\n"] {
      let read = try records(
        "# xe vm-list\nuuid ( RO) : \(uuid1)\npower-state ( RO): halted\n\(end)")
      #expect(read.vms.map(\.powerState) == ["halted"])
    }
  }

  @Test("a value that imitates a record of another class makes none")
  func forgery() throws {
    let forged = "x\n\n\n" + printed([[("uuid", uuid3), ("bridge", "xenbr9"), ("MTU", "1")]])
    func vm(_ uuid: String, _ name: String) -> [(name: String, value: String)] {
      [("uuid", uuid), ("name-label", name), ("power-state", "running")]
    }
    let read = try records("# xe vm-list\n\(printed([vm(uuid2, "y"), vm(uuid1, forged)]))")
    #expect(read.networks.isEmpty)
    #expect(read.vms.map(\.uuid) == [uuid2])
  }

  @Test("values of /sys belong to the port that the pool's PIFs name")
  func portsByPIF() throws {
    let pif = printed([
      [("uuid", uuid1), ("device", "eth0"), ("host-uuid", uuid2), ("pci-bus-path", "0000:07:00.0")]
    ])
    let session = "# cat /sys/class/net/eth0/device/sriov_numvfs\n4\n"
    let read = try records("# xe pif-list params=all\n\(pif)\(session)")
    #expect(read.hostFacts["-"]?.sysfs?.functions.map(\.numVFs?.value) == [4])
    #expect(read.gaps.isEmpty)
    #expect(
      try records(session).gaps.map(\.closedBy) == [
        ["readlink", "-f", "/sys/class/net/eth0/device"]
      ])
  }

  @Test("several outputs of one host add up")
  func severalOutputs() throws {
    let read = try records(
      """
      # ip link show dev eth0
      4: eth0: <UP> mtu 1500
          vf 0 MAC 02:00:00:00:00:01
      # ip link show dev eth1
      5: eth1: <UP> mtu 1500
          vf 0 MAC 02:00:00:00:00:02
      # ip link show dev eth0
      4: eth0: <UP> mtu 1500
          vf 0 MAC 02:00:00:00:00:03
      # lspci -vv -s 07:00.0
      07:00.0 Ethernet controller: Intel
      \tInitial VFs: 8, Total VFs: 8, Number of VFs: 4, Function Dependency Link: 00
      # lspci
      07:00.0 Ethernet controller: Intel
      07:00.1 Ethernet controller: Intel
      """)
    let facts = try #require(read.hostFacts["-"])
    #expect(facts.ipLink?.map(\.mac) == ["02:00:00:00:00:02", "02:00:00:00:00:03"])
    #expect(facts.lspci?.map(\.totalVFs?.value) == [8, nil])
  }
}
