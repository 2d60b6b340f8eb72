import ArgumentParser
import Evidence
import PoolModel
import Records
import Reporting

/// The sources that the user names as the pool's data.
enum SnapshotInput {
  /// Opens folders, files, or stdin for `-`. On failure it prints an error and ends with 65.
  static func open(_ paths: [String]) throws -> Snapshot {
    Terminal.showProgress("reading \(TextSummary.visible(paths.joined(separator: ", ")))")
    defer { Terminal.endProgress() }
    do throws(SourceFailure) {
      return try result(of: paths).get()
    } catch {
      throw Terminal.fail("\(error)", .unusableInput)
    }
  }

  /// The same without output.
  static func result(of paths: [String]) -> Result<Snapshot, SourceFailure> {
    let sieve: SieveMaker = { DatabaseReducer() }
    return Result { () throws(SourceFailure) in
      let snapshot =
        paths == ["-"]
        ? try Source.read(try StandardInput.read(), name: "stdin", sieve: sieve)
        : try Source.open(paths, sieve: sieve)
      guard snapshot.isAboutPool else {
        throw snapshot.refusal(of: paths.joined(separator: ", "))
      }
      return snapshot
    }
  }
}
