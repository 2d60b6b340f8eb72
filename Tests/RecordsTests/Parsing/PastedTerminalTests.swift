import Evidence
import Testing

@testable import Records

@Suite("A pasted terminal")
struct PastedTerminalTests {
  /// The uuids of the records that were read, by class.
  private static func read(_ records: PoolRecords) -> [String: Set<String>] {
    [
      "pool": Set(records.pools.map(\.uuid)), "host": Set(records.hosts.map(\.uuid)),
      "pif": Set(records.pifs.map(\.uuid)), "network": Set(records.networks.map(\.uuid)),
      "network-sriov": Set(records.networkSRIOVs.map(\.uuid)),
      "vlan": Set(records.vlans.map(\.uuid)), "bond": Set(records.bonds.map(\.uuid)),
      "vm": Set(records.vms.map(\.uuid)), "vif": Set(records.vifs.map(\.uuid)),
      "template": Set(records.templates.map(\.uuid)),
      "snapshot": Set(records.snapshots.map(\.uuid)), "pci": Set(records.pcis.map(\.uuid)),
      "vm-guest-metrics": Set(records.vmGuestMetrics.map(\.uuid)),
    ]
  }

  /// What is wrong with the reading of a terminal.
  private static func faults(_ terminal: PastedTerminal) -> [String] {
    let snapshot: Snapshot
    do throws(SourceFailure) {
      snapshot = try Source.read(Bytes(terminal.text), name: "session.txt")
    } catch {
      let isUnread =
        terminal.documents.isEmpty
        && terminal.lists.allSatisfy { XeList.named($0.className) == nil }
      return isUnread || !terminal.hasCommands ? [] : ["nothing was read: \(error)"]
    }
    let records = RecordReader.read(snapshot)
    let read = read(records)
    var faults: [String] = []
    for (index, list) in terminal.lists.enumerated() {
      // A later whole list shows that these objects are gone.
      let isGone = terminal.lists.dropFirst(index + 1).contains {
        $0.className == list.className && !$0.isFiltered
      }
      let isRead = XeList.named(list.className) != nil && !isGone
      for uuid in list.uuids {
        let classes = read.filter { $0.value.contains(uuid) }.map(\.key)
        if classes.contains(where: { $0 != list.className }) {
          faults.append("\(list.className) became \(classes)")
        } else if classes.isEmpty, isRead, terminal.hasCommands {
          faults.append("\(list.className) was not read")
        } else if classes.isEmpty, snapshot.gaps.isEmpty, !isGone {
          faults.append("\(list.className) was lost without a gap")
        }
      }
      guard terminal.hasCommands, let xapiClass = XapiClass(rawValue: list.className) else {
        continue
      }
      let isWhole = terminal.lists.contains { $0.className == list.className && !$0.isFiltered }
      if records.partial.contains(xapiClass) == isWhole {
        faults.append("\(list.command) is taken for \(isWhole ? "a part" : "whole")")
      }
    }
    let facts = records.hostFacts["-"]
    for name in terminal.documents {
      let isRead =
        switch name {
        case "host/-/ip-link": facts?.ipLink?.map(\.vlan).contains(10)
        case "host/-/lspci": facts?.lspci?.map(\.totalVFs?.value).contains(8)
        case "host/-/sysfs": facts?.sysfs?.functions.map(\.address) == ["0000:07:00.0"]
        case "host/-/ethtool-i-eth0": facts?.ethtool["eth0"]?.driver?.value == "igb"
        default: facts?.driverFiles.allSatisfy { $0.directives.count == 1 }
        }
      if isRead != true { faults.append("\(name) was not read") }
    }
    if terminal.hasCommands, records.losses.count > 0 { faults.append("\(records.losses)") }
    if let power = records.vms.first(where: { !["running", "halted"].contains($0.powerState) }) {
      faults.append("power-state \(power.powerState ?? "nil")")
    }
    return faults
  }

  @Test("has every record in its class, or a gap: thousands of prompts, lists and layouts")
  func everyRecordInItsClass() {
    var failed = 0
    var shown: [String] = []
    for seed in 1...4000 {
      let terminal = PastedTerminal(seed: UInt64(seed))
      let faults = Self.faults(terminal)
      guard !faults.isEmpty else { continue }
      failed += 1
      if shown.count < 12 {
        shown.append("seed \(seed), \(terminal.style): \(faults.prefix(3))\n\(terminal.text)")
      }
    }
    #expect(failed == 0, "\(failed) of 4000\n\(shown.joined(separator: "\n"))")
  }
}
