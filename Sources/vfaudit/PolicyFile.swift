import ArgumentParser
import Auditing
import Evidence
import Policies
import Rules

/// The file named by `--policy`.
enum PolicyFile {
  /// The policy and the SHA-256 of its text; without a path the built-in policy and nil.
  static func read(_ path: String?) throws -> (policy: Policy, digest: String?) {
    guard let path else { return (Policy(), nil) }
    do {
      let bytes = try InputFile.read(path)
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let policy = try Policy(
        yaml: bytes.string(in: 0..<bytes.count), name: name,
        rules: Set(RuleCatalog.all.map(\.id)))
      return (policy, Digest.sha256Hex(bytes))
    } catch let failure as PolicyFailure {
      throw Terminal.fail(failure.description, .unusableInput)
    } catch let failure as SourceFailure {
      throw Terminal.fail(failure.description, .unusableInput)
    }
  }
}
