/// What a line of the kernel log means for VFs.
package enum KernelMeaning: Sendable, Hashable {
  case refused(VFRefusal)
  case complained(VFComplaint)
}

/// Why a port has no VFs, or fewer than requested. The most specific reason comes first.
package enum VFRefusal: Int, Sendable, Hashable, CaseIterable {
  /// The bridge above the port has too little address space.
  case memory
  /// That bridge has too few bus numbers.
  case busNumbers
  /// A VF cannot be read: the slot, or a bridge above it, does not forward ARI.
  case unreadableVF
  /// The card's MSI-X vectors are used up.
  case vectors
  /// The driver runs without MSI-X.
  case noVectors
  /// The driver creates VFs only while its interface is up.
  case portDown
  /// The card's firmware was being reset.
  case firmwareReset
  /// The kernel refused a value of a module parameter, so the driver was not loaded.
  case parameter
  /// The card runs without its firmware package, or waits for a firmware update.
  case safeMode
  /// The port itself uses the rings or queues, or its firmware allots fewer.
  case queues
  /// The kernel created fewer than requested, and says no more.
  case fewer
  /// The driver shows an error number only.
  case number
}

/// What a card or the IOMMU reports about a VF. The worst comes first.
package enum VFComplaint: Int, Sendable, Hashable, CaseIterable {
  case disabled
  case malicious
  case iommuFault
  case resetFailed
  case spoofed
  case macRefused
  case notTrusted
  case tooManyMessages
  case reset
}

