/// A document that could not be had, and why.
package struct CaptureGap: Sendable, Hashable {
  /// The document, or the path of a file that is none.
  package let document: DocumentName
  /// Why it could not be had.
  package let reason: Reason

  package init(_ document: DocumentName, _ reason: Reason) {
    self.document = document
    self.reason = reason
  }

  /// Why a document could not be had.
  ///
  /// An empty answer of `xe` with exit status 0 is no gap: the pool has no such object.
  package enum Reason: Sendable, Hashable, Error {
    /// Something lists the document, but it is not there.
    case notCaptured
    /// The command failed; what it had printed by then is not trusted and not read.
    case commandFailed(status: Int)
    /// The host did not answer; these are ssh's words or the collector's.
    case unreachable(String)
    /// The command was stopped by `timeout` (exit status 124).
    case timedOut
    /// The system refused to read it.
    case unreadable(String)
    /// It is over the limit, or the documents before it have used up the limit.
    case tooLarge(bytes: Int, limit: Int)
    /// It is binary.
    case notText(String)
    /// It is cut off or damaged; the text says where. What came before that is read.
    case endsEarly(String)
    /// It unpacks to more than anything that is meant well; what came before that is read.
    case overLimit(String)
    /// Something of the same name came before it, and was taken.
    case repeated
    /// Another source told the same; the text says which, and that one is read.
    case superseded(by: String)
    /// The pool's other lists are of another time, and would not agree with it.
    case fromAnotherTime
    /// Nobody knows what it is; the text says what is wrong or how to name it.
    case unrecognised(String)
    /// A symbolic link points out of the folder.
    case linkLeavesSnapshot
    /// Symbolic links point at each other.
    case linkLoop
    /// What the manifest of a snapshot says of it, in the words of whoever made the snapshot.
    case noted(String)
    /// SHA256SUMS disagrees; the document is read nevertheless.
    case digestMismatch
  }
}

extension CaptureGap.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notCaptured: "was not captured"
    case .commandFailed(let status): "the command failed with exit status \(status)"
    case .unreachable(let words): "the host did not answer: \(words)"
    case .timedOut: "the command took too long and was stopped"
    case .unreadable(let why): "cannot be read: \(why)"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes is over the limit of \(limit)"
    case .notText(let why): "is not text: \(why)"
    case .unrecognised(let why): "is not recognised: \(why)"
    case .endsEarly(let why): "ends early: \(why)"
    case .overLimit(let why): "is not read to its end: \(why)"
    case .repeated: "is there twice, the first one was taken"
    case .superseded(let source): "was captured twice, \(source) is read"
    case .fromAnotherTime: "is of another time than the pool's other lists, and is not read"
    case .linkLeavesSnapshot: "is a symbolic link that leaves the folder"
    case .noted(let words): words
    case .linkLoop: "is a symbolic link that leads to itself"
    case .digestMismatch: "was changed after the capture: its SHA-256 is not the one in SHA256SUMS"
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
