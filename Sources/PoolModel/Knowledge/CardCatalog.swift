/// Data about a network card model, with its source.
package struct CardModel: Sendable, Equatable {
  package var family: CardFamily
  /// `Intel i350`.
  package var name: String
  package var driver: String
  /// The maximum number of VFs per port with its driver; 0 for cards without SR-IOV.
  package var vfsPerPort: Int
  package var configuration: VFConfiguration
  package var source: String
}

package enum CardFamily: String, Sendable, Hashable, CaseIterable {
  case i350
  case intel82576
  case intel82580
  case i210
  case intel82599
  case x540
  case x550
  case x710
  case x722
  case e810
  case connectX3
  case connectX4
  case connectX5
  case connectX6
  case bcm57416
  case bcm575xx
  case qLogic84xx

  /// The driver that a VM needs for this card's VFs.
  package var vfFamily: VFFamily? {
    switch self {
    case .i350, .intel82576: .igbvf
    case .intel82599, .x540, .x550: .ixgbevf
    case .x710, .x722, .e810: .iavf
    case .connectX3: .mlx4
    case .connectX4, .connectX5, .connectX6: .mlx5
    case .bcm57416, .bcm575xx: .bnxt
    case .qLogic84xx: .qede
    case .intel82580, .i210: nil
    }
  }
}

/// A kind of VF, named after its Linux driver in the VM.
package enum VFFamily: String, Sendable, Hashable, CaseIterable {
  case igbvf
  case ixgbevf
  case iavf
  case mlx4
  case mlx5
  case bnxt
  case qede
}

/// How the number of VFs is set.
package enum VFConfiguration: Sendable, Equatable {
  /// By a parameter in /etc/modprobe.d, for all ports of the driver. Takes effect at the next boot.
  case driverFile
  /// By writing `sriov_numvfs`. Takes effect at once; xapi always sets the maximum.
  case sysfs
  /// The card has no SR-IOV.
  case none
}

/// The network cards that vfaudit knows.
package enum CardCatalog {
  /// The model of a PCI id, both parts four lower-case hexadecimal digits; nil if unknown.
  package static func model(vendor: String?, device: String?) -> CardModel? {
    guard let vendor, let device else { return nil }
    return models[vendor + ":" + device]
  }

  /// The model of a family.
  package static func model(of family: CardFamily) -> CardModel? {
    let id = exampleID(of: family)
    return model(vendor: id.vendor, device: id.device)
  }

  /// A PCI id of the family, for pool sketches and tests.
  package static func exampleID(of family: CardFamily) -> (vendor: String, device: String) {
    let key = models.filter { $0.value.family == family }.keys.min() ?? "0000:0000"
    return (String(key.prefix(4)), String(key.suffix(4)))
  }

  private static let kb = "XenServer-SRIOV page of Precedence Technologies, 2026-05-01"
  private static let pciIDs = "pci.ids and the driver's device table"
  private static let igb = "intel/ethernet-linux-igb: igb_main.c, README"

  private static let models: [String: CardModel] = {
    var all: [String: CardModel] = [:]
    for entry in entries {
      for device in entry.devices { all[entry.vendor + ":" + device] = entry.model }
    }
    return all
  }()

  private struct Entry {
    var vendor: String
    var devices: [String]
    var model: CardModel

    init(
      _ vendor: String, _ devices: [String], _ family: CardFamily, _ name: String,
      driver: String, vfs: Int, _ configuration: VFConfiguration, source: String
    ) {
      self.vendor = vendor
      self.devices = devices
      model = CardModel(
        family: family, name: name, driver: driver, vfsPerPort: vfs,
        configuration: configuration, source: source)
    }
  }

  private static let entries = [
    Entry(
      "8086", ["1521", "1522", "1523", "1524"], .i350, "Intel i350", driver: "igb", vfs: 7,
      .driverFile, source: igb + "; " + kb),
    Entry(
      "8086", ["10c9", "10e6", "10e7", "10e8", "150a", "1518", "1526", "150d"], .intel82576,
      "Intel 82576", driver: "igb", vfs: 7, .driverFile, source: igb),
    Entry(
      "8086", ["150e", "150f", "1510", "1511", "1516", "1527"], .intel82580, "Intel 82580",
      driver: "igb", vfs: 0, .none, source: igb),
    Entry(
      "8086", ["1533", "1536", "1537", "1538", "1539", "157b", "157c"], .i210, "Intel i210/i211",
      driver: "igb", vfs: 0, .none, source: igb),
    Entry(
      "8086", ["10fb", "10f7", "10f8", "10f9", "10fc", "1517", "1507", "154d", "1557", "1558"],
      .intel82599, "Intel 82599 / X520", driver: "ixgbe", vfs: 63, .sysfs, source: kb),
    Entry(
      "8086", ["1528", "1560"], .x540, "Intel X540", driver: "ixgbe", vfs: 63, .sysfs, source: kb),
    Entry(
      "8086", ["1563", "15d1", "15ac", "15ad", "15c8"], .x550, "Intel X550", driver: "ixgbe",
      vfs: 63, .sysfs, source: "intel/ethernet-linux-ixgbe: README"),
    Entry(
      "8086", ["1572", "1580", "1581", "1583", "1584", "1585", "1586", "1589", "158a", "158b"],
      .x710, "Intel X710/XL710", driver: "i40e", vfs: 64, .sysfs, source: pciIDs),
    Entry(
      "8086", ["37ce", "37cf", "37d0", "37d1", "37d2", "37d3"], .x722, "Intel X722",
      driver: "i40e", vfs: 32, .sysfs, source: pciIDs),
    Entry(
      "8086", ["1591", "1592", "1593", "1599", "159a", "159b"], .e810, "Intel E810",
      driver: "ice", vfs: 128, .sysfs, source: pciIDs),
    Entry(
      "15b3", ["1003", "1007"], .connectX3, "Mellanox ConnectX-3", driver: "mlx4_core", vfs: 16,
      .sysfs, source: pciIDs),
    Entry(
      "15b3", ["1013", "1015"], .connectX4, "Mellanox ConnectX-4", driver: "mlx5_core", vfs: 16,
      .sysfs, source: pciIDs),
    Entry(
      "15b3", ["1017", "1019"], .connectX5, "Mellanox ConnectX-5", driver: "mlx5_core", vfs: 16,
      .sysfs, source: pciIDs),
    Entry(
      "15b3", ["101b", "101d", "101f"], .connectX6, "Mellanox ConnectX-6", driver: "mlx5_core",
      vfs: 16, .sysfs, source: pciIDs),
    Entry(
      "14e4", ["16d8"], .bcm57416, "Broadcom BCM57416", driver: "bnxt_en", vfs: 0, .none,
      source: kb + " (the card tested there offered no SR-IOV)"),
    Entry(
      "14e4", ["1750", "1751", "1752", "16d7", "16d6", "16d9"], .bcm575xx,
      "Broadcom BCM574xx/575xx", driver: "bnxt_en", vfs: 64, .sysfs, source: pciIDs),
    Entry(
      "1077", ["1634", "1656", "1666", "8070"], .qLogic84xx, "QLogic 84xx/FastLinQ",
      driver: "qede", vfs: 64, .sysfs, source: pciIDs),
  ]
}
