import PoolModel
import PoolSketch
import Records
import Testing

/// What a kernel log says, and about which port or VF.
@Suite struct KernelLogTests {
  /// Lines as the drivers print them, and what they mean.
  static let lines: [(line: String, meaning: KernelMeaning?)] = [
    ("ixgbe 0000:03:00.0: not enough MMIO resources for SR-IOV", .refused(.memory)),
    (
      "igb 0000:07:00.0: can't enable 7 VFs (bus 08 out of range of [bus 07])",
      .refused(.busNumbers)
    ),
    ("pci 0000:05:00.0: SR-IOV: bus number out of range", .refused(.busNumbers)),
    ("pci 0000:41:01.2: unknown header type 7f, ignoring device", .refused(.unreadableVF)),
    (
      "ice 0000:20:00.0: Only 0 MSI-X interrupts available for SR-IOV. Not enough to support minimum"
        + " of 2 MSI-X interrupts per VF for 128 VFs", .refused(.vectors)
    ),
    ("ice 0000:20:00.0: Not enough vectors to support 128 VFs", .refused(.vectors)),
    (
      "bnxt_en 0000:3b:00.0 eth2: Not allow SRIOV if the irq mode is not MSIX", .refused(.noVectors)
    ),
    (
      "bnxt_en 0000:3b:00.0 eth2: Reject SRIOV config request since if is down!",
      .refused(.portDown)
    ),
    (
      "bnxt_en 0000:3b:00.0 eth2: Reject SRIOV config request when FW reset is in progress",
      .refused(.firmwareReset)
    ),
    ("bnxt_en 0000:3b:00.0 eth2: Requested VFs 16, can enable 8", .refused(.queues)),
    (
      "bnxt_en 0000:3b:00.0 eth2: Cannot enable VF's as all resources are used by PF",
      .refused(.queues)
    ),
    (
      "i40e 0000:3b:00.0: Unable to enable 64 VFs. Limited to 32 VFs due to device resource"
        + " constraints.", .refused(.queues)
    ),
    (
      "ice 0000:20:00.0: Not enough resources for 128 VFs, err -28. Try with fewer number of VFs",
      .refused(.queues)
    ),
    ("bnxt_en 0000:3b:00.0: 16 VFs requested; only 8 enabled", .refused(.fewer)),
    ("ixgbe 0000:03:00.0: Failed to enable PCI sriov: -12", .refused(.number)),
    ("i40e 0000:3b:00.0: Failed to enable SR-IOV, error -12.", .refused(.number)),
    ("ice 0000:20:00.0: Failed to enable SR-IOV: -28", .refused(.number)),
    (
      "mlx5_core 0000:41:00.0: mlx5_sriov_enable:185:(pid 2561): pci_enable_sriov failed : -16",
      .refused(.number)
    ),
    (
      "mlx4_core 0000:01:00.0: Failed to enable SR-IOV, continuing without SR-IOV (err = -12)",
      .refused(.number)
    ),
    ("igb: `4;4' invalid for parameter `max_vfs'", .refused(.parameter)),
    ("igb 0000:07:00.0: Spoof event(s) detected on VF 3", .complained(.spoofed)),
    ("ixgbe 0000:06:00.0 eth2: 214 Spoofed packets detected", .complained(.spoofed)),
    (
      "i40e 0000:3b:00.0: Cannot add more MAC addresses, VF is not trusted, switch the VF to trusted"
        + " to add more functionality", .complained(.notTrusted)
    ),
    (
      "ice 0000:20:00.0: Can't add more MAC addresses, because VF-3 is not trusted, switch the VF to"
        + " trusted mode in order to add more functionalities", .complained(.notTrusted)
    ),
    (
      "i40e 0000:3b:00.0: Unprivileged VF 3 is attempting to configure promiscuous mode",
      .complained(.notTrusted)
    ),
    (
      "ixgbe 0000:06:00.0 eth2: VF 3 requested MACVLAN filter but is administratively denied",
      .complained(.notTrusted)
    ),
    (
      "igb 0000:07:00.0: VF 3 attempted to override administratively set MAC address",
      .complained(.macRefused)
    ),
    (
      "i40e 0000:3b:00.0: VF attempting to override administratively set MAC address, bring down and"
        + " up the VF interface to resume normal operation", .complained(.macRefused)
    ),
    ("i40e 0000:3b:00.0: Too many MDD events on VF 3, disabled", .complained(.disabled)),
    ("ice 0000:20:00.0: Number of invalid messages exceeded for VF 3", .complained(.disabled)),
    (
      "igb 0000:07:00.0 eth0: VF 3 misbehaved. VF queues are disabled. VM misbehavior code is 0x4",
      .complained(.disabled)
    ),
    ("i40e 0000:3b:00.0: TX driver issue detected on VF 3", .complained(.malicious)),
    ("ixgbe 0000:06:00.0: Malicious event on VF 3 tx:128 rx:128", .complained(.malicious)),
    (
      "ice 0000:20:00.0: 1 Rx Malicious Driver Detection events detected on PF 0 VF 3 MAC"
        + " 02:00:00:00:00:01. mdd-auto-reset-vfs=off", .complained(.malicious)
    ),
    (
      "pciback 0000:06:10.0: not ready 65535ms after FLR; giving up", .complained(.resetFailed)
    ),
    ("pciback 0000:06:10.0: not ready 1023ms after FLR; waiting", nil),
    ("i40e 0000:3b:00.0: VF reset check timeout on VF 3", .complained(.resetFailed)),
    ("i40e 0000:3b:00.0: MSI-X not available, trying MSI", .refused(.noVectors)),
    ("ice 0000:20:00.0: SR-IOV cannot be configured - Device is in Safe Mode", .refused(.safeMode)),
    ("ice 0000:20:00.0: Can't enable 128 VFs, max VFs supported is 64", .refused(.queues)),
    (
      "ixgbe 0000:03:00.0: Currently configured with 8 TCs, and 0 offloaded macvlans. Creating more"
        + " than 15 VFs is not allowed", .refused(.queues)
    ),
    (
      "igb 0000:07:00.0: Unable to allocate memory for VF Data Storage", .refused(.number)
    ),
    (
      "ice 0000:20:00.0: not enough device MSI-X vectors. wanted = 99, available = 64",
      .refused(.vectors)
    ),
    ("DMAR: [DMA Write] Request device [06:10.0] fault addr 0", .complained(.iommuFault)),
    ("AMD-Vi: Event logged [IO_PAGE_FAULT device=06:10.0 domain=0x0013]", .complained(.iommuFault)),
    ("ixgbe 0000:06:00.0 eth2: VF Reset msg received from vf 3", .complained(.reset)),
    ("ixgbe 0000:06:00.0: SR-IOV enabled with 63 VFs", nil),
    ("igb 0000:07:00.0: 4 VFs allocated", nil),
    ("i40e 0000:3b:00.0: Allocating 64 VFs.", nil),
    ("ixgbe 0000:06:00.0 eth2: NIC Link is Up", nil),
    ("i40e 0000:3b:00.0: VF 0 failed opcode 10, retval: -1", nil), ("", nil),
  ]

