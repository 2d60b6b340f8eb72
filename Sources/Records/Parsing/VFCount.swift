/// Numbers of VFs and indices of VFs: PCI's registers of them have 16 bits.
enum VFCount {
  static let range = 0...65_535
}
