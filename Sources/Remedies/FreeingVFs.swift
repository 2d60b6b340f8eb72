package import Auditing
package import PoolModel
import Records

/// Getting VFs back on a port, or more of them.
package enum FreeingVFs {
  package static func steps(on port: Port, heldBy vms: [ID<VM>], in inventory: Inventory)
    -> [RemedyStep]
  {
    var steps: [RemedyStep] = []
    if let sriov = port.sriov.map({ inventory[$0] }) {
      steps.append(
        RemedyStep(
          "Check before and after: VFs that xapi would still hand out.",
          Command(
            "xe", "network-sriov-param-get", "uuid=\(sriov.uuid)",
            "param-name=remaining-capacity")))
    }
    let holders = vms.map { inventory[$0] }
    if !holders.isEmpty {
      steps.append(
        RemedyStep(
          "Free VFs: shut down a VM that can do without, or move its VIF to a plain network."
            + " They are held by \(enumeration(holders.map(\.name), limit: 12)).",
          commands: holders.prefix(4).map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") }))
    }
    return steps + raising(port, in: inventory)
  }

  /// A driver file that asks for fewer VFs than the driver could give can be raised.
  private static func raising(_ port: Port, in inventory: Inventory) -> [RemedyStep] {
    guard port.configuration == .driverFile, let file = inventory.driverFile(of: port),
      let target = file.target, let most = file.byDefault?.value, target < most
    else { return [] }
    return EditingDriverFile.steps(
      file,
      "Or raise the limit from \(target) to \(most) for every port of driver \(file.driver) on this"
        + " host; it takes a reboot.",
      [EditingDriverFile.writing("VFs-maxvfs-by-user", "\(most)", to: file)], in: inventory)
  }
}