  @Test("each line means what its driver says", arguments: lines)
  func meanings(_ line: String, _ meaning: KernelMeaning?) {
    #expect(KernelMessage.of(line)?.meaning == meaning)
  }

  @Test func `every message of the table has a line here, but for rare variants`() {
    let met = Set(Self.lines.compactMap { KernelMessage.of($0.line)?.words })
    let all = Set(KernelMessage.all.map(\.words))
    #expect(all.subtracting(met).count <= 8)
    #expect(KernelMessage.all.allSatisfy { !$0.source.isEmpty && !$0.words.contains("") })
  }

  /// A port with four VFs, and a log. PORT is its address, 0000:01:00.0.
  private func inventory(_ lines: String...) -> Inventory {
    var pool = PoolSketch()
    pool.card(.x540, ports: "eth0", "eth1")
    pool.vfs(4, on: "eth0")
    for line in lines { pool.kernelLog(line, on: "eth0") }
    return Linker.link(pool.records)
  }

  private func complaints(_ inventory: Inventory) -> [[VFComplaint]] {
    inventory.ports[0].virtualFunctions.map { inventory[$0].kernelComplaints.map(\.meaning) }
  }

  @Test(
    "the VF is found by its number or by its address",
    arguments: [
      "[ 9.0] igb PORT: Spoof event(s) detected on VF 2",
      "[ 9.0] ixgbe PORT eth0: VF 2 requested"
        + " MACVLAN filter but is administratively denied",
      "[ 9.0] ice PORT: Can't add more MAC addresses, because VF-2 is not trusted, switch the VF to"
        + " trusted mode in order to add more functionalities",
      "[ 9.0] DMAR: [DMA Read] Request device [01:11.0] fault addr 0",
      "[ 9.0] i40e PORT: VF reset check timeout on VF 2",
      "[ 9.0] pciback 0000:01:11.0: not ready 65535ms after FLR; giving up",
    ])
  func places(_ line: String) {
    let inventory = inventory(line)
    #expect(
      complaints(inventory).map(\.count) == complaints(inventory).indices.map { $0 == 2 ? 1 : 0 })
    #expect(inventory.ports[0].kernelComplaints.isEmpty)
  }

  @Test func `a VF is named by the line after the complaint, and only by that`() {
    let refused =
      "[ 9.0] i40e PORT: Cannot add more MAC addresses, VF is not trusted, switch the VF to trusted to add more functionality"
    let named = inventory(refused, "[ 9.0] i40e PORT: VF 1 failed opcode 10, retval: -1")
    #expect(complaints(named) == [[], [.notTrusted], [], []])
    let other = inventory(
      refused, "[ 9.1] i40e PORT eth0: NIC Link is Up",
      "[ 9.2] i40e PORT: VF 1 failed opcode 10, retval: -1")
    #expect(complaints(other) == [[], [], [], []])
    #expect(other.ports[0].kernelComplaints.map(\.meaning) == [.notTrusted])
    #expect(other.ports[1].kernelComplaints.isEmpty)
  }

  @Test func `lines that say the same are counted, with the first and the last`() throws {
    let inventory = inventory(
      "[ 9.0] igb PORT: Spoof event(s) detected on VF 0",
      "[ 12.5] igb PORT: Spoof event(s) detected on VF 0",
      "[ 99.0] igb PORT: Spoof event(s) detected on VF 0")
    let report = try #require(inventory.virtualFunctions[0].kernelComplaints.first)
    #expect(report.occasions == "3 times, first 9.0 s and last 99.0 s after the boot")
  }

  @Test func `resets count from the tenth on, if they come fast`() {
    func resets(_ count: Int, each seconds: Int) -> [VFComplaint] {
      var pool = PoolSketch()
      pool.card(.x540, ports: "eth0")
      pool.vfs(1, on: "eth0")
      for number in 1...count {
        pool.kernelLog(
          "[ \(number * seconds).0] ixgbe PORT eth0: VF Reset msg received from vf 0", on: "eth0")
      }
      return Linker.link(pool.records).virtualFunctions[0].kernelComplaints.map(\.meaning)
    }
    #expect(resets(9, each: 1).isEmpty)
    #expect(resets(10, each: 60) == [.reset])
    #expect(resets(10, each: 61).isEmpty)
  }

  @Test func `a VF that cannot be read belongs to the port that offset and stride give`() {
    var pool = PoolSketch()
    pool.card(.x540, ports: "eth0", "eth1")
    var facts = pool.records.hostFacts["host-xen1"] ?? HostFacts()
    for index in facts.sysfs?.functions.indices ?? 0..<0 {
      let origin = Origin(document: "", line: 0)
      facts.sysfs?.functions[index].vfOffset = Sourced(128, origin)
      facts.sysfs?.functions[index].vfStride = Sourced(2, origin)
    }
    var records = pool.records
    for (address, ports) in [
      ("0000:01:10.0", [true, false]), ("0000:01:10.1", [false, true]),
      ("0000:01:17.5", [false, true]), ("0000:01:00.5", [true, true]),
      ("0000:02:00.0", [false, false]),
    ] {
      facts.kernelLog = KernelLogParser.records(
        Array("[ 9.0] pci \(address): unknown header type 7f, ignoring device".utf8).span,
        document: "")
      records.hostFacts["host-xen1"] = facts
      #expect(Linker.link(records).ports.map { !$0.kernelRefusals.isEmpty } == ports, "\(address)")
    }
  }

  @Test func `a refused parameter concerns the ports that lack their driver`() {
    var pool = PoolSketch()
    pool.card(.x540, ports: "eth0")
    pool.card(.i350, ports: "eth1")
    pool.kernelLog("[ 2.1] igb: `4;4' invalid for parameter `max_vfs'")
    #expect(Linker.link(pool.records).ports.map(\.kernelRefusals.count) == [0, 0])
    var records = pool.records
    for index in records.hostFacts["host-xen1"]?.sysfs?.functions.indices ?? 0..<0 {
      records.hostFacts["host-xen1"]?.sysfs?.functions[index].driver = nil
    }
    #expect(Linker.link(records).ports.map(\.kernelRefusals.count) == [0, 1])
  }

  @Test func `the most specific reason comes first`() {
    let inventory = inventory(
      "[ 9.0] ixgbe PORT: Failed to enable PCI sriov: -12",
      "[ 9.0] ixgbe PORT: not enough MMIO resources for SR-IOV")
    #expect(inventory.ports[0].kernelRefusals.map(\.meaning) == [.memory, .number])
  }
}
