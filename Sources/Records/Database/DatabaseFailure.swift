/// Why a text is no xapi database: what was expected, what was found. It names no file.
package struct DatabaseFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  init(found: String) {
    description = "expected a xapi database (<database> with tables), found \(found)"
  }
}
