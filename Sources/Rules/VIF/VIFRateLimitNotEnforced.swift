package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// A VIF whose rate limit its VF does not have.
  package static let vifRateLimitNotEnforced = Rule(
    id: "vif-rate-limit-not-enforced",
    title: "VIF with a rate limit that its VF does not have",
    severity: .note, confidence: .source,
    needs: [.ports, .networks, .sriovNetworks, .vlans, .vms, .vifs, .rateLimit],
    standsAlone: "the limits of the VIF and its VF were captured",
    why: """
      When the VM starts, the limit of a VIF is passed to the driver of the port. If the driver \
      refuses it, this is only logged, and the VM runs without a limit. Limits are rounded down \
      to whole Mbit/s.
      """,
    remedy: "Set a limit that the card supports, or limit the VM at the physical switch.",
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
      .fails("the VF has no limit", on: "web/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.limit("web" / 0, kbps: 102400)
        pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "web" / 0))
      },
      .fails("the VF has another limit", on: "web/0") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vfs(1, on: "eth0")
        pool.sriov("VM SR-IOV", on: "eth0")
        pool.vm("web", on: "VM SR-IOV")
        pool.limit("web" / 0, kbps: 102400)
        pool.ipLink(vf: 0, on: "eth0", mac: pool.mac(of: "web" / 0), rateLimit: 1000)
      },
      .passes("the VF has the same limit") { pool in
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

/// Fails where `ip link` shows a limit for the VF that differs from the VIF's.
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
    title: "The VF of VIF \(vif.device) of \(vm.name) has \(now), but \(asked) Mbit/s is set",
    happens: [
      "The VIF is set to kbps=\(kbps). VF \(vf.address) of \(inventory.label(port)) has \(now)."
        + " The driver refused the limit, or the limit was changed while the VM was running."
    ],
    action: "Decide whether \(vm.name) must be limited, and where.",
    consequence: "\(vm.name) can use more or less of \(inventory.label(port)) than intended.",
    affected: Affected(vms: [vm.id], networks: [vif.network], hosts: [port.host]),
    evidence: evidence,
    remedy: [
      RemedyStep("Check before, on the host.", look),
      RemedyStep(
        "Restart the VM: the limit is set when it starts. The VM is down in between.",
        Command("xe", "vm-shutdown", "uuid=\(vm.uuid)"),
        Command("xe", "vm-start", "uuid=\(vm.uuid)")),
      RemedyStep(
        "Check after. If there is still no limit, the driver does not support it. The host's log"
          + " shows why.", look, Command("grep", "-i", "rate", "/var/log/xensource.log")),
    ] + MovingVIFs.toPlainNetworks([vif], in: inventory))
}
