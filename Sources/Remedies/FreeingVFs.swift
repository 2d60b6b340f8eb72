package import Auditing
package import PoolModel
import Records

/// Frees VFs on a port, or raises its limit.
package enum FreeingVFs {
  package static func steps(on port: Port, heldBy vms: [ID<VM>], in inventory: Inventory)
    -> [RemedyStep]
  {
    var steps: [RemedyStep] = []
    if let sriov = port.sriov.map({ inventory[$0] }) {
      steps.append(
        RemedyStep(
          "Check before and after: VFs that xapi can still assign.",
          Command(
            "xe", "network-sriov-param-get", "uuid=\(sriov.uuid)",
            "param-name=remaining-capacity")))
    }
    let holders = vms.map { inventory[$0] }
    if !holders.isEmpty {
      steps.append(
        RemedyStep(
          "Free VFs: shut down a VM that is not needed, or move its VIF to a plain network."
            + " VFs are held by \(enumeration(holders.map(\.name), limit: 12)).",
          commands: holders.prefix(4).map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") }))
    }
    return steps + raising(port, in: inventory) + CardFirmware.raising(port, in: inventory)
  }

  /// Empty unless a driver file requests fewer VFs than its VFs-maxvfs-by-default.
  private static func raising(_ port: Port, in inventory: Inventory) -> [RemedyStep] {
    guard port.configuration == .driverFile, let file = inventory.driverFile(of: port),
      let target = file.target, let most = file.byDefault?.value, target < most
    else { return [] }
    return EditingDriverFile.steps(
      file,
      "Or raise the limit from \(target) to \(most) for every port of driver \(file.driver) on this"
        + " host. This needs a reboot.",
      [EditingDriverFile.writing("VFs-maxvfs-by-user", "\(most)", to: file)], in: inventory)
  }
}
