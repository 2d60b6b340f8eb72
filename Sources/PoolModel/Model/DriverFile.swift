package import Records

/// A driver's file in /etc/modprobe.d, interpreted as networkd and kmod interpret it.
package struct DriverFile: Sendable {
  package var id: ID<DriverFile>
  package var host: ID<Host>
  /// `igb`: the file name without `.conf`, by which networkd finds the file.
  package var driver: String
  package var record: DriverFileRecord
  /// False for a placeholder: the host has cards that use the file, but it was not captured.
  package var isCaptured = true
  /// Whether the host shows that there is no such file.
  package var isAbsent = false
  /// What the next load of the driver brings, by this file and every other place.
  package var load: DriverLoad
  /// Whether every place that could set it was captured.
  package var areOtherSettingsKnown = false
  package var modifiedAt: Sourced<Instant>?
  /// `/etc/modprobe.d/igb.conf.rpmnew`: an update put the packaged file beside the changed one.
  package var packagedCopy: Sourced<String>?
  /// How many values the toolstack writes: one for each bound function if `modinfo` shows that the
  /// parameter that VFs-param names is an array, otherwise one.
  package var toolstackValues = 1
  /// What the load brings after the toolstack has set its number; nil where it writes nothing.
  package var loadAfterEnable: DriverLoad?
  /// Ports bound to the driver, in PCI order.
  package var ports: [ID<Port>] = []
  /// Lines that networkd takes for options of the driver and that set its parameter, but that kmod
  /// does not read so. networkd rewrites these too (xen-api `network_utils.ml`, `config_sriov`).
  package var misleadingOptions: [MisleadingLine] = []

  /// A line that networkd takes for options of the driver, and kmod does not.
  package struct MisleadingLine: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
      case comment
      /// `options igbvf …`: the name begins with the driver's.
      case otherDriver(String)
      /// `; options igb …`, `blacklist x options igb …`.
      case notOptions
    }
    package var kind: Kind
    package var origin: Origin
  }

  package var fileName: String { record.fileName }
  package var origin: Origin { record.origin }

  /// Whether this file sets, or may set, the number of VFs.
  package var setsVFs: Bool {
    !isCaptured || parameter != nil || DriverKnowledge.of(driver)?.hasToolstackFile == true
      || load.settings.contains { $0.fileName == fileName }
  }

  /// `VFs-param`: the module parameter. xapi uses the file only if this key is present.
  package var parameter: Sourced<String>? { key("VFs-param") }

  package var byDefault: Sourced<Int>? { key("VFs-maxvfs-by-default").flatMap(number) }

  /// As written, even if not a number; nil if the key is absent or has no value.
  package var byUser: Sourced<String>? { key("VFs-maxvfs-by-user") }

  /// The user's limit; nil if absent or not an integer.
  package var userLimit: Int? { byUser.flatMap(number)?.value }

  /// The number of VFs that xapi writes when SR-IOV is enabled: min(default, user). A user value
  /// that is not an integer counts as absent (xen-api `network_utils.ml`, `get_maxvfs`). nil where
  /// xapi cannot say, and where the file has no VFs-param.
  package var target: Int? { parameter == nil ? nil : limit }

  /// The same, whether or not the file has VFs-param: the capability of the port rests on it.
  package var limit: Int? {
    guard let byDefault = byDefault?.value else { return nil }
    return userLimit.map { min(byDefault, $0) } ?? byDefault
  }

  /// The value that `target` comes from, with its line.
  package var limitThatCounts: Sourced<Int>? {
    guard let byDefault, let byUser, let user = userLimit, user < byDefault.value else {
      return byDefault
    }
    return Sourced(user, byUser.origin)
  }

  /// Whether the parameter takes one value for each function (packaged igb) or one for all of them
  /// (the kernel's igb); that of the packaged driver if `modinfo` was not captured.
  package var takesValuePerPort: Bool { load.type.isArray }

  /// The number of functions bound to the driver, including those without a PIF: the option needs a
  /// value for each. nil if not all of them are known.
  package var boundFunctions: Fact<Int>? { load.bound }

  /// The values of the parameter that count, by position. A value that the kernel does not accept is
  /// nil.
  package var optionValues: Sourced<[Int?]>? {
    load.setting.map { Sourced($0.integers, $0.origin) }
  }

  /// The values of the last setting in this file, which another place may override.
  package var ownOptionValues: Sourced<[Int?]>? {
    load.settings.last { $0.fileName == fileName }.map { Sourced($0.integers, $0.origin) }
  }

  /// Other settings of the driver's parameter; files before the kernel command line.
  package var otherSettings: [DriverLoad.Setting] {
    load.settings.filter { $0.fileName != fileName }
  }

  private func key(_ name: String) -> Sourced<String>? {
    record.keys.first { $0.name == name }?.value
  }

  private func number(_ text: Sourced<String>) -> Sourced<Int>? {
    OCamlInteger.parse(text.value).map { Sourced($0, text.origin) }
  }
}
