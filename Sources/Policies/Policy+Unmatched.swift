package import Auditing
package import PoolModel
import Records

extension Policy {
  /// Entries that match nothing in a pool, each with its place in the file.
  ///
  /// `report` is the audit of the same pool under this policy.
  package func unmatched(in inventory: Inventory, _ report: AuditReport) -> [String] {
    var lines: [String] = []
    for special in terms.thresholds.ports
    where !inventory.ports.contains(where: { special.fits(inventory.label($0)) }) {
      lines.append("\(special.place): headroom: no port matches “\(special.pattern)”")
    }
    for special in terms.thresholds.networks
    where !inventory.networks.contains(where: { network in
      network.takesVFs && (special.fits(network.name) || special.pattern == network.uuid)
    }) {
      lines.append("\(special.place): headroom: no SR-IOV network matches “\(special.pattern)”")
    }
    for expectation in expectations {
      if let gap = report.gaps.first(where: { $0.document == expectation.place }) {
        lines.append("\(expectation.place): expect: \(gap.why)")
      } else if !inventory.networks.contains(where: {
        $0.name == expectation.network || $0.uuid == expectation.network
      }) {
        lines.append(
          "\(expectation.place): expect: no network has the name or uuid “\(expectation.network)”")
      }
    }
    for port in expectedPorts {
      if let gap = report.gaps.first(where: { $0.document == port.intent.statedAt }) {
        lines.append("\(port.intent.statedAt): expect: \(gap.why)")
      } else if let network = port.intent.network,
        !inventory.networks.contains(where: { port.intent.means($0) })
      {
        lines.append(
          "\(port.intent.statedAt): expect: no network has the name or uuid “\(network)”")
      }
    }
    for (id, card) in knowledge.cards.sorted(by: { $0.key < $1.key })
    where !inventory.ports.contains(where: { $0.model == card.model }) {
      lines.append("\(card.place): cards: no port has the PCI id “\(id)”")
    }
    for entry in knowledge.vms
    where !inventory.vms.contains(where: { $0.system.map { entry.names($0.value) } == true }) {
      lines.append("\(entry.place): guest-os: no VM runs “\(entry.system)”")
    }
    let all = report.findings + report.waived
    for waiver in terms.waivers where !all.contains(where: { waiver.names($0) }) {
      lines.append(
        "\(waiver.place): waivers: \(waiver.rule) has no finding for “\(waiver.subject)”")
    }
    return lines
  }
}
