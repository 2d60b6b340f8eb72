import XML

/// A plan as somebody has it: the XML that `vfaudit plan` wrote.
package struct WrittenPlan {
  /// The changes, as they were asked for.
  package let assumptions: [String]
  /// Of the snapshot that it is of.
  package let snapshotDigest: String

  /// Throws where it is no XML, no comparison of vfaudit, or one without a plan.
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
      throw RenderFailure(name: name, message: "it is a comparison, and no plan")
    }
    let before = root.elements.first { $0.name == "before" }
    let run = before?.elements.first { $0.name == "run" }
    snapshotDigest = run?.attribute("snapshot-sha256") ?? ""
  }
}
