package import Records

/// A driver's file in /etc/modprobe.d, interpreted as networkd and modprobe interpret it.
package struct DriverFile: Sendable {
  package var id: ID<DriverFile>
  package var host: ID<Host>
  /// `igb`: the file name without `.conf`, by which networkd finds the file.
  package var driver: String
  package var record: DriverFileRecord
  /// False for a placeholder: the host has cards that use the file, but it was not captured.
  package var isCaptured = true
  /// Whether the parameter takes one value for each port (packaged igb) or one for all ports
  /// (mainline igb), according to `modinfo`; true if that was not captured.
  package var takesValuePerPort = true
  /// The `options` lines for the driver that modprobe obeys, from every file of the host in order
  /// of file name: modprobe reads all of them.
  package var options: [DriverFileRecord.OptionsLine] = []
  /// Whether `modinfo` shows which of the two it is.
  package var isParameterKindCaptured = false
  /// The number of functions bound to the driver, including those without a PIF: the option needs a
  /// value for each. nil if not all of them are known.
  package var boundFunctions: Fact<Int>?
  /// Other settings of the driver's parameter; files before the kernel command line.
  package var otherSettings: [OtherSetting] = []
  /// Whether every place that could set it was captured.
  package var areOtherSettingsKnown = false
  package var modifiedAt: Sourced<Instant>?
  /// `/etc/modprobe.d/igb.conf.rpmnew`: an update put the packaged file beside the changed one.
  package var packagedCopy: Sourced<String>?
  /// Ports bound to the driver, in PCI order: the order of the option's values.
  package var ports: [ID<Port>] = []

  package var fileName: String { record.fileName }
  package var origin: Origin { record.origin }

  /// Whether this file sets, or may set, the number of VFs.
  package var setsVFs: Bool {
    !isCaptured || parameter != nil || CardCatalog.vfParameter(ofDriver: driver) != nil
  }

  /// `VFs-param`: the module parameter. xapi uses the file only if this key is present.
  package var parameter: Sourced<String>? { key("VFs-param") }

  package var byDefault: Sourced<Int>? { key("VFs-maxvfs-by-default").flatMap(number) }

  /// As written, even if not a number; nil if the key is absent or has no value.
  package var byUser: Sourced<String>? { key("VFs-maxvfs-by-user") }

  /// The user's limit; nil if absent or not an integer.
  package var userLimit: Int? { byUser.flatMap(number)?.value }

  /// The number of VFs that xapi writes when SR-IOV is enabled: min(default, user). A user value
  /// that is not an integer counts as absent (xen-api `network_utils.ml`, `get_maxvfs`).
  package var target: Int? {
    guard parameter != nil, let byDefault = byDefault?.value else { return nil }
    guard let user = userLimit else { return byDefault }
    return min(byDefault, user)
  }

  /// The value that `target` comes from, with its line.
  package var limitThatCounts: Sourced<Int>? {
    guard let byDefault, let byUser, let user = userLimit, user < byDefault.value else {
      return byDefault
    }
    return Sourced(user, byUser.origin)
  }

  /// The values of the parameter in the last `options` line that modprobe obeys, by position. A
  /// value that the kernel does not accept as a number is nil.
  package var optionValues: Sourced<[Int?]>? { values(in: options) }

  /// The values in the last `options` line of this file, which another file may override.
  package var ownOptionValues: Sourced<[Int?]>? {
    values(in: record.options.filter { !$0.isComment && $0.driver == driver })
  }

  private func values(in lines: [DriverFileRecord.OptionsLine]) -> Sourced<[Int?]>? {
    guard let parameter = effectiveParameter else { return nil }
    for line in lines.reversed() {
      for word in line.parameters.reversed() where word.name == parameter {
        let values = word.value.split(separator: ",", omittingEmptySubsequences: false)
        return Sourced(values.map { KernelInteger.parse($0) }, line.origin)
      }
    }
    return nil
  }

  /// VFs of the port at `position` among the driver's ports. Ports after the last value of an array
  /// parameter get 0 (igb README, "max_vfs").
  ///
  /// nil if the kernel does not accept the value as a number.
  package func vfs(atPosition position: Int) -> Sourced<Int?> {
    guard let values = optionValues else { return Sourced(0, origin) }
    let position = takesValuePerPort ? position : 0
    return Sourced(
      values.value.indices.contains(position) ? values.value[position] : 0, values.origin)
  }

  private func key(_ name: String) -> Sourced<String>? {
    record.keys.first { $0.name == name }?.value
  }

  private func number(_ text: Sourced<String>) -> Sourced<Int>? {
    OCamlInteger.parse(text.value).map { Sourced($0, text.origin) }
  }
}
