import Glibc

/// A recorded file to which a test holds what it makes.
package enum Golden {
  /// Why the recorded file is not these bytes; nil where it is.
  ///
  /// `RECORD=1` writes the file and still gives a reason, so that a recording never passes for a
  /// check; `CI` refuses it.
  package static func difference(of bytes: [UInt8], from path: String) -> String? {
    if Project.isSet("RECORD"), !Project.isSet("CI") {
      return write(bytes, to: path) ? "recorded \(path): look at git diff" : "cannot write \(path)"
    }
    return Project.bytes(of: path) == bytes
      ? nil : "\(path) is stale: make examples, then look at git diff"
  }

  private static func write(_ bytes: [UInt8], to path: String) -> Bool {
    let parts = path.split(separator: "/").dropLast()
    for count in 1...parts.count {
      mkdir("/" + parts.prefix(count).joined(separator: "/"), 0o755)
    }
    guard let file = fopen(path, "w") else { return false }
    let written = fwrite(bytes, 1, bytes.count, file)
    return fclose(file) == 0 && written == bytes.count
  }
}
