import Auditing
import Comparing
import Evidence
import Glibc
import PoolModel
import Records
import Reporting

/// The sources named on the command line, grouped by pool.
enum SourceGroups {
  /// All sources are of one pool, or none of them names another pool.
  case onePool(Snapshot)
  /// Paths grouped by pool, in the order in which they were named; and the unusable sources.
  case severalPools([[String]], unread: [FleetSummary.UnreadSource])

  /// Opens sources one by one while they are of one pool. When a second pool appears, all sources
  /// are identified in parallel and released again: thousands would not fit into memory together.
  ///
  /// `asFleet` treats even a single pool as a fleet.
  static func of(_ named: [String], asFleet: Bool) async throws -> SourceGroups {
    let paths = named.flatMap(Source.unpacked)
    guard !asFleet else { return grouped(paths, await identities(of: paths)) }
    guard paths.count > 1 else { return .onePool(try SnapshotInput.open(paths)) }
    var parts: [Snapshot] = []
    var pools: Set<String> = []
    for path in paths {
      guard case .success(let snapshot) = SnapshotInput.result(of: [path]) else { break }
      parts.append(snapshot)
      pools.formUnion([PoolIdentity(of: snapshot).pool].compactMap(\.self))
      if pools.count > 1 { break }
    }
    if pools.count < 2, parts.count == paths.count {
      return .onePool(Snapshot(merging: parts))
    }
    parts = []
    let known = await identities(of: paths)
    var all: Set<String> = []
    for case .success(let identity) in known { all.formUnion([identity.pool].compactMap(\.self)) }
    guard all.count > 1 else { return .onePool(try SnapshotInput.open(paths)) }
    return grouped(paths, known)
  }

  private typealias Known = Result<PoolIdentity, SourceFailure>

  private static func identities(of paths: [String]) async -> [Known] {
    await Cores.map(paths, progress: "looking into sources") { path in
      SnapshotInput.result(of: [path]).map { PoolIdentity(of: $0) }
    }
  }

  /// A source that names no pool is assigned to the pool that lists its host.
  private static func grouped(_ paths: [String], _ identities: [Known]) -> SourceGroups {
    let sources = zip(paths, identities).map { (path: $0, identity: $1) }
    var order: [String] = []
    var groups: [String: [String]] = [:]
    var poolByHost: [String: String] = [:]
    for case (_, .success(let identity)) in sources {
      guard let pool = identity.pool else { continue }
      if !order.contains(pool) { order.append(pool) }
      for host in identity.hosts { poolByHost[host] = pool }
    }
    // If no source names a pool, all are taken as one pool.
    let onlyPool = order.isEmpty ? "" : nil
    if let onlyPool { order.append(onlyPool) }
    var unread: [FleetSummary.UnreadSource] = []
    for (path, identity) in sources {
      switch identity {
      case .failure(let failure):
        unread.append(.init(path: path, why: failure.reason))
      case .success(let identity):
        let pool =
          identity.pool ?? identity.hosts.sorted().lazy.compactMap { poolByHost[$0] }.first
          ?? onlyPool
        if let pool {
          groups[pool, default: []].append(path)
        } else {
          unread.append(
            .init(path: path, why: "the source does not show its pool: audit it separately"))
        }
      }
    }
    return .severalPools(order.compactMap { groups[$0] }, unread: unread)
  }
}

/// Runs work in parallel on all cores.
enum Cores {
  static let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Runs as many transforms at a time as there are cores. Results keep the order of the items.
  static func map<Item: Sendable, Value: Sendable>(
    _ items: [Item], progress: String, _ transform: @escaping @Sendable (Item) -> Value
  ) async -> [Value] {
    await withTaskGroup(of: (Int, Value).self) { group in
      var values: [Value?] = Array(repeating: nil, count: items.count)
      var next = 0
      var done = 0
      func add() {
        guard next < items.count else { return }
        let index = next
        next += 1
        group.addTask { (index, transform(items[index])) }
      }
      for _ in 0..<count { add() }
      Terminal.showProgress(progress, 0, of: items.count)
      for await (index, value) in group {
        values[index] = value
        done += 1
        Terminal.showProgress(progress, done, of: items.count)
        add()
      }
      Terminal.endProgress()
      return values.compactMap(\.self)
    }
  }
}
