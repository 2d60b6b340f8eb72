import Glibc

extension Array {
  /// Asks for huge pages for what is reserved: a third of a large listing's time would go into
  /// faults of small ones. Nothing changes where there are none.
  mutating func adviseHugePages() {
    let length = capacity * MemoryLayout<Element>.stride
    guard length >= 8 << 20 else { return }
    withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      let pages = base.alignedUp(toMultipleOf: 4096)
      _ = madvise(pages, length - (pages - base), MADV_HUGEPAGE)
    }
  }
}
