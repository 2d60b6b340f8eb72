/// Numbers and indices of VFs: the PCI registers for them have 16 bits.
enum VFCount {
  static let range = 0...65_535
}
