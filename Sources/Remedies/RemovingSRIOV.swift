package import Auditing
package import PoolModel
import Records

/// Taking SR-IOV off every port of a driver on one host: what the page found to be the only way
/// to get an i350's VLANs back while they stay on it.
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
          "Destroy the VLANs that run over SR-IOV.",
          commands: vlans.map { Command("xe", "vlan-destroy", "uuid=\($0.uuid)") }))
    }
    if !sriovs.isEmpty {
      steps.append(
        RemedyStep(
          "Give up SR-IOV on \(enumeration(sriovs.map { inventory[$0.port].device })).",
          commands: sriovs.map { Command("xe", "network-sriov-destroy", "uuid=\($0.uuid)") }))
    }
    steps.append(
      RemedyStep(
        "Check that the driver will give no VFs at the next boot: every value must be 0.",
        Command("grep", "^options", file)))
    return steps
  }

  /// The reboot itself behind `steps`, and the check that the port has no VFs then.
  package static func reboot(_ host: Host, then port: Port, in inventory: Inventory) -> [RemedyStep]
  {
    let ports = port.driver.map { inventory.ports(of: host.id, usingDriver: $0.value) } ?? [port]
    let halted = inventory.vmsOnVFs(of: ports.map(\.id))
    return RebootingHost.steps(host, halted: halted, in: inventory) + [
      RemedyStep(
        "Check after it, on the host: 0 means that no VF is left.",
        Command("cat", "/sys/class/net/\(port.device)/device/sriov_numvfs"))
    ]
  }
}
