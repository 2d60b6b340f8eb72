package import Auditing
import PoolModel
import PoolSketch
import Records

extension Rule {
  /// A VM with more VIFs than the toolstack allows.
  package static let vifLimitExceeded = Rule(
    id: "vif-limit-exceeded",
    title: "VM with more VIFs than the toolstack allows",
    severity: .warning, confidence: .source,
    needs: [.hosts, .vms, .vifs, .toolstackVersion],
    standsAlone: "another record could only add VIFs",
    why: """
      xapi allows VIF device numbers 0 to 6, and 0 to 15 from version 25.29 on. A VM that was \
      imported or came from a newer pool can have more. It then cannot be changed, copied or \
      restored here as it is, and may start without its last VIFs.
      """,
    remedy: "Remove VIFs, or carry several networks over one VIF.",
    checkByHand:
      "xe vif-list vm-uuid=UUID params=uuid,device; xe host-list params=software-version",
    references: ["xen-api: allowed_VIF_devices, 7 before version 25.29, 16 from it on"],
    population: { $0.vms.filter { !$0.vifs.isEmpty } },
    check: tooMany,
    examples: [
      .fails("eight VIFs on a version that allows seven", on: "router") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a", "b", "c", "d", "e", "f", "g", "h")
        pool.toolstack("24.19.2")
      },
      .fails("a device number above 15", on: "router") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a")
        pool.set("router" / 0) { $0.device = 16 }
      },
      .passes("eight VIFs on a version that allows sixteen") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a", "b", "c", "d", "e", "f", "g", "h")
        pool.toolstack("25.29.0")
      },
      .passes("seven VIFs, which every version allows") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a", "b", "c", "d", "e", "f", "g")
        pool.toolstack(nil)
      },
      .undetermined("eight VIFs, and the version was not captured") { pool in
        pool.card(.i350, ports: "eth0")
        pool.vm("router", on: "a", "b", "c", "d", "e", "f", "g", "h")
        pool.toolstack(nil)
      },
    ])
}

/// Fails where the VM needs more device numbers than the pool's oldest toolstack allows.
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
    title: vifs.count > limit
      ? "\(vm.name) has \(vifs.count) VIFs, but xapi allows \(limit)"
      : "\(vm.name) has VIF device \(devices - 1), but xapi allows 0 to \(limit - 1)",
    happens: [
      "xapi" + (oldest.flatMap(\.xapiVersion).map { " \($0)" } ?? "")
        + " allows device numbers 0 to \(limit - 1). \(vm.name) has"
        + " \(counted(vifs.count, "VIF")); the last is device \(vifs.last?.device ?? 0)."
    ],
    action: "Remove \(counted(beyond.count, "VIF")) from \(vm.name).",
    consequence: "\(vm.name) may lack a network, or not start after its next change.",
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
            seen: "xapi \(host.xapiVersion ?? "")",
            expected: "a version that allows \(devices) VIFs")
        ]
      } ?? []),
    remedy: takingAway(beyond, of: vm, in: inventory))
}

private func takingAway(_ beyond: [VIF], of vm: VM, in inventory: Inventory) -> [RemedyStep] {
  let look = Command(
    "xe", "vif-list", "vm-uuid=\(vm.uuid)", "params=uuid,device,MAC,network-uuid")
  return [
    RemedyStep("Check before. Note the values: you need them to undo the change.", look),
    RemedyStep(
      vm.isRunning ? "Shut down \(vm.name)." : "Keep \(vm.name) halted.",
      commands: vm.isRunning ? [Command("xe", "vm-shutdown", "uuid=\(vm.uuid)")] : []),
    RemedyStep(
      "Destroy the VIFs that \(vm.name) does not need. It loses their networks.",
      commands: beyond.map { Command("xe", "vif-destroy", "uuid=\($0.uuid)") }),
    RemedyStep(
      vm.isRunning ? "Check after, and start the VM." : "Check after.",
      commands: [look]
        + (vm.isRunning ? [Command("xe", "vm-start", "uuid=\(vm.uuid)")] : [])),
    RemedyStep(
      "To undo, on a version that allows this device number:",
      commands: beyond.map { vif in
        Command(
          words: [
            "xe", "vif-create", "vm-uuid=\(vm.uuid)",
            "network-uuid=\(inventory[vif.network].uuid)", "device=\(vif.device)",
          ] + (vif.mac.map { ["mac=\($0)"] } ?? []))
      }),
  ]
}
