package import Records

/// One document, or one kind of document of every host, that was not captured.
package enum Omission: Sendable, Hashable {
  case list(XapiClass)
  /// xe/network-sriov-remaining-capacity.
  case remainingCapacity
  case database
  case hostDocument(HostPart)

  /// What a host reports about itself.
  package enum HostPart: String, Sendable, CaseIterable {
    case sysfs
    case driverFiles = "modprobe.d"
    case ipLink = "ip-link"
    case lspci
    case bootTime = "boot-time"
    case xlInfo = "xl-info"
    case kernelLog = "kernel-log"
    case ethtool = "ethtool-i"
    case fileTimes = "stat"
    case commandLine = "cmdline"
    case modinfo
  }

  /// Every omission there is.
  package static let all: [Omission] =
    XapiClass.allCases.map { .list($0) } + [.remainingCapacity, .database]
    + HostPart.allCases.map { .hostDocument($0) }
}

extension PoolRecords {
  /// Removes a document, as if it had not been captured.
  package mutating func forget(_ omission: Omission) {
    switch omission {
    case .list(let xapiClass): forget(xapiClass)
    case .remainingCapacity: remainingCapacities = []
    case .database: forgetDatabase()
    case .hostDocument(let part):
      for host in hostFacts.keys { hostFacts[host]?.forget(part) }
    }
  }

  /// Removes a list, as if it had not been captured.
  package mutating func forget(_ xapiClass: XapiClass) {
    captured.remove(xapiClass)
    switch xapiClass {
    case .pif: pifs = []
    case .network: networks = []
    case .networkSRIOV: networkSRIOVs = []
    case .vlan:
      vlans = []
      // The PIFs' own tags would show nearly the same.
      for index in pifs.indices { pifs[index].vlan = nil }
    case .bond: bonds = []
    case .vm: vms = []
    case .vif: vifs = []
    case .vmGuestMetrics: vmGuestMetrics = []
    case .host: hosts = []
    case .pool: pools = []
    case .template: templates = []
    // Where there is a database, the rows are its.
    case .pci: if database == nil { pcis = [] }
    }
  }

  /// Removes what only the database has.
  private mutating func forgetDatabase() {
    guard database != nil else { return }
    database = nil
    disagreements = []
    pcis = []
    for index in pifs.indices { pifs[index].pci = .notCaptured }
    for index in vifs.indices { vifs[index].reservedPCI = .notCaptured }
    for index in vms.indices { vms[index].attachedPCIs = nil }
    for index in networkSRIOVs.indices { networkSRIOVs[index].configurationMode = nil }
  }
}

extension HostFacts {
  fileprivate mutating func forget(_ part: Omission.HostPart) {
    switch part {
    case .sysfs: sysfs = nil
    case .driverFiles:
      hasDriverFiles = false
      driverFiles = []
    case .ipLink: ipLink = nil
    case .lspci: lspci = nil
    case .bootTime: bootedAt = nil
    case .xlInfo: hasDirectIO = nil
    case .kernelLog: kernelLog = nil
    case .ethtool: ethtool = [:]
    case .fileTimes: fileTimes = nil
    case .commandLine: commandLine = nil
    case .modinfo: modinfo = [:]
    }
  }
}
