import ArgumentParser

/// Exit codes of vfaudit. Those from 64 are sysexits, as ArgumentParser uses them.
extension ExitCode {
  /// Findings at or above `--fail-on`.
  static let findings = ExitCode(1)
  /// With `--strict`: no findings, but some rules were not evaluated or data is missing.
  static let incomplete = ExitCode(2)
  static let usage = ExitCode(64)
  /// The input cannot be used.
  static let unusableInput = ExitCode(65)
  /// The first host, from which the pool's lists are read, did not answer.
  static let unreachable = ExitCode(69)
  /// A bug in vfaudit.
  static let bug = ExitCode(70)
  /// The output cannot be written.
  static let unwritableOutput = ExitCode(73)
  /// Interrupted by the user: 128 plus the number of SIGINT.
  static let interrupted = ExitCode(130)
}
