import ArgumentParser
import Evidence
import PoolModel
import Records
import Reporting

/// What a user names as the pool to look at.
enum SnapshotInput {
  /// Opens folders, files, or stdin for `-`; says what is wrong and ends with 65 otherwise.
  static func open(_ paths: [String]) throws -> Snapshot {
    Terminal.showProgress("reading \(TextSummary.visible(paths.joined(separator: ", ")))")
    defer { Terminal.endProgress() }
    do throws(SourceFailure) {
      return try result(of: paths).get()
    } catch {
      throw Terminal.fail("\(error)", .unusableInput)
    }
  }

  /// The same without a word.
  static func result(of paths: [String]) -> Result<Snapshot, SourceFailure> {
    let sieve: SieveMaker = { DatabaseReducer() }
    return Result { () throws(SourceFailure) in
      guard paths == ["-"] else { return try Source.open(paths, sieve: sieve) }
      return try Source.read(try StandardInput.read(), name: "stdin", sieve: sieve)
    }
  }
}
