/// Where a host's words come from.
package enum CollectionTarget: Sendable, Hashable, CustomStringConvertible {
  /// This machine, which is or looks like a dom0.
  case here
  /// A host as the user's ssh knows it: `root@xen1`, or an alias of their configuration.
  case ssh(String)

  package var description: String {
    switch self {
    case .here: "this machine"
    case .ssh(let host): host
    }
  }
}

/// What is asked of a target.
package enum CollectionScope: Sendable {
  /// The pool's lists, and the host's own words.
  case poolAndHost
  /// The host's own words alone: for the second and further hosts of a pool.
  case hostOnly
}

/// Why nothing came from a target: the last words of ssh or of the script, or what is wrong.
package struct CollectionFailure: Error, Equatable, CustomStringConvertible {
  package let target: String
  package let reason: String

  package var description: String { "\(target): \(reason)" }
}

/// Runs collect.sh on a target and reads the snapshot that it sends.
///
/// ssh is the user's own, with their configuration, agent and jump hosts. It never asks for
/// anything (BatchMode), and what it says is passed on: `-q` would hide why an old dom0 refuses.
package struct Collector: Sendable {
  /// Given to ssh as `-o`, such as `ProxyJump=gate`.
  private let sshOptions: [String]
  /// After so long a target counts as not answering.
  private let limit: Duration
  /// Takes each line that a target says on stderr.
  private let hear: @Sendable (CollectionTarget, String) -> Void

  /// A collector that gives up on a target after `limit`.
  package init(
    sshOptions: [String] = [], limit: Duration = .seconds(300),
    hear: @escaping @Sendable (CollectionTarget, String) -> Void
  ) {
    self.sshOptions = sshOptions
    self.limit = limit
    self.hear = hear
  }

  /// The snapshot of one target.
  ///
  /// What the script could not learn there is a gap of the snapshot; a target that does not answer,
  /// or sends no snapshot, is an error. Cancelling ends ssh, and with it what runs on the host.
  package func collect(
    _ target: CollectionTarget, _ scope: CollectionScope
  ) async throws(CollectionFailure) -> Snapshot {
    let command = try command(for: target, scope)
    let outcome: ProgramOutcome
    do {
      outcome = try await Program.run(command, input: CollectorScript.bytes, limit: limit) { line in
        hear(target, line)
      }
    } catch {
      throw CollectionFailure(target: target.description, reason: error.reason)
    }
    guard !outcome.output.isEmpty, outcome.status == 0 || target == .here || outcome.status != 255
    else {
      throw CollectionFailure(
        target: target.description,
        reason: outcome.lastWords ?? "ended with exit status \(outcome.status) and sent nothing")
    }
    do {
      return try Source.read(Bytes(outcome.output), name: target.description)
    } catch {
      throw CollectionFailure(target: target.description, reason: "sent no snapshot: \(error)")
    }
  }

  /// The program and its arguments. The remote shell reads the script from stdin.
  private func command(
    for target: CollectionTarget, _ scope: CollectionScope
  ) throws(CollectionFailure) -> [String] {
    // Its stdin stays open until it has sent all: when this program dies, the script ends too.
    let script = ["sh", "-s", "--", "--until-eof"] + (scope == .hostOnly ? ["--host-only"] : [])
    switch target {
    case .here: return script
    case .ssh(let host):
      guard !host.hasPrefix("-"), !host.isEmpty, !host.contains(where: \.isWhitespace) else {
        throw CollectionFailure(target: host, reason: "is no host that ssh could take")
      }
      let options = [
        "BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=15", "ServerAliveCountMax=4",
      ]
      return ["ssh", "-T"] + (sshOptions + options).flatMap { ["-o", $0] }
        + ["--", host, script.joined(separator: " ")]
    }
  }
}
