package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// A VM with more VIFs than its toolstack lets it have.
  package static let vifLimitExceeded = Rule(
    id: "vif-limit-exceeded",
    title: "VM with more VIFs than the toolstack allows",
    severity: .warning, confidence: .source,
    needs: [.hosts, .vms, .vifs, .toolstackVersion],
    why: """
      xapi allows a VM the device numbers 0 to 6, from version 25.33 on 0 to 15. A VM that \
      came from a newer pool, or by import, can have more: it then cannot be changed, copied or \
      restored here as it is, and may come up without the last ones.
      """,
    remedy: "Take VIFs away, or carry several networks over one VIF.",
    checkByHand:
      "xe vif-list vm-uuid=UUID params=uuid,device; xe host-list params=software-version",
    references: ["xen-api: allowed_VIF_devices, 7 to version 25.6 and 16 from 25.33 on"],
    population: { $0.vms.filter { !$0.vifs.isEmpty } },
    check: tooMany,
    examples: [
      .fails("eight on a version that allows seven", on: "router") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a", "b", "c", "d", "e", "f", "g", "h")
        pool.toolstack("24.19.2")
      },
      .fails("a device number beyond 15", on: "router") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a")
        pool.set("router" / 0) { $0.device = 16 }
      },
      .passes("eight on a version that allows sixteen") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a", "b", "c", "d", "e", "f", "g", "h")
        pool.toolstack("25.33.1")
      },
      .passes("seven are allowed everywhere") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a", "b", "c", "d", "e", "f", "g")
        pool.toolstack(nil)
      },
      .undetermined("eight, and nobody told the version") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a", "b", "c", "d", "e", "f", "g", "h")
        pool.toolstack(nil)
      },
    ])
}

/// More places than the oldest toolstack of the pool has.
private func tooMany(_ vm: VM, in inventory: Inventory) -> FindingDetails? {
  let devices = inventory.vifDevices(of: vm)
  let limit = inventory.vifLimit ?? Inventory.vifLimits.most
  guard devices > limit else { return nil }
  let vifs = vm.vifs.map { inventory[$0] }
  let beyond =
    vifs.count > limit ? Array(vifs.dropFirst(limit)) : vifs.filter { $0.device >= limit }
  let oldest = inventory.hosts.filter { $0.xapiVersion != nil }
    .first { host in
      limit == Inventory.vifLimits.most || !inventory.allowsMostVIFs(host)
    }
  return FindingDetails(
    title: "\(vm.name) has VIFs in \(devices) places, and \(limit) are allowed",
    happens: [
      "xapi" + (oldest.flatMap(\.xapiVersion).map { " \($0)" } ?? "")
        + " allows device numbers 0 to \(limit - 1). \(vm.name) has"
        + " \(counted(vifs.count, "VIF")), the last as device \(vifs.last?.device ?? 0)."
    ],
    action: "Take \(counted(beyond.count, "VIF")) away from \(vm.name).",
    consequence: "\(vm.name) may miss a network, or not start after its next change.",
    affected: Affected(vms: [vm.id], networks: beyond.map(\.network)),
    evidence: beyond.map { vif in
      EvidenceItem(
        vif.origin, ["device", "vm-uuid", "network-uuid"], seen: "device \(vif.device)",
        expected: "at most \(counted(limit, "VIF")), numbered 0 to \(limit - 1)")
    }
      + (oldest.map { host in
        [
          EvidenceItem(
            host.origin, ["name-label", "software-version"],
            seen: "xapi \(host.xapiVersion ?? "")", expected: "a version that allows \(devices)")
        ]
      } ?? []),
    remedy: takingAway(beyond, of: vm, in: inventory))
}

private func takingAway(_ beyond: [VIF], of vm: VM, in inventory: Inventory) -> [RemedyStep] {
  let look = Command(
    "xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=uuid,device,MAC,network-uuid")
  return [
    RemedyStep("Check before, and note what will be needed for the way back.", look),
    RemedyStep(
      vm.isRunning ? "Shut it down." : "Leave it halted.",
      commands: vm.isRunning ? [Command("xe", "vm-shutdown", "uuid=\(vm.uuid)")] : []),
    RemedyStep(
      "Destroy those that it can do without; it loses these networks.",
      commands: beyond.map { Command("xe", "vif-destroy", "uuid=\($0.uuid)") }),
    RemedyStep(
      vm.isRunning ? "Check after, and start it." : "Check after.",
      commands: [look]
        + (vm.isRunning ? [Command("xe", "vm-start", "uuid=\(vm.uuid)")] : [])),
    RemedyStep(
      "The way back, on a toolstack that allows it.",
      commands: beyond.map { vif in
        Command(
          words: [
            "xe", "vif-create", "vm-uuid=\(vm.uuid)",
            "network-uuid=\(inventory[vif.network].uuid)", "device=\(vif.device)",
          ] + (vif.mac.map { ["mac=\($0)"] } ?? []))
      }),
  ]
}
