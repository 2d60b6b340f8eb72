/// A pasted terminal that a seed makes: lists of the pool below prompts, in a layout of a ticket.
struct PastedTerminal {
  /// One list: its class, what was typed, and the uuids that it prints.
  struct List {
    var className: String
    var command: String
    var uuids: [String]
    /// The value of the last field of the last record, where prose may follow.
    var isFiltered: Bool
  }

  private(set) var lists: [List] = []
  /// The names of the host's documents that are pasted, too.
  private(set) var documents: Set<String> = []
  private(set) var text = ""
  private(set) var style = ""
  /// Whether a command stands above every list.
  let hasCommands: Bool
  private var random: SeededNumbers

  /// The prompts that were seen in public, and none.
  static let prompts = [
    "[root@xen1 ~]# ", "[root@xen1 ~]#", "root@xen1:~# ", "xen1:~ # ", "xen1:/etc # ", "~ # ", "# ",
    "$ ", "% ", "[16:15 xcp-ng ~]# ", "(ops) root@xen1:~$ ", "bash-4.2# ", "sh-4.2$ ",
    "admin@box:~$ ", "PS C:\\Users\\me> ", "➜  ~ ", "❯ ", "xen1> ", "root@xen1 ~ > ",
    "10:42:01 root@xen1 ~ # ", "[xen1] $ ", "",
  ]

  static let wrappers = [
    "", "", "", "sudo ", "ssh root@xen1 ", "LANG=C ", "/opt/xensource/bin/", "time ",
    "ssh -o BatchMode=yes -i key root@192.0.2.1 ",
  ]

  private static let layouts = [
    "columns", "collapsed", "indented", "quoted", "fenced", "crlf", "coloured", "bold",
    "one empty line", "no empty lines", "tabs", "noformat",
  ]

  /// The fields that the plain command prints, and a longer selection.
  private static let classes: [(name: String, fields: [[String]])] = [
    ("vm", [["uuid", "name-label", "power-state"]]),
    (
      "network",
      [
        ["uuid", "name-label", "name-description", "bridge"],
        ["uuid", "name-label", "MTU", "bridge", "tags", "default-locking-mode"],
      ]
    ),
    (
      "host",
      [["uuid", "name-label", "name-description"], ["uuid", "name-label", "enabled", "address"]]
    ),
    ("template", [["uuid", "name-label", "name-description"]]),
    (
      "pif",
      [
        ["uuid", "device", "MAC", "currently-attached", "VLAN", "network-uuid", "host-uuid"],
        ["uuid", "device", "VLAN", "management"],
      ]
    ),
    (
      "vif",
      [
        ["uuid", "vm-uuid", "device", "network-uuid"], ["uuid", "vm-uuid", "device", "MAC", "MTU"],
      ]
    ),
    ("vlan", [["uuid", "tagged-PIF", "untagged-PIF", "tag"]]),
    ("bond", [["uuid", "master", "slaves"]]),
    ("pool", [["uuid", "name-label", "name-description", "master", "default-SR"]]),
    ("network-sriov", [["uuid", "physical-PIF", "logical-PIF", "requires-reboot"]]),
    ("pci", [["uuid", "vendor-name", "device-name", "pci-id"]]),
    // Classes that are not read.
    ("sr", [["uuid", "name-label", "name-description", "host", "type", "content-type"]]),
    ("vbd", [["uuid", "vm-uuid", "vm-name-label", "vdi-uuid", "empty", "device"]]),
    ("snapshot", [["uuid", "name-label", "name-description"]]),
  ]

  /// Outputs of a host; those of the first three show what they are without a command.
  private static let outputs: [(document: String, command: String, lines: [String])] = [
    (
      "host/-/ip-link", "ip -d link show",
      [
        "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP qlen 1000",
        "    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff",
        "    vf 0 MAC 02:00:00:00:00:02, vlan 10, spoof checking on, link-state auto",
      ]
    ),
    (
      "host/-/lspci", "lspci -vv -s 07:00.0",
      [
        "07:00.0 Ethernet controller: Intel Corporation I350 Gigabit Network Connection (rev 01)",
        "\tCapabilities: [160 v1] Single Root I/O Virtualization (SR-IOV)",
        "\t\tInitial VFs: 8, Total VFs: 8, Number of VFs: 4, Function Dependency Link: 00",
        "\tKernel driver in use: igb",
      ]
    ),
    (
      "host/-/sysfs", "grep -H '' /sys/bus/pci/devices/0000:07:00.0/sriov_numvfs",
      ["/sys/bus/pci/devices/0000:07:00.0/sriov_numvfs:4"]
    ),
    ("host/-/sysfs", "cat /sys/bus/pci/devices/0000:07:00.0/sriov_totalvfs", ["7"]),
    (
      "host/-/modprobe.d/igb.conf", "cat /etc/modprobe.d/igb.conf",
      ["# VFs-param: max_vfs", "options igb max_vfs=4"]
    ),
    ("host/-/ethtool-i-eth0", "ethtool -i eth0", ["driver: igb", "bus-info: 0000:07:00.0"]),
  ]

