import Auditing
import PoolModel
import Records
internal import Yams

/// An error in the policy, with its place: `vfaudit.yml:7: …`.
package struct PolicyFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package var description: String
}

extension Policy {
  /// Reads a policy:
  ///
  ///     headroom:
  ///       minimum: 1        # VFs that must stay free on each port
  ///       percent: 20
  ///       ports:            # a port's label or a glob of labels
  ///         xen1/eth4: { minimum: 8 }
  ///       networks:         # an SR-IOV network's name, glob or uuid
  ///         10G *: { percent: 10 }
  ///     severities:
  ///       vf-headroom-low: note
  ///     disabled: [vm-nic-order]
  ///     expect:
  ///       - vm: FreeBSD VM        # name, glob or uuid; or tag: a tag of the VMs
  ///         device: 0                # optional; default: all VIFs of the VM
  ///         network: VM SR-IOV       # name or uuid
  ///         reason: why, for the report
  ///       - port: xen*/eth2          # label or glob of ports that should have VFs
  ///         network: VM SR-IOV       # on this SR-IOV network; optional; default: any
  ///     waivers:
  ///       - rule: vif-bypasses-sriov
  ///         subject: proxy-1/0       # label, glob or uuid
  ///         reason: moves in January
  ///         owner: s.borrill
  ///         ticket: CHG-1234         # optional
  ///         expires: 2026-12-31      # the last day on which it is valid, UTC
  ///     cards:
  ///       "8086:1f41":               # a PCI id, as lspci -n prints it
  ///         like: i350               # the known card family with the same driver and VFs
  ///         name: Intel i354         # optional, as is vfs: the number of VFs per port
  ///         source: tested on xen7, 2026-11-02
  ///     guest-os:
  ///       - system: NetBSD 1[1-9]*   # a glob of the system's name
  ///         vf: ixgbevf
  ///         support: works           # or no-driver, needs-vendor-driver, silent
  ///         source: tested on xen7, 2026-11-02
  ///
  /// An empty file is the built-in policy. Throws at the first unknown key or value, so that no
  /// misspelt threshold is ignored.
  package init(yaml: String, name: String, rules: Set<String>) throws(PolicyFailure) {
    let root: Node?
    do { root = try Yams.compose(yaml: yaml) } catch {
      throw PolicyFailure(description: "\(name): \(Self.firstLine(of: "\(error)"))")
    }
    self.init()
    self.name = name
    guard let root, root.scalar?.string != "" else { return }
    let reader = PolicyReader(name: name, rules: rules)
    for (key, value) in try reader.entries(of: root, "the policy") {
      switch key.text {
      case "headroom": terms.thresholds = try reader.thresholds(value)
      case "severities": terms.severities = try reader.severities(value)
      case "disabled": terms.disabled = try reader.disabled(value)
      case "expect": try reader.expectations(value, into: &self)
      case "waivers": terms.waivers = try reader.waivers(value)
      case "cards": knowledge.cards = try reader.cards(value)
      case "guest-os": knowledge.vms = try reader.vms(value)
      default:
        throw reader.unknown(
          key,
          among: ["headroom", "severities", "disabled", "expect", "waivers", "cards", "guest-os"])
      }
    }
  }

  private static func firstLine(of text: String) -> String {
    text.split(separator: "\n").first.map(String.init) ?? "not YAML"
  }
}

/// Maps YAML nodes to the policy's values. Every error names the line and the key.
struct PolicyReader {
  let name: String
  let rules: Set<String>

  struct Key {
    var text: String
    var node: Node
  }

  func thresholds(_ node: Node) throws(PolicyFailure) -> Thresholds {
    var thresholds = Thresholds()
    var specials: [(into: WritableKeyPath<Thresholds, [Thresholds.Special]>, node: Node)] = []
    for (key, value) in try entries(of: node, "headroom") {
      switch key.text {
      case "ports": specials.append((\.ports, value))
      case "networks": specials.append((\.networks, value))
      default:
        guard try take(key, value, into: &thresholds.headroom) else {
          throw unknown(key, among: ["minimum", "percent", "ports", "networks"])
        }
      }
    }
    // A value missing here is taken from the general headroom, wherever that is in the file.
    for (path, node) in specials {
      for (key, value) in try entries(of: node, "a mapping of names") {
        var headroom = thresholds.headroom
        for (inner, number) in try entries(of: value, "“\(key.text)”") {
          guard try take(inner, number, into: &headroom) else {
            throw unknown(inner, among: ["minimum", "percent"])
          }
        }
        thresholds[keyPath: path].append(
          .init(pattern: key.text, headroom: headroom, place: place(of: key.node)))
      }
    }
    return thresholds
  }

