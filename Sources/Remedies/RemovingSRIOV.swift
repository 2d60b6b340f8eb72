package import Auditing
package import PoolModel
import Records

/// Removes SR-IOV from every port of a driver on one host. The XenServer-SRIOV article found no
/// other way to get VLANs working again on an i350.
package enum RemovingSRIOV {
  package static func steps(ofDriver driver: String, on host: ID<Host>, in inventory: Inventory)
    -> [RemedyStep]
  {
    let ports = inventory.ports(of: host, usingDriver: driver)
    let sriovs = ports.compactMap(\.sriov).map { inventory[$0] }
    let vms = inventory.vmsOnVFs(of: ports.map(\.id)).map { inventory[$0] }
    let file = "/etc/modprobe.d/\(driver).conf"
    var steps: [RemedyStep] = []
    if !vms.isEmpty {
      steps.append(
        RemedyStep(
          "Shut down the VMs that hold VFs of these ports: "
            + enumeration(vms.map(\.name)) + ".",
          commands: vms.map { Command("xe", "vm-shutdown", "uuid=\($0.uuid)") }))
    }
    let vlans = ports.flatMap(\.sriovVLANs).map { inventory[$0] }
    if !vlans.isEmpty {
      steps.append(
        RemedyStep(
          "Destroy the VLANs over SR-IOV.",
          commands: vlans.map { Command("xe", "vlan-destroy", "uuid=\($0.uuid)") }))
    }
    if !sriovs.isEmpty {
      steps.append(
        RemedyStep(
          "Remove SR-IOV from \(enumeration(sriovs.map { inventory[$0.port].device })).",
          commands: sriovs.map { Command("xe", "network-sriov-destroy", "uuid=\($0.uuid)") }))
    }
    if sriovs.isEmpty { steps += UnusedVFs.byOption(of: driver, on: host, in: inventory) }
    steps.append(
      RemedyStep(
        "Check that the driver will create no VFs at the next boot: every value must be 0.",
        Command("grep", "^options", file)))
    return steps
  }

  /// The reboot that follows `steps`, and the check that the port has no VFs then.
  package static func reboot(_ host: Host, then port: Port, in inventory: Inventory) -> [RemedyStep]
  {
    let ports = port.driver.map { inventory.ports(of: host.id, usingDriver: $0.value) } ?? [port]
    let halted = inventory.vmsOnVFs(of: ports.map(\.id))
    return RebootingHost.steps(host, halted: halted, in: inventory) + [
      RemedyStep(
        "Check after the reboot, on the host: 0 means that no VF is left.",
        Command("cat", "/sys/class/net/\(port.device)/device/sriov_numvfs"))
    ]
  }
}
