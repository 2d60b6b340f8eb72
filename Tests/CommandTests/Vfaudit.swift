import Glibc
import ProjectFiles
import Testing

/// The real program, run as a person runs it.
struct Vfaudit {
  struct Ending {
    let status: Int32
    let out: String
    let err: String
  }

  /// Where SwiftPM puts the program: beside the test bundle.
  static let program: String = {
    let tests = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false)
    let folder = tests.dropLast().joined(separator: "/")
    for candidate in ["\(folder)/vfaudit", "\(Project.root)/.build/debug/vfaudit"]
    where access(candidate, X_OK) == 0 {
      return candidate
    }
    return "vfaudit"
  }()

  /// Runs `vfaudit ARGUMENTS` through the shell, from the project's folder.
  static func run(_ arguments: String, stdin: String = "/dev/null") throws -> Ending {
    try shell("\(program) \(arguments) < \(stdin)")
  }

  static func shell(_ command: String) throws -> Ending {
    let folder = try Scratch()
    let line =
      "cd '\(Project.root)' && { \(command); } > '\(folder.path)/out' 2> '\(folder.path)/err'"
    let status = system(line)
    return Ending(
      status: (status >> 8) & 0xFF, out: Project.text(of: "\(folder.path)/out") ?? "",
      err: Project.text(of: "\(folder.path)/err") ?? "")
  }
}

/// A folder that is gone with its owner.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/vfaudit-tests-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    path = String(cString: made)
  }

  deinit { _ = system("rm -rf '\(path)'") }

  /// Writes a file and returns its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let target = "\(path)/\(name)"
    let stream = try #require(fopen(target, "w"))
    defer { fclose(stream) }
    #expect(fwrite(bytes, 1, bytes.count, stream) == bytes.count)
    return target
  }

  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Array(text.utf8))
  }
}
