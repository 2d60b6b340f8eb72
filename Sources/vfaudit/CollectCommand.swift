import ArgumentParser
import Evidence

struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Collects a snapshot of a pool.",
    discussion: """
      A POSIX shell script collects the data: over ssh on each host of the pool or, if no host is \
      named, on this machine, which must be a dom0. The script only reads. --script prints it.

        vfaudit collect --ssh root@xen1 --output before.tar.gz
        vfaudit collect --output here.tar.gz              (on a dom0)
        ssh root@xen1 sh < collect.sh > xen1.tar          (nothing installed anywhere)

      vfaudit runs your ssh client with your configuration, agent and jump hosts. Logging in must \
      work without a password prompt.

      Exit status: 0 collected; 2 collected with holes, which are named (a host that did not answer, a
      command that failed); 64 usage; 69 the first host did not answer or is no dom0, and nothing was
      written; 73 the snapshot cannot be written.
      """)

  @OptionGroup var hosts: SSHOptions

  @Option(
    name: [.short, .long],
    help: "Where to write: a .tar.gz or .tar, a folder that ends in /, or - for stdout.",
    completion: .file(extensions: ["tar.gz", "tgz", "tar"]))
  var output: String?

  @Flag(help: "Write what there is, also from a machine that is no dom0.")
  var force = false

  @Flag(help: "Print the script, or write it to --output, and do nothing else.")
  var script = false

  func validate() throws {
    guard output != nil || script else {
      throw ValidationError("--output is missing: name a file or folder for the snapshot")
    }
  }

  func run() async throws {
    guard !script else { return try writeScript() }
    let snapshot = try await hosts.collect()
    guard force || snapshot.documents.contains(where: { $0.name.hostUUID == nil }) else {
      let machine = hosts.ssh.first ?? "this machine"
      throw Terminal.fail(
        "\(machine) is not a dom0: xe printed nothing there, so nothing was written. --force writes"
          + " what there is", .unreachable)
    }
    try SnapshotWriter.write(snapshot, to: output ?? "-")
    let holes = CollectionHoles(snapshot)
    guard !holes.isEmpty else { return }
    for line in holes.lines { Terminal.say(line) }
    throw ExitCode.incomplete
  }

  private func writeScript() throws {
    guard let output, output != "-" else {
      return try Terminal.printResult(CollectorScript.bytes)
    }
    try Output.written { () throws(OutputFailure) in
      try OutputFile.write(CollectorScript.bytes, to: output)
    }
    Terminal.say("wrote \(output)")
  }
}
