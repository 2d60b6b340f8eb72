/// The user's own page template instead of the built-in one: `report.html` and `style.css`.
package struct PageTemplate: Sendable {
  /// The path given by the user, for messages.
  package let name: String
  let page: [UInt8]
  let style: [UInt8]

  /// Reads a template. Throws its first error with file and line, also in parts that a report may
  /// never fill. `style` nil: the built-in style.
  package init(page: [UInt8], name: String, style: [UInt8]?) throws(RenderFailure) {
    self.name = name
    self.page = page
    self.style = style ?? Asset.style.bytes
    _ = try Template(parsing: page, name: name, style: self.style, styleName: Asset.style.name)
  }

  /// The built-in page and style, as files to start from.
  package static var builtIn: [(name: String, bytes: [UInt8])] {
    [Asset.page, Asset.style].map { ($0.name, $0.bytes) }
  }
}
