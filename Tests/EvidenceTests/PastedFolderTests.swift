import Evidence
import Testing

@Suite("A folder of pasted texts")
struct PastedFolderTests {
  /// As the XenServer-SRIOV page shows it: indented, blanks lost, changing commands between.
  private let page = """
    Some prose above.
        [root@xenserver8 ~]# xe vm-list name-label="FreeBSD VM"
        uuid ( RO) : 2645c03e-2a28-961b-a1e4-cc3a751eba1a
        name-label ( RW): FreeBSD VM
    [root@xenserver8 ~]# xe vif-list vm-uuid=2645c03e-2a28-961b-a1e4-cc3a751eba1a params=uuid,MAC
    uuid ( RO) : fc3d70c2-8336-d998-0bb2-d01a04b897a5
    MAC ( RO): 6a:2c:61:fd:ff:9b
    [root@xenserver8 ~]# xe vif-destroy uuid=fc3d70c2-8336-d998-0bb2-d01a04b897a5
    # xe vif-list vm-name-label="FreeBSD VM" params=device,MAC
    device ( RO) : 0
    MAC ( RO): 6a:2c:61:fd:ff:9b


    device ( RO) : 1
    MAC ( RO): 56:b1:98:a4:e0:31
    root@xenserver8:~# cat /etc/modprobe.d/igb.conf
    # VFs-param: max_vfs
    options igb max_vfs=0
    $ xe network-sriov-param-get uuid=33333333-3333-4333-8333-333333333333 \
    param-name=remaining-capacity
    4

    """

