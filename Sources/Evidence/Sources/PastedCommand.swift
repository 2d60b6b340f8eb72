/// What a pasted command printed.
enum PastedCommand {
  /// The kind of a command's output.
  enum Kind: Equatable {
    /// The list of a class, whole or in part.
    case xe(String)
    /// One field of one object.
    case field(className: String, uuid: String, name: String)
    /// The free virtual functions of one SR-IOV network.
    case remainingCapacity(uuid: String)
    /// A host's document, such as `ip-link`.
    case host(HostDocument, part: String)
    /// Attributes or links of `/sys`.
    case sysfs(PastedSysfs)
    /// The addresses of the interfaces, which may show VFs.
    case addresses
    /// Several commands, or one of which vfaudit knows nothing: the text shows what it is.
    case anything
  }

  /// Recognises a command line. Throws where the output would be read, but not in this form.
  static func kind(of line: String) throws(CaptureGap.Reason) -> Kind {
    let commands = ShellCommand.commands(in: line)
    guard let command = commands.first, commands.count == 1 else { return .anything }
    let kind = try kind(of: command)
    guard kind != .anything, command.isCutOff else { return kind }
    // As the report's gaps ask for it.
    let isAskedFor = line.lowercased().contains("grep -i sr-iov")
    if case .host(let document, _) = kind, document == .kernelLog, isAskedFor { return kind }
    throw .unrecognised("the output was redirected or filtered; paste it whole")
  }

  private static func kind(of command: ShellCommand) throws(CaptureGap.Reason) -> Kind {
    let arguments = command.arguments
    switch command.program {
    case "xe": return try XeCommand.kind(of: arguments)
    case "ip": return try addressesOrLinks(arguments)
    case "cat", "head", "tail", "more", "less":
      if let (document, part) = file(arguments.last ?? "") { return .host(document, part: part) }
    case "dmesg": return .host(.kernelLog, part: "")
    case "xl" where arguments == ["info"]: return .host(.xlInfo, part: "")
    case "stat" where arguments.contains("%Y %s %n"): return .host(.fileTimes, part: "")
    default: break
    }
    if let sysfs = PastedSysfs(command) { return .sysfs(sysfs) }
    guard let name = HostDocument.name(ofOutput: command.program, arguments.map { $0[...] }),
      let (document, part) = HostDocument.named(name)
    else { return .anything }
    return .host(document, part: part)
  }

  /// `ip -j` and `ip -br` print other forms; `ip link set` prints nothing.
  private static func addressesOrLinks(_ arguments: [String]) throws(CaptureGap.Reason) -> Kind {
    let options = arguments.filter { $0.hasPrefix("-") }
    let words = arguments.filter { !$0.hasPrefix("-") }
    guard let object = words.first, !object.isEmpty else { return .anything }
    let isLink = "link".hasPrefix(object)
    guard isLink || "address".hasPrefix(object) else { return .anything }
    let action = words.dropFirst().first ?? "show"
    guard !["set", "add", "del", "delete", "change", "replace", "flush", "help"].contains(action)
    else { return .anything }
    if options.contains(where: { "-json".hasPrefix($0) && $0.hasPrefix("-j") || $0 == "--json" }) {
      throw .json
    }
    if options.contains(where: { "-brief".hasPrefix($0) && $0.hasPrefix("-br") }) {
      throw .unrecognised("ip -br shows no virtual functions; paste the output of ip -d link")
    }
    return isLink ? .host(.ipLink, part: "") : .addresses
  }

  private static func file(_ path: String) -> (HostDocument, part: String)? {
    if path == "/proc/cmdline" { return (.commandLine, "") }
    if path == "/proc/stat" { return (.bootTime, "") }
    if path.hasSuffix("/xensource-inventory") { return (.inventory, "") }
    let parts = path.split(separator: "/")
    guard let name = parts.last, parts.suffix(2).first == "modprobe.d", path.hasSuffix(".conf")
    else { return nil }
    return (.driverFile, String(name))
  }
}

extension CaptureGap.Reason {
  static let json = CaptureGap.Reason.unrecognised(
    "vfaudit does not read the JSON of ip; paste the output of ip -d link, without -j")
}

/// The words of an `xe` command.
enum XeCommand {
  /// The word that names the class and what is printed, such as `pif-list`, and its position. Global
  /// options, such as `-s HOST`, may come first or last: the ending identifies the word.
  static func list(in arguments: [String]) -> (word: String, place: Int)? {
    let endings = ["-param-list", "-param-get", "-list"]
    for (place, word) in arguments.enumerated() where !word.hasPrefix("-") && !word.contains("=") {
      if endings.contains(where: { word.hasSuffix($0) && word.utf8.count > $0.utf8.count }) {
        return (word, place)
      }
    }
    return nil
  }

  static func kind(of arguments: [String]) throws(CaptureGap.Reason) -> PastedCommand.Kind {
    guard let (word, _) = list(in: arguments) else { return .anything }
    if word.hasSuffix("-param-get") {
      return field(String(word.dropLast("-param-get".count)), arguments)
    }
    let ending = word.hasSuffix("-param-list") ? "-param-list" : "-list"
    let className = String(word.dropLast(ending.count))
    guard XeList.named(className) != nil else {
      throw .unrecognised("vfaudit does not read xe \(word)")
    }
    guard !arguments.contains("--minimal") else {
      throw .unrecognised("--minimal prints no fields; paste xe \(word) without it")
    }
    return .xe(className)
  }

  private static func field(_ className: String, _ arguments: [String]) -> PastedCommand.Kind {
    func value(_ name: String) -> String? {
      arguments.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
    }
    guard XeList.named(className) != nil, let uuid = value("uuid"), HostIdentity.isUUID(uuid),
      let name = value("param-name"), value("param-key") == nil
    else { return .anything }
    if className == "network-sriov", name == "remaining-capacity" {
      return .remainingCapacity(uuid: uuid)
    }
    return .field(className: className, uuid: uuid, name: name)
  }

  /// The command without what only says where to run it, and without a password.
  static func text(of line: String) -> String {
    let commands = ShellCommand.commands(in: line)
    guard commands.count == 1, let command = commands.first, command.program == "xe" else {
      return commands.isEmpty ? line : commands.map(text).joined(separator: "; ")
    }
    let secrets = ["-u", "-pw", "-pwf", "-s", "-p", "-h"]
    let isPlain =
      line.hasPrefix("xe ") && command.arguments.allSatisfy { !secrets.contains($0) }
      && !line.contains("password=") && !line.contains(";")
    return isPlain ? line : text(of: command)
  }

  private static func text(of command: ShellCommand) -> String {
    var words: [String] = []
    var rest = command.arguments[...]
    while let word = rest.popFirst() {
      if ["-u", "-pw", "-pwf", "-s", "-p", "-h"].contains(word) {
        rest = rest.dropFirst()
      } else if !word.hasPrefix("password="), !word.hasPrefix("username=") {
        words.append(word.contains(" ") ? "\"\(word)\"" : word)
      }
    }
    return ([command.program] + words).joined(separator: " ")
  }
}
