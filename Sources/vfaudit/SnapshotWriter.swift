import ArgumentParser
import Evidence

/// Writes a snapshot to a folder, an archive or stdout.
enum SnapshotWriter {
  /// A folder if the path ends in `/`, else an archive; `-` is a plain tar on stdout.
  static func write(_ snapshot: Snapshot, to path: String) throws {
    guard path != "-" else { return try Terminal.printResult(try tar(of: snapshot)) }
    do throws(OutputFailure) {
      if path.hasSuffix("/") {
        try snapshot.write(to: path)
      } else {
        try SnapshotArchive.write(snapshot, to: path)
      }
    } catch {
      throw Terminal.fail("\(error)", .unwritableOutput)
    }
    Terminal.say("wrote \(path)")
  }

  private static func tar(of snapshot: Snapshot) throws -> [UInt8] {
    do throws(OutputFailure) {
      return try SnapshotArchive.bytes(of: snapshot, isPacked: false)
    } catch {
      throw Terminal.fail("\(error)", .unwritableOutput)
    }
  }
}
