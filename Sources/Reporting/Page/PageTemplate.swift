/// A page of the user's own, in place of the built-in one: `report.html`, and `style.css` beside it.
package struct PageTemplate: Sendable {
  /// As the user knows it, for messages.
  package let name: String
  let page: [UInt8]
  let style: [UInt8]

  /// Reads a template. Throws with file and line whatever is wrong with it, also in parts that a
  /// report may never fill. Without a style of its own it has the built-in one.
  package init(page: [UInt8], name: String, style: [UInt8]?) throws(RenderFailure) {
    self.name = name
    self.page = page
    self.style = style ?? Asset.style.bytes
    _ = try Template(parsing: page, name: name, style: self.style, styleName: Asset.style.name)
  }

  /// The built-in page and style, as files to begin with.
  package static var builtIn: [(name: String, bytes: [UInt8])] {
    [Asset.page, Asset.style].map { ($0.name, $0.bytes) }
  }
}
