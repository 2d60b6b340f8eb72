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
    parameter == nil && DriverKnowledge.of(driver)?.hasToolstackFile == true
  }

  /// Whether the file has VFs-param but no default number of VFs.
  package var lacksDefault: Bool { parameter != nil && byDefault == nil }

  /// The module parameter that the driver reads: the one known for it, or else the file's. nil for
  /// text that is not a valid name, because it would become part of commands.
  package var effectiveParameter: String? {
    let name = DriverKnowledge.of(driver)?.vfParameter ?? parameter?.value
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

  /// Whether kmod obeys a line of the file that sets the parameter.
  package var hasEffectiveOption: Bool {
    load.settings.contains { $0.fileName == fileName }
  }

  /// Fills `misleadingOptions`.
  mutating func findMisleadingOptions() {
    let file = ToolstackFile(record.contents)
    let parameter = file.value(of: "VFs-param") ?? Array((effectiveParameter ?? "").utf8)[...]
    for line in file.optionLines(of: driver)
    where !ToolstackFile.values(of: parameter, in: line).isEmpty {
      let origin = record.origin(of: line)
      let directive = record.directives.first { $0.origin.contains(line.place) }
      switch directive?.command {
      case .options where directive?.module == driver.replacing("-", with: "_"): continue
      case .options:
        misleadingOptions.append(.init(kind: .otherDriver(directive?.module ?? ""), origin: origin))
      case _ where line.bytes.first == UInt8(ascii: "#"):
        misleadingOptions.append(.init(kind: .comment, origin: origin))
      default: misleadingOptions.append(.init(kind: .notOptions, origin: origin))
      }
    }
  }
}

extension Origin {
  fileprivate func contains(_ place: Range<Int>) -> Bool {
    offset <= place.lowerBound && place.upperBound <= offset + length
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
