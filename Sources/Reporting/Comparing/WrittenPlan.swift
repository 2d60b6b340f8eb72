import XML

/// A plan, read from the XML that `vfaudit plan` wrote.
package struct WrittenPlan {
  /// The changes, as typed by the user.
  package let assumptions: [String]
  /// The digest of the snapshot that the plan was made from.
  package let snapshotDigest: String

  /// Throws if it is not XML, not a comparison made by vfaudit, or has no plan.
  package init(_ bytes: [UInt8], name: String) throws(RenderFailure) {
    let document: Document
    do {
      document = try Document(parsing: bytes, name: name)
    } catch {
      throw RenderFailure(error)
    }
    let root = document.root
    guard root.name == "comparison", root.namespace == ComparisonSchema.namespace else {
      throw RenderFailure(
        name: name, message: "expected the XML of vfaudit plan, found <\(root.name)>")
    }
    try ComparisonSchema.check(document)
    let plan = root.elements.first { $0.name == "plan" }
    assumptions = (plan?.elements ?? []).compactMap { $0.attribute("assumption") }
    guard !assumptions.isEmpty else {
      throw RenderFailure(name: name, message: "this is a comparison without a plan")
    }
    let before = root.elements.first { $0.name == "before" }
    let run = before?.elements.first { $0.name == "run" }
    snapshotDigest = run?.attribute("snapshot-sha256") ?? ""
  }
}
