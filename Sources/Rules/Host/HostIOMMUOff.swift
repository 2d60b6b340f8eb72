package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// No PCI function can be given to a VM.
  package static let hostIOMMUOff = Rule(
    id: "host-iommu-off",
    title: "host with SR-IOV networks whose IOMMU is off",
    severity: .error, confidence: .source,
    needs: [.hosts, .ports, .sriovNetworks, .iommu],
    why: """
      A VF is a PCI function, and the hypervisor gives PCI functions to VMs only behind an \
      IOMMU. xapi does not look at that for SR-IOV: it reserves a VF, the start goes its way, and \
      fails when the VF is attached.
      """,
    remedy: "Switch VT-d or AMD-Vi on in the host's firmware, and reboot it.",
    checkByHand: "xl info | grep virt_caps    # hvm_directio must be among them",
    references: [
      "xen-api: VM_REQUIRES_IOMMU is raised for virtual GPUs alone",
      "XCP-ng documentation, networking: IOMMU and SR-IOV on in the BIOS",
    ],
    population: { inventory in
      inventory.hosts.filter { $0.ports.contains { inventory[$0].sriov != nil } }
    },
    check: iommuOff,
    examples: [
      .fails("xapi says that the chipset has none", on: "xen1") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.chipset(iommu: false)
      },
      .fails("xl info says it now, xapi said otherwise when it started", on: "xen1") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.chipset(iommu: true)
        pool.xlInfo(directIO: false)
      },
      .passes("hvm_directio is there") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.xlInfo(directIO: true)
      },
      .notApplicable("the host has no SR-IOV network") { pool in
        pool.card(.x540, ports: "eth0")
        pool.chipset(iommu: false)
      },
      .undetermined("neither chipset-info nor xl info was captured") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
      },
    ])
}

/// The hypervisor, or else xapi, says that there is none.
private func iommuOff(_ host: Host, in inventory: Inventory) -> FindingDetails? {
  guard let iommu = host.hasIOMMU, !iommu.value else { return nil }
  let ports = host.ports.map { inventory[$0] }.filter { $0.sriov != nil }
  let networks = Set(ports.flatMap { VFDemand.networks(over: $0, in: inventory) }).sorted()
  let waiting = ports.flatMap { VFDemand.waitingVMs(over: $0, in: inventory) }.map(\.id)
  let running = inventory.vmsOnVFs(of: host.id)
  let isXl = iommu.witness == .xlInfo
  return FindingDetails(
    title: "the IOMMU of \(host.name) is off",
    happens: [
      "\(host.name) has SR-IOV on \(enumeration(ports.map(\.device))), and its hypervisor cannot"
        + " give a VM a PCI function: a start there fails after its VF was reserved."
    ],
    action: "Switch VT-d or AMD-Vi on in the firmware of \(host.name).",
    consequence: "No VM on \(enumeration(networks.map { inventory[$0].name })) starts there.",
    affected: Affected(
      vms: Set(waiting + running).sorted(), networks: networks, hosts: [host.id]),
    evidence: [
      EvidenceItem(
        iommu.origin, isXl ? [] : ["name-label", "chipset-info"], by: iommu.witness,
        seen: isXl ? "no hvm_directio" : "iommu: false",
        expected: isXl ? "hvm_directio" : "iommu: true")
    ],
    remedy: [
      RemedyStep(
        "Check before, on the host: hvm_directio is missing, and no option switches it off.",
        Command("sh", "-c", "xl info | grep virt_caps"),
        Command("/opt/xensource/libexec/xen-cmdline", "--get-xen", "iommu")),
      RemedyStep(
        "Where that prints iommu=off or iommu=0, take it out.",
        Command("/opt/xensource/libexec/xen-cmdline", "--delete-xen", "iommu")),
    ]
      + RebootingHost.steps(
        host, "switch VT-d or AMD-Vi on in its firmware while it starts", in: inventory) + [
        RemedyStep(
          "Check after it: true.",
          Command(
            "xe", "host-param-get", "uuid=\(host.uuid)", "param-name=chipset-info",
            "param-key=iommu")),
        RemedyStep("The way back is the same setting of the firmware, and a reboot."),
      ])
}
