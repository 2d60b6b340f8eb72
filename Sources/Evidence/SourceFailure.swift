/// What makes a whole input unusable; the sentence ends with the next step.
package struct SourceFailure: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ path: String, _ reason: String) {
    description = "\(path): \(reason)"
  }
}
