/// The place of an entity in its inventory: an index that cannot be mistaken for another kind's.
package struct ID<Entity>: Hashable, Comparable, Sendable {
  package let index: Int

  package init(_ index: Int) { self.index = index }

  package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}
