import ArgumentParser
import Auditing
import Comparing
import Evidence
import Planning
import PoolModel
import Records

/// `--assume`, of `plan`, `audit` and `compare`.
struct AssumeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A change, such as enable-sriov:xen1/eth1. Several changes are made in the order given.",
      valueName: "change"),
    completion: .list([
      "reboot", "enable-sriov:", "disable-sriov:", "driver-limit:", "host-lost:", "start:",
      "move-vif:", "add-vlan:", "add-vms:",
    ]))
  var assume: [String] = []

  /// The forms of a change, for help texts.
  static let help = Assumption.forms.map { form in
    "  \(form.form)\n      \(form.meaning)"
  }.joined(separator: "\n")

  /// The pool after all changes. Prints an error and ends the program when a change names an object
  /// that does not exist.
  func applied(to records: PoolRecords, _ inventory: Inventory) throws -> AssumedPool {
    do throws(Assumption.Failure) {
      var pool = AssumedPool(records, inventory)
      for text in assume { try pool.apply(try Assumption(text)) }
      return pool
    } catch {
      throw Terminal.fail("\(error); vfaudit plan --help shows the forms of a change", .usage)
    }
  }

  /// Compares today with the pool after the changes and the reboots that they require.
  func comparison(
    of snapshot: Snapshot, by auditor: SnapshotAuditor
  ) throws -> Comparison {
    let records = RecordReader.read(snapshot)
    let today = auditor.audit(records, of: snapshot)
    let changed = try applied(to: records, today.inventory)
    var rebooted = changed
    _ = rebooted.rebootWhereNeeded()
    var compared = changed
    let hosts = compared.rebootWhereNeeded(since: today.inventory)
    let title =
      hosts.isEmpty ? "after the change" : "after the change and a reboot of \(enumeration(hosts))"
    let after = auditor.report(on: compared.inventory, of: snapshot)
    var comparison = Comparison(
      today, (after, compared.inventory), titles: ("today", title))
    comparison.plan = Plan(
      changes: changed.changes, now: today.inventory, afterChange: changed.inventory,
      afterReboot: rebooted.inventory)
    return comparison
  }
}
