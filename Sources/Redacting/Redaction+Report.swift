package import Auditing
import PoolModel
import Records

extension Redaction {
  /// The report with tokens. Its sources are shown only as digests.
  package mutating func redact(_ original: AuditReport) -> AuditReport {
    register(Self.names(in: original))
    var report = original
    redact(&report.run)
    report.pool = redact(report.pool)
    report.verdict = Verdict(
      sentence: redact(report.verdict.sentence), detail: redact(report.verdict.detail))
    for index in report.findings.indices { redact(&report.findings[index]) }
    for index in report.waived.indices { redact(&report.waived[index]) }
    let ids = rename(&report)
    report.actNow = report.actNow.map { line in
      ActNow(
        action: redact(line.action), consequence: redact(line.consequence),
        finding: ids[line.finding] ?? "")
    }
    for index in report.capacity.indices { redact(&report.capacity[index], ids) }
    report.failover = report.failover.map { redact($0) }
    report.gaps = report.gaps.map { redact($0) }
    for index in report.undetermined.indices {
      report.undetermined[index].gaps = report.undetermined[index].gaps.map { redact($0) }
      report.undetermined[index].subjects = []
    }
    redact(&report.inventory)
    for index in report.documents.indices { redact(&report.documents[index]) }
    report.baseline = report.baseline.map { redact($0) }
    return report
  }

  /// All names in the report, collected before the first sentence is redacted.
  private static func names(
    in report: AuditReport
  ) -> [(name: String, kind: RedactionMap.Kind)] {
    var names: [(name: String, kind: RedactionMap.Kind)] = report.pool.hosts.map { ($0, .host) }
    names += report.inventory.hosts.map { ($0.name, .host) } + [(report.pool.name, .pool)]
    names += report.inventory.networks.map { ($0.name, .network) }
    names += report.inventory.vms.map { ($0.name, .vm) }
    for finding in report.findings + report.waived {
      if finding.subject.kind == .waiver { names.append((finding.subject.label, .text)) }
      names += finding.affected.hosts.map { ($0, .host) }
      names += finding.affected.networks.map { ($0, .network) }
      names += (finding.affected.runningVMs + finding.affected.otherVMs).map { ($0, .vm) }
      guard let waiver = finding.waiver?.waiver else { continue }
      names += [(waiver.owner, .person), (waiver.ticket, .ticket), (waiver.reason, .text)]
    }
    if let earlier = report.baseline {
      names += earlier.hosts.map { ($0, .host) } + earlier.networks.map { ($0, .network) }
      names += earlier.vms.map { ($0, .vm) }
    }
    return names
  }

  private mutating func redact(_ run: inout RunFacts) {
    run.isRedacted = true
    run.policyName = run.policyName.map { _ in "policy" }
    run.assumptions = run.assumptions.map { redact(name: $0, among: [":", "/", "=", ","]) }
  }

  private mutating func redact(_ pool: PoolSummary) -> PoolSummary {
    PoolSummary(
      name: redact(name: pool.name), uuid: pool.uuid.map { redact(name: $0) },
      product: pool.product, hosts: pool.hosts.map { redact(name: $0) })
  }

  private mutating func redact(_ finding: inout Finding) {
    finding.subject.uuid = redact(name: finding.subject.uuid)
    finding.subject.label = redact(name: finding.subject.label, among: ["/"])
    finding.subject.host = redact(name: finding.subject.host)
    finding.title = redact(finding.title)
    finding.happens = finding.happens.map { redact($0) }
    finding.action = redact(finding.action)
    finding.consequence = redact(finding.consequence)
    finding.affected.runningVMs = finding.affected.runningVMs.map { redact(name: $0) }
    finding.affected.otherVMs = finding.affected.otherVMs.map { redact(name: $0) }
    finding.affected.networks = finding.affected.networks.map { redact(name: $0) }
    finding.affected.hosts = finding.affected.hosts.map { redact(name: $0) }
    finding.evidence = finding.evidence.map { item in
      var item = item
      item.quotation.document = redact(item.quotation.document)
      item.quotation.text = redact(quote: item.quotation.text)
      item.seen = redact(item.seen)
      item.expected = redact(item.expected)
      return item
    }
    finding.remedy = finding.remedy.map { step in
      RemedyStep(
        redact(step.text),
        commands: step.commands.map { command in
          Command(words: command.words.map { redact(name: $0, among: ["=", ",", "/"]) })
        })
    }
    if let waiver = finding.waiver?.waiver {
      finding.waiver?.waiver.owner = redact(whole: waiver.owner, .person)
      finding.waiver?.waiver.ticket = redact(whole: waiver.ticket, .ticket)
      finding.waiver?.waiver.reason = redact(whole: waiver.reason, .text)
      let line = waiver.place.lastIndex(of: ":").map { waiver.place[$0...] } ?? ""
      finding.waiver?.waiver.place = "policy\(line)"
    }
  }

