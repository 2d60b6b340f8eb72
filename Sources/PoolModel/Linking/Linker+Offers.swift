import Records

// Which VMs XenCenter offers SR-IOV networks for, and which MAC addresses are shared.
extension Linker {
  /// By reference label: whether the template allows SR-IOV networks, with the template's record.
  var sriovByTemplate: [String: Fact<Bool>] {
    var templates: [String: Fact<Bool>] = [:]
    for template in records.templates.sorted(by: { $0.uuid < $1.uuid }) {
      guard let label = template.referenceLabel, !label.isEmpty,
        let words = template.recommendations
      else { continue }
      let isAllowed = Self.allowsSRIOV(words)
      guard templates[label]?.value != true else { continue }
      templates[label] = Fact(
        isAllowed, by: .ofXapi(at: template.origin), at: template.origin)
    }
    return templates
  }

  /// The template with the same reference label decides (xenadmin, `VM.HasSriovRecommendation`);
  /// older XenCenter versions read the VM's own recommendations. nil if neither was captured.
  func offer(to vm: VMRecord, _ templates: [String: Fact<Bool>]) -> Fact<Bool>? {
    if records.captured.contains(.template), let label = vm.referenceLabel {
      return templates[label] ?? Fact(false, by: .ofXapi(at: vm.origin), at: vm.origin)
    }
    return vm.recommendations.map {
      Fact(Self.allowsSRIOV($0), by: .ofXapi(at: vm.origin), at: vm.origin)
    }
  }

  /// `<restriction field="allow-network-sriov" value="1"/>`, in any order of its attributes.
  static func allowsSRIOV(_ recommendations: String) -> Bool {
    for element in recommendations.utf8.split(separator: UInt8(ascii: "<")) {
      let text = String(decoding: element, as: UTF8.self)
      let words = text.replacing("'", with: "\"")
      guard words.contains("field=\"allow-network-sriov\"") else { continue }
      let value = words.split(separator: "value=\"", maxSplits: 1).dropFirst().first
      return value.flatMap { $0.split(separator: "\"").first }.flatMap { Int($0) } ?? 0 != 0
    }
    return false
  }

  /// Among VIFs and physical ports. `fe:ff:ff:ff:ff:ff` is left out: all backends have it.
  mutating func gatherMACs() {
    var holders: [String: MACHolders] = [:]
    for vif in inventory.vifs {
      guard let mac = vif.mac?.lowercased(), mac != MACHolders.backend else { continue }
      holders[mac, default: MACHolders()].vifs.append(vif.id)
    }
    for port in inventory.ports {
      guard let mac = port.mac?.lowercased() else { continue }
      holders[mac]?.ports.append(port.id)
    }
    let shared = holders.values.filter { $0.vifs.count + $0.ports.count > 1 }
    inventory.sharedMACs = shared.sorted { $0.vifs[0] < $1.vifs[0] }
    for (index, holders) in inventory.sharedMACs.enumerated() {
      for vif in holders.vifs { inventory.vifs[vif.index].sharedMAC = index }
    }
  }
}
