import Auditing
import PoolModel
import PoolSketch
import Rules
import Testing

/// Captured names stay names, even inside a script for `sh -c`.
@Suite struct RemedyQuotingTests {
  @Test func `a device name is quoted inside a script`() throws {
    var pool = PoolSketch()
    pool.card(.x540, ports: "e;id")
    pool.vfs(4, on: "e;id")
    let judgement = Rule.vfsWithoutNetwork.judge(
      Linker.link(pool.records), thresholds: Thresholds())
    let scripts = judgement.examinations.flatMap { examination -> [String] in
      guard case .failed(let details) = examination.verdict else { return [] }
      return details.remedy.flatMap(\.commands).filter { $0.words.first == "sh" }.map {
        $0.words[2]
      }
    }
    #expect(
      scripts == [
        "echo 0 > '/sys/class/net/e;id/device/sriov_numvfs'",
        "echo 4 > '/sys/class/net/e;id/device/sriov_numvfs'",
      ])
  }
}
