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

      Exit status: 0 collected, even if a host did not answer (the snapshot records this);
      64 usage; 69 the first host did not answer; 73 the snapshot cannot be written.
      """)

  @OptionGroup var hosts: SSHOptions

  @Option(
    name: [.short, .long],
    help: "Where to write: a .tar.gz or .tar, a folder that ends in /, or - for stdout.",
    completion: .file(extensions: ["tar.gz", "tgz", "tar"]))
  var output: String?

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
    try SnapshotWriter.write(snapshot, to: output ?? "-")
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
