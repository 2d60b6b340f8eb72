package import Auditing
package import PoolModel

extension Inventory {
  /// The lines that show which network a VIF is on.
  package func evidence(of vif: VIF, expected: String) -> EvidenceItem {
    EvidenceItem(
      vif.origin, ["device", "network-uuid", "network-name-label"],
      seen: "VIF \(vif.device) on “\(self[vif.network].name)”", expected: expected)
  }
}
