package import Auditing
import PoolModel
import PoolSketch
import Records
import Remedies

extension Rule {
  /// The hypervisor cannot assign PCI functions to VMs.
  package static let hostIOMMUOff = Rule(
    id: "host-iommu-off",
    title: "host with SR-IOV networks whose IOMMU is off",
    severity: .error, confidence: .source,
    needs: [.hosts, .ports, .sriovNetworks, .iommu],
    standsAlone: "the host itself reports that the IOMMU is off",
    why: """
      A VF is a PCI function, and the hypervisor assigns PCI functions to VMs only with an IOMMU. \
      xapi does not check this for SR-IOV: it reserves a VF, and the VM begins to start and fails \
      when the VF is attached.
      """,
    remedy: "Enable VT-d or AMD-Vi in the host's firmware, and reboot the host.",
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
      .fails("xapi reports that the chipset has no IOMMU", on: "xen1") { pool in
        pool.card(.x540, ports: "eth0", "eth1")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.chipset(iommu: false)
      },
      .fails("xl info shows it off, xapi reported it on at its start", on: "xen1") { pool in
        pool.card(.x540, ports: "eth0")
        pool.sriov("10G SR-IOV", on: "eth0")
        pool.chipset(iommu: true)
        pool.xlInfo(directIO: false)
      },
      .passes("xl info lists hvm_directio") { pool in
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

/// The hypervisor, or else xapi, reports no IOMMU.
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
      "\(host.name) has SR-IOV on \(enumeration(ports.map(\.device))), but its hypervisor cannot"
        + " assign PCI functions to VMs. A start there fails after a VF was reserved."
    ],
    action: "Enable VT-d or AMD-Vi in the firmware of \(host.name).",
    consequence: "VMs on \(enumeration(networks.map { "“\(inventory[$0].name)”" })) do not start on"
      + " \(host.name).",
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
        "Check before, on \(host.name): hvm_directio is missing. The second command shows whether a"
          + " Xen option disables the IOMMU.",
        Command("sh", "-c", "xl info | grep virt_caps"),
        Command("/opt/xensource/libexec/xen-cmdline", "--get-xen", "iommu")),
      RemedyStep(
        "If that prints iommu=off or iommu=0, remove the option.",
        Command("/opt/xensource/libexec/xen-cmdline", "--delete-xen", "iommu")),
    ]
      + RebootingHost.steps(
        host, "enable VT-d or AMD-Vi in its firmware while it starts", in: inventory) + [
        RemedyStep(
          "Check after the reboot: the value is true.",
          Command(
            "xe", "host-param-get", "uuid=\(host.uuid)", "param-name=chipset-info",
            "param-key=iommu")),
        RemedyStep("To undo: change the firmware setting back and reboot."),
      ])
}
