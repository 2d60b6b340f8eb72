import Auditing
internal import Dispatch
import PoolModel
import Records
internal import Synchronization

/// Matches the members of both sides and finds their differences.
struct MemberMatching {
  private(set) var differences: [Difference] = []
  private(set) var notCompared: [String] = []
  /// The subject on the first side, by the subject on the second side.
  private var partners: [SubjectKey: SubjectKey] = [:]
  /// Subjects of the first side that also exist on the second side.
  private var present: Set<SubjectKey> = []

  init(_ before: Inventory, _ after: Inventory) {
    for (one, other) in Self.members(before, after) {
      let lacks = (
        before: one.need.flatMap { before.notCaptured[$0] },
        after: other.need.flatMap { after.notCaptured[$0] }
      )
      if let gap = lacks.before { notCompared.append("\(gap.what): not known before") }
      if let gap = lacks.after { notCompared.append("\(gap.what): not known after") }
      match(
        one.members, other.members, isKnownBefore: lacks.before == nil,
        isKnownAfter: lacks.after == nil)
    }
    differences = differences.enumerated().sorted { one, other in
      (one.element.subject, one.offset) < (other.element.subject, other.offset)
    }.map(\.element).sorted { $0.subject.kind.order < $1.subject.kind.order }
  }

  private typealias Members = [(need: XapiClass?, members: [ComparedMember])]

  /// The compared members of both sides, computed in parallel.
  private static func members(
    _ before: Inventory, _ after: Inventory
  ) -> Zip2Sequence<Members, Members> {
    let gathered = Mutex<[Members]>([[], []])
    DispatchQueue.concurrentPerform(iterations: 2) { side in
      let members = (side == 0 ? before : after).comparedMembers
      gathered.withLock { $0[side] = members }
    }
    return gathered.withLock { zip($0[0], $0[1]) }
  }

  /// The key on the first side of a subject of the second side.
  func keyBefore(of subject: Subject) -> SubjectKey {
    let key = SubjectKey(subject)
    return partners[key] ?? key
  }

  /// Whether the second side has a subject of the first.
  func isPresent(_ before: Subject) -> Bool { present.contains(SubjectKey(before)) }

  private mutating func match(
    _ before: [ComparedMember], _ after: [ComparedMember], isKnownBefore: Bool, isKnownAfter: Bool
  ) {
    var partner = [Int?](repeating: nil, count: after.count)
    var isTaken = [Bool](repeating: false, count: before.count)
    let levels = (before.first ?? after.first)?.identities.count ?? 0
    for level in 0..<levels {
      var known: [String: Int] = [:]
      for (index, member) in before.enumerated() where !isTaken[index] {
        if let identity = member.identities[level] { known[identity] = index }
      }
      for (index, member) in after.enumerated() where partner[index] == nil {
        guard let found = member.identities[level].flatMap({ known[$0] }), !isTaken[found] else {
          continue
        }
        partner[index] = found
        isTaken[found] = true
      }
    }
    var unknown: [String: (before: Int, after: Int)] = [:]
    for (index, member) in after.enumerated() {
      if let found = partner[index] {
        partners[SubjectKey(member.subject)] = SubjectKey(before[found].subject)
        present.insert(SubjectKey(before[found].subject))
        compare(before[found], member, &unknown)
      } else if isKnownBefore {
        differences.append(
          Difference(change: .added, subject: member.subject, what: "", before: nil, after: nil))
      }
    }
    for (index, member) in before.enumerated() where !isTaken[index] && isKnownAfter {
      differences.append(
        Difference(change: .removed, subject: member.subject, what: "", before: nil, after: nil))
    }
    for (what, counts) in unknown.sorted(by: { $0.key < $1.key }) {
      if counts.before > 0 { notCompared.append("\(what) of \(counts.before): not known before") }
      if counts.after > 0 { notCompared.append("\(what) of \(counts.after): not known after") }
    }
  }

  private mutating func compare(
    _ before: ComparedMember, _ after: ComparedMember,
    _ unknown: inout [String: (before: Int, after: Int)]
  ) {
    for (old, new) in zip(before.facts, after.facts) {
      guard let oldKey = old.key, let newKey = new.key else {
        guard old.key != new.key else { continue }
        let name = "\(new.what) (\(after.subject.kind.rawValue))"
        if old.key == nil { unknown[name, default: (0, 0)].before += 1 }
        if new.key == nil { unknown[name, default: (0, 0)].after += 1 }
        continue
      }
      guard oldKey != newKey else { continue }
      differences.append(
        Difference(
          change: .changed, subject: after.subject, what: new.what, before: old.text,
          after: new.text))
    }
  }
}

/// The identity of a subject: its kind and its uuid or, without a uuid, its label.
struct SubjectKey: Hashable {
  private let kind: Subject.Kind
  private let name: String

  init(_ subject: Subject) {
    kind = subject.kind
    name = subject.uuid.isEmpty ? subject.label : subject.uuid
  }
}

extension Subject.Kind {
  /// Hosts first, then their parts, then their users.
  fileprivate var order: Int {
    switch self {
    case .pool: 0
    case .host: 1
    case .port: 2
    case .sriov: 3
    case .network: 4
    case .vlan: 5
    case .vm: 6
    case .vif: 7
    case .virtualFunction: 8
    case .driverFile: 9
    case .object, .document, .waiver: 10
    }
  }
}
