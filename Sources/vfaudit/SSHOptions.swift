import ArgumentParser
import Evidence
import Glibc

/// How hosts are reached: shared by `collect` and `audit`.
struct SSHOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A host of the pool, as your ssh knows it; several hosts may be given.",
      discussion: """
        The first one gives the pool's lists. All other hosts of the pool are asked under the \
        address that xapi has for them, as the same user; a host that does not answer is a gap of \
        the report.
        """, valueName: "host"))
  var ssh: [String] = []

  @Option(
    help: ArgumentHelp(
      "An option for ssh, such as ProxyJump=gate; several may be given.", valueName: "option"))
  var sshOption: [String] = []

  @Flag(help: "Ask only the hosts that are named, not the other ones of the pool.")
  var only = false

  @Option(help: ArgumentHelp("Give a host up after so many seconds.", valueName: "seconds"))
  var timeout: Int = 300

  @Option(help: ArgumentHelp("Ask so many hosts at once.", valueName: "hosts"))
  var parallel: Int = 64

  func validate() throws {
    guard !ssh.isEmpty || sshOption.isEmpty && !only else {
      throw ValidationError("--ssh-option and --only need --ssh: there is no host to reach")
    }
    guard (1...86_400).contains(timeout) else {
      throw ValidationError("--timeout takes 1 to 86400 seconds, found \(timeout)")
    }
    guard (1...1024).contains(parallel) else {
      throw ValidationError("--parallel takes 1 to 1024 hosts, found \(parallel)")
    }
  }

  /// Collects from the named hosts, or from this machine where none is named.
  ///
  /// Ends the program's work cleanly on Ctrl-C: ssh is ended, and nothing has been written.
  func collect() async throws -> Snapshot {
    let collection = PoolCollection(
      collector: Collector(sshOptions: sshOption, limit: .seconds(timeout)) { target, line in
        Terminal.hear(line, from: target == .here ? nil : target.description)
      },
      asksMembers: !only, parallel: parallel,
      progress: { done, total in Terminal.showProgress("collecting", done, of: total) })
    // ssh may end before it has read the script: that is an error of ssh's, not the end of this.
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
      // ssh's own words have been passed on already.
      let advice = ssh.isEmpty ? "" : "; it must be reached by: ssh \(error.target) true"
      throw Terminal.fail("\(error.target) sent no snapshot\(advice)", .unreachable)
    }
  }
}
