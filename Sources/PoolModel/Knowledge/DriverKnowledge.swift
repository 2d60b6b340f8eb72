/// What is known about a driver of network cards: how it gets its VFs when it is loaded.
package struct DriverKnowledge: Sendable, Equatable {
  package var name: String
  /// False for drivers of cards that never have VFs.
  package var makesVFs = true
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
  /// How the card's own firmware is asked whether it offers VFs, and how many: a command with the
  /// port's PCI address or device for ADDRESS and DEVICE. nil where no tool is known.
  package var firmwareQuery: [String]?
  /// The setting in the card's firmware, for people: `SRIOV_EN and NUM_OF_VFS (mlxconfig)`.
  package var firmwareSetting: String?
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
    for entry in CardTable.drivers { table[entry.name] = entry }
    for name in CardTable.driversWithoutVFs {
      table[name] = DriverKnowledge(name: name, makesVFs: false, source: "kernel: no SR-IOV code")
    }
    return table
  }()
}
