package import Auditing
package import PoolModel
import Records

extension Policy {
  /// A commented policy that expects the present state of the pool.
  ///
  /// The text is YAML that `Policy` can read. Waivers are comments, so that the user can decide.
  package static func startingPoint(for inventory: Inventory, _ report: AuditReport) -> String {
    let lines =
      head(of: inventory, report) + headroom(of: inventory) + expectations(of: inventory)
      + waivers(for: report)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func head(of inventory: Inventory, _ report: AuditReport) -> [String] {
    [
      "# Policy for pool \(comment(inventory.poolName)), created from its state at"
        + " \(report.run.capturedAt ?? "an unknown time").",
      "# vfaudit audit SNAPSHOT --policy THIS-FILE; vfaudit policy check THIS-FILE",
      "", "# severities:", "#   vif-bypasses-sriov: warning", "# disabled: [vm-nic-order]", "",
    ]
  }

  private static func headroom(of inventory: Inventory) -> [String] {
    var lines = [
      "# VFs that must stay free on each port: the larger value applies.", "headroom:",
      "  minimum: 1",
      "  percent: 20",
    ]
    let ports = inventory.ports.filter { $0.sriov != nil }
    guard !ports.isEmpty else { return lines + [""] }
    lines.append("  # ports:")
    for port in ports {
      let free = inventory.vfUses[port.id.index].free.map { "\($0.value)" } ?? "an unknown number"
      let active = port.activeVFs.map { "\($0.value)" } ?? "an unknown number"
      lines.append(
        "  #   \(quoted(inventory.label(port))): { minimum: 1 }   # free: \(free) of \(active)")
    }
    return lines + [""]
  }

  private static func expectations(of inventory: Inventory) -> [String] {
    let vifs = inventory.vifs.filter { inventory.takesVF($0) }
    let ports = inventory.ports.filter { $0.sriov != nil }
    guard !vifs.isEmpty || !ports.isEmpty else {
      return ["# expect: no port has an SR-IOV network", ""]
    }
    var lines = [
      "# Ports that should have VFs, and the expected network of each VIF (the present state).",
      "expect:",
    ]
    for port in ports {
      lines.append("  - port: \(quoted(inventory.label(port)))")
      guard let network = port.sriov.flatMap({ inventory[$0].network }) else { continue }
      lines.append(
        "    network: \(quoted(inventory[network].uuid))   # \(comment(inventory[network].name))")
    }
    for vif in vifs {
      lines += [
        "  - vm: \(quoted(inventory[vif.vm].uuid))   # \(comment(inventory[vif.vm].name))",
        "    device: \(vif.device)",
        "    network: \(quoted(inventory[vif.network].uuid))"
          + "   # \(comment(inventory[vif.network].name))",
      ]
    }
    return lines + [""]
  }

  private static func waivers(for report: AuditReport) -> [String] {
    var lines = [
      "# Accepted findings, each with an owner and a last day. To waive one, remove the #.",
      "# waivers:",
    ]
    for finding in report.findings {
      lines += [
        "#   - rule: \(finding.rule)   # \(comment(finding.title))",
        "#     subject: \(quoted(finding.subject.label))", "#     reason: ", "#     owner: ",
        "#     expires: ",
      ]
    }
    return report.findings.isEmpty ? lines + ["#   none needed: no findings"] : lines
  }

  /// A text as a double-quoted YAML string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where isUnseen(scalar):
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A text without line breaks, so that it stays inside its comment.
  private static func comment(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isUnseen($0) ? " " : $0 }))
  }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
