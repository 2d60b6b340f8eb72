package import Records

// Keys in a driver file that networkd ignores, although they look valid.
extension DriverFile {
  /// A key that networkd ignores, or uses with another value.
  package struct LostKey: Sendable, Equatable {
    /// `VFs-maxvfs-by-user`.
    package var name: String
    package var value: String
    /// Whether the same key has another value further up, which is used instead.
    package var isRepeated: Bool
    package var origin: Origin
  }

  private static let keyNames = ["VFs-param", "VFs-maxvfs-by-default", "VFs-maxvfs-by-user"]

  /// In file order. Left out: a line that repeats the value in use, and a key after `##` if another
  /// line sets the key, because then it was disabled on purpose.
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

  /// Whether the driver is known to take its number of VFs from such a file, but the file has no
  /// VFs-param.
  package var lacksParameter: Bool {
    parameter == nil && CardCatalog.vfParameter(ofDriver: driver) != nil
  }

  /// Whether the file has VFs-param but no default number of VFs.
  package var lacksDefault: Bool { parameter != nil && byDefault == nil }

  /// The module parameter: from the file, or else the one known for the driver. nil for text that
  /// is not a valid name, because it would become part of commands.
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

  /// Lines that networkd takes as options of the driver, but modprobe does not: comments, and
  /// options of drivers whose names begin the same. networkd rewrites only these lines
  /// (xen-api `network_utils.ml`, `Modprobe.config_sriov`).
  package var misleadingOptions: [DriverFileRecord.OptionsLine] {
    optionLines.filter { $0.isComment || $0.driver != driver }
  }

  /// Lines that networkd takes as options of the driver, and that set the parameter.
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

  /// Files that set VFs for at least one port that may have SR-IOV. A file without such a port has
  /// no effect.
  package var governingFiles: [DriverFile] {
    driverFiles.filter { file in
      (file.setsVFs || !file.lostKeys.isEmpty)
        && file.ports.contains { self[$0].mayHaveVFs }
    }
  }
}
