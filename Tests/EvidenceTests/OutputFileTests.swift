import Evidence
import Glibc
import Testing

@Suite("An output file")
struct OutputFileTests {
  @Test("is replaced whole, and keeps its mode")
  func replaces() throws {
    let place = try Folder { file("report.html", "old and longer") }
    chmod(place["report.html"], 0o600)
    try OutputFile.write(Array("new".utf8), to: place["report.html"])
    #expect(lines("cat \"$0\"; echo; stat -c %a \"$0\"", place["report.html"]) == ["new", "600"])
    #expect(place.names == ["report.html"])
  }

  @Test("is readable by all who the umask lets, when it is new")
  func mode() throws {
    let place = try Folder()
    try OutputFile.write([], to: place["report.html"])
    #expect(lines("stat -c %a \"$0\"", place["report.html"]) == ["644"])
  }

  @Test("is written where a symbolic link points")
  func followsLink() throws {
    let place = try Folder {
      file("real/report.html", "old")
      link("report.html", to: "real/report.html")
    }
    try OutputFile.write(Array("new".utf8), to: place["report.html"])
    #expect(lines("cat \"$0/real/report.html\"", place.path) == ["new"])
  }

  @Test("leaves nothing behind when it cannot be written")
  func failure() throws {
    let place = try Folder { file("taken/inside", "x") }
    let failure = #expect(throws: OutputFailure.self) {
      try OutputFile.write([1], to: place["taken"])
    }
    #expect(
      failure?.description
        == "\(place["taken"]): cannot be written: it is a folder: name a file in it")
    #expect(place.names == ["taken"])
  }

  @Test("says when its folder is not there")
  func noFolder() throws {
    let place = try Folder()
    let failure = #expect(throws: OutputFailure.self) {
      try OutputFile.write([1], to: place["no/report.html"])
    }
    #expect(
      failure?.description
        == "\(place["no/report.html"]): cannot be written: no such file or folder")
  }

  @Test("may be a device")
  func device() throws {
    try OutputFile.write([1], to: "/dev/null")
    let failure = #expect(throws: OutputFailure.self) {
      try OutputFile.write([1], to: "/dev/full")
    }
    #expect(failure?.description == "/dev/full: cannot be written: no space left on device")
  }
}
