import Auditing
import PoolModel
import Records

/// An object that both sides may have: how to recognise it, and its facts.
struct ComparedMember: Sendable {
  var subject: Subject
  /// Identities for matching, the most reliable first; nil if one is not known. Never a name or a
  /// device number alone, because users change these.
  var identities: [String?]
  var facts: [ComparedFact]
}

/// A fact of a member, as text. Counters, times, domain ids and list orders are not compared.
struct ComparedFact: Sendable {
  var what: String
  /// The compared value; nil if not captured.
  var key: String?
  /// The displayed value.
  var text: String

  /// A fact whose displayed text is also compared; nil means not known.
  init(_ what: String, _ text: String?) { self.init(what, text, reads: text) }

  /// A fact that refers to another object: compared by `key`, shown as `text`.
  init(_ what: String, _ key: String?, reads text: String?) {
    self.what = what
    self.key = key
    self.text = text ?? ""
  }

  init(_ what: String, _ flag: Bool?) { self.init(what, flag.map { $0 ? "yes" : "no" }) }
  init(_ what: String, _ number: Int?) { self.init(what, number.map(String.init)) }
}

extension Inventory {
  /// All compared objects by class, each with the xapi list that must be captured for it.
  var comparedMembers: [(need: XapiClass?, members: [ComparedMember])] {
    [
      (.host, hosts.map(compared)), (.pif, ports.map(compared)),
      (.networkSRIOV, networkSRIOVs.map(compared)), (.network, networks.map(compared)),
      (.vlan, vlans.map(compared)), (.vm, vms.map(compared)), (.vif, vifs.map(compared)),
      (nil, driverFiles.map(compared)),
    ]
  }

  private func compared(_ host: Host) -> ComparedMember {
    ComparedMember(
      subject: host.subject(in: self), identities: [host.uuid],
      facts: [
        ComparedFact("name", host.name), ComparedFact("product", host.product),
        ComparedFact("xapi", host.xapiVersion),
        ComparedFact("network backend", host.networkBackend),
        ComparedFact("enabled", captured(.hostEnabled, host.isEnabled)),
        ComparedFact("coordinator", captured(.master, host.isCoordinator)),
        ComparedFact("IOMMU", host.hasIOMMU?.value),
      ])
  }

  private func compared(_ port: Port) -> ComparedMember {
    let host = self[port.host].uuid
    let traffic = hostTraffic(over: port).map(\.rawValue).joined(separator: ", ")
    return ComparedMember(
      subject: port.subject(in: self),
      identities: [
        port.uuid.isEmpty ? nil : port.uuid, port.mac.map { "\(host) \($0.lowercased())" },
        port.pciAddress.map { "\(host) \($0)" },
      ],
      facts: [
        ComparedFact("device", port.device), ComparedFact("card", port.pciID),
        ComparedFact("driver", port.driver?.value),
        ComparedFact("driver version", port.driverVersion?.value),
        ComparedFact("firmware", port.firmwareVersion?.value),
        ComparedFact("active VFs", port.activeVFs?.value),
        ComparedFact("possible VFs", port.totalVFs?.value),
        ComparedFact("VFs after the next boot", vfsAfterReboot(of: port)),
        ComparedFact("link", port.carrier.map { $0.value ? "up" : "down" }),
        ComparedFact("MTU", port.mtu),
        ComparedFact("host's own traffic", captured(.pifManagement, traffic)),
        network("network", port.network, notCaptured: .pif),
        ComparedFact("bonded", gap(for: .bonds) == nil ? port.bond != nil : nil),
      ])
  }

  private func compared(_ sriov: NetworkSRIOV) -> ComparedMember {
    let port = compared(self[sriov.port])
    var subject = port.subject
    subject.uuid = sriov.uuid
    subject.kind = .sriov
    return ComparedMember(
      subject: subject, identities: [sriov.uuid.isEmpty ? nil : sriov.uuid] + port.identities,
      facts: [
        network("network", sriov.network, notCaptured: .networkSRIOV),
        ComparedFact("reboot pending", sriov.requiresReboot),
        ComparedFact("attached", sriov.isAttached),
        ComparedFact("mode", sriov.configurationMode?.value.rawValue),
      ])
  }

