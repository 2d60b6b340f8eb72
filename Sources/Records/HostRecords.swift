// Data of a host itself, not from xapi: sysfs, driver files, `ip link`, `lspci`.

/// A PCI function as sysfs shows it.
package struct SysfsFunctionRecord: Sendable {
  /// `0000:07:00.0`.
  package var address: String
  /// Four hexadecimal digits without `0x`.
  package var vendorID: Sourced<String>?
  package var deviceID: Sourced<String>?
  /// Class and subclass, four hexadecimal digits: `0200` is Ethernet, `0207` InfiniBand.
  package var pciClass: Sourced<String>?
  /// `igb`; nil when no driver is bound or the link was not captured.
  package var driver: Sourced<String>?
  /// nil if firmware, driver or card do not offer SR-IOV; this differs from 0.
  package var totalVFs: Sourced<Int>?
  package var numVFs: Sourced<Int>?
  package var virtualFunctions: [VirtualFunctionLink] = []
  /// The distance of the first VF's routing id from the port's, and that of each VF to the next.
  package var vfOffset: Sourced<Int>?
  package var vfStride: Sourced<Int>?
  /// The address of the port; set only if this function is a VF.
  package var physicalFunction: Sourced<String>?

  package struct VirtualFunctionLink: Sendable, Equatable {
    package var index: Int
    package var address: Sourced<String>

    package init(index: Int, address: Sourced<String>) {
      self.index = index
      self.address = address
    }
  }

  package init(address: String) { self.address = address }
}

/// A network interface of a PCI function.
package struct SysfsInterfaceRecord: Sendable {
  /// `eth0`.
  package var name: String
  /// The interface's PCI function; nil if the `device` link was not captured.
  package var function: Sourced<String>?
  package var mac: Sourced<String>?
  package var mtu: Sourced<Int>?
  package var carrier: Sourced<Bool>?
  package var master: Sourced<String>?

  package init(name: String) { self.name = name }
}

/// One host's `sysfs` document: functions by address, interfaces by name, both sorted.
package struct SysfsRecord: Sendable {
  package var functions: [SysfsFunctionRecord]
  package var interfaces: [SysfsInterfaceRecord]

  package init(functions: [SysfsFunctionRecord] = [], interfaces: [SysfsInterfaceRecord] = []) {
    self.functions = functions
    self.interfaces = interfaces
  }
}

/// A file of /etc/modprobe.d: its keys as networkd reads them (xen-api `network_utils.ml`), and its
/// directives as kmod reads them.
package struct DriverFileRecord: Sendable {
  /// `igb.conf`.
  package var fileName: String
  /// Every `# key: value` line that networkd accepts, in file order; the first line of a key wins.
  package var keys: [Key] = []
  /// Lines that look like a key but are ignored by networkd, with the reason.
  package var ignoredKeys: [IgnoredLine] = []
  /// What kmod obeys, in file order.
  package var directives: [ModprobeDirective] = []
  /// The file, byte for byte.
  package var contents: [UInt8] = []
  package var origin: Origin

  package struct Key: Sendable, Equatable {
    package var name: String
    package var value: Sourced<String>
    package init(name: String, value: Sourced<String>) {
      self.name = name
      self.value = value
    }
  }

  package struct IgnoredLine: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
      /// `##`, or `#` without a blank after it.
      case noHashAndBlank
      /// Key or value is empty.
      case emptyKeyOrValue
      /// An earlier line has the same key.
      case repeatedKey
    }
    package var text: Sourced<String>
    package var reason: Reason
    package init(text: Sourced<String>, reason: Reason) {
      self.text = text
      self.reason = reason
    }
  }

  package init(fileName: String, origin: Origin) {
    self.fileName = fileName
    self.origin = origin
  }

  /// The place of a line of its contents.
  package func origin(of line: ToolstackFile.Line) -> Origin {
    Origin(
      document: origin.document, line: max(1, origin.line) + line.index,
      offset: line.place.lowerBound, length: line.place.count)
  }
}

