import XML

/// Fills a template from a report: the Template Attribute Language with XPath in it.
///
/// On each element the order is define, condition, repeat, content or replace, attributes,
/// omit-tag. Expressions are evaluated at the report's root, inside a repeat at its item.
struct TemplateFiller {
  let template: Template

  /// The filled page. Names in `variables` have no `$`.
  func fill(
    from report: Document, variables: [String: Value] = [:]
  ) throws(RenderFailure) -> Document {
    let page = Document(root: template.root.name)
    var scope = Scope(context: report.root, variables: variables)
    try define(template.root.defines, in: &scope)
    try fill(page.root, as: template.root, in: scope)
    return page
  }

  /// The context and the variables of an expression.
  struct Scope {
    var context: Element
    var variables: [String: Value]
    var position = 1
    var size = 1
  }

  private func append(
    _ nodes: [TemplateNode], to parent: Element, in scope: Scope
  ) throws(RenderFailure) {
    for node in nodes {
      switch node {
      case .text(let text): parent.append(text: text)
      case .comment(let parts): parent.append(comment: try text(of: parts, in: scope))
      case .element(let element): try append(element, to: parent, in: scope)
      }
    }
  }

  private func append(
    _ element: TemplateElement, to parent: Element, in scope: Scope
  ) throws(RenderFailure) {
    var scope = scope
    try define(element.defines, in: &scope)
    if let condition = element.condition, !(try value(of: condition, in: scope)).isTrue { return }
    guard let loop = element.loop else { return try appendOnce(element, to: parent, in: scope) }
    let items = try value(of: loop.expression, in: scope).items
    for (index, item) in items.enumerated() {
      var inner = scope
      if let context = item.element { inner.context = context }
      inner.variables[loop.name] = .nodes([item])
      inner.position = index + 1
      inner.size = items.count
      try appendOnce(element, to: parent, in: inner)
    }
  }

  private func appendOnce(
    _ element: TemplateElement, to parent: Element, in scope: Scope
  ) throws(RenderFailure) {
    parent.append(text: element.gap)
    if case .replace(let expression) = element.content {
      return parent.append(text: try value(of: expression, in: scope).text)
    }
    guard try isOmitted(element, in: scope) else {
      return try fill(parent.append(element.name), as: element, in: scope)
    }
    try fillContent(of: parent, as: element, in: scope)
  }

  private func isOmitted(
    _ element: TemplateElement, in scope: Scope
  ) throws(RenderFailure) -> Bool {
    switch element.omission {
    case .never: false
    case .always: true
    case .when(let expression): try value(of: expression, in: scope).isTrue
    }
  }

  /// Attributes of the template first, in order, then the bound attributes.
  private func fill(
    _ target: Element, as element: TemplateElement, in scope: Scope
  ) throws(RenderFailure) {
    var bound: [String: String?] = [:]
    for (name, expression) in element.bindings {
      bound[name] = .some(attribute(name, try value(of: expression, in: scope)))
    }
    for (name, value) in element.attributes {
      guard let replaced = bound.removeValue(forKey: name) else {
        target.setAttribute(name, value)
        continue
      }
      if let replaced { target.setAttribute(name, replaced) }
    }
    for (name, _) in element.bindings {
      if let added = bound.removeValue(forKey: name), let added { target.setAttribute(name, added) }
    }
    try fillContent(of: target, as: element, in: scope)
  }

  private func fillContent(
    of target: Element, as element: TemplateElement, in scope: Scope
  ) throws(RenderFailure) {
    if case .content(let expression) = element.content {
      target.append(text: try value(of: expression, in: scope).text)
    } else {
      try append(element.children, to: target, in: scope)
    }
  }

  /// nil omits the attribute: no node, or false. True becomes HTML's `open="open"`.
  private func attribute(_ name: String, _ value: Value) -> String? {
    switch value {
    case .nodes(let items): items.first?.text
    case .boolean(let flag): flag ? name : nil
    case .string, .number: value.text
    }
  }

  private func define(
    _ definitions: [TemplateElement.Binding], in scope: inout Scope
  ) throws(RenderFailure) {
    for (name, expression) in definitions {
      scope.variables[name] = try value(of: expression, in: scope)
    }
  }

  private func text(
    of parts: [TemplateNode.CommentPart], in scope: Scope
  ) throws(RenderFailure) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .expression(let expression): result += try value(of: expression, in: scope).text
      }
    }
    return result
  }

  private func value(
    of expression: TemplateExpression, in scope: Scope
  ) throws(RenderFailure) -> Value {
    var value = Value.nodes([])
    for path in expression.alternatives {
      do {
        value = try path.evaluate(
          at: scope.context, variables: scope.variables, position: scope.position,
          size: scope.size)
      } catch {
        throw RenderFailure(name: template.name, line: expression.line, message: error.message)
      }
      if value.saysSomething { break }
    }
    return value
  }
}

extension Value {
  /// Whether `||` stops here: 0 counts as a value, an absent attribute does not.
  fileprivate var saysSomething: Bool {
    if case .number(let number) = self { !number.isNaN } else { isTrue }
  }
}
