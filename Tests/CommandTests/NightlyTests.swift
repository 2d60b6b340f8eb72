import ProjectFiles
import Testing

/// The script that the systemd timer calls.
@Suite struct NightlyTests {
  @Test(
    "the second night speaks of what is new since the first",
    .enabled(if: StandInPool.isAvailable, StandInPool.need))
  func secondNight() throws {
    let pool = try StandInPool()
    let state = "\(pool.scratch.path)/state"
    let night = """
      mkdir -p \(state) \(pool.scratch.path)/programs \
      && ln -sf '\(Vfaudit.program)' \(pool.scratch.path)/programs/vfaudit \
      && PATH=\(pool.scratch.path)/programs:"$PATH" VFAUDIT_HOST=root@xen1 STATE_DIRECTORY=\(state) \
      Packaging/vfaudit-nightly; exit $?;
      """
    let first = try pool.run("--version", before: night)
    #expect(first.status == 1, "\(first.err)")
    #expect(Project.entries(of: state) == ["last.tar.gz", "report.html", "report.prom"])
    #expect(!(Project.text(of: "\(state)/report.html") ?? "").contains("since the baseline"))
    let second = try pool.run("--version", before: night)
    #expect(second.status == 0, "\(second.err)")
    let page = try #require(Project.text(of: "\(state)/report.html"))
    #expect(page.contains("unchanged since the baseline"))
    #expect(Project.entries(of: state) == ["last.tar.gz", "report.html", "report.prom"])
  }

  @Test func `it says what it wants to be told`() throws {
    let ending = try Vfaudit.shell("Packaging/vfaudit-nightly")
    #expect(ending.status != 0)
    #expect(ending.err.contains("VFAUDIT_HOST"))
  }
}
