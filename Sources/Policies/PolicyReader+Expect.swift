import PoolModel
internal import Yams

// Reads the entries of `expect`, for VMs and for ports.
extension PolicyReader {
  func expectations(_ node: Node, into policy: inout Policy) throws(PolicyFailure) {
    for item in try items(of: node, "expect") {
      var words = Words()
      for (key, value) in try entries(of: item, "an entry of expect") {
        try take(key, value, into: &words)
      }
      try settle(words, at: item, into: &policy)
    }
  }

  /// The values of an entry, before it is known whether it is about VMs or about ports.
  private struct Words {
    var vm: String?
    var tag: String?
    var port: String?
    var network: String?
    var device: Int?
    var reason = ""
  }

  private func take(_ key: Key, _ value: Node, into words: inout Words) throws(PolicyFailure) {
    switch key.text {
    case "vm": words.vm = try text(value, key.text)
    case "tag": words.tag = try text(value, key.text)
    case "port": words.port = try text(value, key.text)
    case "network": words.network = try text(value, key.text)
    case "device": words.device = try number(value, key, in: 0...255)
    case "reason": words.reason = try text(value, key.text)
    default: throw unknown(key, among: ["vm", "tag", "port", "device", "network", "reason"])
    }
  }

  private func settle(
    _ words: Words, at node: Node, into policy: inout Policy
  ) throws(PolicyFailure) {
    guard [words.vm, words.tag, words.port].count(where: { $0 != nil }) == 1 else {
      throw failure(node, "an entry of expect needs exactly one of “vm”, “tag” and “port”")
    }
    if let port = words.port {
      guard words.device == nil else {
        throw failure(node, "“device” is for VIFs: it cannot be used with “port”")
      }
      policy.expectedPorts.append(
        ExpectedPort(
          pattern: port,
          intent: PortIntent(
            network: words.network, statedAt: place(of: node), reason: words.reason)))
      return
    }
    guard let network = words.network else {
      throw failure(node, "an entry of expect lacks “network”")
    }
    policy.expectations.append(
      Expectation(
        vm: words.vm ?? "", tag: words.tag ?? "", device: words.device, network: network,
        reason: words.reason, place: place(of: node)))
  }
}
