import Foundation
import PoolSketch
import Records
import Testing

@testable import PoolModel

/// 600 driver files, with the answers of xcp-networkd's own code, kmod, and the kernel's rules for
/// parameters (Tests/DriverFiles/README.md).
@Suite struct DriverFileVectorTests {
  private struct Vector: Decodable {
    var conf: String?
    var networkd: Networkd
    var boot: [Int]?
    var boot_after_enable: [Int]?

    struct Networkd: Decodable {
      var param: String?
      var by_default: String?
      var by_user: String?
      var limit: Int?
      var capable: Bool
      var enable: String
      var after: String
    }
  }

  /// Each character of the file stands for one byte.
  private static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8($0.value) }
  }
  private static func text(_ bytes: [UInt8]) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  private static func vectors() throws -> [Vector] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let url = folder.appending(path: "../../DriverFiles/vectors.jsonl")
    let text = try String(contentsOf: url, encoding: .utf8)
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(Vector.self, from: Data($0.utf8))
    }
  }

  /// The host of Examples/i350-before-reboot.
  private static func pool(_ conf: [UInt8]?) -> Inventory {
    var sketch = PoolSketch()
    sketch.card(.i350, ports: "eth0", "eth1", "eth2", "eth3")
    sketch.modinfo("igb", "max_vfs")
    sketch.commandLine("ro quiet")
    if conf == nil { sketch.written(files: "2026-05-01T10:00:00Z", initrd: "2026-05-01T10:00:42Z") }
    var records = sketch.records
    if let conf {
      records.hostFacts["host-xen1"]?.driverFiles = [
        DriverFileParser.record(conf.span, document: "host/host-xen1/modprobe.d/igb.conf")
      ]
      records.hostFacts["host-xen1"]?.hasDriverFiles = true
    }
    return Linker.link(records)
  }

  private static func boot(_ inventory: Inventory) -> [Int]? {
    let refused = inventory.ports.contains { inventory.load(of: $0)?.refusal != nil }
    return refused ? nil : inventory.ports.compactMap { $0.configuredVFs?.value }
  }

  private static func answer(_ answer: DriverFile.EnableAnswer) -> String {
    switch answer {
    case .modprobe: "modprobe"
    case .modprobeRequiresReboot: "modprobe-reboot"
    case .sysfs: "sysfs"
    case .manual: "manual"
    case .failed(let text): "error: \(text)"
    }
  }

  @Test func `the model answers as the real programs do`() throws {
    let vectors = try Self.vectors()
    #expect(vectors.count >= 600)
    for (number, vector) in vectors.enumerated() {
      let conf = vector.conf.map(Self.bytes)
      let inventory = Self.pool(conf)
      let file = try #require(inventory.driverFiles.first)
      let wrote = file.target.flatMap { file.contents(settingVFs: $0) }
      let enable = Self.answer(file.enabling(activeVFs: 0, canWriteSysfs: true))
      let answers = [
        "boot": "\(Self.boot(inventory) as [Int]?)", "limit": "\(file.limit as Int?)",
        "param": "\(file.parameter?.value as String?)", "enable": enable,
        "capable": "\(file.isCapable(totalVFs: 7) ?? false)",
        "after": wrote.map(Self.text) ?? "unchanged",
        "boot after enable": "\(Self.boot(wrote.map { Self.pool($0) } ?? inventory) as [Int]?)",
      ]
      let expected = [
        "boot": "\(vector.boot as [Int]?)", "limit": "\(vector.networkd.limit as Int?)",
        "param": "\(vector.networkd.param as String?)", "enable": vector.networkd.enable,
        "capable": "\(vector.networkd.capable)", "after": vector.networkd.after,
        "boot after enable": "\(vector.boot_after_enable as [Int]?)",
      ]
      for key in expected.keys.sorted() where answers[key] != expected[key] {
        Issue.record("\(number) \(key): \(answers[key] ?? "") instead of \(expected[key] ?? "")")
      }
    }
  }
}