  private func take(
    _ key: Key, _ value: Node, into headroom: inout Headroom
  ) throws(PolicyFailure) -> Bool {
    switch key.text {
    case "minimum": headroom.minimum = try number(value, key, in: 0...65_535)
    case "percent": headroom.percent = try number(value, key, in: 0...100)
    default: return false
    }
    return true
  }

  func severities(_ node: Node) throws(PolicyFailure) -> [String: Severity] {
    var severities: [String: Severity] = [:]
    for (key, value) in try entries(of: node, "severities") {
      let rule = try rule(key.text, at: key.node)
      guard let severity = Severity(rawValue: value.scalar?.string ?? "") else {
        throw failure(
          value, "\(rule): expected error, warning or note, found \(Self.show(value))")
      }
      severities[rule] = severity
    }
    return severities
  }

  func disabled(_ node: Node) throws(PolicyFailure) -> [String] {
    var ids: Set<String> = []
    for item in try items(of: node, "disabled") {
      ids.insert(try rule(try text(item, "disabled"), at: item))
    }
    return ids.sorted()
  }

  func waivers(_ node: Node) throws(PolicyFailure) -> [Waiver] {
    var waivers: [Waiver] = []
    for item in try items(of: node, "waivers") { waivers.append(try waiver(item)) }
    return waivers
  }

  /// A waiver needs an owner, a reason and a last day.
  private func waiver(_ node: Node) throws(PolicyFailure) -> Waiver {
    let keys = ["rule", "subject", "reason", "owner", "ticket", "expires"]
    var words: [String: String] = [:]
    for (key, value) in try entries(of: node, "a waiver") {
      guard keys.contains(key.text) else { throw unknown(key, among: keys) }
      words[key.text] = try text(value, key.text)
      if key.text == "rule" { _ = try rule(words["rule"] ?? "", at: value) }
      if key.text == "expires" { try requireDay(words["expires"] ?? "", at: value) }
    }
    for key in keys where key != "ticket" && words[key] == nil {
      throw failure(node, "a waiver lacks “\(key)”")
    }
    return Waiver(
      rule: words["rule"] ?? "", subject: words["subject"] ?? "", reason: words["reason"] ?? "",
      owner: words["owner"] ?? "", ticket: words["ticket"] ?? "",
      expires: words["expires"] ?? "", place: place(of: node))
  }

  private func requireDay(_ text: String, at node: Node) throws(PolicyFailure) {
    guard Instant("\(text)T00:00:00Z") != nil else {
      throw failure(node, "expires: expected a day such as 2026-12-31, found “\(text)”")
    }
  }

  // MARK: nodes

  func entries(of node: Node, _ what: String) throws(PolicyFailure) -> [(Key, Node)] {
    guard let mapping = node.mapping else {
      throw failure(node, "expected \(what) to be a mapping, found \(Self.show(node))")
    }
    var seen: Set<String> = []
    var entries: [(Key, Node)] = []
    for (key, value) in mapping {
      let text = try text(key, "a key")
      guard seen.insert(text).inserted else { throw failure(key, "“\(text)” is given twice") }
      entries.append((Key(text: text, node: key), value))
    }
    return entries
  }

  func items(of node: Node, _ what: String) throws(PolicyFailure) -> [Node] {
    guard let sequence = node.sequence else {
      throw failure(node, "expected \(what) to be a list, found \(Self.show(node))")
    }
    return Array(sequence)
  }

  func text(_ node: Node, _ what: String) throws(PolicyFailure) -> String {
    guard let scalar = node.scalar, !scalar.string.isEmpty else {
      throw failure(node, "expected a text for \(what), found \(Self.show(node))")
    }
    return scalar.string
  }

  func number(
    _ node: Node, _ key: Key, in range: ClosedRange<Int>
  ) throws(PolicyFailure) -> Int {
    guard let number = Int(node.scalar?.string ?? ""), range.contains(number) else {
      throw failure(
        node,
        "\(key.text): expected a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "found \(Self.show(node))")
    }
    return number
  }

  func rule(_ id: String, at node: Node) throws(PolicyFailure) -> String {
    guard rules.contains(id) else {
      throw failure(node, "no rule has the id “\(id)”: vfaudit rules lists all ids")
    }
    return id
  }

  func unknown(_ key: Key, among known: [String]) -> PolicyFailure {
    failure(
      key.node, "unknown key “\(key.text)”, expected one of \(known.joined(separator: ", "))")
  }

  func failure(_ node: Node, _ message: String) -> PolicyFailure {
    PolicyFailure(description: "\(place(of: node)): \(message)")
  }

  func place(of node: Node) -> String {
    node.mark.map { "\(name):\($0.line)" } ?? name
  }

  static func show(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "“\(scalar.string.prefix(60))”"
    case .mapping: "a mapping"
    case .sequence: "a list"
    default: "an alias"
    }
  }
}
