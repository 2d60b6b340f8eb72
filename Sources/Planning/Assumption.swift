/// A change that is assumed to have been made, as somebody asks for it.
package enum Assumption: Sendable, Equatable {
  /// Of one host, or of all that are named by none.
  case reboot(host: String?)
  case enableSRIOV(port: String)
  case disableSRIOV(port: String)
  /// `VFs-maxvfs-by-user` in the driver's file, on every host that has one.
  case driverLimit(driver: String, vfs: Int)
  case hostLost(host: String)
  case start(vm: String)
  case moveVIF(vm: String, device: Int, network: String)
  /// On one host's port (`xen1/eth2`), or on the port of that name of every host (`eth2`).
  case addVLAN(port: String, tag: Int)
  case addVMs(count: Int, network: String)

  /// Why a text is no change.
  package struct Failure: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
  }

  /// Every form, with an example.
  package static let forms: [(form: String, meaning: String)] = [
    ("reboot[:HOST]", "the host, or every host, is rebooted; its VMs are started again"),
    ("enable-sriov:HOST/eth1", "an SR-IOV network is put on the port"),
    ("disable-sriov:HOST/eth1", "the port's SR-IOV network is destroyed"),
    ("driver-limit:igb=4", "VFs-maxvfs-by-user is set in the driver's file on every host"),
    ("host-lost:HOST", "the host fails; its VMs are started elsewhere where they find VFs"),
    ("start:GUEST", "the VM is started"),
    ("move-vif:GUEST/0->NETWORK", "the VIF goes to another network, with its address"),
    ("add-vlan:eth2/20", "a VLAN is made on the port, of one host (HOST/eth2/20) or of all"),
    ("add-vms:5@NETWORK", "so many VMs with one VIF each are made and started"),
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
    default: throw Self.failure(text, "no change is called “\(verb)”")
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

  /// The arrow may be typed or printed; names may hold slashes, so the last one counts.
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
    throw failure(text, "expected move-vif:GUEST/DEVICE->NETWORK, such as move-vif:web-1/0->Fast")
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

  /// As it is typed.
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
