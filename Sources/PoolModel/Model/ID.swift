/// The index of an entity in its inventory, with the kind of entity as its type.
package struct ID<Entity>: Hashable, Comparable, Sendable {
  package let index: Int

  package init(_ index: Int) { self.index = index }

  package static func < (left: Self, right: Self) -> Bool { left.index < right.index }
}
