/// The resource that is missing when a port's PCI window is too small for its VFs.
package enum WindowComplaint: Sendable, Hashable {
  /// Memory addresses of the PCI bridge above the port.
  case memory
  /// Bus numbers of that bridge.
  case busNumbers
}
