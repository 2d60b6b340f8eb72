/// The document that a pasted command produced.
enum PastedCommand {
  /// The kind of a command's output.
  enum Kind: Equatable {
    /// The list of a class, whole or in part.
    case xe(String)
    /// A host's document, such as `ip-link`.
    case host(String)
    /// The free virtual functions of one SR-IOV network.
    case remainingCapacity(uuid: String, value: String)
    /// A command whose output is not read, such as `xe vif-create`.
    case other
  }

  /// Recognises the command. Throws where the output would be read, but not in this form.
  static func kind(of piece: PastedText.Piece) throws(CaptureGap.Reason) -> Kind {
    guard !piece.command.isEmpty else {
      guard let className = XeList.named(byContent: piece.bytes) else {
        throw .unrecognised("a list without the command that printed it")
      }
      return .xe(className)
    }
    var words = piece.command.split { $0 == " " || $0 == "\t" || $0 == "\r" }
    if words.first == "sudo" { words.removeFirst() }
    guard let program = words.first?.split(separator: "/").last else { return .other }
    let arguments = Array(words.dropFirst())
    let kind =
      program == "xe"
      ? try xe(arguments, piece) : hostDocument(String(program), arguments).map { .host($0) }
    guard let kind, kind != .other else { return .other }
    guard !piece.command.contains("|"), !piece.command.contains(">") else {
      throw .unrecognised("the output was redirected or filtered; paste it whole")
    }
    return kind
  }

  private static func xe(
    _ arguments: [Substring], _ piece: PastedText.Piece
  ) throws(CaptureGap.Reason) -> Kind? {
    // Global options, such as -s HOST, may come first or last: the ending identifies the command.
    let endings = ["-param-list", "-param-get", "-list"]
    for word in arguments where !word.hasPrefix("-") && !word.contains("=") {
      guard let ending = endings.first(where: { word.hasSuffix($0) }) else { continue }
      let className = String(word.dropLast(ending.count))
      if ending == "-param-get" { return remainingCapacity(className, arguments, piece.bytes) }
      guard XeList.named(className) != nil else {
        throw .unrecognised("vfaudit does not read xe \(word)")
      }
      guard !arguments.contains("--minimal") else {
        throw .unrecognised("--minimal prints no fields; paste xe \(word) without it")
      }
      guard isAnswer(piece.bytes) else {
        throw .unrecognised("the output of xe \(word) is not a list")
      }
      return .xe(className)
    }
    return .other
  }

  /// Whether it is a list, or empty because the pool has no such object.
  private static func isAnswer(_ bytes: Bytes) -> Bool {
    XeList.isListing(bytes)
      || bytes.head(lines: 20).allSatisfy { $0.allSatisfy(\.isWhitespace) }
  }

  private static func remainingCapacity(
    _ className: String, _ arguments: [Substring], _ output: Bytes
  ) -> Kind {
    guard className == "network-sriov", arguments.contains("param-name=remaining-capacity"),
      let uuid = arguments.first(where: { $0.hasPrefix("uuid=") })?.dropFirst(5),
      HostIdentity.isUUID(uuid),
      let value = output.head(lines: 20).lazy.compactMap({ $0.split(separator: " ").first }).first
    else { return .other }
    return .remainingCapacity(uuid: String(uuid), value: String(value))
  }

  private static func hostDocument(_ program: String, _ arguments: [Substring]) -> String? {
    guard program == "cat" else { return HostDocument.name(ofOutput: program, arguments) }
    let last = arguments.last.map { String($0) } ?? ""
    if last == "/proc/cmdline" { return HostDocument.commandLine.name() }
    if last.hasSuffix("/xensource-inventory") { return HostDocument.inventory.name() }
    let parts = last.split(separator: "/")
    guard let name = parts.last, parts.suffix(2).first == "modprobe.d", last.hasSuffix(".conf")
    else {
      return nil
    }
    return HostDocument.driverFile.name(String(name))
  }
}
