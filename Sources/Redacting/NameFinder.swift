/// Finds many names in a text at once (a trie); the longest name at each place wins.
package struct NameFinder {
  private var nodes = [Node()]

  private struct Node {
    var next: [Unicode.Scalar: Int] = [:]
    /// The number of the name that ends here.
    var name: Int?
  }

  package init() {}

  package mutating func add(_ name: String, as number: Int) {
    var node = 0
    for scalar in name.unicodeScalars {
      if let next = nodes[node].next[scalar] {
        node = next
      } else {
        nodes.append(Node())
        nodes[node].next[scalar] = nodes.count - 1
        node = nodes.count - 1
      }
    }
    if node != 0, nodes[node].name == nil { nodes[node].name = number }
  }

  /// The longest name that begins at `start` and for whose end `isEnd` is true.
  package func longest(
    in text: [Unicode.Scalar], from start: Int, where isEnd: (Int) -> Bool
  ) -> (end: Int, name: Int)? {
    var node = 0
    var index = start
    var found: (end: Int, name: Int)?
    while index < text.count, let next = nodes[node].next[text[index]] {
      node = next
      index += 1
      if let name = nodes[node].name, isEnd(index) { found = (index, name) }
    }
    return found
  }
}

extension Array where Element == Unicode.Scalar {
  /// Whether no word crosses this place. Only whole words are replaced.
  package func isBoundary(_ index: Int) -> Bool {
    index == 0 || index == count || !(self[index - 1].isOfWord && self[index].isOfWord)
  }
}

extension Unicode.Scalar {
  fileprivate var isOfWord: Bool {
    if value < 0x80 { return properties.isAlphabetic || (0x30...0x39).contains(value) }
    return properties.isAlphabetic || properties.numericType != nil
  }
}
