package import Records

/// A physical function: one socket of a card, with what each of its three witnesses says.
package struct Port: Sendable {
  package var id: ID<Port>
  package var host: ID<Host>
  package var card: ID<Card>?
  /// The uuid of the physical PIF.
  package var uuid: String
  /// `eth0`.
  package var device: String
  package var mac: String?
  /// `0000:07:00.0`; nil where xapi does not tell it.
  package var pciAddress: String?
  /// The uuid of its PCI function in xapi; nil where neither the database nor `xe` lists it.
  package var pciUUID: String?
  package var vendorID: String?
  package var deviceID: String?
  package var model: CardModel?

  // xapi
  package var isCapable: Bool?
  /// On the port itself; what its VLANs and its bond bear is theirs.
  package var hostTraffic: [HostTraffic] = []
  /// Whether there is a link; sysfs before xapi, which looks only now and then.
  package var carrier: Fact<Bool>?
  package var mtu: Int?
  /// The whole PIF record.
  package var origin: Origin

  // sysfs, lspci, driver files
  /// The bound driver; from the card catalogue (witness says so) where nobody on the host told.
  package var driver: Fact<String>?
  /// VFs that could be had; what sysfs says, not the PCI register (8 on an i350 that gives 7).
  package var totalVFs: Fact<Int>?
  /// Whether the function offers SR-IOV to the kernel: false where firmware, BIOS or driver keep
  /// it off as well as where the card has none. nil where neither sysfs nor lspci decides.
  package var offersSRIOV: Fact<Bool>?
  package var driverVersion: Fact<String>?
  package var firmwareVersion: Fact<String>?
  /// The last line of the kernel's log that says why VFs of this port found no room.
  package var windowComplaint: Sourced<WindowComplaint>?
  /// VFs that exist now.
  package var activeVFs: Fact<Int>?
  /// VFs that the driver file gives this port when its driver is loaded next. nil for cards that
  /// take no driver file, and where the file was not captured.
  package var configuredVFs: Fact<Int>?
  /// The `options` line whose value for this port is no number to the kernel.
  package var unreadableOption: Origin?
  /// Every VF that anybody knows: those of sysfs by index, then those of the database alone.
  package var virtualFunctions: [ID<VirtualFunction>] = []
  /// How many `virtfn` links sysfs shows; nil where it was not captured.
  package var linkedVFs: Fact<Int>?
  /// How many VFs of it the database lists; nil where no database was read, or where it does not
  /// list the port itself. xapi looks at the bus when it starts and when it enables SR-IOV.
  package var pciRows: Fact<Int>?

  /// What the policy wants of it; nil where it says nothing.
  package var intent: PortIntent?

  // What hangs on it
  /// The plain network on this port (its bridge); nil where it has none.
  package var network: ID<Network>?
  package var bond: ID<Bond>?
  package var sriov: ID<NetworkSRIOV>?
  /// VLANs over this port or over its bond, through the bridge.
  package var vlans: [ID<VLAN>] = []
  /// VLANs over this port's SR-IOV logical PIF.
  package var sriovVLANs: [ID<VLAN>] = []

  /// How VFs are asked for on this port: its card model decides, `nil` for unknown cards.
  package var configuration: VFConfiguration? { model?.configuration }

  /// Whether it has, offers or could have VFs; true for a card that is not known.
  package var mayHaveVFs: Bool {
    configuration != VFConfiguration.none || (activeVFs?.value ?? 0) > 0
      || (totalVFs?.value ?? 0) > 0
  }

  /// False only where the driver is known to be another one.
  package func mayUse(driver name: String) -> Bool { driver.map { $0.value == name } ?? true }

  package func uses(driver name: String) -> Bool { driver?.value == name }
}

/// One VF of a port.
package struct VirtualFunction: Sendable {
  package var id: ID<VirtualFunction>
  package var port: ID<Port>
  /// As the driver counts; nil for one that only the database knows.
  package var index: Int?
  /// `0000:07:10.0`.
  package var address: String
  /// The driver bound in dom0 (`pciback` while a VM has it); nil for none or not captured.
  package var driver: String?
  /// Whether sysfs or lspci shows the VF, so that no driver means that it has none.
  package var isDriverCaptured = false
  /// As `ip link` shows it; nil where that was not captured.
  package var mac: String?
  package var vlanTag: Int?
  /// Mbit/s, 0 for no limit.
  package var rateLimit: Int?
  /// The line of `ip link`.
  package var settingsOrigin: Origin?
  /// Its link in sysfs, or else its row in the database.
  package var origin: Origin

  // The database's words
  /// Its row; nil where no database was read, and for a VF that it does not list.
  package var row: Origin?
  /// VMs to which it is attached: one, unless something went wrong.
  package var attachedVMs: [ID<VM>] = []
  /// How many more VMs it is attached to: templates, snapshots, and those that are gone.
  package var strayAttachments = 0
  /// The VM that is about to get it.
  package var scheduledFor: ID<VM>?
  /// VIFs that hold it (`reserved_pci`): one, unless something went wrong.
  package var holders: [ID<VIF>] = []
  /// Attached VIFs of VMs that run on the host and have its MAC address in `ip link`.
  package internal(set) var matchingVIFs: [ID<VIF>] = []
  /// Whether xapi would hand it out; nil where the database does not say.
  package var isIdle: Bool?

  /// Whether sysfs shows it.
  package var isLinked: Bool { index != nil }

  /// The VIF that holds it; the first of several.
  package var holder: ID<VIF>? { holders.first }
}
