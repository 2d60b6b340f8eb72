package import Auditing
import PoolModel
import Records

/// An overview of several pools. It keeps only a part of each report, so that thousands of pools
/// fit into memory.
package struct FleetSummary: Sendable {
  /// The worst pool first.
  package let pools: [PoolLine]
  /// Sources that could not be audited, by path.
  package let unread: [UnreadSource]

  package init(pools: [PoolLine], unread: [UnreadSource]) {
    self.pools = pools.sorted { $0.rank < $1.rank }
    self.unread = unread.sorted { $0.path < $1.path }
  }

  /// A source that cannot be used.
  package struct UnreadSource: Sendable, Equatable {
    package var path: String
    package var why: String

    package init(path: String, why: String) {
      self.path = path
      self.why = why
    }
  }

  /// One pool.
  package struct PoolLine: Sendable {
    /// The folder of its report, next to the overview: `prod-3f1c22ab`.
    package let folder: String
    package let name: String
    package let uuid: String?
    package let product: String?
    package let hosts: Int
    /// nil if the snapshot has no capture time.
    package let capturedAt: String?
    package let verdict: Verdict
    /// Findings that are not waived.
    package let findings: [Severity: Int]
    package let waived: Int
    /// Number of rules that could not be evaluated.
    package let undetermined: Int
    /// Rules that failed, in the catalogue's order.
    package let failedRules: [RuleSummary]
    /// Its ports with SR-IOV, the one with the fewest free VFs first. Ports whose free VFs are not
    /// known are left out.
    package let ports: [PortCapacity]

    package init(_ report: AuditReport, folder: String) {
      self.folder = folder
      name = report.pool.name
      uuid = report.pool.uuid
      product = report.pool.product
      hosts = report.pool.hosts.count
      capturedAt = report.run.capturedAt
      verdict = report.verdict
      findings = Dictionary(grouping: report.findings, by: \.severity).mapValues(\.count)
      waived = report.waived.count
      undetermined = report.undetermined.count
      failedRules = report.rules.filter { $0.outcome == .failed }
      ports = report.capacity.filter { $0.network != nil && $0.free != nil }
        .sorted { ($0.free ?? 0, $0.host, $0.device) < ($1.free ?? 0, $1.host, $1.device) }
        .prefix(FleetSummary.tightPorts).map(\.self)
    }

    func count(_ severity: Severity) -> Int { findings[severity] ?? 0 }

    /// Smaller is worse.
    fileprivate var rank: Rank {
      Rank(
        counts: Severity.allCases.map { -count($0) } + [-undetermined], name: name, folder: folder)
    }
  }

  fileprivate struct Rank: Comparable {
    var counts: [Int]
    var name: String
    var folder: String

    static func < (left: Rank, right: Rank) -> Bool {
      if left.counts != right.counts { return left.counts.lexicographicallyPrecedes(right.counts) }
      return (left.name, left.folder) < (right.name, right.folder)
    }
  }
}

extension FleetSummary {
  /// The number of ports shown.
  package static let tightPorts = 20

  /// A port with few free VFs, and its pool.
  package struct TightPort: Sendable {
    package var pool: PoolLine
    package var port: PortCapacity
  }

  /// The ports of all pools with the fewest free VFs.
  package var tightestPorts: [TightPort] {
    let all = pools.flatMap { pool in pool.ports.map { TightPort(pool: pool, port: $0) } }
    return all.enumerated()
      .sorted { ($0.element.port.free ?? 0, $0.offset) < ($1.element.port.free ?? 0, $1.offset) }
      .prefix(Self.tightPorts).map(\.element)
  }

  /// A rule that fails in at least one pool.
  package struct FailedRule: Sendable {
    package var rule: RuleSummary
    /// The pools in which it fails, in the order of the overview.
    package var pools: [PoolLine]
  }

  /// Rules that fail in at least one pool: by severity, then by number of pools, most first.
  package var failedRules: [FailedRule] {
    var found: [String: FailedRule] = [:]
    for pool in pools {
      for rule in pool.failedRules {
        found[rule.id, default: FailedRule(rule: rule, pools: [])].pools.append(pool)
      }
    }
    return found.values.sorted { one, other in
      (one.rule.severity, -one.pools.count, one.rule.id)
        < (other.rule.severity, -other.pools.count, other.rule.id)
    }
  }

  /// A property of one pool that the other pools do not have.
  package struct Outlier: Sendable {
    package var pool: PoolLine
    /// `runs XCP-ng 8.2, 40 of 41 pools run XCP-ng 8.3`.
    package var what: String
  }

  /// Pools with a different product than most, with data at least a week older than the newest, or
  /// with a finding that no other pool has. Empty for fewer than three pools.
  package var outliers: [Outlier] {
    guard pools.count > 2 else { return [] }
    return byProduct + byAge + byRule
  }

  private var byProduct: [Outlier] {
    let counts = Dictionary(grouping: pools.compactMap(\.product), by: \.self).mapValues(\.count)
    guard let common = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      common.value * 2 > pools.count
    else { return [] }
    return pools.filter { $0.product != nil && $0.product != common.key }.map { pool in
      Outlier(
        pool: pool,
        what:
          "runs \(pool.product ?? ""); \(common.value) of \(pools.count) pools run \(common.key)")
    }
  }

  private var byAge: [Outlier] {
    let times = pools.compactMap { $0.capturedAt.flatMap { Instant($0) } }
    guard let newest = times.max() else { return [] }
    return pools.compactMap { pool in
      guard let time = pool.capturedAt.flatMap({ Instant($0) }) else { return nil }
      let days = (newest.seconds - time.seconds) / 86_400
      return days < 7
        ? nil
        : Outlier(pool: pool, what: "its data is \(days) days older than that of the newest pool")
    }
  }

  private var byRule: [Outlier] {
    failedRules.filter { $0.pools.count == 1 && $0.rule.severity != .note }.map { failed in
      Outlier(pool: failed.pools[0], what: "the only pool with a \(failed.rule.title)")
    }
  }
}
