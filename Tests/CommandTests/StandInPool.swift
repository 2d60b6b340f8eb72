import Glibc
import ProjectFiles
import Testing

/// Three dom0s behind a real sshd, and an `ssh` that reaches nothing else: see Tests/StandIn.
final class StandInPool {
  let scratch: Scratch
  /// The folder of the `ssh` that comes first in PATH.
  private let bin: String

  /// sshd, root and namespaces are needed; the tests say when they are skipped.
  static let isAvailable: Bool = {
    guard getuid() == 0, access("/usr/sbin/sshd", X_OK) == 0 else { return false }
    return system("unshare --mount --pid --uts --fork true 2> /dev/null") == 0
  }()

  static let need: Comment = "needs root, openssh-server and namespaces (unshare)"

  init() throws {
    scratch = try Scratch()
    bin = "\(scratch.path)/bin"
    let standIn = "\(Project.root)/Tests/StandIn"
    let made = try Vfaudit.shell(
      """
      '\(standIn)/build' \(scratch.path)/pool && mkdir \(bin) && \
      for n in 1 2 3; do '\(standIn)/dom0' prepare \(scratch.path)/d$n \(scratch.path)/pool/xen$n && \
      sed "s/^Host dom0/Host xen$n 192.0.2.1$n/" \(scratch.path)/d$n/ssh_config.inetd \
      >> \(scratch.path)/config || exit 1; done
      """)
    #expect(made.status == 0, "\(made.err)")
    let wrapper = "#!/bin/sh\nexec /usr/bin/ssh -F \(scratch.path)/config \"$@\"\n"
    _ = try scratch.file("bin/ssh", wrapper)
    chmod("\(bin)/ssh", 0o755)
  }

  /// Changes what ssh knows of a host, from 1 to 3.
  func configure(_ host: Int, _ lines: String) throws {
    let config = Project.text(of: "\(scratch.path)/config") ?? ""
    _ = try scratch.file("config", "Host xen\(host) 192.0.2.1\(host)\n\(lines)\n\(config)")
  }

  /// Makes a command of a host take so many seconds.
  func slow(_ host: Int, _ command: String, _ seconds: Int) throws {
    _ = try scratch.file("pool/xen\(host)/slow", "\(command) \(seconds)\n")
  }

  func run(_ arguments: String, before: String = "") throws -> Vfaudit.Ending {
    try Vfaudit.shell(
      "export PATH=\(bin):\"$PATH\" TMPDIR=\(scratch.path); \(before) \(Vfaudit.program) \(arguments)"
    )
  }

  /// What the stand-in `xe` of a host was asked, and what it refused.
  func calls(of host: Int, _ file: String = "calls") -> [String] {
    (Project.text(of: "\(scratch.path)/pool/xen\(host)/\(file)") ?? "")
      .split(separator: "\n").map(String.init).filter { $0.hasPrefix("xe ") }
  }
}
