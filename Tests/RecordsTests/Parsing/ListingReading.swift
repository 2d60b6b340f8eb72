import Testing

@testable import Records

/// A listing reduced to what a test compares: each record as `name=value` lines.
struct Reading: Equatable {
  var records: [[String: String]] = []
  var names: [[String]] = []
  var reasons: [XeAmbiguity.Reason] = []
  var uuids: [String?] = []
  var failures: [String] = []
  var isPasted = false
}

/// Reads `text` and takes every field that the listing believes.
func read(_ text: String, document: String = "xe/vif-list") -> Reading {
  read(Array(text.utf8), document: document)
}

func read(_ bytes: [UInt8], document: String = "xe/vif-list") -> Reading {
  let listing = XeListReader.listing(bytes.span, document: document)
  var reading = Reading()
  for record in listing.records {
    var values: [String: String] = [:]
    var names: [String] = []
    for field in listing.fields(of: record) where field.key != XeField.disputed {
      let range = Int(field.offset)..<field.end
      let name = listing.keys[Int(field.key)]
      values[name] =
        listing.isPasted ? XeText.pasted(bytes.span, range) : XeText.printed(bytes.span, range)
      names.append(name)
    }
    reading.records.append(values)
    reading.names.append(names)
  }
  reading.reasons = listing.ambiguities.map(\.reason)
  reading.uuids = listing.ambiguities.map(\.uuid)
  reading.failures = listing.failures.map(\.description)
  reading.isPasted = listing.isPasted
  return reading
}

/// Prints records as `xe` does: every colon in one column, two empty lines behind each record.
func printed(_ records: [[(name: String, value: String)]], marker: String = "( RO)") -> String {
  var text = ""
  for record in records {
    let labels = record.map { "\($0.name) \(marker)" }
    let width = 4 + (labels.map(\.utf8.count).max() ?? 0)
    for (index, label) in labels.enumerated() {
      let blanks = String(repeating: " ", count: width - label.utf8.count)
      text += index == 0 ? label + blanks : blanks + label
      text += ": \(record[index].value)\n"
    }
    text += "\n\n"
  }
  return text
}

let uuid1 = "11111111-0000-4000-8000-000000000001"
let uuid2 = "22222222-0000-4000-8000-000000000002"
let uuid3 = "33333333-0000-4000-8000-000000000003"
