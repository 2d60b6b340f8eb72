import FoundationEssentials
import XML

/// JSON as all formats use it: sorted keys, in snake_case unless a standard requires otherwise, the
/// same bytes for the same value, and no control characters or invisible characters.
enum JSONText {
  static func encoded(
    _ value: some Encodable, isPretty: Bool, name: String, isSnake: Bool = true
  ) throws(RenderFailure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    if isSnake { encoder.keyEncodingStrategy = .convertToSnakeCase }
    do {
      return seen(Array(try encoder.encode(value)))
    } catch {
      throw RenderFailure(name: name, message: "\(error)")
    }
  }

  /// Escapes invisible characters beyond ASCII, such as `\u202E`. They can occur only in strings.
  private static func seen(_ json: [UInt8]) -> [UInt8] {
    let text = String(decoding: json, as: UTF8.self)
    let mayStay = { (scalar: Unicode.Scalar) in scalar.value < 0x7F || !isUnseen(scalar) }
    guard !text.unicodeScalars.allSatisfy(mayStay) else { return json }
    var result = ""
    for scalar in text.unicodeScalars {
      if mayStay(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return Array(result.utf8)
  }
}

/// Encodes nil as null, so that every object has every key.
@propertyWrapper struct OrNull<Value: Encodable & Sendable>: Encodable, Sendable {
  var wrappedValue: Value?

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    if let wrappedValue { try value.encode(wrappedValue) } else { try value.encodeNil() }
  }
}
