/// What is known about a driver of network cards: how it gets its VFs when it is loaded.
package struct DriverKnowledge: Sendable, Equatable {
  package var name: String
  /// The module parameter for the number of VFs; nil for drivers that have none.
  package var vfParameter: String?
  /// The type of that parameter in the driver that XenServer and XCP-ng package.
  package var packagedType = ""
  /// The most VFs that the driver makes for one function; nil where firmware sets it.
  package var limit: Int?
  /// What becomes of a higher number, in the packaged driver and in the kernel's.
  package var aboveLimit = AboveLimit(packaged: .none, ofKernel: .most)
  /// Whether the packaged driver sets the number of VFs while it runs, by `sriov_numvfs`.
  package var hasSysfs = true
  /// Whether its package brings a file with the remarks from which xapi takes the number of VFs.
  package var hasToolstackFile = false
  /// Whether the driver of the port also drives its VFs: dom0 takes new VFs at once.
  package var drivesVFs = false
  package var source: String

  package enum Answer: Sendable, Equatable {
    /// 0 VFs.
    case none
    /// As many as are possible.
    case most
    /// Not known.
    case notKnown
  }

  package struct AboveLimit: Sendable, Equatable {
    package var packaged: Answer
    package var ofKernel: Answer
  }

  /// nil for a driver that is not in the table.
  package static func of(_ driver: String) -> DriverKnowledge? { table[driver] }

  private static let table: [String: DriverKnowledge] = {
    var table: [String: DriverKnowledge] = [:]
    for entry in entries { table[entry.name] = entry }
    return table
  }()

  private static let array = "array of int"

  private static let entries: [DriverKnowledge] = [
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
      aboveLimit: .init(packaged: .notKnown, ofKernel: .notKnown), source: "i40e 2.x, i40e_main.c"),
    DriverKnowledge(name: "ice", source: "ice: sriov_numvfs only"),
    DriverKnowledge(
      name: "mlx4_core", vfParameter: "num_vfs", packagedType: "array of byte", limit: 63,
      aboveLimit: .init(packaged: .notKnown, ofKernel: .notKnown), hasSysfs: false,
      source: "kernel, mlx4/main.c: num_vfs=port1,port2,port1+2"),
    DriverKnowledge(
      name: "mlx5_core", drivesVFs: true, source: "kernel, mlx5/core/sriov.c; NUM_OF_VFS"),
    DriverKnowledge(
      name: "be2net", vfParameter: "num_vfs", packagedType: "uint",
      aboveLimit: .init(packaged: .most, ofKernel: .most), source: "kernel, be_main.c"),
    DriverKnowledge(
      name: "bnx2x", vfParameter: "num_vfs", packagedType: "int",
      aboveLimit: .init(packaged: .notKnown, ofKernel: .notKnown), source: "bnx2x, bnx2x_sriov.c"),
    DriverKnowledge(name: "bnxt_en", drivesVFs: true, source: "kernel, bnxt_sriov.c"),
    DriverKnowledge(name: "qede", source: "kernel, qede: sriov_numvfs only"),
  ]
}