/// A message of a driver about VFs. All that vfaudit reads in the kernel log stands in this table.
package struct KernelMessage: Sendable {
  /// Texts that the line contains, in this order. What stands between them varies.
  package let words: [String]
  package let meaning: KernelMeaning
  /// The source file that prints it.
  package let source: String

  private init(_ meaning: KernelMeaning, _ source: String, _ words: String...) {
    self.meaning = meaning
    self.source = source
    self.words = words
  }

  private static let pci = "drivers/pci/"
  private static let intel = "drivers/net/ethernet/intel/"
  private static let bnxt = "drivers/net/ethernet/broadcom/bnxt/bnxt_sriov.c"
  private static let i40e = intel + "i40e/i40e_virtchnl_pf.c"
  private static let ixgbe = intel + "ixgbe/ixgbe_sriov.c"
  private static let ice = intel + "ice/"

  /// Read in the kernel's and in Intel's own sources; the first that fits counts.
  package static let all: [KernelMessage] = [
    // Why there are no VFs.
    .init(.refused(.memory), pci + "iov.c", "not enough MMIO resources for SR-IOV"),
    .init(.refused(.memory), pci + "iov.c", "SR-IOV: IOV BARS not allocated"),
    .init(.refused(.busNumbers), pci + "iov.c", "can't enable ", " VFs (bus ", " out of range"),
    .init(.refused(.busNumbers), pci + "iov.c", "SR-IOV: bus number out of range"),
    .init(.refused(.unreadableVF), pci + "probe.c", "unknown header type 7f"),
    .init(.refused(.unreadableVF), pci + "probe.c", "unknown header type ff"),
    .init(.refused(.vectors), ice + "ice_sriov.c", " MSI-X interrupts available for SR-IOV"),
    .init(.refused(.vectors), ice + "ice_virtchnl_pf.c", "Not enough vectors to support ", " VFs"),
    .init(.refused(.vectors), ice + "ice_sriov.c", "Unable to set MSI-X resources for "),
    .init(.refused(.vectors), ice + "ice_irq.c", "not enough device MSI-X vectors"),
    .init(.refused(.noVectors), intel + "i40e/i40e_main.c", "MSI-X not available, trying MSI"),
    .init(.refused(.noVectors), bnxt, "Not allow SRIOV if the irq mode is not MSIX"),
    .init(.refused(.portDown), bnxt, "Reject SRIOV config request since if is down"),
    .init(
      .refused(.firmwareReset), bnxt, "Reject SRIOV config request when FW reset is in progress"),
    .init(.refused(.parameter), "kernel/params.c", " invalid for parameter `"),
    .init(.refused(.parameter), "kernel/params.c", " too large for parameter `"),
    .init(.refused(.queues), bnxt, "Cannot enable VF's as all resources are used by PF"),
    .init(.refused(.queues), bnxt, "Requested VFs ", ", can enable "),
    .init(.refused(.queues), i40e, "Unable to enable ", " VFs. Limited to "),
    .init(.refused(.queues), ice + "ice_sriov.c", "Not enough queues to support minimum of "),
    .init(.refused(.queues), ice + "ice_sriov.c", "Not enough resources for ", " VFs"),
    .init(.refused(.queues), ice + "ice_virtchnl_pf.c", "Cannot allocate VF resources, try with"),
    .init(.refused(.queues), ice + "ice_sriov.c", "Can't enable ", " VFs, max VFs supported is "),
    .init(.refused(.queues), ixgbe, " TCs, ", " VFs is not allowed"),
    .init(.refused(.safeMode), ice + "ice_sriov.c", "SR-IOV cannot be configured - Device is in "),
    .init(.refused(.fewer), pci + "iov.c", " VFs requested; only ", " enabled"),
    .init(.refused(.number), ixgbe, "Failed to enable PCI sriov: "),
    .init(.refused(.number), i40e + ", ice_sriov.c", "Failed to enable SR-IOV: "),
    .init(.refused(.number), i40e, "Failed to enable SR-IOV, error "),
    .init(
      .refused(.number), ixgbe + ", igb_main.c", "Unable to allocate memory for VF Data Storage"),
    .init(
      .refused(.number), "drivers/net/ethernet/mellanox/mlx5/core/sriov.c", "enable_sriov failed : "
    ),
    .init(
      .refused(.number), "drivers/net/ethernet/mellanox/mlx4/main.c",
      "Failed to enable SR-IOV, continuing without SR-IOV"),
    // What a VF does.
    .init(
      .complained(.disabled), ice + "ice_main.c, i40e_main.c", "Too many MDD events on VF ",
      "disabled"),
    .init(.complained(.disabled), i40e + ", ice", "Number of invalid messages exceeded for VF "),
    .init(
      .complained(.disabled), "igb of Intel, igb_main.c", "VF ",
      " misbehaved. VF queues are disabled"),
    .init(.complained(.malicious), intel + "ixgbe/ixgbe_main.c", "Malicious event on VF "),
    .init(
      .complained(.malicious), ice + "ice_sriov.c, i40e_main.c",
      "Malicious Driver Detection events detected on PF ", " VF "),
    .init(
      .complained(.malicious), ice + "ice_main.c, i40e_main.c", "TX driver issue detected on VF "),
    .init(
      .complained(.malicious), ice + "ice_main.c, i40e_main.c", "RX driver issue detected on VF "),
    .init(
      .complained(.iommuFault), "drivers/iommu/dmar.c, Xen vtd/iommu.c", "DMAR:", "Request device "),
    .init(
      .complained(.iommuFault), "drivers/iommu/amd/iommu.c, Xen amd/iommu_init.c", "IO_PAGE_FAULT"),
    .init(
      .complained(.resetFailed), pci + "pci.c, pci_dev_wait", "not ready ", "ms after ",
      "; giving up"),
    .init(.complained(.resetFailed), i40e + ", ice_vf_lib.c", "VF reset check timeout on VF "),
    .init(.complained(.spoofed), intel + "ixgbe/ixgbe_main.c", " Spoofed packets detected"),
    .init(.complained(.spoofed), intel + "igb/igb_main.c", "Spoof event(s) detected on VF "),
    .init(
      .complained(.macRefused), ixgbe + ", igb_main.c, i40e_virtchnl_pf.c, ice_virtchnl.c",
      " override administratively "),
    .init(
      .complained(.notTrusted), ixgbe + ", igb_main.c", " filter but is administratively denied"),
    .init(
      .complained(.notTrusted), i40e + ", ice_virtchnl_pf.c",
      " is not trusted, switch the VF to trusted"),
    .init(
      .complained(.notTrusted), i40e + ", ice_virtchnl_pf.c", "Unprivileged VF ",
      " promiscuous mode"),
    .init(
      .complained(.tooManyMessages), ice + "ice_sriov.c", "VF MAC ",
      " is generating asynchronous messages"),
    .init(.complained(.reset), ixgbe, "VF Reset msg received from vf "),
  ]

  /// What a line means; nil for all that is not about VFs.
  package static func of(_ line: String) -> KernelMessage? {
    var line = line
    return line.withUTF8 { text in
      var best: Int?
      for place in text.indices {
        for index in byFirstByte[Int(text[place])]
        where index < best ?? all.count && all[index].fits(text, at: place) { best = index }
      }
      return best.map { all[$0] }
    }
  }

  /// The messages whose first text begins with a byte, so that a log is read in one pass.
  private static let byFirstByte: [[Int]] = {
    var found = [[Int]](repeating: [], count: 256)
    for (index, message) in all.enumerated() {
      if let byte = message.words.first?.utf8.first { found[Int(byte)].append(index) }
    }
    return found
  }()

  /// Whether the first text stands at a place, and the others follow it.
  private func fits(_ text: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
    var start = place
    for (index, word) in words.enumerated() {
      let last = index == 0 ? place : text.count
      guard let end = Self.end(of: word, in: text, from: start, to: last) else { return false }
      start = end
    }
    return true
  }

  /// Where a text ends that begins at one of these places.
  private static func end(
    of word: String, in text: UnsafeBufferPointer<UInt8>, from first: Int, to last: Int
  ) -> Int? {
    let bytes = word.utf8
    var place = first
    while place <= last, place + bytes.count <= text.count {
      if text[place..<(place + bytes.count)].elementsEqual(bytes) { return place + bytes.count }
      place += 1
    }
    return nil
  }
}
