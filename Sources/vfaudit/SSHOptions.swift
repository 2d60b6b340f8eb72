import ArgumentParser
import Evidence
import Glibc

/// Options of `collect` and `audit` for reaching hosts.
struct SSHOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A host of the pool, as for ssh. Can be repeated.",
      discussion: """
        The pool's lists are read from the first host. All other hosts of the pool are reached at \
        the address that xapi has for them, as the same user. A host that does not answer becomes \
        a gap in the report.
        """, valueName: "host"))
  var ssh: [String] = []

  @Option(
    help: ArgumentHelp(
      "An option for ssh, such as ProxyJump=gate. Can be repeated.", valueName: "option"))
  var sshOption: [String] = []

  @Flag(help: "Query only the named hosts, not the other hosts of the pool.")
  var only = false

  @Option(help: ArgumentHelp("Seconds to wait for each host.", valueName: "seconds"))
  var timeout: Int = 300

  @Option(help: ArgumentHelp("Number of hosts to query in parallel.", valueName: "hosts"))
  var parallel: Int = 64

  func validate() throws {
    guard !ssh.isEmpty || sshOption.isEmpty && !only else {
      throw ValidationError("--ssh-option and --only need --ssh")
    }
    guard (1...86_400).contains(timeout) else {
      throw ValidationError("--timeout: expected 1 to 86400 seconds, found \(timeout)")
    }
    guard (1...1024).contains(parallel) else {
      throw ValidationError("--parallel: expected 1 to 1024 hosts, found \(parallel)")
    }
  }

  /// Collects from the named hosts, or from this machine if none is named.
  ///
  /// On Ctrl-C it ends ssh first; nothing is written.
  func collect() async throws -> Snapshot {
    let collection = PoolCollection(
      collector: Collector(sshOptions: sshOption, limit: .seconds(timeout)) { target, line in
        Terminal.hear(line, from: target == .here ? nil : target.description)
      },
      asksMembers: !only, parallel: parallel,
      progress: { done, total in Terminal.showProgress("collecting", done, of: total) })
    // ssh may end before it has read the script. That must not end vfaudit by SIGPIPE.
    signal(SIGPIPE, SIG_IGN)
    let targets = ssh.isEmpty ? [CollectionTarget.here] : ssh.map { .ssh($0) }
    let work = Task<Result<Snapshot, CollectionFailure>, Never> {
      do throws(CollectionFailure) {
        return .success(try await collection.snapshot(of: targets))
      } catch {
        return .failure(error)
      }
    }
    let interrupt = Interrupt { work.cancel() }
    defer {
      Terminal.endProgress()
      interrupt.stop()
    }
    do throws(CollectionFailure) {
      return try await work.value.get()
    } catch {
      if interrupt.hasHappened { throw ExitCode.interrupted }
      // The messages of ssh have been printed already.
      let advice = ssh.isEmpty ? "" : "; check that this works: ssh \(error.target) true"
      throw Terminal.fail("\(error.target) sent no snapshot\(advice)", .unreachable)
    }
  }
}
