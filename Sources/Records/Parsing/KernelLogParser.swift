/// Reads the kernel log: `dmesg`, `dmesg -T`, or a log file with the prefix of syslog.
///
///     [   12.345678] ixgbe 0000:03:00.0: not enough MMIO resources for SR-IOV
///     [Sat Nov 28 10:37:04 2026] bnxt_en 0000:3b:00.0 eth2: Reject SRIOV config request …
///     Nov 28 10:37:04 xen1 kernel: [   12.345678] DMAR: [DMA Read] Request device [07:10.0] …
///     Nov 28 10:37:04 xen1 kernel: igb: `4;4' invalid for parameter `max_vfs'
///
/// Which lines matter, and what they mean, is not decided here.
package enum KernelLogParser {
  /// Lines of the last boot that name a PCI function or a refused parameter, in the log's order.
  package static func records(
    _ bytes: Span<UInt8>, document: String, firstLine: Int = 1
  ) -> [KernelLineRecord] {
    var found: [KernelLineRecord] = []
    var boot = Boot()
    for line in TextLine.all(in: bytes, document: document, firstLine: firstLine) {
      let head = Head(line.text)
      switch boot.reads(head) {
      case .again: continue
      case .first: found = []
      case .further: break
      }
      let address = address(in: head.message)
      guard address != nil || head.message.cut(at: " for parameter `") != nil else { continue }
      found.append(
        KernelLineRecord(
          address: address, message: head.message, time: head.time,
          seconds: head.uptime ?? clock(head.time), origin: line.origin))
    }
    return found
  }

  /// The first word that is a PCI address. Without its domain, as the IOMMU's driver prints it,
  /// it stands in brackets or after `device=`.
  private static func address(in message: String) -> String? {
    for word in message.words {
      var core = Substring(word)
      var isMarked = false
      if core.hasPrefix("device=") {
        core = core.dropFirst("device=".count)
        isMarked = true
      } else if core.hasPrefix("[") {
        core = core.dropFirst()
        isMarked = true
      }
      while let last = core.last, last == ":" || last == "]" || last == "," { core.removeLast() }
      // 07:10.0 has 7 bytes, 0000:07:10.0 has 12.
      guard core.utf8.count >= (isMarked ? 7 : 12), core.utf8.count < 20 else { continue }
      if let address = SysfsPath.address(String(core)) { return address }
    }
    return nil
  }

  /// Seconds of the day of the first `10:37:04`.
  private static func clock(_ time: String) -> Double? {
    for word in time.words {
      let start = word.split(separator: "T").last ?? ""
      let parts = start.split(separator: ":")
      guard parts.count >= 3, let hours = Int(parts[0]), let minutes = Int(parts[1]),
        let seconds = Int(parts[2].prefix(2)), 0..<24 ~= hours, 0..<60 ~= minutes,
        0..<61 ~= seconds
      else { continue }
      return Double(hours * 3600 + minutes * 60 + seconds)
    }
    return nil
  }
}

/// A line of the log, split.
private struct Head {
  var message: String
  var time = ""
  var uptime: Double?

  init(_ text: String) {
    var rest = text
    if rest.hasPrefix("<"), let cut = rest.cut(at: ">"), cut.before.utf8.count < 5 {
      rest = cut.behind
    }
    if let cut = rest.cut(at: " kernel: "), cut.before.utf8.count < 100, !cut.before.contains("[") {
      // What stands before the host's name.
      time = cut.before.words.dropLast().joined(separator: " ")
      rest = cut.behind
    }
    let isOfXen = rest.hasPrefix("(XEN) ")
    if isOfXen { rest = String(rest.dropFirst(6)) }
    if rest.hasPrefix("["), let cut = String(rest.dropFirst()).cut(at: "]") {
      let stamp = cut.before.trimmed
      if let seconds = Double(stamp), seconds.isFinite {
        // Xen counts from another moment than the kernel.
        if !isOfXen { uptime = seconds }
        time = stamp
        rest = cut.behind
      } else if stamp.utf8.count(where: { $0 == 0x3A }) >= 2, stamp.words.count > 1 {
        time = stamp
        rest = cut.behind
      }
    }
    message = rest.trimmed
  }
}

/// Finds where in a log the last boot begins.
private struct Boot {
  private var last = 0.0
  private var seen: Set<String> = []

  enum Reading {
    /// The line of a copy: a status report has the log twice, as a file and as dmesg prints it.
    case again
    /// The first line of a boot.
    case first
    case further
  }

  mutating func reads(_ head: Head) -> Reading {
    let isBanner = head.message.hasPrefix("Linux version ")
    guard let uptime = head.uptime else { return isBanner ? .first : .further }
    let key = "\(uptime) \(head.message)"
    if !isBanner, seen.contains(key) { return .again }
    // Processors may print slightly out of order.
    let isFirst = isBanner || uptime + 5 < last
    if isFirst { seen = [] }
    seen.insert(key)
    last = uptime
    return isFirst ? .first : .further
  }
}
