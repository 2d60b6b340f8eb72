package import Records

// Keys that a person reads in a driver file and networkd does not.
extension DriverFile {
  /// A key that networkd does not take, or takes with another value.
  package struct LostKey: Sendable, Equatable {
    /// `VFs-maxvfs-by-user`.
    package var name: String
    package var value: String
    /// Whether the same key with another value stands further up: that one counts.
    package var isRepeated: Bool
    package var origin: Origin
  }

  private static let keyNames = ["VFs-param", "VFs-maxvfs-by-default", "VFs-maxvfs-by-user"]

  /// In file order. A line that says what a key that counts says, too, is not lost; nor is `##`
  /// before a key that stands elsewhere: somebody put it out of force.
  package var lostKeys: [LostKey] {
    record.ignoredKeys.compactMap { line in
      let bare = String(line.text.value.drop { $0 == "#" || $0 == " " || $0 == "\t" })
      guard let pair = bare.cut(at: ":"), Self.keyNames.contains(pair.before.trimmed) else {
        return nil
      }
      let (name, value) = (pair.before.trimmed, pair.behind.trimmed)
      let counts = record.keys.first { $0.name == name }?.value.value
      let isRepeated = line.reason == .repeatedKey
      guard !value.isEmpty, isRepeated ? counts != value : counts == nil else { return nil }
      return LostKey(name: name, value: value, isRepeated: isRepeated, origin: line.text.origin)
    }
  }

  /// Whether the driver is known to take its VFs from such a file, and the file does not say so.
  package var lacksParameter: Bool {
    parameter == nil && CardCatalog.vfParameter(ofDriver: driver) != nil
  }

  /// Whether the file says that it decides and not how many VFs there are at most.
  package var lacksDefault: Bool { parameter != nil && byDefault == nil }

  /// The module parameter: as the file says, or else as is known of the driver.
  /// nil for words that no driver or parameter is called by: they would go into commands.
  package var effectiveParameter: String? {
    let name = parameter?.value ?? CardCatalog.vfParameter(ofDriver: driver)
    return name.flatMap { Self.isName($0) && Self.isName(driver) ? $0 : nil }
  }

  private static func isName(_ word: String) -> Bool {
    !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
      }
  }

  /// Whether modprobe obeys a line of the file that sets the parameter.
  package var hasEffectiveOption: Bool {
    optionLines.contains { !$0.isComment && $0.driver == driver }
  }

  /// Lines that networkd takes for the driver's and modprobe does not: comments, and options of
  /// drivers whose names begin alike. networkd rewrites them and thinks that it is done
  /// (xen-api `network_utils.ml`, `Modprobe.config_sriov`).
  package var misleadingOptions: [DriverFileRecord.OptionsLine] {
    optionLines.filter { $0.isComment || $0.driver != driver }
  }

  /// Lines that networkd takes for the driver's and that set the parameter.
  private var optionLines: [DriverFileRecord.OptionsLine] {
    guard let name = effectiveParameter else { return [] }
    return record.options.filter { line in
      line.driver.hasPrefix(driver) && line.parameters.contains { $0.name == name }
    }
  }
}

extension DriverFile {
  /// A setting of the driver's parameter that is not in its own file.
  package struct OtherSetting: Sendable, Equatable {
    package var value: String
    /// `options.conf`; nil for the kernel's command line.
    package var fileName: String?
    package var origin: Origin
  }
}

extension Inventory {
  /// SR-IOV networks on the ports of a file's driver, each once.
  package func sriovNetworks(of file: DriverFile) -> [ID<Network>] {
    let sriovs = file.ports.compactMap { self[$0].sriov }
    return Set(sriovs.compactMap { self[$0].network }).sorted()
  }

  /// Files that set VFs for a port which may have some. A file for which the host has no card
  /// does neither good nor harm.
  package var governingFiles: [DriverFile] {
    driverFiles.filter { file in
      (file.setsVFs || !file.lostKeys.isEmpty)
        && file.ports.contains { self[$0].mayHaveVFs }
    }
  }
}