  private mutating func redact(_ baseline: Baseline) -> Baseline {
    Baseline(
      snapshotDigest: baseline.snapshotDigest, capturedAt: baseline.capturedAt,
      ended: baseline.ended.map { ended in
        .init(
          change: ended.change, title: redact(ended.title),
          subject: redact(name: ended.subject, among: ["/"]), rule: ended.rule)
      })
  }

  /// Gives the findings new ids without names. Returns the new ids by the old ids.
  private func rename(_ report: inout AuditReport) -> [String: String] {
    var ids = FindingIDs()
    var renamed: [String: String] = [:]
    for index in report.findings.indices {
      let finding = report.findings[index]
      report.findings[index].id = ids.make(finding.rule, finding.subject)
      renamed[finding.id] = report.findings[index].id
    }
    for index in report.waived.indices {
      let finding = report.waived[index]
      report.waived[index].id = ids.make(finding.rule, finding.subject)
      renamed[finding.id] = report.waived[index].id
    }
    return renamed
  }

  private mutating func redact(_ port: inout PortCapacity, _ ids: [String: String]) {
    port.host = redact(name: port.host)
    port.device = redact(name: port.device)
    port.portUUID = redact(name: port.portUUID)
    port.card = port.card.map { redact($0) }
    port.network = port.network.map { redact(name: $0) }
    port.remark = redact(port.remark)
    port.findings = port.findings.compactMap { ids[$0] }
  }

  private mutating func redact(_ line: FailoverLine) -> FailoverLine {
    FailoverLine(
      host: redact(name: line.host), vms: line.vms,
      refuges: line.refuges.map { refuge in
        .init(host: redact(name: refuge.host), vms: refuge.vms.map { redact(name: $0) })
      }, shortfall: line.shortfall.map { redact($0) })
  }

  private mutating func redact(_ gap: Gap) -> Gap {
    Gap(
      what: redact(gap.what), why: redact(gap.why), document: redact(gap.document),
      closedBy: gap.closedBy.map { redact(name: $0, among: ["="]) })
  }

  private mutating func redact(_ inventory: inout InventorySummary) {
    inventory.hosts = inventory.hosts.map { host in
      var host = host
      host.name = redact(name: host.name)
      host.uuid = redact(name: host.uuid)
      host.cards = host.cards.map { card in
        var card = card
        card.model = card.model.map { redact($0) }
        card.ports = card.ports.map { redact($0) }
        return card
      }
      return host
    }
    inventory.networks = inventory.networks.map { network in
      var network = network
      network.name = redact(name: network.name)
      network.uuid = redact(name: network.uuid)
      return network
    }
    inventory.vms = inventory.vms.map { vm in
      var vm = vm
      vm.name = redact(name: vm.name)
      vm.uuid = redact(name: vm.uuid)
      vm.host = vm.host.map { redact(name: $0) }
      vm.vifs = vm.vifs.map { vif in
        // `0: Office`.
        guard let end = vif.firstRange(of: ": ")?.upperBound else { return redact(vif) }
        return vif[..<end] + redact(name: String(vif[end...]))
      }
      return vm
    }
  }

  private mutating func redact(_ port: InventorySummary.PortLine) -> InventorySummary.PortLine {
    var port = port
    port.host = redact(name: port.host)
    port.device = redact(name: port.device)
    port.uuid = redact(name: port.uuid)
    port.driver = port.driver.map { redact(name: $0) }
    port.carries = port.carries.map { carried in
      var carried = carried
      carried.network = carried.network.map { redact(name: $0) }
      carried.vms = carried.vms.map { redact(name: $0) }
      return carried
    }
    return port
  }

  private mutating func redact(_ document: inout DocumentFacts) {
    document.name = redact(document.name)
    document.command = document.command.map { redact($0) }
    document.ambiguities = document.ambiguities.map { ambiguity in
      var ambiguity = ambiguity
      ambiguity.message = redact(ambiguity.message)
      return ambiguity
    }
  }
}
