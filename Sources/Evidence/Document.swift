/// One captured text under its logical name.
package struct Document: Sendable, Equatable {
  /// What the text is.
  package var name: DocumentName
  /// The text, as it was captured.
  package var bytes: Bytes
  /// The line of `source` at which this text begins; 1 unless it was cut out of a paste.
  package var firstLine: Int
  /// Where it was read: a path relative to the folder that was opened, for messages.
  package var source: String
  /// How the command ended, where MANIFEST.tsv says so; always 0, as others become gaps.
  package var exitStatus: Int?
  /// How long the command took, where MANIFEST.tsv says so.
  package var milliseconds: Int?
  /// The command or path that gave the text: from MANIFEST.tsv, or from the prompt in a paste.
  package var command: String?

  package init(
    name: DocumentName, bytes: Bytes, firstLine: Int = 1, source: String? = nil,
    exitStatus: Int? = nil, milliseconds: Int? = nil, command: String? = nil
  ) {
    self.name = name
    self.bytes = bytes
    self.firstLine = firstLine
    self.source = source ?? name.fileName
    self.exitStatus = exitStatus
    self.milliseconds = milliseconds
    self.command = command
  }

  /// The document without the mark that some editors put before UTF-8.
  package var withoutByteOrderMark: Document {
    var document = self
    document.bytes = bytes.withoutByteOrderMark
    return document
  }
}
