package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A rate limit that the VF does not have.
  package static let vifRateLimitNotEnforced = Rule(
    id: "vif-rate-limit-not-enforced",
    title: "VIF with a rate limit that its VF does not keep",
    severity: .note, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .rateLimit],
    why: """
      The limit of a VIF is handed to the driver of the port when the VM starts. Where the \
      driver refuses, that is only logged: the VM starts and runs without a limit. Limits are \
      cut down to whole Mbit/s.
      """,
    remedy: "Set the limit to what the card can do, or limit the VM at the physical switch.",
    checkByHand: "ip -d link show dev eth0 | grep max_tx_rate",
    references: [Citation.switching],
    population: { inventory in
      inventory.vifs.filter { vif in
        vif.isAttached != false && inventory[vif.vm].isRunning
          && inventory.takesVF(vif) && !inventory.vfPorts(of: vif).isEmpty
          && ["ratelimit", nil].contains(vif.qosAlgorithmType)
      }
    },
    check: unlimited,
    examples: [
      .fails("the VF has none", on: "web/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.limit("web" / 0, kbps: 102400)
        pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "web" / 0))
      },
      .fails("the VF has another", on: "web/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.limit("web" / 0, kbps: 102400)
        pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "web" / 0), rateLimit: 1000)
      },
      .passes("the VF keeps it") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.limit("web" / 0, kbps: 102400)
        pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "web" / 0), rateLimit: 100)
      },
      .undetermined("ip link was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.limit("web" / 0, kbps: 102400)
      },
    ])
}

/// `ip link` shows the limit of every VF: it is not the one that was asked for.
private func unlimited(_ vif: VIF, in inventory: Inventory) -> FindingDetails? {
  guard let asked = vif.rateOfVF, let vf = inventory.virtualFunction(of: vif),
    let limit = vf.rateLimit, limit != asked
  else { return nil }
  let vm = inventory[vif.vm]
  let port = inventory[vf.port]
  let now = limit == 0 ? "no limit" : "a limit of \(limit) Mbit/s"
  let kbps = vif.qosAlgorithmParams["kbps"] ?? ""
  let look = Command("ip", "-d", "link", "show", "dev", port.device)
  var evidence = [
    EvidenceItem(
      vif.origin, ["device", "MAC", "qos_algorithm_type", "qos_algorithm_params"],
      seen: "kbps: \(kbps), which is \(asked) Mbit/s for a VF",
      expected: "a VF limited to \(asked) Mbit/s")
  ]
  if let origin = vf.settingsOrigin {
    evidence.append(
      EvidenceItem(origin, by: .ipLink, seen: now, expected: "max_tx_rate \(asked)Mbps"))
  }
  return FindingDetails(
    title: "The VF of VIF \(vif.device) of \(vm.name) has \(now), not \(asked) Mbit/s",
    happens: [
      "The VIF asks for kbps=\(kbps). VF \(vf.address) of \(inventory.label(port)) has \(now): the"
        + " driver refused it, or it was changed while the VM ran."
    ],
    action: "Decide whether \(vm.name) must be limited, and where.",
    consequence: "\(vm.name) can use more or less of \(port.device) than was decided.",
    affected: Affected(vms: [vm.id], networks: [vif.network], hosts: [port.host]),
    evidence: evidence,
    remedy: [
      RemedyStep("Check before, on the host.", look),
      RemedyStep(
        "Start the VM anew: the limit is set then. It is down meanwhile.",
        Command("xe", "vm-shutdown", "uuid=\(vm.uuid)"),
        Command("xe", "vm-start", "uuid=\(vm.uuid)")),
      RemedyStep(
        "Check after. Where there is still no limit, the host's log says why, and the driver"
          + " cannot do it.", look, Command("grep", "-i", "rate", "/var/log/xensource.log")),
    ] + MovingVIFs.toPlainNetworks([vif], in: inventory))
}
