import Auditing
import PoolModel
import Records
import XML

extension Element {
  func append(_ run: RunFacts) {
    let element = append(
      "run", [("tool", run.toolVersion), ("judged-at", run.judgedAt)])
    element.set("captured-at", run.capturedAt)
    element.setAttribute("snapshot-sha256", run.snapshotDigest)
    if run.isRedacted { element.set("redacted", true) }
    element.set("policy", run.policyName)
    element.set("policy-sha256", run.policyDigest)
  }

  func append(_ pool: PoolSummary) {
    let element = append("pool", [("name", pool.name)])
    element.set("uuid", pool.uuid)
    element.set("product", pool.product)
    for host in pool.hosts { element.append("host", text: host) }
  }

  func append(_ inventory: InventorySummary) {
    let element = append("inventory")
    let hosts = element.append("hosts")
    for host in inventory.hosts { hosts.append(host) }
    let networks = element.append("networks")
    for network in inventory.networks {
      let line = networks.append(
        "network", [("name", network.name), ("uuid", network.uuid), ("kind", network.kind)])
      line.set("vifs", network.vifs)
      line.set("running-vms", network.runningVMs)
    }
    let vms = element.append("vms")
    for vm in inventory.vms {
      let line = vms.append(
        "vm", [("name", vm.name), ("uuid", vm.uuid), ("power-state", vm.powerState)])
      line.set("host", vm.host)
      line.set("system", vm.system)
      for vif in vm.vifs { line.append("vif", text: vif) }
    }
  }

  private func append(_ host: InventorySummary.HostLine) {
    let line = append("host", [("name", host.name), ("uuid", host.uuid)])
    line.set("product", host.product)
    line.set("xapi", host.xapiVersion)
    line.set("network-backend", host.networkBackend)
    line.set("enabled", host.isEnabled)
    line.set("host-data", host.hasHostData)
    for card in host.cards {
      let element = line.append("card")
      element.set("model", card.model)
      element.set("address", card.address)
      for port in card.ports { element.append(port) }
    }
  }

  private func append(_ port: InventorySummary.PortLine) {
    let line = append(
      "port",
      [
        ("label", "\(port.host)/\(port.device)"), ("device", port.device), ("uuid", port.uuid),
      ])
    line.set("address", port.address)
    line.set("driver", port.driver)
    line.set("driver-witness", port.driverWitness)
    for carried in port.carries {
      let element = line.append("carries", [("kind", carried.kind)])
      element.set("tag", carried.tag)
      element.set("network", carried.network)
      element.set("bonded", carried.isBonded)
      element.set("host-traffic", carried.hostTraffic.joined(separator: " "))
      if carried.traffic != .notKnownToFail { element.set("traffic", carried.traffic.rawValue) }
      for vm in carried.vms { element.append("vm", text: vm) }
    }
  }
}

extension XMLRenderer {
  func appendRules(_ report: AuditReport, to root: Element) {
    let list = root.append("rules")
    for line in report.rules {
      let rule = list.append(
        "rule",
        [
          ("id", line.id), ("severity", line.severity.rawValue),
          ("confidence", line.confidence.rawValue), ("outcome", line.outcome.word),
        ])
      rule.set("examined", line.examined)
      rule.set("failed", line.failed)
      rule.set("undetermined", line.undetermined)
      rule.append("title", text: line.title)
      rule.append("sentence", text: line.sentence)
      rule.append("why", text: line.why)
      rule.append("remedy", text: line.remedy)
      rule.append("check-by-hand", text: line.checkByHand)
      for reference in line.references { rule.append("reference", text: reference) }
    }
    let disabled = root.append("disabled-rules")
    for id in report.disabledRules { disabled.append("rule", [("id", id)]) }
  }

  func appendDocuments(_ documents: [DocumentFacts], to root: Element) {
    let list = root.append("documents")
    for facts in documents {
      let line = list.append("document", [("name", facts.name)])
      line.set("exit-status", facts.exitStatus)
      line.set("milliseconds", facts.milliseconds)
      line.set("command", facts.command)
      line.set("bytes", facts.bytes)
      line.set("records", facts.records)
      for ambiguity in facts.ambiguities {
        let element = line.append("ambiguity", text: ambiguity.message)
        if ambiguity.origin.line > 0 { element.set("line", ambiguity.origin.line) }
      }
    }
  }
}
