import Glibc

/// A real folder of a test, gone when the test is over.
final class Folder {
  let path: String

  init(@FolderBuilder _ entries: () -> [FolderEntry] = { [] }) throws {
    var template = Array("/tmp/vfaudit-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FolderFailure(what: "mkdtemp") }
    path = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    for entry in entries() { try make(entry) }
  }

  deinit { _ = run("rm -rf \"$0\"", path) }

  subscript(name: String) -> String { "\(path)/\(name)" }

  func make(_ entry: FolderEntry) throws {
    let place = "\(path)/\(entry.path)"
    let parent = place.split(separator: "/").dropLast().joined(separator: "/")
    _ = run("mkdir -p \"$0\"", "/" + parent)
    switch entry.content {
    case .bytes(let bytes):
      guard let stream = fopen(place, "w") else { throw FolderFailure(what: place) }
      fwrite(bytes, 1, bytes.count, stream)
      fclose(stream)
    case .link(let target):
      guard symlink(target, place) == 0 else { throw FolderFailure(what: place) }
    case .fifo:
      guard mkfifo(place, 0o600) == 0 else { throw FolderFailure(what: place) }
    case .folder:
      guard mkdir(place, 0o755) == 0 else { throw FolderFailure(what: place) }
    }
  }

  var names: [String] { lines("ls -A \"$0\"", path) }
}

struct FolderFailure: Error { let what: String }

struct FolderEntry {
  enum Content {
    case bytes([UInt8])
    case link(String)
    case fifo
    case folder
  }
  let path: String
  let content: Content
}

@resultBuilder enum FolderBuilder {
  static func buildExpression(_ entry: FolderEntry) -> [FolderEntry] { [entry] }
  static func buildExpression(_ entries: [FolderEntry]) -> [FolderEntry] { entries }
  static func buildBlock(_ entries: [FolderEntry]...) -> [FolderEntry] { entries.flatMap { $0 } }
}

func file(_ path: String, _ text: String) -> FolderEntry {
  FolderEntry(path: path, content: .bytes(Array(text.utf8)))
}
func file(_ path: String, bytes: [UInt8]) -> FolderEntry {
  FolderEntry(path: path, content: .bytes(bytes))
}
func link(_ path: String, to target: String) -> FolderEntry {
  FolderEntry(path: path, content: .link(target))
}
func fifo(_ path: String) -> FolderEntry { FolderEntry(path: path, content: .fifo) }
func folder(_ path: String) -> FolderEntry { FolderEntry(path: path, content: .folder) }

/// Runs a line of shell with `$0` set; gives its exit status.
func run(_ line: String, _ argument: String) -> CInt {
  shell(line, argument).status
}

/// The lines that a line of shell prints, with `$0` set.
func lines(_ line: String, _ argument: String) -> [String] {
  shell(line, argument).lines
}

private func shell(_ line: String, _ argument: String) -> (status: CInt, lines: [String]) {
  guard let pipe = popen(line.replacing("$0", with: argument), "r") else { return (-1, []) }
  var text: [UInt8] = []
  while case let byte = fgetc(pipe), byte != EOF { text.append(UInt8(byte)) }
  let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map { String($0) }
  return (pclose(pipe), lines)
}

let someHost = "11111111-1111-4111-8111-111111111111"
let somePIF = "uuid ( RO)                  : 22222222-2222-4222-8222-222222222222\n"
