/// A document that could not be captured or read, and why.
package struct CaptureGap: Sendable, Hashable {
  /// The document, or the path of a file that is not a document.
  package let document: DocumentName
  /// Why it is missing.
  package let reason: Reason

  package init(_ document: DocumentName, _ reason: Reason) {
    self.document = document
    self.reason = reason
  }

  /// Why a document is missing.
  ///
  /// Empty output of `xe` with exit status 0 is not a gap: the pool has no such object.
  package enum Reason: Sendable, Hashable, Error {
    /// The manifest or the checksums list the document, but it does not exist.
    case notCaptured
    /// The command failed; the output that it printed before is not read.
    case commandFailed(status: Int)
    /// The host did not answer; the text is the message of ssh or of the collector.
    case unreachable(String)
    /// The command was stopped by `timeout` (exit status 124).
    case timedOut
    /// The system refused to read it.
    case unreadable(String)
    /// It exceeds the limit, or the documents before it have used up the limit.
    case tooLarge(bytes: Int, limit: Int)
    /// It is binary.
    case notText(String)
    /// It is truncated or damaged; the text says where. Everything before that place is read.
    case endsEarly(String)
    /// It exceeds a limit of archives; everything before that place is read.
    case overLimit(String)
    /// An earlier document has the same name, and is used.
    case repeated
    /// Another source has the same document; the text says which source is used.
    case superseded(by: String)
    /// The pool's other lists were captured at a different time, and may not agree with it.
    case fromAnotherTime
    /// Its content is unknown; the text says what is wrong or how to name the file.
    case unrecognised(String)
    /// A symbolic link points out of the folder.
    case linkLeavesSnapshot
    /// Symbolic links point to each other.
    case linkLoop
    /// A gap that is noted in the snapshot's manifest; the text is the manifest's.
    case noted(String)
    /// The digest differs from SHA256SUMS; the document is read nevertheless.
    case digestMismatch
  }
}

extension CaptureGap.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notCaptured: "not captured"
    case .commandFailed(let status): "the command failed with exit status \(status)"
    case .unreachable(let words): "the host did not answer: \(words)"
    case .timedOut: "the command timed out and was stopped"
    case .unreadable(let why): "cannot be read: \(why)"
    case .tooLarge(let bytes, let limit): "too large: \(bytes) bytes, the limit is \(limit)"
    case .notText(let why): "not text: \(why)"
    case .unrecognised(let why): "not recognised: \(why)"
    case .endsEarly(let why): "ends early: \(why)"
    case .overLimit(let why): "not read to its end: \(why)"
    case .repeated: "present twice; the first one is used"
    case .superseded(let source): "captured twice; \(source) is used"
    case .fromAnotherTime: "captured at a different time from the pool's other lists; not used"
    case .linkLeavesSnapshot: "a symbolic link that points out of the folder"
    case .noted(let words): words
    case .linkLoop: "a symbolic link that points to itself"
    case .digestMismatch: "changed after the capture: its SHA-256 differs from SHA256SUMS"
    }
  }
}

extension CaptureGap: CustomStringConvertible {
  package var description: String { "\(document): \(reason)" }
}

extension CaptureGap: Comparable {
  package static func < (left: CaptureGap, right: CaptureGap) -> Bool {
    if left.document != right.document { return left.document < right.document }
    return left.reason.description.utf8.lexicographicallyPrecedes(right.reason.description.utf8)
  }
}
