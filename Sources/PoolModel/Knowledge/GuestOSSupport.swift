/// A guest OS as the guest agent names it.
package struct GuestOS: Sendable, Equatable {
  package var family: Family
  /// `NetBSD 10.1`, as the guest agent reports it.
  package var name: String

  package enum Family: String, Sendable, CaseIterable {
    case linux = "Linux"
    case windows = "Windows"
    case freeBSD = "FreeBSD"
    case netBSD = "NetBSD"
    case openBSD = "OpenBSD"
    case other = "another system"
  }

  package init(family: Family, name: String) {
    self.family = family
    self.name = name
  }

  /// Reads xapi's os-version map; nil if it contains neither a name nor a distribution.
  package init?(osVersion: [String: String]) {
    let name = osVersion["name"] ?? osVersion["distro"] ?? ""
    guard !name.isEmpty else { return nil }
    self.name = name
    let words = (name + " " + (osVersion["distro"] ?? "") + " " + (osVersion["uname"] ?? ""))
      .lowercased()
    let known: [(String, Family)] = [
      ("netbsd", .netBSD), ("openbsd", .openBSD), ("freebsd", .freeBSD), ("windows", .windows),
      ("linux", .linux), ("debian", .linux), ("ubuntu", .linux), ("centos", .linux),
      ("rocky", .linux), ("alma", .linux), ("rhel", .linux), ("red hat", .linux),
      ("suse", .linux), ("sles", .linux), ("fedora", .linux), ("alpine", .linux),
      ("oracle", .linux), ("arch", .linux), ("gentoo", .linux),
    ]
    family = known.first { words.contains($0.0) }?.1 ?? .other
  }
}

/// Whether a guest OS can use a kind of VF, with the source.
package struct GuestOSSupport: Sendable, Equatable {
  package enum Level: String, Sendable, Equatable, CaseIterable {
    case works
    case needsVendorDriver = "needs-vendor-driver"
    case noDriver = "no-driver"
    /// The driver attaches and the link is up, but no traffic passes.
    case silent
  }

  package var level: Level
  package var source: String

  package init(level: Level, source: String) {
    self.level = level
    self.source = source
  }

  private static let kb = "XenServer-SRIOV page of Precedence Technologies, 2026-05-01"

  /// nil if no source is known.
  package static func of(_ system: GuestOS, on card: CardFamily) -> GuestOSSupport? {
    switch (system.family, card.vfFamily) {
    case (.netBSD, .igbvf), (.openBSD, .igbvf): GuestOSSupport(level: .noDriver, source: kb)
    case (.netBSD, .ixgbevf): GuestOSSupport(level: .silent, source: kb)
    case (.openBSD, .ixgbevf), (.openBSD, .iavf): GuestOSSupport(level: .works, source: kb)
    case (.netBSD, .iavf): GuestOSSupport(level: .works, source: kb)
    case (.windows, .igbvf): GuestOSSupport(level: .works, source: kb)
    case (.windows, .ixgbevf): GuestOSSupport(level: .needsVendorDriver, source: kb)
    case (.linux, .some), (.freeBSD, .some): GuestOSSupport(level: .works, source: kb)
    default: nil
    }
  }

  /// Whether this version was observed to pass no traffic (KB: 10.1_STABLE and 11.99.5). For other
  /// versions this is inferred.
  package static func wasSeenSilent(_ system: GuestOS) -> Bool {
    ["10.1", "11.99.5"].contains { version in
      system.name.split { $0 == " " || $0 == "_" }.contains { $0 == version }
    }
  }

  /// FreeBSD numbers VFs in the reverse order of their VIFs (KB, "Guest OS support").
  package static func reversesOrder(_ system: GuestOS) -> Bool { system.family == .freeBSD }
}
