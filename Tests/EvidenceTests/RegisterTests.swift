import Evidence
import ProjectFiles
import Testing

/// The register of documents and collect.sh ask for the same.
@Suite struct RegisterTests {
  private let script: [String]

  init() throws {
    let text = try #require(Project.text(of: "\(Project.root)/Sources/CCollector/collect.sh"))
    script = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
  }

  /// A line of the script that asks for a document, without what the shell makes of it.
  private struct Request: Hashable, Comparable, CustomStringConvertible {
    var name: String
    var filter: String
    var source: String

    var description: String { "\(name) | \(filter) | \(source)" }
    static func < (left: Self, right: Self) -> Bool { left.description < right.description }
  }

  @Test func `every document of a host is asked for as it is registered, and no other`() {
    let registered = HostDocument.allCases.compactMap { document -> Request? in
      let filter = document.entry.filter ?? "cat"
      let part = document.entry.placeholder ?? ""
      switch document.entry.provider {
      case .command(let command):
        return Request(name: document.name(part), filter: filter, source: command)
      case .file(let path):
        return Request(name: document.name(part), filter: filter, source: path)
      case .attributes: return nil
      }
    }
    #expect(requests.sorted() == registered.sorted())
  }

  /// `ask NAME FILTER COMMAND…`, `keep NAME FILTER PATH`, and the one `run` for stat.
  private var requests: [Request] {
    script.compactMap { line in
      let words = Self.words(of: line)
      if ["ask", "keep"].contains(words.first), words.count > 3 {
        return Request(
          name: words[1], filter: words[2], source: words.dropFirst(3).joined(separator: " "))
      }
      if words.first == "*.conf)", words.count > 4 {
        return Request(name: words[2], filter: words[3], source: "/etc/modprobe.d/FILE")
      }
      guard words.first == "run", words.count > 4, words[1].hasPrefix("host/$host/"),
        !words[1].dropFirst("host/$host/".count).contains("$")
      else {
        return nil
      }
      return Request(
        name: String(words[1].dropFirst("host/$host/".count)), filter: words[2],
        source: Self.shownCommand(after: line, in: script))
    }
  }

  /// The command that the manifest shows, which stands in quotes on the next line.
  private static func shownCommand(after line: String, in script: [String]) -> String {
    guard let index = script.firstIndex(of: line), index + 1 < script.count else { return "" }
    return String(script[index + 1].split(separator: "'").dropFirst().first ?? "")
  }

  private static func words(of line: String) -> [String] {
    line.replacing("$driver", with: "DRIVER").replacing("$interface", with: "DEVICE")
      .replacing("${path##*/}", with: "FILE").split(separator: " ")
      .map { $0.filter { $0 != "\"" } }
  }

  @Test func `every list is asked for with the registered fields, and no other`() {
    var asked: [String: (fields: [String], filter: String, command: String)] = [:]
    let text = script.joined(separator: "\n")
    for match in text.matches(of: #/\n    (?:if ! )?list ([a-z-]+) "([^"]*)"([a-z_ -]*)/#) {
      let rest = match.3.split(separator: " ").map { String($0) }
      let name = String(match.1)
      asked[name] = (
        match.2.split { $0 == " " || $0 == "\n" }.map { String($0) }, rest.first ?? "cat",
        rest.count > 1 ? rest[1] : name + "-list"
      )
    }
    #expect(asked.keys.sorted() == XeList.all.map(\.name).sorted())
    for list in XeList.all {
      #expect(asked[list.name]?.fields == list.fields, "\(list.name)")
      #expect(asked[list.name]?.filter == list.filter ?? "cat", "\(list.name)")
      #expect(asked[list.name]?.command == list.command, "\(list.name)")
    }
  }

  @Test func `the collector allows as much time and as many bytes as are registered`() {
    let text = script.joined(separator: "\n")
    for list in XeList.all { #expect(text.contains("list_seconds=\(list.seconds) ")) }
    for document in HostDocument.allCases {
      switch document.entry.bound {
      case .seconds(let seconds): #expect(text.contains("host_seconds=\(seconds)\n"))
      case .bytes(let bytes): #expect(text.contains("head -c \(bytes) "))
      }
    }
  }

  @Test("a name leads back to its document", arguments: HostDocument.allCases)
  func namesItself(_ document: HostDocument) throws {
    let part = document.entry.placeholder == nil ? "" : "a.b-c"
    let name = DocumentName.host("02000000-0000-4000-8000-000000000001", document.name(part))
    let found = try #require(name.hostDocument)
    #expect(found.document == document && found.part == part)
  }

  @Test func `a name that is not registered is no document`() {
    for name in ["host/u/other", "host/u/modinfo-", "host/u/sysfs2", "xe/pif-list"] {
      #expect(DocumentName(name).hostDocument == nil)
    }
  }

  @Test func `sysfs is read by the same names as the collector reads it`() throws {
    let source = try #require(
      Project.text(of: "\(Project.root)/Sources/Evidence/Sources/SysfsTree.swift"))
    let text = script.joined(separator: " ").replacing("\\", with: " ")
    for (function, list) in [
      (#/attributes "\$folder" ([a-z_ ]+?) +links/#, "interfaceAttributes"),
      (#/attributes "\$1" ([a-z_ ]+?) +links/#, "deviceAttributes"),
    ] {
      let names = try #require(text.firstMatch(of: function)).1.split(separator: " ")
      let line = try #require(source.firstRange(of: "let \(list) = ["))
      let listed = source[line.upperBound...].prefix { $0 != "]" }
        .split { !$0.isLetter && $0 != "_" }
      #expect(Set(names) == Set(listed), "\(list)")
    }
  }
}
