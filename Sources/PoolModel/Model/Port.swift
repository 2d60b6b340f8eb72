package import Records

/// A physical function: one network socket of a card, with the facts of its three witnesses.
package struct Port: Sendable {
  package var id: ID<Port>
  package var host: ID<Host>
  package var card: ID<Card>?
  /// The uuid of the physical PIF.
  package var uuid: String
  /// `eth0`.
  package var device: String
  package var mac: String?
  /// `0000:07:00.0`; nil if neither xapi nor sysfs shows it.
  package var pciAddress: String?
  /// The uuid of its PCI function in xapi; nil if neither the database nor `xe` lists it.
  package var pciUUID: String?
  package var vendorID: String?
  package var deviceID: String?
  package var model: CardModel?

  // xapi
  package var isCapable: Bool?
  /// Of the port itself, without the traffic of its VLANs and its bond.
  package var hostTraffic: [HostTraffic] = []
  /// Whether there is a link. sysfs takes precedence over xapi, which may be out of date.
  package var carrier: Fact<Bool>?
  package var mtu: Int?
  /// The whole PIF record.
  package var origin: Origin

  // sysfs, lspci, driver files
  /// The bound driver; from the card catalogue (see its witness) if host data does not show it.
  package var driver: Fact<String>?
  /// The maximum number of VFs: from sysfs, or else from lspci but at most the driver's limit (an
  /// i350 shows 8, its driver creates 7).
  package var totalVFs: Fact<Int>?
  /// Whether the function offers SR-IOV to the kernel. False if firmware, BIOS or driver disable
  /// it, or the card has none; nil if neither sysfs nor lspci shows it.
  package var offersSRIOV: Fact<Bool>?
  package var driverVersion: Fact<String>?
  package var firmwareVersion: Fact<String>?
  /// Why the kernel did not create VFs, according to its log since the boot; best reason first.
  package var kernelRefusals: [KernelReport<VFRefusal>] = []
  /// What the kernel reports about a VF of this port, without saying which.
  package var kernelComplaints: [KernelReport<VFComplaint>] = []
  /// VFs that exist now.
  package var activeVFs: Fact<Int>?
  /// VFs of this port after the next load of its driver, according to the driver file. nil for
  /// cards that use no driver file, and if the file was not captured.
  package var configuredVFs: Fact<Int>?
  /// All VFs of any witness: those in sysfs by index, then those only in the database.
  package var virtualFunctions: [ID<VirtualFunction>] = []
  /// The number of `virtfn` links in sysfs; nil if sysfs was not captured.
  package var linkedVFs: Fact<Int>?
  /// The number of its VFs in the database; nil if no database was read, or it does not list the
  /// port itself. xapi scans the bus when it starts and when it enables or disables SR-IOV.
  package var pciRows: Fact<Int>?

  /// What the policy states about it; nil if it states nothing.
  package var intent: PortIntent?

  // Networks, bond, SR-IOV and VLANs on the port
  /// The plain network on this port (its bridge); nil if it has none.
  package var network: ID<Network>?
  package var bond: ID<Bond>?
  package var sriov: ID<NetworkSRIOV>?
  /// VLANs over this port or over its bond, through the bridge.
  package var vlans: [ID<VLAN>] = []
  /// VLANs over this port's SR-IOV logical PIF.
  package var sriovVLANs: [ID<VLAN>] = []

  /// How the number of VFs is set on this port. What the host shows comes first: a function that has
  /// or offers VFs can have them, whatever the catalogue says. Then the driver, then the card's
  /// model. nil for a card that is not known.
  package var configuration: VFConfiguration? {
    let knowledge = driver.flatMap { DriverKnowledge.of($0.value) }
    if showsVFs { return knowledge?.hasToolstackFile == true ? .driverFile : .sysfs }
    if knowledge?.makesVFs == false { return VFConfiguration.none }
    return model?.configuration
  }

  /// Whether sysfs, lspci or the database shows that the function has or offers VFs.
  package var showsVFs: Bool {
    offersSRIOV?.value == true || (totalVFs?.value ?? 0) > 0 || (activeVFs?.value ?? 0) > 0
      || (pciRows?.value ?? 0) > 0
  }

  /// The most VFs that it can have, as the host shows it, or else the limit of its silicon. nil if
  /// neither is known.
  package var mostVFs: Int? {
    totalVFs?.value ?? (configuration == VFConfiguration.none ? 0 : model?.vfsPerPort)
  }

  /// The VFs that xapi requests now: all that the port can have, or what the driver file says. nil if
  /// not known.
  package var requestedVFs: Int? {
    configuration == .driverFile ? configuredVFs?.value : totalVFs?.value
  }

  /// Whether VFs are missing for an SR-IOV network; nil if the active VFs are not known. At least one
  /// has to be there, also where the driver file is not known or requests none.
  package var lacksVFs: Bool? { activeVFs.map { $0.value < max(1, requestedVFs ?? 1) } }

  /// Whether it has, offers or could have VFs; true for a card that is not known.
  package var mayHaveVFs: Bool {
    configuration != VFConfiguration.none
  }

  /// False only if another driver is known to be bound.
  package func mayUse(driver name: String) -> Bool { driver.map { $0.value == name } ?? true }

  package func uses(driver name: String) -> Bool { driver?.value == name }
}

/// One VF of a port.
package struct VirtualFunction: Sendable {
  package var id: ID<VirtualFunction>
  package var port: ID<Port>
  /// The `virtfn` index of the driver; nil for a VF that only the database contains.
  package var index: Int?
  /// `0000:07:10.0`.
  package var address: String
  /// The driver bound in dom0 (`pciback` while a VM has the VF); nil for none or not captured.
  package var driver: String?
  /// Whether sysfs or lspci shows the VF, so that nil in `driver` means no driver.
  package var isDriverCaptured = false
  /// As `ip link` shows it; nil if not captured.
  package var mac: String?
  package var vlanTag: Int?
  /// Mbit/s, 0 for no limit.
  package var rateLimit: Int?
  /// The line of `ip link`.
  package var settingsOrigin: Origin?
  /// Its link in sysfs, or else its row in the database.
  package var origin: Origin

  // From the database
  /// Its row; nil if no database was read, or it does not list the VF.
  package var row: Origin?
  /// VMs to which it is attached. More than one is an inconsistency.
  package var attachedVMs: [ID<VM>] = []
  /// The number of other attachments: to templates, snapshots, and VMs that do not exist.
  package var strayAttachments = 0
  /// The VM to which it is scheduled to be attached.
  package var scheduledFor: ID<VM>?
  /// VIFs that hold it (`reserved_pci`). More than one is an inconsistency.
  package var holders: [ID<VIF>] = []
  /// Attached VIFs of VMs that run on the host and have its MAC address in `ip link`.
  package internal(set) var matchingVIFs: [ID<VIF>] = []
  /// Whether xapi can assign it; nil if the database does not show it.
  package var isIdle: Bool?

  /// What the kernel reports about it, according to its log since the boot; the worst first.
  package var kernelComplaints: [KernelReport<VFComplaint>] = []

  /// Whether sysfs shows it.
  package var isLinked: Bool { index != nil }

  /// The VIF that holds it; the first of several.
  package var holder: ID<VIF>? { holders.first }
}
