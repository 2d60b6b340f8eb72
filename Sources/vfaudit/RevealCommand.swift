import ArgumentParser
import Auditing
import Evidence
import Redacting

struct RevealCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reveal",
    abstract: "Restores real names in text that quotes a redacted report.",
    discussion: """
      Reads a text, such as a vendor's answer, and prints it with each token replaced by its \
      original value from the private map. The output is no longer redacted.

        vfaudit audit before.tar.gz --redact pool.map --bundle for-the-vendor
        vfaudit reveal pool.map answer.txt
      """)

  @Argument(help: "The map that --redact wrote.", completion: .file())
  var map: String

  @Argument(help: "The text file. Default: stdin.", completion: .file())
  var text: String?

  func run() throws {
    guard OutputFile.exists(map) else {
      throw Terminal.fail("\(map): No such file or directory", .unusableInput)
    }
    let known = try RedactionMapFile.read(map)
    do {
      let bytes = try text.map { try InputFile.read($0, limit: 256 << 20) } ?? StandardInput.read()
      try Terminal.printResult(known.revealed(String(decoding: bytes.array, as: UTF8.self)))
    } catch let failure as SourceFailure {
      throw Terminal.fail("\(failure)", .unusableInput)
    }
  }
}
