/// Where the data of a host is collected.
package enum CollectionTarget: Sendable, Hashable, CustomStringConvertible {
  /// This machine, which is a dom0 or looks like one.
  case here
  /// A host as the user's ssh knows it: `root@xen1`, or an alias from the ssh configuration.
  case ssh(String)

  package var description: String {
    switch self {
    case .here: "this machine"
    case .ssh(let host): host
    }
  }
}

/// What is collected from a target.
package enum CollectionScope: Sendable {
  /// The pool's lists and the host's own data.
  case poolAndHost
  /// Only the host's own data: for the second and further hosts of a pool.
  case hostOnly
}

/// Why a target sent nothing: the last message of ssh or of the script, or what is wrong.
package struct CollectionFailure: Error, Equatable, CustomStringConvertible {
  package let target: String
  package let reason: String

  package var description: String { "\(target): \(reason)" }
}

/// Runs collect.sh on a target and reads the snapshot that it sends.
///
/// It uses the user's own ssh, with its configuration, agent and jump hosts. ssh never prompts
/// (BatchMode), and its messages are passed on: `-q` would hide why an old dom0 refuses.
package struct Collector: Sendable {
  /// Passed to ssh with `-o`, such as `ProxyJump=gate`.
  private let sshOptions: [String]
  /// A target that has not finished after this time counts as not answering.
  private let limit: Duration
  /// Receives each line that a target prints on stderr.
  private let hear: @Sendable (CollectionTarget, String) -> Void

  /// A collector that stops waiting for a target after `limit`.
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
  /// Data that the script could not capture is a gap of the snapshot. A target that does not
  /// answer, or sends no snapshot, is an error. Cancelling ends ssh, and thus the script on the
  /// host. Of the answer only what the host may say is kept: its own documents (`uuid`, where the
  /// pool's list names it), and the lists if they were asked for.
  package func collect(
    _ target: CollectionTarget, _ scope: CollectionScope, ofHost uuid: String? = nil
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
        reason: outcome.lastWords ?? "no data received, exit status \(outcome.status)")
    }
    do {
      return try Source.read(Bytes(outcome.output), name: target.description)
        .spoken(by: target.description, for: uuid, withLists: scope == .poolAndHost)
    } catch {
      throw CollectionFailure(target: target.description, reason: "sent no snapshot: \(error)")
    }
  }

  /// The program with its arguments. The remote shell reads the script from stdin.
  private func command(
    for target: CollectionTarget, _ scope: CollectionScope
  ) throws(CollectionFailure) -> [String] {
    // Its stdin stays open until it has sent everything: if this program dies, the script ends too.
    let script = ["sh", "-s", "--", "--until-eof"] + (scope == .hostOnly ? ["--host-only"] : [])
    switch target {
    case .here: return script
    case .ssh(let host):
      guard !host.hasPrefix("-"), !host.isEmpty, !host.contains(where: \.isWhitespace) else {
        throw CollectionFailure(target: host, reason: "not a valid host name for ssh")
      }
      let options = [
        "BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=15", "ServerAliveCountMax=4",
      ]
      return ["ssh", "-T"] + (sshOptions + options).flatMap { ["-o", $0] }
        + ["--", host, script.joined(separator: " ")]
    }
  }
}
