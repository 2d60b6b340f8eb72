/// Everything that is known about families of network cards: drivers with their parameters, and the
/// PCI ids of the cards. Added to by a policy (`cards`).
///
/// A number of VFs is given only where it is a limit of the silicon. Firmware decides all others.
enum CardTable {
  private static let array = "array of int"
  private static let mellanox = ["mlxconfig", "-d", "ADDRESS", "query"]
  private static let kb = "XenServer-SRIOV page of Precedence Technologies, 2026-05-01"
  private static let pciIDs = "pci.ids and the driver's device table"
  private static let igb = "intel/ethernet-linux-igb: igb_main.c, README"

  static let drivers: [DriverKnowledge] = [
    // The packaged igb 5.x never calls pci_sriov_set_totalvfs and has no sriov_configure.
    DriverKnowledge(
      name: "igb", vfParameter: "max_vfs", packagedType: array, limit: 7, hasSysfs: false,
      hasToolstackFile: true,
      source: "igb 5.13, igb_param.c: “Invalid … using default of 0”; kernel, igb_probe_vfs: 7"),
    DriverKnowledge(
      name: "ixgbe", vfParameter: "max_vfs", packagedType: array, limit: 63,
      aboveLimit: .init(packaged: .none, ofKernel: .none),
      source: "ixgbe 5.x, ixgbe_param.c; kernel, ixgbe_main.c: “out of range”"),
    DriverKnowledge(
      name: "i40e", vfParameter: "max_vfs", packagedType: array,
      aboveLimit: .init(packaged: .notKnown, ofKernel: .notKnown),
      firmwareSetting:
        "the number of VFs in the card's NVM (Intel bootutil, or the BIOS setup of the"
        + " card)", source: "i40e 2.x, i40e_main.c"),
    DriverKnowledge(
      name: "ice",
      firmwareSetting:
        "the number of VFs in the card's NVM (Intel bootutil, or the BIOS setup of the"
        + " card)", source: "ice: sriov_numvfs only"),
    DriverKnowledge(
      name: "mlx4_core", vfParameter: "num_vfs", packagedType: "array of byte", limit: 63,
      aboveLimit: .init(packaged: .notKnown, ofKernel: .notKnown), hasSysfs: false,
      firmwareQuery: mellanox, firmwareSetting: "SRIOV_EN and NUM_OF_VFS (mlxconfig)",
      source: "kernel, mlx4/main.c: num_vfs=port1,port2,port1+2"),
    DriverKnowledge(
      name: "mlx5_core", drivesVFs: true, firmwareQuery: mellanox,
      firmwareSetting: "SRIOV_EN and NUM_OF_VFS (mlxconfig)",
      source: "kernel, mlx5/core/sriov.c; NVIDIA: mlxconfig"),
    DriverKnowledge(
      name: "be2net", vfParameter: "num_vfs", packagedType: "uint",
      aboveLimit: .init(packaged: .most, ofKernel: .most), source: "kernel, be_main.c"),
    DriverKnowledge(
      name: "bnx2x", vfParameter: "num_vfs", packagedType: "int",
      aboveLimit: .init(packaged: .notKnown, ofKernel: .notKnown),
      firmwareSetting: "SR-IOV in the card's setup (Ctrl-S at boot, or UEFI HII)",
      source: "bnx2x, bnx2x_sriov.c"),
    DriverKnowledge(
      name: "bnxt_en", drivesVFs: true,
      firmwareQuery: ["bnxtnvm", "-dev=DEVICE", "getoption=enable_sriov"],
      firmwareSetting: "enable_sriov in the card's NVM (bnxtnvm or niccli)",
      source: "kernel, bnxt_sriov.c; Broadcom: bnxtnvm"),
    DriverKnowledge(
      name: "qede",
      firmwareSetting: "SR-IOV in the card's NVM (QConvergeConsole, or UEFI HII)",
      source: "kernel, qede: sriov_numvfs only"),
  ]

