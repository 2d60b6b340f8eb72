/// Why a text is not a xapi database: what was expected and what was found. It names no file.
package struct DatabaseFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  init(found: String) {
    description = "expected a xapi database (<database> with tables), found \(found)"
  }
}
