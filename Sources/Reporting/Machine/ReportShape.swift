import XML

/// The structure of an element of the XML report, read from the XSD. The JSON report and its schema
/// are made from it, so they always agree with the XML.
///
/// An element that contains only a list of elements is an array. An element that can occur several
/// times next to others is an array under its plural. Optional parts are null.
indirect enum ReportShape {
  case scalar(Scalar)
  case object([Member], name: String?)
  case array(name: String, of: ReportShape)

  struct Scalar {
    enum Kind {
      case string, integer, count, boolean, date
      /// Words separated by spaces.
      case words
    }
    var kind: Kind
    /// Empty if any value is allowed.
    var values: [String] = []
    var pattern: String?
  }

  /// A key of an object.
  struct Member {
    enum Source {
      case attribute(Scalar)
      case child(ReportShape)
      case children(ReportShape)
      /// The element's own text.
      case text(Scalar)
    }
    /// The name in the XML.
    var name: String
    var source: Source
    /// Whether it is always present.
    var isRequired: Bool
    /// The comment in the XSD; empty without one.
    var description: String

    /// `host_traffic`, `carries`, `vms`.
    var key: String {
      let name = name.replacing("-", with: "_")
      guard case .children = source, !name.hasSuffix("s") else { return name }
      return name.hasSuffix("y") ? "\(name.dropLast())ies" : "\(name)s"
    }
  }

  /// The structure of the whole report. Throws if the XSD uses a construct that is not supported.
  static func report() throws(RenderFailure) -> ReportShape {
    let schema: Document
    do {
      schema = try Document(parsing: Asset.schema.bytes, name: Asset.schema.name)
    } catch {
      throw RenderFailure(error)
    }
    let reader = ShapeReader(schema.root)
    guard let root = schema.root.elements.first(where: { $0.name == "element" }) else {
      throw RenderFailure(name: Asset.schema.name, message: "no root element")
    }
    return try reader.shape(of: root)
  }
}

/// Reads shapes from an XSD.
private struct ShapeReader {
  private var types: [String: Element] = [:]

  init(_ schema: Element) {
    for type in schema.elements where type.name.hasSuffix("Type") {
      if let name = type.attribute("name") { types[name] = type }
    }
  }

  /// The structure of an element declaration.
  func shape(of element: Element) throws(RenderFailure) -> ReportShape {
    if let name = element.attribute("type") {
      guard let type = types[name] else { return .scalar(try scalar(named: name, at: element)) }
      return type.name == "simpleType"
        ? .scalar(try scalar(of: type)) : try shape(ofComplex: type, name: name)
    }
    guard let type = element.elements.first(where: { $0.name.hasSuffix("Type") }) else {
      throw failure(element, "no type")
    }
    return type.name == "simpleType" ? .scalar(try scalar(of: type)) : try shape(ofComplex: type)
  }

  private func shape(
    ofComplex type: Element, name: String? = nil
  ) throws(RenderFailure) -> ReportShape {
    var members = try members(of: type)
    let isList =
      members.count == 1
      && {
        if case .children = members[0].source { true } else { false }
      }()
    if isList, case .children(let inner) = members.removeFirst().source {
      let name = type.elements.first?.elements.first?.attribute("name") ?? ""
      return .array(name: name, of: inner)
    }
    return .object(members, name: name)
  }

  private func members(
    of type: Element, isOptional: Bool = false
  ) throws(RenderFailure) -> [ReportShape.Member] {
    var members: [ReportShape.Member] = []
    var comment = ""
    for node in type.children {
      switch node {
      case .comment(let text):
        comment = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      case .text: continue
      case .element(let part):
        switch part.name {
        case "sequence": members += try self.members(of: part, isOptional: isOptional)
        case "choice": members += try self.members(of: part, isOptional: true)
        case "simpleContent":
          guard let content = part.elements.first, let base = content.attribute("base") else {
            throw failure(part, "content without a base")
          }
          let text = try scalar(typed: base, at: content)
          members += try self.members(of: content)
          members.append(
            .init(name: "text", source: .text(text), isRequired: true, description: ""))
        case "element": members.append(try child(part, comment, isOptional))
        case "attribute": members.append(try attribute(part, comment))
        default: throw failure(part, "<\(part.name)> is not supported")
        }
        comment = ""
      }
    }
    return members
  }

  private func child(
    _ element: Element, _ comment: String, _ isOptional: Bool
  ) throws(RenderFailure) -> ReportShape.Member {
    let shape = try shape(of: element)
    let most = element.attribute("maxOccurs") ?? "1"
    return .init(
      name: element.attribute("name") ?? "", source: most == "1" ? .child(shape) : .children(shape),
      isRequired: !isOptional && element.attribute("minOccurs") != "0", description: comment)
  }

  private func attribute(
    _ attribute: Element, _ comment: String
  ) throws(RenderFailure) -> ReportShape.Member {
    let scalar: ReportShape.Scalar
    if let name = attribute.attribute("type") {
      scalar = try self.scalar(typed: name, at: attribute)
    } else if let type = attribute.elements.first {
      scalar = try self.scalar(of: type)
    } else {
      throw failure(attribute, "no type")
    }
    return .init(
      name: attribute.attribute("name") ?? "", source: .attribute(scalar),
      isRequired: attribute.attribute("use") == "required", description: comment)
  }

  private func scalar(of type: Element) throws(RenderFailure) -> ReportShape.Scalar {
    guard let part = type.elements.first else { throw failure(type, "an empty type") }
    if part.name == "list" {
      guard let item = part.elements.first else { throw failure(part, "a list of nothing") }
      return .init(kind: .words, values: try scalar(of: item).values)
    }
    guard part.name == "restriction", let base = part.attribute("base") else {
      throw failure(part, "<\(part.name)> is not supported")
    }
    var scalar = try scalar(typed: base, at: part)
    scalar.values += part.elements.filter { $0.name == "enumeration" }
      .compactMap { $0.attribute("value") }
    scalar.pattern =
      part.elements.first { $0.name == "pattern" }?.attribute("value") ?? scalar.pattern
    return scalar
  }

  private func scalar(
    typed name: String, at element: Element
  ) throws(RenderFailure) -> ReportShape.Scalar {
    if let type = types[name] { return try scalar(of: type) }
    return try scalar(named: name, at: element)
  }

  private func scalar(
    named name: String, at element: Element
  ) throws(RenderFailure) -> ReportShape.Scalar {
    switch name {
    case "xs:string", "xs:token", "xs:ID", "xs:IDREF": .init(kind: .string)
    case "xs:integer", "xs:positiveInteger": .init(kind: .integer)
    case "xs:nonNegativeInteger": .init(kind: .count)
    case "xs:boolean": .init(kind: .boolean)
    case "xs:date": .init(kind: .date)
    default: throw failure(element, "type \(name) is not supported")
    }
  }

  private func failure(_ element: Element, _ message: String) -> RenderFailure {
    RenderFailure(name: Asset.schema.name, line: element.line, message: message)
  }
}
