/// A document that a host provides about itself. Each is registered once, here: its name, what
/// provides it, what is kept of it and how much of it is allowed. collect.sh asks for the same
/// documents; a test compares both.
package enum HostDocument: String, Sendable, CaseIterable {
  case sysfs
  case ipLink = "ip-link"
  case lspci
  /// One for each driver of a network card.
  case modinfo
  /// One for each network interface on a PCI function.
  case ethtoolDriver = "ethtool-i"
  case xlInfo = "xl-info"
  case uname
  case kernelLog = "kernel-log"
  case commandLine = "cmdline"
  case bootTime = "boot-time"
  case inventory
  case poolRole = "pool-role"
  /// One for each `*.conf` of /etc/modprobe.d.
  case driverFile = "modprobe.d"
  case fileTimes = "stat"

  /// What provides a document. `DEVICE`, `DRIVER` and `FILE` stand for the name of one of several.
  package enum Provider: Sendable, Equatable {
    case command(String)
    case file(String)
    /// Attributes and links of /sys, as `SysfsTree` lists them.
    case attributes
  }

  /// How much the collector allows for it.
  package enum Bound: Sendable, Equatable {
    case seconds(Int)
    case bytes(Int)
  }

  package struct Entry: Sendable {
    package let provider: Provider
    /// The filter of collect.sh through which it goes; nil where it is kept whole.
    package let filter: String?
    package let bound: Bound
    /// Words by which a pasted command is recognised, after the program's name: `link` of `ip link`.
    /// nil where pasted output of the command is not read.
    package let pasted: [String]?
    /// Where a server status report has it; `DEVICE` and `FILE` stand for a name. Empty where a
    /// report has it in another form or not at all.
    package let reportPaths: [String]
  }

  package var entry: Entry {
    switch self {
    case .sysfs: Entry(.attributes, .seconds(20), in: "vfaudit-sysfs.out")
    case .ipLink: Entry(.command("ip -d link show"), pasted: ["link"], in: "vfaudit-ip-link.out")
    case .lspci:
      Entry(
        .command("lspci -Dvvnn"), filter: "network_functions", pasted: [], in: "lspci-vv.out")
    case .modinfo: Entry(.command("modinfo DRIVER"), pasted: [])
    case .ethtoolDriver:
      Entry(
        .command("ethtool -i DEVICE"), pasted: ["-i"],
        in: "ethtool-i-DEVICE.out", "ethtool-i-DEVICE")
    case .xlInfo: Entry(.command("xl info"), filter: "xl_keys", in: "xl-info.out")
    case .uname: Entry(.command("uname -srvm"))
    case .kernelLog: Entry(.command("dmesg"), filter: "function_log")
    case .commandLine:
      Entry(.file("/proc/cmdline"), filter: "cmdline_words", .bytes(1 << 20), in: "proc/cmdline")
    case .bootTime: Entry(.file("/proc/stat"), filter: "boot_time", .bytes(1 << 20))
    case .inventory:
      Entry(.file("/etc/xensource-inventory"), filter: "inventory_keys", .bytes(1 << 20))
    case .poolRole: Entry(.file("/etc/xensource/pool.conf"), filter: "role", .bytes(1 << 20))
    case .driverFile:
      Entry(.file("/etc/modprobe.d/FILE"), .bytes(1 << 20), in: "etc/modprobe.d/FILE")
    case .fileTimes:
      Entry(
        .command(#"stat -c "%Y %s %n" /etc/modprobe.d/* /boot/initrd-$(uname -r).img"#),
        filter: "without_root")
    }
  }
}

extension HostDocument.Entry {
  init(
    _ provider: HostDocument.Provider, filter: String? = nil,
    _ bound: HostDocument.Bound = .seconds(20), pasted: [String]? = nil, in reportPaths: String...
  ) {
    self.provider = provider
    self.filter = filter
    self.bound = bound
    self.pasted = pasted
    self.reportPaths = reportPaths
  }

  /// The placeholder of a document of which a host has several; nil for all others.
  package var placeholder: String? {
    let text: String
    switch provider {
    case .command(let command): text = command
    case .file(let path): text = path
    case .attributes: return nil
    }
    return ["DEVICE", "DRIVER", "FILE"].first { text.contains($0) }
  }
}

// Names below host/<uuid>/.
extension HostDocument {
  /// The document's name: `ip-link`, `ethtool-i-eth0`, `modprobe.d/igb.conf`. `part` names one of
  /// several and is left out for the others.
  package func name(_ part: String = "") -> String {
    entry.placeholder == nil ? rawValue : rawValue + separator + part
  }

  /// The document of a name, and which of several it is; nil for a name that is not registered.
  package static func named(_ name: some StringProtocol) -> (document: HostDocument, part: String)?
  {
    for document in allCases {
      guard document.entry.placeholder != nil else {
        if name == document.rawValue { return (document, "") }
        continue
      }
      let start = document.rawValue + document.separator
      if name.hasPrefix(start), name.utf8.count > start.utf8.count {
        return (document, String(name.dropFirst(start.count)))
      }
    }
    return nil
  }

  private var separator: String { self == .driverFile ? "/" : "-" }

  /// The name of the document that a pasted command printed; nil where its output is not read.
  static func name(ofOutput program: String, _ arguments: [Substring]) -> String? {
    for document in allCases {
      guard let words = document.entry.pasted, case .command(let command) = document.entry.provider,
        command.split(separator: " ").first.map({ $0 == program }) == true,
        // ip takes `l` for link.
        words.allSatisfy({ word in
          arguments.contains {
            $0 == word || (program == "ip" && !$0.isEmpty && word.hasPrefix($0))
          }
        })
      else { continue }
      guard document.entry.placeholder != nil else { return document.name() }
      guard let part = arguments.last, !part.isEmpty, !part.hasPrefix("-") else { return nil }
      return document.name(String(part))
    }
    return nil
  }

  /// The name of the document at a path inside a status report; nil where the report's path holds
  /// none, or holds it in another form.
  static func name(inReport path: String) -> String? {
    for document in allCases {
      for pattern in document.entry.reportPaths {
        guard let placeholder = document.entry.placeholder else {
          if path == pattern { return document.rawValue }
          continue
        }
        guard let cut = pattern.firstRange(of: placeholder) else { continue }
        let (start, end) = (pattern[..<cut.lowerBound], pattern[cut.upperBound...])
        let part = path.dropFirst(start.count).dropLast(end.count)
        if path.hasPrefix(start), path.hasSuffix(end), !part.isEmpty, !part.contains("/") {
          return document.name(String(part))
        }
      }
    }
    return nil
  }
}
