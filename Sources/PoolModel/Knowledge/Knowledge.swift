import Glibc

/// Data about cards and guest operating systems: the catalogue, and what a policy adds or corrects.
package struct Knowledge: Sendable, Equatable {
  /// By PCI id (`8086:1521`); a policy's entry takes precedence over the catalogue's.
  package var cards: [String: CardEntry] = [:]
  /// In the policy's order; the first that matches is used, also before the catalogue.
  package var vms: [GuestOSEntry] = []

  /// A policy's entry about a card.
  package struct CardEntry: Sendable, Equatable {
    package var model: CardModel
    /// `vfaudit.yml:7`.
    package var place: String

    package init(model: CardModel, place: String) {
      self.model = model
      self.place = place
    }
  }

  /// A policy's entry about a guest OS with one kind of VF.
  package struct GuestOSEntry: Sendable, Equatable {
    /// A glob for the name that the guest agent reports: `NetBSD 1[1-9]*`.
    package var system: String
    package var vf: VFFamily
    package var support: GuestOSSupport
    /// `vfaudit.yml:7`.
    package var place: String

    package init(system: String, vf: VFFamily, support: GuestOSSupport, place: String) {
      self.system = system
      self.vf = vf
      self.support = support
      self.place = place
    }

    package func names(_ system: GuestOS) -> Bool {
      fnmatch(self.system, system.name, 0) == 0
    }
  }

  package init() {}

  /// The model of a PCI id; nil if neither the policy nor the catalogue contains it.
  package func model(vendor: String?, device: String?) -> CardModel? {
    guard let vendor, let device else { return nil }
    return cards[vendor + ":" + device]?.model ?? CardCatalog.model(vendor: vendor, device: device)
  }

  /// Whether a guest OS can use the VFs of a card; nil if no source is known.
  package func support(of system: GuestOS, on card: CardFamily) -> GuestOSSupport? {
    vms.first { $0.vf == card.vfFamily && $0.names(system) }?.support
      ?? GuestOSSupport.of(system, on: card)
  }
}
