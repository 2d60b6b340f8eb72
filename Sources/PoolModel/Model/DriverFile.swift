package import Records

/// A driver's file in /etc/modprobe.d, understood as networkd and modprobe understand it.
package struct DriverFile: Sendable {
  package var id: ID<DriverFile>
  package var host: ID<Host>
  /// `igb`: the file's name without `.conf`, as networkd looks it up.
  package var driver: String
  package var record: DriverFileRecord
  /// False where the host has cards that take such a file and its files were not captured.
  package var isCaptured = true
  /// Whether the parameter takes a value for each port, as the packaged igb does, or one for all,
  /// as the igb of mainline Linux; `modinfo` tells, and where it was not captured the first holds.
  package var takesValuePerPort = true
  /// The `options` lines for the driver that modprobe obeys: of every file of the host in the order
  /// of their names, because modprobe looks at all of them, whatever they are called.
  package var options: [DriverFileRecord.OptionsLine] = []
  /// Whether `modinfo` told which.
  package var isParameterKindCaptured = false
  /// Functions bound to the driver, those that xapi does not know among them: the option has a
  /// value for each. nil where not all of them are known.
  package var boundFunctions: Fact<Int>?
  /// Whatever else sets the driver's parameter, other files first.
  package var otherSettings: [OtherSetting] = []
  /// Whether all that could set it was captured.
  package var areOtherSettingsKnown = false
  package var modifiedAt: Sourced<Instant>?
  /// `/etc/modprobe.d/igb.conf.rpmnew`: an update left the packaged file beside one that somebody
  /// had changed.
  package var packagedCopy: Sourced<String>?
  /// Ports bound to the driver, in PCI order: the order of the option's values.
  package var ports: [ID<Port>] = []

  package var fileName: String { record.fileName }
  package var origin: Origin { record.origin }

  /// Whether the number of VFs is, or may be, set in this file.
  package var setsVFs: Bool {
    !isCaptured || parameter != nil || CardCatalog.vfParameter(ofDriver: driver) != nil
  }

  /// `VFs-param`: the module parameter; its presence is what makes xapi use this file.
  package var parameter: Sourced<String>? { key("VFs-param") }

  package var byDefault: Sourced<Int>? { key("VFs-maxvfs-by-default").flatMap(number) }

  /// As written, number or not; nil where the key is absent or has no value.
  package var byUser: Sourced<String>? { key("VFs-maxvfs-by-user") }

  /// The user's limit where it is one; nil also for text that is no integer.
  package var userLimit: Int? { byUser.flatMap(number)?.value }

  /// What xapi writes when SR-IOV is enabled: min(default, user), where a user value that is no
  /// bare integer counts as absent (xen-api `network_utils.ml`, `get_maxvfs`).
  package var target: Int? {
    guard parameter != nil, let byDefault = byDefault?.value else { return nil }
    guard let user = userLimit else { return byDefault }
    return min(byDefault, user)
  }

  /// The number that `target` is, with the line that says it.
  package var limitThatCounts: Sourced<Int>? {
    guard let byDefault, let byUser, let user = userLimit, user < byDefault.value else {
      return byDefault
    }
    return Sourced(user, byUser.origin)
  }

  /// The values of the parameter in the last `options` line that modprobe obeys, by position; nil
  /// where a value is no number to the kernel.
  package var optionValues: Sourced<[Int?]>? { values(in: options) }

  /// The values in this file's own last `options` line, which another file may overrule.
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

  /// VFs for the port at `position` among the driver's ports. A module parameter that is an array
  /// gives nothing to ports beyond its last value (igb README, "max_vfs").
  ///
  /// The value is nil where it is no number to the kernel.
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
