import Evidence
import PoolModel
import Records

/// Collects a whole pool: the pool's lists once, then each host's data, several hosts in parallel.
struct PoolCollection {
  let collector: Collector
  /// Whether pool members that were not named on the command line are queried too.
  let asksMembers: Bool
  /// Number of hosts to query in parallel.
  let parallel: Int
  /// Called with the number of finished hosts (answered or failed) and the total.
  let progress: @Sendable (Int, Int) -> Void

  /// A member of the pool and its ssh target.
  private struct Member: Sendable {
    var target: CollectionTarget
    /// nil for named targets: their uuid is known only from their answer.
    var uuid: String?
  }

  /// The snapshot of the pool to which the targets belong.
  ///
  /// The pool's lists come from the first target, which must answer. Any other host that does not
  /// answer becomes a gap of the snapshot.
  func snapshot(of targets: [CollectionTarget]) async throws(CollectionFailure) -> Snapshot {
    guard let first = targets.first else { return Snapshot(documents: []) }
    progress(0, targets.count)
    let pool = try await collector.collect(first, .poolAndHost)
    var members = targets.dropFirst().map { Member(target: $0) }
    if asksMembers { members += unnamedMembers(of: pool, reachedLike: first, named: targets) }
    let total = members.count + 1
    progress(1, total)
    return Snapshot(merging: [pool] + (await answers(of: members, total: total)))
  }

  private func answers(of members: [Member], total: Int) async -> [Snapshot] {
    await withTaskGroup(of: Snapshot.self) { group in
      var waiting = members.makeIterator()
      for member in members.prefix(parallel) {
        _ = waiting.next()
        group.addTask { await answer(of: member) }
      }
      var answers: [Snapshot] = []
      for await answer in group {
        answers.append(answer)
        progress(1 + answers.count, total)
        if let member = waiting.next() { group.addTask { await self.answer(of: member) } }
      }
      return answers
    }
  }

  private func answer(of member: Member) async -> Snapshot {
    do throws(CollectionFailure) {
      return try await collector.collect(member.target, .hostOnly, ofHost: member.uuid)
    } catch {
      let name = DocumentName.host(
        member.uuid ?? DocumentName.unknownHost, HostDocument.sysfs.name())
      return Snapshot(
        documents: [], gaps: [CaptureGap(name, .unreachable(error.description))])
    }
  }

  /// Pool members that were not collected yet, reached by the address that xapi has for them.
  private func unnamedMembers(
    of pool: Snapshot, reachedLike first: CollectionTarget, named: [CollectionTarget]
  ) -> [Member] {
    guard case .ssh(let name) = first else { return [] }
    let user = name.split(separator: "@").count > 1 ? name.prefix { $0 != "@" } + "@" : ""
    let known = Set(pool.hostUUIDs)
    return RecordReader.read(pool).hosts.filter { !known.contains($0.uuid) }
      .sorted { $0.uuid < $1.uuid }
      .compactMap { host in
        guard let address = host.address, !address.isEmpty else { return nil }
        let target = CollectionTarget.ssh("\(user)\(address)")
        return named.contains(target) ? nil : Member(target: target, uuid: host.uuid)
      }
  }
}