  init(seed: UInt64) {
    random = SeededNumbers(seed: seed)
    let prompt = Self.prompts[random.below(Self.prompts.count)]
    let layout = Self.layouts[random.below(Self.layouts.count)]
    let wrapper = Self.wrappers[random.below(Self.wrappers.count)]
    hasCommands = random.below(4) > 0
    style = "\(prompt.debugDescription) \(wrapper)\(layout)\(hasCommands ? "" : ", no commands")"
    let count = 2 + random.below(2)
    var lines: [String] = []
    if random.below(3) == 0 { lines += ["Hi, this is what I see on the host:", ""] }
    if layout == "fenced" { lines.append("```sh") }
    if layout == "noformat" { lines.append("{noformat}") }
    let coloured = layout == "coloured" ? "\u{1B}[01;32m\(prompt)\u{1B}[00m" : prompt
    for index in 0..<count {
      let list = addList(wrapper: wrapper, isFirst: index == 0)
      if hasCommands {
        let line = coloured + list.command
        lines.append(layout == "bold" ? "**\(line)**" : line)
      }
      lines += records(of: list, layout)
      if random.below(4) == 0 {
        let output = Self.outputs[random.below(hasCommands ? Self.outputs.count : 3)]
        documents.insert(output.document)
        if hasCommands { lines.append(coloured + wrapper + output.command) }
        lines += output.lines
      }
    }
    if layout == "fenced" { lines.append("```") }
    if layout == "noformat" { lines.append("{noformat}") }
    switch random.below(4) {
    case 0 where hasCommands && !prompt.isEmpty: lines.append(coloured)
    case 1: lines += ["", "", "Any idea what is wrong here?", "Thanks, Bob"]
    default: break
    }
    text = Self.laidOut(lines, layout)
  }

  private static func laidOut(_ lines: [String], _ layout: String) -> String {
    switch layout {
    case "indented": lines.map { "    \($0)\n" }.joined()
    case "quoted": lines.map { "> \($0)\n" }.joined()
    case "tabs": lines.map { "\t\($0)\n" }.joined()
    case "crlf": lines.map { "\($0)\r\n" }.joined()
    default: lines.map { "\($0)\n" }.joined()
    }
  }

  private var fields: [[String]] = []

  private mutating func addList(wrapper: String, isFirst: Bool) -> List {
    let (name, choices) = Self.classes[random.below(Self.classes.count)]
    let choice = random.below(choices.count)
    let isFiltered = random.below(4) == 0
    var command = "xe \(name)-list"
    if choice > 0 { command += " params=\(choices[choice].joined(separator: ","))" }
    if isFiltered { command += random.below(2) == 0 ? " name-label=\"a > b\"" : " host-uuid=x" }
    if wrapper.hasPrefix("ssh") {
      command = isFiltered ? "xe \(name)-list host-uuid=x" : "xe \(name)-list"
    }
    fields.append(choices[choice])
    let uuids = (0...random.below(3)).map { _ in uuid() }
    let list = List(
      className: name, command: wrapper + command, uuids: uuids, isFiltered: isFiltered)
    lists.append(list)
    return list
  }

  private mutating func records(of list: List, _ layout: String) -> [String] {
    guard let names = fields.last else { return [] }
    let width = 4 + (names.map { $0.utf8.count + 6 }.max() ?? 0)
    var lines: [String] = []
    for uuid in list.uuids {
      for (index, name) in names.enumerated() {
        let label = "\(name) ( RO)"
        let blanks = String(repeating: " ", count: width - label.utf8.count)
        let value = index == 0 ? uuid : value(of: name)
        if layout == "collapsed" || layout == "no empty lines" {
          lines.append(index == 0 ? "\(label) : \(value)" : "\(label): \(value)")
        } else {
          lines.append(index == 0 ? "\(label)\(blanks): \(value)" : "\(blanks)\(label): \(value)")
        }
      }
      let empty = layout == "no empty lines" ? 0 : layout == "one empty line" ? 1 : 2
      lines += [String](repeating: "", count: empty)
    }
    return lines
  }

  private mutating func value(of name: String) -> String {
    switch name {
    case "power-state": ["running", "halted"][random.below(2)]
    case "VLAN", "tag", "MTU", "device": "\(random.below(5))"
    case "currently-attached", "management", "enabled", "requires-reboot", "empty":
      ["true", "false"][random.below(2)]
    case "MAC": "02:00:00:00:00:0\(random.below(9))"
    case "pci-id": "0000:07:00.\(random.below(4))"
    case _ where name.hasSuffix("-uuid") || name.hasSuffix("PIF") || name == "master": uuid()
    case "name-label": ["app 1", "a # b", "x: y", "web@home", "<none>"][random.below(5)]
    default: ["", "some text", "one; two"][random.below(3)]
    }
  }

  private mutating func uuid() -> String {
    func digits(_ count: Int) -> String {
      (0..<count).map { _ in String(random.below(16), radix: 16) }.joined()
    }
    return "\(digits(8))-\(digits(4))-4\(digits(3))-8\(digits(3))-\(digits(12))"
  }
}

/// Numbers that depend on the seed only.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func below(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(limit))
  }
}
