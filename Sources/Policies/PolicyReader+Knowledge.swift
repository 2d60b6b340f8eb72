import PoolModel
internal import Yams

/// Reads entries that add to the catalogue or correct it. Each entry must name its source.
extension PolicyReader {
  func cards(_ node: Node) throws(PolicyFailure) -> [String: Knowledge.CardEntry] {
    var cards: [String: Knowledge.CardEntry] = [:]
    for (key, value) in try entries(of: node, "cards") {
      guard key.text.wholeMatch(of: #/[0-9a-f]{4}:[0-9a-f]{4}/#) != nil else {
        throw failure(
          key.node, "expected a PCI id such as 8086:1521 in lower case, found “\(key.text)”")
      }
      cards[key.text] = Knowledge.CardEntry(
        model: try card(value, key), place: place(of: key.node))
    }
    return cards
  }

  private func card(_ node: Node, _ id: Key) throws(PolicyFailure) -> CardModel {
    var family: CardFamily?
    var name = id.text
    var vfs: Int?
    var source: String?
    for (key, value) in try entries(of: node, "“\(id.text)”") {
      switch key.text {
      case "like": family = try choice(value, key)
      case "name": name = try text(value, key.text)
      case "vfs": vfs = try number(value, key, in: 0...65_535)
      case "source": source = try text(value, key.text)
      default: throw unknown(key, among: ["like", "name", "vfs", "source"])
      }
    }
    guard let family, var card = CardCatalog.model(of: family) else {
      throw failure(
        node, "“\(id.text)” lacks “like”: the known card family with the same driver and VFs")
    }
    guard let source else {
      throw failure(node, "“\(id.text)” lacks “source”: who tested it, and when")
    }
    card.name = name
    card.vfsPerPort = vfs ?? card.vfsPerPort
    card.source = "\(place(of: id.node)): \(source)"
    return card
  }

  func vms(_ node: Node) throws(PolicyFailure) -> [Knowledge.GuestOSEntry] {
    var vms: [Knowledge.GuestOSEntry] = []
    for item in try items(of: node, "guest-os") { vms.append(try vm(item)) }
    return vms
  }

  private func vm(_ node: Node) throws(PolicyFailure) -> Knowledge.GuestOSEntry {
    var system: String?
    var vf: VFFamily?
    var level: GuestOSSupport.Level?
    var source: String?
    for (key, value) in try entries(of: node, "an entry of guest-os") {
      switch key.text {
      case "system": system = try text(value, key.text)
      case "vf": vf = try choice(value, key)
      case "support": level = try choice(value, key)
      case "source": source = try text(value, key.text)
      default: throw unknown(key, among: ["system", "vf", "support", "source"])
      }
    }
    guard let system, let vf, let level, let source else {
      throw failure(node, "an entry of guest-os needs “system”, “vf”, “support” and “source”")
    }
    let place = place(of: node)
    return Knowledge.GuestOSEntry(
      system: system, vf: vf,
      support: GuestOSSupport(level: level, source: "\(place): \(source)"), place: place)
  }

  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ node: Node, _ key: Key
  ) throws(PolicyFailure) -> Choice {
    if let choice = Choice(rawValue: node.scalar?.string ?? "") { return choice }
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw failure(node, "\(key.text): expected one of \(known), found \(Self.show(node))")
  }
}
