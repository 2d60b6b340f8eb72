package import Records

/// The pool as a whole.
package struct Pool: Sendable {
  /// Empty if the pool's record was not captured.
  package var uuid = ""
  package var name = ""
  /// Whether the licence excludes SR-IOV; nil if not captured.
  package var isSRIOVRestricted: Bool?
  package var origin = Origin(document: XapiClass.pool.document, line: 0)

  package init() {}

  package init(uuid: String, name: String, isSRIOVRestricted: Bool?, origin: Origin) {
    self.uuid = uuid
    self.name = name
    self.isSRIOVRestricted = isSRIOVRestricted
    self.origin = origin
  }
}
