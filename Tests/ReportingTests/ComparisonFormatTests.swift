import Auditing
import Comparing
import Planning
import PoolModel
import PoolSketch
import Records
import Reporting
import Testing
import XML

/// What holds for a comparison in every format.
@Suite struct ComparisonFormatTests {
  /// A comparison with a plan and expectations, with a name wherever a tenant can write.
  private func comparison(_ name: String) -> Comparison {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0")
    sketch.vm(name, on: "Pool-wide network on eth0")
    let before = Linker.link(sketch.records)
    sketch.set(name) { $0.powerState = "halted" }
    let after = Linker.link(sketch.records)
    var comparison = Comparison(
      (SampleReport.make(name, findings: []), before), (SampleReport.make(name), after))
    comparison.plan = Plan(
      changes: [
        PlannedChange(
          assumption: "start:\(name)", effects: ["\(name) starts."], refusal: "\(name) is refused",
          commands: [Command("xe", "vm-start", "vm=\(name)")])
      ],
      ports: [
        PlannedPort(
          host: name, device: "eth0", card: nil, now: 0, afterChange: nil, afterReboot: 7,
          losses: ["at the reboot: \(name)"])
      ])
    comparison.expectations = [ComparedExpectation(.notAsPredicted, "\(name) is not there")]
    return comparison
  }

  private func text(_ format: ComparisonFormat, _ comparison: Comparison) throws -> String {
    let bytes =
      switch format {
      case .html: try ComparisonHTML(styleHash: { _ in "hash" }).render(comparison)
      case .xml: try ComparisonXML().render(comparison)
      case .markdown: Array(ComparisonMarkdown(comparison).text.utf8)
      case .text: Array(ComparisonText(comparison).text.utf8)
      case .json: try ComparisonJSON().render(comparison)
      }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test("plan and expectations are in every format", arguments: ComparisonFormat.allCases)
  func carriesPlan(_ format: ComparisonFormat) throws {
    let text = try text(format, comparison("desk"))
    for word in ["start:desk", "desk starts.", "desk is refused", "at the reboot: desk"] {
      #expect(text.contains(word), "\(word)")
    }
    #expect(text.contains("vm=desk"))
    #expect(text.contains("desk is not there"))
    #expect(text.contains("not as predicted") || text.contains("not-as-predicted"))
  }

  @Test("a hostile name is inert", arguments: ComparisonFormat.allCases, SampleReport.hostileNames)
  func defusesNames(_ format: ComparisonFormat, _ name: String) throws {
    let text = try text(format, comparison(name))
    // In code of Markdown nothing is markup.
    let markup =
      format == .markdown
      ? text.replacing(#/(?s)```sh\n.*?\n *```/#, with: "").replacing(#/`[^`\n]*`/#, with: "")
      : text
    #expect(!markup.contains("<script>alert(1)") || format == .text || format == .json)
    for scalar in ["\u{0}", "\u{1B}", "\u{202E}"] as [Unicode.Scalar] {
      #expect(!text.unicodeScalars.contains(scalar))
    }
    if format == .markdown {
      #expect(!text.split(separator: "\n").contains { $0.hasPrefix("ERROR  forged") })
    }
  }

  @Test func `the XML is valid under the schema that is printed`() throws {
    let schema = try Schema(parsing: ComparisonSchema.bytes, name: "comparison.xsd")
    let document = try Document(
      parsing: try ComparisonXML().render(comparison("desk")), name: "comparison.xml")
    #expect(schema.validate(document).isEmpty)
  }
}
