import Evidence

extension RecordReader {
  /// Links what several documents of a host say together. The pool's PIFs name the PCI function of an
  /// interface, where no line of sysfs does.
  mutating func settleHosts() {
    for host in records.hostFacts.keys.sorted() {
      guard var facts = records.hostFacts[host] else { continue }
      facts.settleLspci()
      if facts.attributes.isOpen || !facts.homeless.isEmpty {
        note(facts.settleSysfs(functions: functions(of: host)))
        noteHomeless(facts)
      }
      records.hostFacts[host] = facts
    }
  }

  /// The PCI functions of a host's interfaces, by the pool's PIFs.
  private func functions(of host: String) -> [String: Sourced<String>] {
    let hosts = Set(records.pifs.compactMap(\.host.uuid)).union(records.hosts.map(\.uuid))
    guard host != DocumentName.unknownHost || hosts.count < 2 else { return [:] }
    var functions: [String: Sourced<String>] = [:]
    for pif in records.pifs {
      guard let device = pif.device, let address = pif.pciBusPath.flatMap(SysfsPath.address),
        host == DocumentName.unknownHost || pif.host.uuid == host
      else { continue }
      functions[device] = functions[device] ?? Sourced(address, pif.origin)
    }
    return functions
  }

  private mutating func noteHomeless(_ facts: HostFacts) {
    var seen: Set<String> = []
    for value in facts.homeless where seen.insert(value.interface).inserted {
      let path = "/sys/class/net/\(value.interface)/device"
      records.gaps.append(
        Gap(
          what: "which port line \(value.origin.line) of \(value.origin.document) belongs to",
          why: "the PCI function of \(value.interface) was not captured",
          document: value.origin.document, closedBy: ["readlink", "-f", path]))
    }
  }
}
