/// An assumed change, as the user names it.
package enum Assumption: Sendable, Equatable {
  /// nil: all hosts.
  case reboot(host: String?)
  case enableSRIOV(port: String)
  case disableSRIOV(port: String)
  /// `VFs-maxvfs-by-user` in the driver file, on every host that has one.
  case driverLimit(driver: String, vfs: Int)
  case hostLost(host: String)
  case start(vm: String)
  case moveVIF(vm: String, device: Int, network: String)
  /// On the port of one host (`xen1/eth2`), or on the port of that name on every host (`eth2`).
  case addVLAN(port: String, tag: Int)
  case addVMs(count: Int, network: String)

  /// Why a text is not a valid change.
  package struct Failure: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
  }

  /// Every form, with an example.
  package static let forms: [(form: String, meaning: String)] = [
    ("reboot[:HOST]", "reboot the host, or all hosts, and start their VMs again"),
    ("enable-sriov:HOST/eth1", "create an SR-IOV network on the port"),
    ("disable-sriov:HOST/eth1", "destroy the SR-IOV network of the port"),
    ("driver-limit:igb=4", "set VFs-maxvfs-by-user in the driver file on every host"),
    ("host-lost:HOST", "the host fails; its VMs restart on other hosts that have enough free VFs"),
    ("start:VM", "start the VM"),
    ("move-vif:VM/0->NETWORK", "move the VIF to another network; it keeps its MAC"),
    ("add-vlan:eth2/20", "create a VLAN on the port of one host (HOST/eth2/20) or of all hosts"),
    ("add-vms:5@NETWORK", "create and start 5 VMs with one VIF each"),
  ]

  package init(_ text: String) throws(Failure) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let value = parts.count > 1 ? parts[1] : ""
    guard let verb = parts.first, verb == "reboot" || !value.isEmpty else {
      throw Self.failure(text, "expected one of the forms below")
    }
    switch verb {
    case "reboot": self = .reboot(host: value.isEmpty ? nil : value)
    case "enable-sriov": self = .enableSRIOV(port: value)
    case "disable-sriov": self = .disableSRIOV(port: value)
    case "host-lost": self = .hostLost(host: value)
    case "start": self = .start(vm: value)
    case "driver-limit": self = try Self.driverLimit(value, text)
    case "move-vif": self = try Self.moveVIF(value, text)
    case "add-vlan": self = try Self.addVLAN(value, text)
    case "add-vms": self = try Self.addVMs(value, text)
    default: throw Self.failure(text, "unknown change “\(verb)”")
    }
  }

  private static func failure(_ text: String, _ why: String) -> Failure {
    Failure(description: "\(text): \(why)")
  }

  private static func driverLimit(_ value: String, _ text: String) throws(Failure) -> Assumption {
    let pair = value.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard pair.count == 2, !pair[0].isEmpty, let vfs = Int(pair[1]), (0...65_535).contains(vfs)
    else { throw failure(text, "expected driver-limit:DRIVER=NUMBER, such as driver-limit:igb=4") }
    return .driverLimit(driver: pair[0], vfs: vfs)
  }

  /// The arrow is `->` or `→`. Names may contain slashes, so the last slash separates the device.
  private static func moveVIF(_ value: String, _ text: String) throws(Failure) -> Assumption {
    for arrow in ["->", "→"] {
      guard let place = value.firstRange(of: arrow) else { continue }
      let vif = value[..<place.lowerBound]
      let network = String(value[place.upperBound...])
      guard let slash = vif.lastIndex(of: "/"),
        let device = Int(vif[vif.index(after: slash)...]), device >= 0, !network.isEmpty
      else { continue }
      return .moveVIF(vm: String(vif[..<slash]), device: device, network: network)
    }
    throw failure(text, "expected move-vif:VM/DEVICE->NETWORK, such as move-vif:web-1/0->Fast")
  }

  private static func addVLAN(_ value: String, _ text: String) throws(Failure) -> Assumption {
    guard let slash = value.lastIndex(of: "/"),
      let tag = Int(value[value.index(after: slash)...]), (0...4094).contains(tag)
    else {
      throw failure(
        text, "expected add-vlan:PORT/TAG with a tag up to 4094, such as add-vlan:eth2/20")
    }
    return .addVLAN(port: String(value[..<slash]), tag: tag)
  }

  private static func addVMs(_ value: String, _ text: String) throws(Failure) -> Assumption {
    guard let at = value.firstIndex(of: "@"), let count = Int(value[..<at]),
      (1...100_000).contains(count), value.index(after: at) < value.endIndex
    else {
      throw failure(text, "expected add-vms:NUMBER@NETWORK, such as add-vms:5@VM SR-IOV")
    }
    return .addVMs(count: count, network: String(value[value.index(after: at)...]))
  }

  /// The text form, as typed by the user.
  package var text: String {
    switch self {
    case .reboot(let host): host.map { "reboot:\($0)" } ?? "reboot"
    case .enableSRIOV(let port): "enable-sriov:\(port)"
    case .disableSRIOV(let port): "disable-sriov:\(port)"
    case .driverLimit(let driver, let vfs): "driver-limit:\(driver)=\(vfs)"
    case .hostLost(let host): "host-lost:\(host)"
    case .start(let vm): "start:\(vm)"
    case .moveVIF(let vm, let device, let network): "move-vif:\(vm)/\(device)->\(network)"
    case .addVLAN(let port, let tag): "add-vlan:\(port)/\(tag)"
    case .addVMs(let count, let network): "add-vms:\(count)@\(network)"
    }
  }
}
