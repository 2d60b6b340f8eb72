/// The JSON Schema (2020-12) of the JSON report, as `vfaudit schema json` prints it. It is derived
/// from the XSD. All keys are required, and no others are allowed.
package enum JSONSchema {
  package static let id = "urn:vfaudit:report:1:json"

  package static func bytes() throws(RenderFailure) -> [UInt8] {
    var definitions: [String: JSONValue] = [:]
    var schema = self.schema(of: try ReportShape.report(), &definitions)
    if case .object(var members) = schema {
      members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
      members["$id"] = .string(id)
      members["title"] = "The report of vfaudit, version 1"
      members["description"] = """
        Every key is always there; null is what is not known. Times are UTC, 2026-05-01T16:25:00Z. \
        Texts are as they were read, but for characters that XML forbids or that turn the \
        direction of text: they stand as \\u{1B}.
        """
      members["$defs"] = .object(definitions)
      schema = .object(members)
    }
    return try JSONText.encoded(schema, isPretty: true, name: "report.schema.json", isSnake: false)
      + [0x0A]
  }

  private static func schema(
    of shape: ReportShape, _ definitions: inout [String: JSONValue]
  ) -> JSONValue {
    switch shape {
    case .scalar(let scalar): return self.schema(of: scalar)
    case .array(_, let inner):
      return ["type": "array", "items": schema(of: inner, &definitions)]
    case .object(let members, let name):
      guard let name else { return object(of: members, &definitions) }
      if definitions[name] == nil {
        definitions[name] = .null
        definitions[name] = object(of: members, &definitions)
      }
      return ["$ref": "#/$defs/\(name)"]
    }
  }

  private static func object(
    of members: [ReportShape.Member], _ definitions: inout [String: JSONValue]
  ) -> JSONValue {
    var properties: [String: JSONValue] = [:]
    for member in members {
      var schema =
        switch member.source {
        case .attribute(let scalar), .text(let scalar): schema(of: scalar)
        case .child(let shape): schema(of: shape, &definitions)
        case .children(let shape):
          JSONValue.object(["type": "array", "items": schema(of: shape, &definitions)])
        }
      if !member.isRequired { schema = orNull(schema) }
      if !member.description.isEmpty { schema = described(schema, member.description) }
      properties[member.key] = schema
    }
    return [
      "type": "object", "additionalProperties": false, "properties": .object(properties),
      "required": .array(properties.keys.sorted().map { .string($0) }),
    ]
  }

  private static func schema(of scalar: ReportShape.Scalar) -> JSONValue {
    var schema: [String: JSONValue] = [:]
    switch scalar.kind {
    case .string: schema["type"] = "string"
    case .integer: schema["type"] = "integer"
    case .count: schema = ["type": "integer", "minimum": 0]
    case .boolean: schema["type"] = "boolean"
    case .date: schema = ["type": "string", "format": "date"]
    case .words:
      return [
        "type": "array", "items": self.schema(of: .init(kind: .string, values: scalar.values)),
      ]
    }
    if !scalar.values.isEmpty { schema["enum"] = .array(scalar.values.map { .string($0) }) }
    if let pattern = scalar.pattern { schema["pattern"] = .string("^(?:\(pattern))$") }
    return .object(schema)
  }

  /// Allows null, except for arrays: these are empty instead.
  private static func orNull(_ schema: JSONValue) -> JSONValue {
    if case .object(let members) = schema, case .string("array") = members["type"] ?? .null {
      return schema
    }
    return ["anyOf": [schema, ["type": "null"]]]
  }

  private static func described(_ schema: JSONValue, _ text: String) -> JSONValue {
    guard case .object(var members) = schema else { return schema }
    members["description"] = .string(text)
    return .object(members)
  }
}