/// A VF line of `ip link`, of old or new iproute2.
package struct IPLinkVFRecord: Sendable, Equatable {
  /// The interface of the port.
  package var interface: String
  package var index: Int
  package var mac: String?
  /// 0 if the line has no VLAN.
  package var vlan: Int
  /// Mbit/s; 0 if the line has no limit.
  package var rateLimit: Int
  package var origin: Origin

  package init(
    interface: String, index: Int, mac: String?, vlan: Int, rateLimit: Int = 0, origin: Origin
  ) {
    self.interface = interface
    self.index = index
    self.mac = mac
    self.vlan = vlan
    self.rateLimit = rateLimit
    self.origin = origin
  }
}

/// The SR-IOV capability of one function in `lspci -vv`.
package struct LspciFunctionRecord: Sendable {
  /// `0000:07:00.0`; the domain is 0000 if lspci omits it.
  package var address: String
  package var driver: Sourced<String>?
  /// The card's own number: 8 for an i350, although the driver provides 7.
  package var totalVFs: Sourced<Int>?
  package var numVFs: Sourced<Int>?
  /// True when `IOVCtl: Enable+`.
  package var isEnabled: Sourced<Bool>?

  package init(address: String) { self.address = address }
}

/// `ethtool -i`: the driver of an interface.
package struct EthtoolRecord: Sendable {
  package var driver: Sourced<String>?
  package var version: Sourced<String>?
  package var firmwareVersion: Sourced<String>?
  package var busInfo: Sourced<String>?

  package init() {}
}

/// `modinfo DRIVER` or `modinfo --parameter DRIVER`.
package struct ModinfoRecord: Sendable {
  package var version: Sourced<String>?
  /// In the module's order.
  package var parameters: [Parameter] = []

  package struct Parameter: Sendable, Equatable {
    package var name: String
    /// `array of int`: the text in the last parentheses; empty if there are none.
    package var type: String

    package init(_ name: String, type: String) {
      self.name = name
      self.type = type
    }

    /// Whether networkd writes one value for each function (`network_utils.ml`, `Modinfo`).
    package var isArray: Bool { type.contains("array of") }
  }

  package func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }

  package init() {}
}

/// A line of the kernel log that names a PCI function, or a parameter of a module that was refused.
package struct KernelLineRecord: Sendable, Equatable {
  /// `0000:03:00.0`; nil for a line about a parameter.
  package var address: String?
  /// The line without time and host: `ixgbe 0000:03:00.0: not enough MMIO resources for SR-IOV`.
  package var message: String
  /// When it was printed, as printed: `12.345678`, `Sat Nov 28 10:37:04 2026`; empty for none.
  package var time: String
  /// Seconds since the boot, or of the day; nil if `time` shows neither.
  package var seconds: Double?
  package var origin: Origin

  package init(
    address: String?, message: String, time: String = "", seconds: Double? = nil, origin: Origin
  ) {
    self.address = address
    self.message = message
    self.time = time
    self.seconds = seconds
    self.origin = origin
  }
}

/// /etc/xensource-inventory.
package struct InventoryFileRecord: Sendable {
  /// INSTALLATION_UUID, the host's uuid.
  package var installationUUID: Sourced<String>?

  package init() {}
}

/// When a file of a host was last changed, according to `stat`.
package struct FileTimeRecord: Sendable, Equatable {
  /// `/etc/modprobe.d/igb.conf`.
  package var path: String
  package var modifiedAt: Instant
  package var origin: Origin

  package init(path: String, modifiedAt: Instant, origin: Origin) {
    self.path = path
    self.modifiedAt = modifiedAt
    self.origin = origin
  }
}

/// A module parameter on the kernel command line: `igb.max_vfs=4`.
package struct ModuleSettingRecord: Sendable, Equatable {
  package var module: String
  package var parameter: String
  /// nil for a word without an equals sign.
  package var value: String?
  /// The whole line.
  package var origin: Origin

  package init(module: String, parameter: String, value: String?, origin: Origin) {
    self.module = module
    self.parameter = parameter
    self.value = value
    self.origin = origin
  }
}
