package import Records

/// A physical machine of the pool.
package struct Host: Sendable {
  package var id: ID<Host>
  package var uuid: String
  package var name: String
  package var isEnabled: Bool
  /// `XenServer 8.4`; nil if not captured.
  package var product: String?
  /// `26.1.3`.
  package var xapiVersion: String?
  /// `openvswitch` or `bridge`.
  package var networkBackend: String?
  /// Whether PCI functions can be assigned to VMs. `xl info` takes precedence over xapi, which
  /// reads this only when it starts.
  package var hasIOMMU: Fact<Bool>?
  package var isCoordinator = false
  /// Whether any data (sysfs, driver files, `ip link`, …) was captured on the host.
  package var hasHostData = false
  /// Whether its /etc/modprobe.d was captured.
  package var hasDriverFiles = false
  /// Whether its kernel's log was captured.
  package var hasKernelLog = false
  /// When the host's data was captured; nil if not known, or if none was captured.
  package var capturedAt: Instant?
  /// When the host was last booted, by its own clock.
  package var bootedAt: Sourced<Instant>?
  /// The initrd of the running kernel; nil if its time was not captured.
  package var initrd: Initrd?
  /// In order of device name.
  package var ports: [ID<Port>] = []
  package var cards: [ID<Card>] = []
  /// PCI functions in InfiniBand mode, by address.
  package var infiniBand: [InfiniBandPort] = []
  /// Whether its sysfs was captured.
  package var hasSysfs = false
  package var driverFiles: [ID<DriverFile>] = []
  /// What the next load of each driver brings, by driver.
  package var loads: [String: DriverLoad] = [:]
  package var origin: Origin
}

/// A port that xapi does not list, because it is not Ethernet.
package struct InfiniBandPort: Sendable, Equatable {
  /// `0000:4b:00.0`.
  package var address: String
  /// `ib0`; nil if sysfs shows no interface.
  package var interface: String?
  package var origin: Origin
}

/// The initial RAM disk, from which the kernel loads its first modules. It contains a copy of
/// /etc/modprobe.d.
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
  /// nil for a card that is not in the catalogue.
  package var model: CardModel?
  package var ports: [ID<Port>] = []
}
