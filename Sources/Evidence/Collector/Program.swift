internal import Subprocess
internal import SystemPackage

/// How a program ended, and what it wrote.
struct ProgramOutcome: Sendable {
  /// The exit status; 128 plus the signal's number for a program that was killed.
  var status: Int
  var output: [UInt8]
  /// The last non-empty line on stderr.
  var lastWords: String?
}

/// Why a program has no outcome.
struct ProgramFailure: Error {
  let reason: String
}

/// Runs a program with a script on its stdin and reads its output. The stdin stays open until the
/// program has written everything.
enum Program {
  /// The most bytes that a program may write; snapshots of pools are much smaller.
  static let outputLimit = 1 << 30

  /// Runs until the program ends. Throws if it cannot be started, writes too much, or still runs
  /// after `limit`; then it gets SIGTERM, and SIGKILL if it does not end.
  static func run(
    _ command: [String], input: [UInt8], limit: Duration,
    hear: @escaping @Sendable (String) -> Void
  ) async throws(ProgramFailure) -> ProgramOutcome {
    do {
      return try await withThrowingTaskGroup(of: ProgramOutcome?.self) { group in
        group.addTask { try await run(command, input: input, hear: hear) }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let outcome = first else {
          throw ProgramFailure(reason: "not finished after \(limit.components.seconds) s")
        }
        return outcome
      }
    } catch let failure as ProgramFailure {
      throw failure
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw ProgramFailure(reason: "\(command[0]) is not installed here")
    } catch is CancellationError {
      throw ProgramFailure(reason: "interrupted")
    } catch {
      throw ProgramFailure(reason: "\(error)")
    }
  }

  private static func run(
    _ command: [String], input: [UInt8], hear: @escaping @Sendable (String) -> Void
  ) async throws -> ProgramOutcome {
    var options = PlatformOptions()
    // A terminal sends Ctrl-C to its whole foreground group. In a group of its own, the program
    // does not die before this process handles the signal, which would look like a failure.
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .terminate, allowedDurationToNextStep: .seconds(1))
    ]
    let result = try await Subprocess.run(
      .name(command[0]), arguments: Arguments(Array(command.dropFirst())),
      platformOptions: options, input: .inputWriter, output: .sequence, error: .sequence
    ) { execution in
      async let words = listen(to: execution.standardError, hear)
      async let output = read(execution.standardOutput)
      // A program that ends at once does not read its input; the reason is on stderr.
      do { _ = try await execution.standardInputWriter.write(input) } catch is SubprocessError {}
      let whole = try await output
      try await execution.standardInputWriter.finish()
      return (whole, try await words)
    }
    let (output, lastWords) = result.closureResult
    let status =
      switch result.terminationStatus {
      case .exited(let code): Int(code)
      case .signaled(let signal): 128 + Int(signal)
      }
    return ProgramOutcome(status: status, output: output, lastWords: lastWords)
  }

  private static func read(_ stream: SubprocessOutputSequence) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in stream {
      guard bytes.count + piece.count <= outputLimit else {
        throw ProgramFailure(reason: "more than \(outputLimit) bytes received")
      }
      unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  /// Passes each line to `hear`, and returns the last non-empty one.
  private static func listen(
    to stream: SubprocessOutputSequence, _ hear: @Sendable (String) -> Void
  ) async throws -> String? {
    var rest: [UInt8] = []
    var last: String?
    func emit(_ bytes: ArraySlice<UInt8>) {
      let line = String(decoding: bytes, as: UTF8.self).filter { $0 != "\r" && $0 != "\r\n" }
      guard line.contains(where: { !$0.isWhitespace }) else { return }
      last = line
      hear(line)
    }
    for try await piece in stream {
      unsafe piece.withUnsafeBytes { unsafe rest.append(contentsOf: $0) }
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        emit(rest[..<end])
        rest.removeFirst(end + 1)
      }
      // An endless line is cut, so that it cannot fill the memory.
      if rest.count > 1 << 16 { rest.removeFirst(rest.count - 1 << 10) }
    }
    emit(rest[...])
    return last
  }
}