  /// Drivers of cards that never have VFs.
  static let driversWithoutVFs = [
    "8139cp", "8139too", "alx", "atl1", "atl1c", "atl1e", "atlantic", "bna", "bnx2", "e100",
    "e1000",
    "e1000e", "forcedeth", "igc", "ixgb", "jme", "ne2k_pci", "r8125", "r8169", "sis900", "skge",
    "sky2", "tg3", "via_rhine", "via_velocity", "virtio_net", "vmxnet3", "xen_netfront",
  ]

  struct Entry {
    var vendor: String
    var devices: [String]
    var model: CardModel

    init(
      _ vendor: String, _ devices: [String], _ family: CardFamily, _ name: String,
      driver: String, vfs: Int? = nil, _ configuration: VFConfiguration, source: String
    ) {
      self.vendor = vendor
      self.devices = devices
      model = CardModel(
        family: family, name: name, driver: driver, vfsPerPort: vfs,
        configuration: configuration, source: source)
    }
  }

  static let cards = [
    Entry(
      "8086", ["1521", "1522", "1523", "1524", "1546"], .i350, "Intel i350", driver: "igb", vfs: 7,
      .driverFile, source: igb + "; " + kb),
    Entry(
      "8086", ["10c9", "10e6", "10e7", "10e8", "150a", "1518", "1526", "150d"], .intel82576,
      "Intel 82576", driver: "igb", vfs: 7, .driverFile, source: igb),
    Entry(
      "8086", ["150e", "150f", "1510", "1511", "1516", "1527", "10a7", "10a9", "10d6"],
      .intel82580, "Intel 82575/82580", driver: "igb", vfs: 0, .none, source: igb),
    Entry(
      "8086", ["1533", "1536", "1537", "1538", "1539", "157b", "157c"], .i210, "Intel i210/i211",
      driver: "igb", vfs: 0, .none, source: igb),
    Entry(
      "8086", ["1f40", "1f41", "1f45"], .i354, "Intel i354", driver: "igb", vfs: 0, .none,
      source: igb),
    Entry(
      "8086", ["10fb", "10f7", "10f8", "10f9", "10fc", "1517", "1507", "154d", "1557", "1558"],
      .intel82599, "Intel 82599 / X520", driver: "ixgbe", vfs: 63, .sysfs, source: kb),
    Entry(
      "8086", ["1528", "1560"], .x540, "Intel X540", driver: "ixgbe", vfs: 63, .sysfs, source: kb),
    Entry(
      "8086",
      [
        "1563", "15d1", "15aa", "15ab", "15ac", "15ad", "15ae", "15c2", "15c3", "15c4", "15c6",
        "15c7", "15c8", "15ca", "15cc", "15ce", "15e4", "15e5",
      ], .x550, "Intel X550/X553", driver: "ixgbe", vfs: 63, .sysfs,
      source: "intel/ethernet-linux-ixgbe: README"),
    Entry(
      "8086",
      [
        "1572", "1574", "1580", "1581", "1583", "1584", "1585", "1586", "1587", "1588", "1589",
        "158a", "158b", "15ff", "104e", "104f", "0dd2", "101f",
      ], .x710, "Intel X710/XL710", driver: "i40e", .sysfs, source: pciIDs),
    Entry(
      "8086", ["37ce", "37cf", "37d0", "37d1", "37d2", "37d3", "0dda"], .x722, "Intel X722",
      driver: "i40e", .sysfs, source: pciIDs),
    Entry(
      "8086",
      [
        "1591", "1592", "1593", "1599", "159a", "159b", "1890", "1891", "1892", "1893", "1894",
        "1897", "1898", "1899", "188a", "188b", "188c", "188d", "188e", "124c", "124d", "124e",
        "124f", "151d",
      ], .e810, "Intel E810/E82x", driver: "ice", .sysfs, source: pciIDs),
    Entry(
      "15b3", ["1003", "1007"], .connectX3, "Mellanox ConnectX-3", driver: "mlx4_core", .sysfs,
      source: pciIDs),
    Entry(
      "15b3", ["1013", "1015"], .connectX4, "Mellanox ConnectX-4", driver: "mlx5_core", .sysfs,
      source: pciIDs),
    Entry(
      "15b3", ["1017", "1019"], .connectX5, "Mellanox ConnectX-5", driver: "mlx5_core", .sysfs,
      source: pciIDs),
    Entry(
      "15b3", ["101b", "101d", "101f"], .connectX6, "Mellanox ConnectX-6", driver: "mlx5_core",
      .sysfs, source: pciIDs),
    Entry(
      "15b3", ["1021", "1023"], .connectX7, "NVIDIA ConnectX-7/8", driver: "mlx5_core", .sysfs,
      source: pciIDs),
    Entry(
      "15b3", ["a2d2", "a2d6", "a2dc"], .blueField, "NVIDIA BlueField", driver: "mlx5_core", .sysfs,
      source: pciIDs),
    Entry(
      "14e4", ["16d8", "16e3"], .bcm57416, "Broadcom BCM57416", driver: "bnxt_en", .sysfs,
      source: pciIDs + "; " + kb + " (SR-IOV was off in the NVM of the card tested there)"),
    Entry(
      "14e4",
      ["1750", "1751", "1752", "1760", "16ca", "16d6", "16d7", "16d9", "16e2"], .bcm575xx,
      "Broadcom BCM574xx/575xx", driver: "bnxt_en", .sysfs, source: pciIDs),
    Entry(
      "14e4", ["164f", "1662", "168a", "168e", "16a1", "16a4"], .bcm577xx,
      "Broadcom BCM577xx/578xx", driver: "bnx2x", .sysfs, source: pciIDs),
    Entry(
      "1077", ["1634", "1656", "1666", "8070"], .qLogic84xx, "QLogic 84xx/FastLinQ",
      driver: "qede", .sysfs, source: pciIDs),
    Entry(
      "10df", ["0720", "e220", "e228"], .oneConnect, "Emulex OneConnect", driver: "be2net", .sysfs,
      source: pciIDs),
    Entry(
      "19a2", ["0700", "0710"], .oneConnect, "Emulex OneConnect", driver: "be2net", .sysfs,
      source: pciIDs),
    Entry(
      "14e4",
      [
        "1639", "163a", "163b", "163c", "164a", "164c", "16aa", "16ac", "1643", "1648", "1653",
        "1655", "1656", "1657", "165a", "165b", "165f", "1678", "1682", "1686", "1692", "16a0",
        "16a2", "16a6", "16a7", "16a8", "16ad", "16b1", "16b5",
      ], .withoutVFs, "Broadcom NetXtreme (gigabit)", driver: "tg3", vfs: 0, .none,
      source: "kernel, tg3 and bnx2: no SR-IOV"),
    Entry(
      "8086",
      [
        "10d3", "10ea", "10eb", "10ef", "10f0", "1502", "1503", "150c", "153a", "153b", "1559",
        "155a", "156f", "1570", "15a0", "15a1", "15a2", "15a3", "15b7", "15b8", "15b9", "15bb",
        "15bc", "15bd", "15be", "15d6", "15d7", "15d8", "15e3", "0d4c", "0d4d", "0d4e", "0d4f",
        "15f9", "15fa", "15fb", "15fc", "1a1c", "1a1d", "1a1e", "1a1f", "105e", "107c", "107d",
        "107e", "108b", "108c", "109a", "10a4", "10b9", "10bc", "100e", "100f", "1010", "1075",
        "1076", "1079",
      ], .withoutVFs, "Intel PRO/1000 or I217–I219", driver: "e1000e", vfs: 0, .none,
      source: "kernel, e1000 and e1000e: no SR-IOV"),
    Entry(
      "8086", ["15f2", "15f3", "125b", "125c", "125d", "5502"], .withoutVFs, "Intel i225/i226",
      driver: "igc", vfs: 0, .none, source: "kernel, igc: no SR-IOV"),
    Entry(
      "10ec", ["8125", "8136", "8139", "8161", "8162", "8167", "8168", "8169"], .withoutVFs,
      "Realtek (gigabit)", driver: "r8169", vfs: 0, .none, source: "kernel, r8169: no SR-IOV"),
  ]
}
