import Records

/// What all files of /etc/modprobe.d and the kernel's command line of one host say about modules.
struct ModuleConfiguration {
  private var directives: [String: [(fileName: String, directive: ModprobeDirective)]] = [:]
  private var commandLine: [String: [ModuleSettingRecord]] = [:]
  private var blacklisted: [String: Origin] = [:]
  private let isCommandLineCaptured: Bool

  /// kmod reads files in order of their names, and the command line last (kmod,
  /// `kmod_config_new`).
  init(_ words: HostFacts) {
    for record in words.driverFiles.sorted(by: { $0.fileName < $1.fileName })
    where record.fileName.hasSuffix(".conf") {
      for directive in record.directives {
        directives[directive.module, default: []].append((record.fileName, directive))
      }
    }
    isCommandLineCaptured = words.commandLine != nil
    for setting in words.commandLine ?? [] {
      if setting.module == "modprobe", setting.parameter == "blacklist" {
        for name in (setting.value ?? "").split(separator: ",") {
          blacklisted[Self.module(String(name))] = setting.origin
        }
      } else {
        commandLine[Self.module(setting.module), default: []].append(setting)
      }
    }
  }

  /// Modules that any place names, sorted.
  var modules: [String] { Set(directives.keys).union(commandLine.keys).sorted() }

  /// What the next load of a driver brings, by its functions in probe order.
  func load(
    of driver: String, on host: ID<Host>, parameter: String?, _ modinfo: ModinfoRecord?
  ) -> DriverLoad {
    let types = types(of: driver, parameter, modinfo)
    let type = parameter.flatMap { types[Self.module($0)] }
    var load = DriverLoad(host: host, driver: driver, type: type ?? ParameterType(""))
    load.isTypeCaptured = parameter.flatMap { modinfo?.parameter($0) } != nil
    if modinfo == nil, type != nil {
      load.assumptions.append("modinfo \(driver) was not captured: the packaged driver is assumed")
    }
    if !isCommandLineCaptured {
      load.assumptions.append("the kernel command line was not captured")
    }
    let (text, pieces) = text(for: driver)
    let wanted = parameter.map(Self.module)
    var place = 0
    for argument in KernelArguments.all(in: text) {
      let name = argument.parameter
      guard let type = types[name] else { continue }
      while place + 1 < pieces.count, pieces[place + 1].start <= argument.offset { place += 1 }
      let piece = pieces[place]
      if name == wanted, let value = argument.value {
        load.settings.append(
          .init(
            parameter: name, value: String(decoding: value, as: UTF8.self),
            integers: type.integers(in: value), fileName: piece.fileName, origin: piece.origin))
      }
      if load.refusal == nil, !type.accepts(argument.value) {
        load.refusal = .init(
          reason: .invalid(word: argument.text, parameter: name), fileName: piece.fileName,
          origin: piece.origin)
      }
    }
    if let prevented = prevented(driver) { load.refusal = prevented }
    return load
  }

  /// The parameters of a driver, with `_` for every `-`: those that `modinfo` prints, or else the one
  /// for VFs.
  private func types(
    of driver: String, _ parameter: String?, _ modinfo: ModinfoRecord?
  ) -> [String: ParameterType] {
    let knowledge = DriverKnowledge.of(driver)
    // The kernel's array of the packaged Intel drivers: 32 cards and one more.
    let mostValues = ["igb", "ixgbe"].contains(driver) ? 33 : nil
    if let modinfo {
      return Dictionary(
        modinfo.parameters.map {
          (Self.module($0.name), ParameterType($0.type, mostValues: mostValues))
        }, uniquingKeysWith: { first, _ in first })
    }
    return parameter.map {
      [Self.module($0): ParameterType(knowledge?.packagedType ?? "", mostValues: mostValues)]
    } ?? [:]
  }

  private struct Piece {
    var start: Int
    var fileName: String?
    var origin: Origin
  }

  /// The text that the kernel gets with a module, and where its parts come from.
  private func text(for driver: String) -> ([UInt8], [Piece]) {
    var text: [UInt8] = []
    var pieces: [Piece] = []
    let module = Self.module(driver)
    let add = { (part: [UInt8], piece: Piece) in
      if !text.isEmpty { text.append(UInt8(ascii: " ")) }
      pieces.append(Piece(start: text.count, fileName: piece.fileName, origin: piece.origin))
      text += part
    }
    for (fileName, directive) in directives[module] ?? [] where directive.command == .options {
      add(directive.text, Piece(start: 0, fileName: fileName, origin: directive.origin))
    }
    for setting in commandLine[module] ?? [] {
      let value = setting.value.map { "=" + $0 } ?? ""
      add(
        Array((setting.parameter + value).utf8),
        Piece(start: 0, fileName: nil, origin: setting.origin))
    }
    return (text, pieces)
  }

  /// A directive that keeps the driver from being loaded at all. An `install` command that runs
  /// modprobe may load it after all.
  private func prevented(_ driver: String) -> DriverLoad.Refusal? {
    let module = Self.module(driver)
    for (fileName, directive) in directives[module] ?? [] {
      switch directive.command {
      case .options: continue
      case .blacklist:
        return .init(reason: .blacklisted, fileName: fileName, origin: directive.origin)
      case .install:
        let command = String(decoding: directive.text, as: UTF8.self)
        guard !command.contains("modprobe") else { continue }
        return .init(
          reason: .replaced(by: command.trimmed), fileName: fileName, origin: directive.origin)
      }
    }
    return blacklisted[module].map { .init(reason: .blacklisted, fileName: nil, origin: $0) }
  }

  private static func module(_ name: String) -> String { name.replacing("-", with: "_") }
}
