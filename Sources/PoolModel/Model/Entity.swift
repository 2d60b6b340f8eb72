/// An object that a rule can examine.
package enum Entity: Sendable, Hashable {
  case pool
  case document(String)
  case host(ID<Host>)
  case port(ID<Port>)
  case network(ID<Network>)
  case networkSRIOV(ID<NetworkSRIOV>)
  case vlan(ID<VLAN>)
  case vm(ID<VM>)
  case vif(ID<VIF>)
  case virtualFunction(ID<VirtualFunction>)
  case driverFile(ID<DriverFile>)
  /// A waiver of the policy, by its position.
  case waiver(Int)
}
