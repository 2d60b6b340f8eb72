package import Records

/// A physical machine of the pool.
package struct Host: Sendable {
  package var id: ID<Host>
  package var uuid: String
  package var name: String
  package var isEnabled: Bool
  /// `XenServer 8.4`; nil where xapi did not tell.
  package var product: String?
  /// `26.1.3`.
  package var xapiVersion: String?
  /// `openvswitch` or `bridge`.
  package var networkBackend: String?
  /// Whether VMs can be given PCI functions; the hypervisor's own word before xapi's, which is
  /// what xapi found when it started.
  package var hasIOMMU: Fact<Bool>?
  package var isCoordinator = false
  /// Whether anything of the host's own (sysfs, driver files, `ip link`, …) was captured.
  package var hasHostData = false
  /// Whether its /etc/modprobe.d was captured.
  package var hasDriverFiles = false
  /// Whether its kernel's log was captured.
  package var hasKernelLog = false
  /// When its own words were captured; nil where nothing says, or nothing was.
  package var capturedAt: Instant?
  /// When it was booted last, by its own clock.
  package var bootedAt: Sourced<Instant>?
  /// The initrd of the kernel that runs; nil where its time was not captured.
  package var initrd: Initrd?
  /// In order of device name.
  package var ports: [ID<Port>] = []
  package var cards: [ID<Card>] = []
  package var driverFiles: [ID<DriverFile>] = []
  package var origin: Origin
}

/// What the kernel loads its first modules from, with a copy of their files in /etc/modprobe.d.
package struct Initrd: Sendable {
  /// `/boot/initrd-4.19.0+1.img`.
  package var path: String
  /// `4.19.0+1`.
  package var release: String
  package var builtAt: Sourced<Instant>
}

/// A PCI adapter: the ports that share bus and device number.
package struct Card: Sendable {
  package var id: ID<Card>
  package var host: ID<Host>
  /// Domain, bus and device: `0000:07:00`.
  package var address: String
  /// nil for a card that the catalogue does not know.
  package var model: CardModel?
  package var ports: [ID<Port>] = []
}
