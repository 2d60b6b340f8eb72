import Auditing
import Policies
package import Records

// When things were captured, and what a second witness says.
extension PoolSketch {
  /// Says when the pool's lists and all hosts' words were captured, or one host's.
  package mutating func captured(at time: String, host: String? = nil) {
    records.captureTimes[host.map { "host-\($0)" } ?? "-"] = Instant(time)
  }

  /// Says when a host was booted.
  package mutating func booted(at time: String, host: String) {
    guard let instant = Instant(time) else { return }
    records.hostFacts["host-\(host)"]?.bootedAt =
      Sourced(instant, Self.origin("host/host-\(host)/boot-time"))
  }

  /// Adds what `ethtool -i` says of a port.
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

  /// Turns a rule off in the policy.
  package mutating func turnOff(_ rule: String) { policy.terms.disabled.append(rule) }

  /// The MAC of a VIF that is drawn already.
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
