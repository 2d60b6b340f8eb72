package import Auditing
import PoolModel

extension Rule {
  /// A guest whose start passes xapi's check and fails behind it.
  package static let vfStartCheckGap = Rule(
    id: "vf-start-check-gap",
    title: "guest that passes the check for VFs and does not start",
    severity: .warning, confidence: .source,
    needs: [.hosts, .ports, .networks, .sriovNetworks, .vlans, .guests, .vifs, .freeVFs],
    why: """
      xapi counts the VFs that a guest needs network by network, and an SR-IOV network and the \
      VLANs over it draw on the VFs of one port. Each count fits, their sum does not: the host is \
      chosen, and the start ends with the internal error “No free virtual function found” \
      instead of going to another host.
      """,
    remedy: "Start the guest on a host with enough VFs, or free as many as all its VIFs need.",
    checkByHand: "xe vif-list vm-uuid=UUID params=device,network-name-label",
    references: [
      "xen-api: assert_netsriov_available counts by network, reserve_sriov_vfs takes by port",
      Source.allocation,
    ],
    population: { inventory in inventory.guests.filter { sharesAPort($0, in: inventory) } },
    check: slipsThrough,
    examples: [
      .fails("one VF is left, the guest needs one on the network and one on its VLAN", on: "desk") {
        pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 1)
        pool.vlanOverSRIOV(30, "Storage", on: "eth0")
        pool.guest("desk", on: "10G SR-IOV", "Storage", isRunning: false)
      },
      .passes("two are left") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 2)
        pool.vlanOverSRIOV(30, "Storage", on: "eth0")
        pool.guest("desk", on: "10G SR-IOV", "Storage", isRunning: false)
      },
      .passes("none is left: the check itself refuses, with the right words") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0", remaining: 0)
        pool.vlanOverSRIOV(30, "Storage", on: "eth0")
        pool.guest("desk", on: "10G SR-IOV", "Storage", isRunning: false)
      },
      .undetermined("nobody says how many are free") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.vlanOverSRIOV(30, "Storage", on: "eth0")
        pool.guest("desk", on: "10G SR-IOV", "Storage", isRunning: false)
        pool.forgetHostWords()
      },
    ])
}

/// Not running, and with VIFs on two networks that draw on one port.
private func sharesAPort(_ guest: Guest, in inventory: Inventory) -> Bool {
  guard !guest.isRunning else { return false }
  let networks = Set(inventory.sriovVIFs(of: guest).map(\.network))
  guard networks.count > 1 else { return false }
  let ports = networks.flatMap { inventory.networks[$0.index].vfPorts }
  return ports.count > Set(ports).count
}

/// Hosts where each network fits by itself and some port does not have enough for all.
private func slipsThrough(_ guest: Guest, in inventory: Inventory) -> FindingDetails? {
  guard inventory.mayLackVFs(guest) else { return nil }
  let starts = inventory.hosts.filter(\.isEnabled).compactMap {
    inventory.start(of: guest, on: $0.id)
  }
  let traps = starts.filter { $0.passesCheck && !$0.isEnough }
  guard !traps.isEmpty else { return nil }
  let good = starts.filter(\.isEnough).map { inventory[$0.host] }
  let short = traps.flatMap(\.shortPorts)
  let names = enumeration(traps.map { inventory[$0.host].name })
  return FindingDetails(
    title: "\(guest.name) passes the check for VFs on \(names) and does not start there",
    happens: short.map { need in
      "It needs \(counted(need.wanted, "VF")) of \(inventory.label(inventory[need.port])), on"
        + " \(counted(need.networks, "network")), and \(need.free) \(need.free == 1 ? "is" : "are")"
        + " free."
    },
    action: good.first.map { "Start \(guest.name) on \($0.name)." }
      ?? "Free VFs on \(names) before \(guest.name) is started.",
    consequence: "Its start fails with “No free virtual function found”.",
    affected: Affected(
      guests: [guest.id],
      networks: Set(inventory.sriovVIFs(of: guest).map(\.network)).sorted(),
      hosts: traps.map(\.host)),
    evidence: short.compactMap { need in
      inventory.vfUses[need.port.index].free.map {
        EvidenceItem($0, seen: "\(need.free) free", expected: "\(need.wanted)")
      }
    },
    remedy: good.prefix(1).map {
      RemedyStep(
        "Start it where there are enough.",
        Command("xe", "vm-start", "uuid=\(guest.uuid)", "on=\($0.name)"))
    }
      + short.flatMap { need in
        FreeingVFs.steps(
          on: inventory[need.port],
          heldBy: Set(inventory.vfUses[need.port.index].vifs.map { inventory[$0].guest }).sorted(),
          in: inventory)
      })
}
