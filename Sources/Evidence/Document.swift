/// One captured text under its logical name.
package struct Document: Sendable, Equatable {
  /// Its logical name, which says what the text is.
  package var name: DocumentName
  /// The text as captured.
  package var bytes: Bytes
  /// The line of `source` at which this text begins; 1 unless it is a part of a pasted text.
  package var firstLine: Int
  /// The path from which it was read, relative to the opened folder; for messages.
  package var source: String
  /// The command's exit status from MANIFEST.tsv: 0, since a failed command becomes a gap. nil if
  /// not recorded.
  package var exitStatus: Int?
  /// The command's duration from MANIFEST.tsv; nil if not recorded.
  package var milliseconds: Int?
  /// The command or path that produced the text: from MANIFEST.tsv or from a pasted prompt.
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

  /// The document without the byte order mark that some editors write before UTF-8.
  package var withoutByteOrderMark: Document {
    var document = self
    document.bytes = bytes.withoutByteOrderMark
    return document
  }
}
