import Auditing
import PoolModel
import Rules
import Testing

/// The drawing of a host agrees with the rules about each VLAN.
@Suite struct VLANTrafficTests {
  @Test("a VLAN is drawn as its rule judges it", arguments: RuleExample.all)
  func agrees(_ pair: RuleExample) {
    let inventory = pair.example.inventory
    let now = verdicts(of: .i350VLANWithSRIOV, in: inventory)
    let later = verdicts(of: .i350VLANAtNextReboot, in: inventory)
    for port in inventory.ports where !port.vlans.isEmpty {
      let label = inventory.label(port)
      // Nothing to compare if a rule was not evaluated.
      guard let cut = now[label] ?? .passed, let doomed = later[label] ?? .passed else { continue }
      let drawn = inventory.vlanTraffic(over: port, isOverSRIOV: false)
      let expected: VLANTraffic =
        switch (cut, doomed) {
        case (.sure, _): .none
        case (.inferred, _): .maybeNone
        case (_, .sure): .untilReboot
        case (_, .inferred): .maybeUntilReboot
        case (.passed, .passed): .notKnownToFail
        }
      #expect(drawn == expected, "\(label)")
    }
  }

  @Test("a VLAN over SR-IOV is drawn as its rule judges it", arguments: RuleExample.all)
  func agreesOverSRIOV(_ pair: RuleExample) {
    let inventory = pair.example.inventory
    let judgement = Rule.i350VLANOverSRIOV.judge(inventory, thresholds: Thresholds())
    guard judgement.outcome != .undetermined else { return }
    let dead = judgement.examinations.count { if case .failed = $0.verdict { true } else { false } }
    let drawn = inventory.ports.flatMap { port in
      port.sriovVLANs.map { _ in inventory.vlanTraffic(over: port, isOverSRIOV: true) }
    }
    #expect(drawn.count { $0 == .none } == dead)
  }

  private enum Said { case passed, inferred, sure }

  /// The result of a rule for each port, by label; nil for a port that was not evaluated.
  private func verdicts(of rule: Rule, in inventory: Inventory) -> [String: Said?] {
    let judgement = rule.judge(inventory, thresholds: Thresholds())
    if judgement.outcome == .undetermined, judgement.examinations.isEmpty {
      return Dictionary(uniqueKeysWithValues: inventory.ports.map { (inventory.label($0), nil) })
    }
    var said: [String: Said?] = [:]
    for examination in judgement.examinations {
      said[examination.subject.label] =
        switch examination.verdict {
        case .passed: .some(.passed)
        case .failed(let details): .some(details.confidence == .inferred ? .inferred : .sure)
        case .undetermined: .some(nil)
        }
    }
    return said
  }
}
