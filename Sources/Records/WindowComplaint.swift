/// What VFs lack when a port's PCI window is too small for them.
package enum WindowComplaint: Sendable, Hashable {
  /// Memory addresses behind the bridge above the port.
  case memory
  /// Bus numbers behind that bridge.
  case busNumbers
}
