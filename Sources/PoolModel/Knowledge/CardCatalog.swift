/// Data about a network card model, with its source.
package struct CardModel: Sendable, Equatable {
  package var family: CardFamily
  /// `Intel i350`.
  package var name: String
  package var driver: String
  /// The most VFs of a port, where that is a limit of the silicon or the policy states it; 0 for
  /// cards without SR-IOV. nil: firmware sets it.
  package var vfsPerPort: Int?
  package var configuration: VFConfiguration
  package var source: String

  package var supportsVFs: Bool { configuration != .none }
}

package enum CardFamily: String, Sendable, Hashable, CaseIterable {
  case i350
  case intel82576
  case intel82580
  case i210
  case i354
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
  case connectX7
  case blueField
  case bcm57416
  case bcm575xx
  case bcm577xx
  case qLogic84xx
  case oneConnect
  /// A card of any make that never has VFs.
  case withoutVFs

  /// The driver that a VM needs for this card's VFs.
  package var vfFamily: VFFamily? {
    switch self {
    case .i350, .intel82576: .igbvf
    case .intel82599, .x540, .x550: .ixgbevf
    case .x710, .x722, .e810: .iavf
    case .connectX3: .mlx4
    case .connectX4, .connectX5, .connectX6, .connectX7, .blueField: .mlx5
    case .bcm57416, .bcm575xx: .bnxt
    case .qLogic84xx: .qede
    // What drives the VFs of the last two in a guest OS is not known here.
    case .intel82580, .i210, .i354, .withoutVFs, .bcm577xx, .oneConnect: nil
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

  /// A PCI id of the family, for pool sketches and tests: the first in the table.
  package static func exampleID(of family: CardFamily) -> (vendor: String, device: String) {
    let entry = CardTable.cards.first { $0.model.family == family }
    return (entry?.vendor ?? "0000", entry?.devices.first ?? "0000")
  }

  private static let models: [String: CardModel] = {
    var all: [String: CardModel] = [:]
    for entry in CardTable.cards {
      for device in entry.devices { all[entry.vendor + ":" + device] = entry.model }
    }
    return all
  }()
}
