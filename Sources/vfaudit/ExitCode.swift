import ArgumentParser

/// How vfaudit ends. Beyond the first three these are sysexits, as ArgumentParser has them.
extension ExitCode {
  /// Findings at or above `--fail-on`.
  static let findings = ExitCode(1)
  /// Nothing found, but not everything could be examined, and `--strict` asks for that.
  static let incomplete = ExitCode(2)
  static let usage = ExitCode(64)
  /// The input cannot be used.
  static let unusableInput = ExitCode(65)
  /// The first host, which gives the pool's lists, did not answer.
  static let unreachable = ExitCode(69)
  /// A bug of vfaudit's own.
  static let bug = ExitCode(70)
  /// The output cannot be written.
  static let unwritableOutput = ExitCode(73)
  /// The user interrupted: 128 and the number of SIGINT.
  static let interrupted = ExitCode(130)
}
