import Auditing
import Policies
package import Records

// Capture times, and facts from a second witness.
extension PoolSketch {
  /// Sets when the pool's lists and all host data were captured; with `host`, when the data of that
  /// host was captured.
  package mutating func captured(at time: String, host: String? = nil) {
    records.captureTimes[host.map { "host-\($0)" } ?? "-"] = Instant(time)
  }

  /// Sets when a host was booted.
  package mutating func booted(at time: String, host: String) {
    guard let instant = Instant(time) else { return }
    records.hostFacts["host-\(host)"]?.bootedAt =
      Sourced(instant, Self.origin("host/host-\(host)/boot-time"))
  }

  /// Adds the driver that `ethtool -i` shows for a port.
  package mutating func ethtool(driver: String, on port: String) {
    guard let pif = pif(port).map({ records.pifs[$0] }), let host = pif.host.uuid else { return }
    var record = EthtoolRecord()
    record.driver = Sourced(driver, Self.origin("host/\(host)/ethtool-i-\(pif.device ?? "")"))
    records.hostFacts[host]?.ethtool[pif.device ?? ""] = record
  }

  /// Adds a waiver to the policy.
  package mutating func waive(_ rule: String, of subject: String) {
    policy.terms.waivers.append(
      Waiver(
        rule: rule, subject: subject, reason: "known", owner: "ops", expires: "2030-12-31",
        place: "vfaudit.yml:1"))
  }

  /// Disables a rule in the policy.
  package mutating func turnOff(_ rule: String) { policy.terms.disabled.append(rule) }

  /// The MAC of a VIF that is sketched already.
  package func mac(of vif: VIFName) -> String? {
    records.vifs.first { $0.uuid == "vif-vm-\(vif.vm)-\(vif.device)" }?.mac
  }

  /// Adds a contradiction between `xe` and the database.
  package mutating func contradiction(
    _ xapiClass: XapiClass, _ uuid: String, _ field: String, xe: String, database: String
  ) {
    records.disagreements.append(
      Disagreement(
        xapiClass: xapiClass, uuid: uuid, field: field,
        believed: .init(xe, by: .xapi, at: Self.origin(xapiClass.document)),
        other: .init(database, by: .database, at: Self.origin(DatabaseFacts.dump))))
  }
}