  private func compared(_ network: Network) -> ComparedMember {
    ComparedMember(
      subject: network.subject(in: self), identities: [network.uuid],
      facts: [
        ComparedFact("name", network.name), ComparedFact("MTU", network.mtu),
        ComparedFact("locking mode", network.defaultLockingMode),
      ])
  }

  private func compared(_ vlan: VLAN) -> ComparedMember {
    let carrier: (kind: String, ports: [ID<Port>]) =
      switch vlan.carrier {
      case .port(let id): ("port", [id])
      case .sriov(let id): ("SR-IOV", [id])
      case .bond(let id): ("bond", self[id].members)
      }
    let ports = carrier.ports.map { self[$0] }
    let macs = ports.compactMap { $0.mac?.lowercased() }.joined(separator: ",")
    return ComparedMember(
      subject: vlan.subject(in: self),
      identities: [
        vlan.uuid.isEmpty ? nil : vlan.uuid,
        "\(self[vlan.host].uuid) \(vlan.tag) \(carrier.kind) \(macs)",
      ],
      facts: [
        ComparedFact("tag", vlan.tag),
        ComparedFact(
          "carrier", "\(carrier.kind) \(macs)",
          reads: "\(carrier.kind) \(ports.map(\.device).joined(separator: "+"))"),
        network("network", vlan.network, notCaptured: .vlan),
      ])
  }

  private func compared(_ vm: VM) -> ComparedMember {
    let host = vm.residentOn.map { self[$0] }
    return ComparedMember(
      subject: vm.subject(in: self), identities: [vm.uuid],
      facts: [
        ComparedFact("name", vm.name), ComparedFact("power state", vm.powerState.rawValue),
        ComparedFact("host", captured(.residentOn, host?.uuid ?? ""), reads: host?.name),
        ComparedFact("domain type", vm.domainType),
        ComparedFact("HA restart priority", vm.haRestartPriority),
        ComparedFact("system", vm.system?.value.name),
        ComparedFact(
          "manually passed VFs",
          captured(.vmConfig, vm.passedThrough.joined(separator: ", "))),
      ])
  }

  /// A VIF that was recreated with the same MAC and device number on the same VM counts as the
  /// same.
  private func compared(_ vif: VIF) -> ComparedMember {
    ComparedMember(
      subject: vif.subject(in: self),
      identities: [
        vif.uuid,
        vif.mac.map { "\(self[vif.vm].uuid) \(vif.device) \($0.lowercased())" },
      ],
      facts: [
        network("network", vif.network, notCaptured: .vif),
        ComparedFact("MAC", vif.mac?.lowercased()), ComparedFact("attached", vif.isAttached),
        ComparedFact("MTU", vif.mtu), ComparedFact("locking mode", vif.lockingMode),
        ComparedFact(
          "allowed addresses",
          captured(.vifAddresses, (vif.ipv4Allowed + vif.ipv6Allowed).joined(separator: ", "))),
        ComparedFact(
          "rate limit, kbps", captured(.vifRateLimit, vif.qosAlgorithmParams["kbps"] ?? "")),
      ])
  }

  private func compared(_ file: DriverFile) -> ComparedMember {
    ComparedMember(
      subject: file.subject(in: self), identities: ["\(self[file.host].uuid) \(file.fileName)"],
      facts: [
        ComparedFact(
          "options",
          file.isCaptured
            ? (file.optionValues?.value ?? []).map { $0.map(String.init) ?? "?" }
              .joined(separator: ",") : nil),
        ComparedFact("VFs-maxvfs-by-user", file.isCaptured ? file.byUser?.value ?? "" : nil),
        ComparedFact(
          "VFs-maxvfs-by-default",
          file.isCaptured ? file.byDefault.map { "\($0.value)" } ?? "" : nil),
      ])
  }

  /// nil if the field was not captured, so that its default value is not compared.
  private func captured<Value>(_ field: CapturedField, _ value: Value) -> Value? {
    capturedFields.contains(field) ? value : nil
  }

  private func network(_ what: String, _ id: ID<Network>?, notCaptured: XapiClass) -> ComparedFact {
    let isCaptured = notCaptured == .vif || capturedFields.contains(.pifNetwork)
    guard isCaptured, self.notCaptured[notCaptured] == nil else {
      return ComparedFact(what, String?.none)
    }
    let network = id.map { self[$0] }
    return ComparedFact(what, network?.uuid ?? "", reads: network?.name)
  }
}