  @Test("is cut at the prompts, each piece with its first line and its command")
  func prompts() throws {
    let snapshot = try Source.read(Bytes(page), name: "page.txt")
    #expect(snapshot.gaps.isEmpty)
    #expect(
      snapshot.documents.map { "\($0.name) \($0.firstLine)" } == [
        "host/-/modprobe.d/igb.conf 17", "xe/network-sriov-remaining-capacity 1",
        "xe/vif-list 6", "xe/vif-list#2 10", "xe/vm-list 3",
      ])
    let vifs = snapshot.documents(of: "vif")
    #expect(vifs.map(\.source) == ["page.txt", "page.txt"])
    #expect(vifs.last?.command == "xe vif-list vm-name-label=\"FreeBSD VM\" params=device,MAC")
    #expect(vifs.first?.bytes.description.hasSuffix("6a:2c:61:fd:ff:9b\n") == true)
    #expect(
      snapshot[DocumentName("xe/network-sriov-remaining-capacity")]?.bytes.description
        == "33333333-3333-4333-8333-333333333333 4\n")
  }

  @Test(
    "knows a list by its file's name",
    arguments: [
      ("pif-list.txt", "pif"), ("xe-pif-list", "pif"), ("pif_list.out", "pif"),
      ("xe_network-sriov-list_params_all.txt", "network-sriov"), ("vlans.txt", "vlan"),
      ("VM-list.log", "vm"), ("vm-guest-metrics-list.txt", "vm-guest-metrics"),
    ])
  func fileNames(name: String, className: String) throws {
    let snapshot = try Source.read(Bytes(somePIF), name: name)
    #expect(snapshot.documents.map(\.name) == [.xe(className)])
  }

  @Test(
    "knows a list by the fields of its first record",
    arguments: [
      ("physical-PIF logical-PIF", "network-sriov"), ("tagged-PIF untagged-PIF tag", "vlan"),
      ("device MAC VLAN network-uuid", "pif"), ("vm-uuid device network-uuid", "vif"),
      ("name-label power-state", "vm"), ("name-label bridge", "network"),
      ("name-label hostname address", "host"), ("master default-SR", "pool"),
      ("master slaves", "bond"), ("vendor-name pci-id", "pci"),
      ("name-label reference-label", "template"),
      ("os-version PV-drivers-version", "vm-guest-metrics"),
    ])
  func fields(names: String, className: String) throws {
    let text = somePIF + names.split(separator: " ").map { "   \($0) ( RO): x\n" }.joined()
    let snapshot = try Source.read(Bytes(text), name: "paste.txt")
    #expect(snapshot.documents.map(\.name) == [.xe(className)])
  }

  @Test("does not take a list of disks for one of network interfaces")
  func vbdIsNoVIF() throws {
    let text = somePIF + "  vm-uuid ( RO): x\n  vdi-uuid ( RO): y\n  device ( RO): xvda\n"
    #expect(throws: SourceFailure.self) { try Source.read(Bytes(text), name: "paste.txt") }
  }

  @Test(
    "knows the texts of a host",
    arguments: [
      ("igb.conf", "# VFs-maxvfs-by-user: 4\noptions igb\n", "modprobe.d/igb.conf"),
      ("a.txt", "/sys/class/net/eth0/mtu:1500\n", "sysfs"),
      ("b.txt", "2: eth0: <BROADCAST> mtu 1500 qdisc mq\n", "ip-link"),
      ("c.txt", "07:00.0 Ethernet controller: Intel Corporation I350\n", "lspci"),
      ("d.txt", "filename:       /lib/modules/4.19.0+1/updates/igb.ko\n", "modinfo-igb"),
      ("proc/cmdline", "root=LABEL=x iommu=1\n", "cmdline"),
      ("ethtool-i-eth0.txt", "driver: igb\n", "ethtool-i-eth0"),
    ])
  func hostTexts(path: String, text: String, name: String) throws {
    let place = try Folder { file(path, text) }
    #expect(try Source.open(place.path).documents.map(\.name) == [.host("-", name)])
  }

  @Test("tells hosts apart by the inventory beside their texts, or by a uuid in the path")
  func hosts() throws {
    let other = "44444444-4444-4444-8444-444444444444"
    let place = try Folder {
      file("one/etc/xensource-inventory", "INSTALLATION_UUID='\(someHost)'\n")
      file("one/etc/modprobe.d/igb.conf", "options igb\n")
      file("\(other)/lspci.txt", "07:00.0 Ethernet controller: Intel\n")
      file("lone/cmdline", "x\n")
    }
    #expect(
      try Source.open(place.path).documents.map(\.name) == [
        .host("-", "cmdline"), .host(someHost, "inventory"),
        .host(someHost, "modprobe.d/igb.conf"), .host(other, "lspci"),
      ])
  }

  @Test("names every file that nobody knows")
  func unrecognised() throws {
    let place = try Folder {
      file("pif-list.txt", somePIF)
      file("cards/notes.txt", "eth0 is the one on the left")
      file("db.conf", "[/var/xapi/state.db]\nmode:no_limit\n")
      file("list.txt", somePIF + "name-label ( RW): x\n")
    }
    let said = try Source.open(place.path).gaps.map(\.description)
    #expect(
      said == [
        "cards/notes: not recognised: neither its name nor its content is known",
        "db.conf: not recognised: neither its name nor its content is known",
        "list: not recognised: it looks like xe output, but its class is unknown; "
          + "name it <class>-list.txt",
      ])
  }

  @Test(
    "says why a pasted answer cannot be used",
    arguments: [
      ("xe sr-list", "vfaudit does not read xe sr-list"),
      ("xe pif-list --minimal", "--minimal prints no fields; paste xe pif-list without it"),
      ("xe pif-list | grep eth", "the output was redirected or filtered; paste it whole"),
    ])
  func unusableAnswers(command: String, why: String) throws {
    let text = "# xe vm-list\n\(somePIF)# \(command)\n\(somePIF)"
    let snapshot = try Source.read(Bytes(text), name: "p")
    #expect(snapshot.gaps == [CaptureGap(DocumentName("p:3"), .unrecognised(why))])
  }

  @Test("that holds nothing to read says what was expected")
  func nothing() throws {
    let place = try Folder()
    let failure = #expect(throws: SourceFailure.self) { try Source.open(place.path) }
    #expect(
      failure?.description == "\(place.path): no content that vfaudit reads: "
        + "expected a snapshot (xe/, host/), pasted xe output, a status report or a xapi database")
  }

  @Test("that is not there says so")
  func missing() {
    let failure = #expect(throws: SourceFailure.self) { try Source.open("/no/such") }
    #expect(failure?.description == "/no/such: no such file or folder")
  }

  @Test("may be a single file")
  func singleFile() throws {
    let place = try Folder { file("pif-list.txt", "\u{FEFF}" + somePIF) }
    let snapshot = try Source.open(place["pif-list.txt"])
    #expect(snapshot[.xe("pif")]?.bytes == Bytes(somePIF))
  }

  @Test("that ends in a prompt without a command loses nothing by it")
  func lastPrompt() throws {
    let bare = page + "[root@xenserver8 ~]# "
    let (with, without) = (
      try Source.read(Bytes(bare), name: "a.txt"), try Source.read(Bytes(page), name: "a.txt")
    )
    #expect(with.documents.map(\.name) == without.documents.map(\.name))
    #expect(with.documents.count > 3)
  }
}
