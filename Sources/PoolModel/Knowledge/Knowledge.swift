import Glibc

/// What is known of cards and VMs: the catalogue, and what a policy adds or corrects.
package struct Knowledge: Sendable, Equatable {
  /// By PCI id (`8086:1521`); a policy's entry wins over the catalogue's.
  package var cards: [String: CardEntry] = [:]
  /// In the policy's order; the first that fits wins, over the catalogue too.
  package var vms: [GuestOSEntry] = []

  /// What a policy says of a card.
  package struct CardEntry: Sendable, Equatable {
    package var model: CardModel
    /// `vfaudit.yml:7`.
    package var place: String

    package init(model: CardModel, place: String) {
      self.model = model
      self.place = place
    }
  }

  /// What a policy says of a system under one kind of VF.
  package struct GuestOSEntry: Sendable, Equatable {
    /// A glob of the name by which the guest agent calls the system: `NetBSD 1[1-9]*`.
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

  /// The model of a PCI id; nil when neither the policy nor the catalogue knows it.
  package func model(vendor: String?, device: String?) -> CardModel? {
    guard let vendor, let device else { return nil }
    return cards[vendor + ":" + device]?.model ?? CardCatalog.model(vendor: vendor, device: device)
  }

  /// Whether a system can use the VFs of a card; nil where nobody has said.
  package func support(of system: GuestOS, on card: CardFamily) -> GuestOSSupport? {
    vms.first { $0.vf == card.vfFamily && $0.names(system) }?.support
      ?? GuestOSSupport.of(system, on: card)
  }
}
