import Glibc

/// Writes a xapi database of about any size, on one line as the toolstack does: the same for the
/// same size. Most of it is rows that nobody wants, and columns of wanted rows that nobody wants.
struct DatabaseGenerator {
  private let pool = PoolGenerator()
  private let out: BufferedFile

  /// Writes the file; gives its size. nil where it cannot be written.
  static func write(to path: String, megabytes: Int) -> Int? {
    guard let file = fopen(path, "w") else { return nil }
    defer { fclose(file) }
    DatabaseGenerator(out: BufferedFile(file)).write(megabytes: megabytes)
    return ftell(file)
  }

  private init(out: BufferedFile) { self.out = out }

  private func write(megabytes: Int) {
    out.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<database><manifest>")
    for (key, value) in [("schema_major_vsn", "5"), ("schema_minor_vsn", "793")] {
      out.write("<pair key=\"\(key)\" value=\"\(value)\"/>")
    }
    out.write("</manifest>")
    let vms = megabytes * 40
    table("PCI", rows: 64 * megabytes / 4) { pci($0) }
    table("PIF", rows: 12) { pif($0) }
    table("PIF_metrics", rows: 4) { index in
      [
        ("carrier", "true"), ("device_id", "1528"), ("pci_bus_path", "0000:0\(index + 1):00.0"),
        ("vendor_id", "8086"),
      ]
    }
    table("VBD", rows: vms * 5) { disk($0) }
    table("VDI", rows: vms * 5) { disk($0) }
    table("VIF", rows: vms * 3) { vif($0) }
    table("VM", rows: vms) { vm($0) }
    table("VM_guest_metrics", rows: vms) { guestMetrics($0) }
    table("VM_metrics", rows: vms) { disk($0) }
    table("host", rows: 16) { index in
      [("enabled", "true"), ("name__label", "xcp\(index)"), ("software_version", "()")]
    }
    table("message", rows: vms) { index in [("body", blob(index, 40)), ("name", "VM_STARTED")] }
    table("network", rows: 8) { [("bridge", "xapi\($0)"), ("name__label", "net%.\($0)")] }
    table("network_sriov", rows: 4) { index in
      [
        ("configuration_mode", "sysfs"), ("logical_PIF", reference("PIF", index + 4)),
        ("physical_PIF", reference("PIF", index)), ("requires_reboot", "false"),
      ]
    }
    table("pool", rows: 1) { _ in
      [("master", reference("host", 0)), ("name__label", "bench"), ("restrictions", "()")]
    }
    out.write("</database>")
    out.flush()
  }

  private func table(
    _ name: String, rows: Int, _ columns: (Int) -> [(String, String)]
  ) {
    out.write("<table name=\"\(name)\">")
    for index in 0..<rows {
      let reference = reference(name, index)
      out.write("<row ref=\"\(reference)\" __ctime=\"\(index)\" __mtime=\"\(index * 7)\"")
      out.write(" _ref=\"\(reference)\"")
      for (column, value) in columns(index) { out.write(" \(column)=\"\(value)\"") }
      out.write(" uuid=\"\(pool.uuid(name, index))\"/>")
    }
    out.write("</table>")
  }

  // MARK: rows

  private func reference(_ table: String, _ index: Int) -> String {
    "OpaqueRef:\(pool.uuid(table, index))"
  }

  /// Columns that every kind of row has some of.
  private func ballast(_ index: Int, _ count: Int) -> [(String, String)] {
    (0..<count).map { column in
      switch column % 5 {
      case 0: ("field_\(column)", reference("ballast", index &* 31 &+ column))
      case 1: ("field_\(column)", "false")
      case 2: ("field_\(column)", "(('key'%.'\(index)')%.('other'%.'it\\'s%.here'))")
      case 3: ("field_\(column)", "\(index &* column)")
      default: ("field_\(column)", "()")
      }
    }
  }

  private func blob(_ index: Int, _ pieces: Int) -> String {
    String(repeating: "&lt;restriction%.property=&quot;vcpus-max&quot;/&gt;%n", count: pieces)
  }

  private func disk(_ index: Int) -> [(String, String)] { ballast(index, 28) }

  private func pci(_ index: Int) -> [(String, String)] {
    [
      ("attached_VMs", "()"), ("class_name", "Ethernet%.controller"), ("dependencies", "()"),
      ("device_name", "X540%.Virtual%.Function"), ("driver_name", "ixgbevf"),
      ("host", reference("host", index % 16)), ("pci_id", "0000:01:10.\(index % 8)"),
      ("physical_function", reference("PCI", index % 64)),
      ("scheduled_to_be_attached_to", "OpaqueRef:NULL"), ("vendor_name", "Intel%.Corporation"),
    ] + ballast(index, 6)
  }

  private func pif(_ index: Int) -> [(String, String)] {
    [
      ("MAC", "02:00:00:00:00:0\(index % 8)"), ("MTU", "1500"), ("PCI", reference("PCI", index)),
      ("VLAN", "-1"), ("capabilities", "('sriov')"), ("currently_attached", "true"),
      ("device", "eth\(index % 4)"), ("host", reference("host", 0)),
      ("metrics", reference("PIF_metrics", index % 4)),
      ("network", reference("network", index % 8)), ("physical", index < 4 ? "true" : "false"),
    ] + ballast(index, 20)
  }

  private func vif(_ index: Int) -> [(String, String)] {
    [
      ("MAC", "06:00:00:00:00:01"), ("MTU", "1500"), ("VM", reference("VM", index / 3)),
      ("currently_attached", "true"), ("device", "\(index % 3)"), ("ipv4_allowed", "()"),
      ("locking_mode", "network_default"), ("network", reference("network", index % 8)),
      ("other_config", "()"), ("qos__algorithm_params", "()"), ("qos__algorithm_type", ""),
      ("reserved_pci", "OpaqueRef:NULL"),
    ] + ballast(index, 14)
  }

  private func vm(_ index: Int) -> [(String, String)] {
    [
      ("HVM__boot_params", "(('firmware'%.'uefi')%.('order'%.'cdn'))"),
      ("NVRAM", "(('EFI-variables'%.'\(blob(index, 20))'))"), ("affinity", "OpaqueRef:NULL"),
      ("attached_PCIs", "()"), ("domain_type", "hvm"),
      ("guest_metrics", reference("VM_guest_metrics", index)), ("is_a_snapshot", "false"),
      ("is_a_template", "false"), ("is_control_domain", "false"), ("name__label", "vm%.\(index)"),
      ("other_config", "(('base_template_name'%.'Debian%.12')%.('mac_seed'%.'\(index)'))"),
      ("platform", "(('videoram'%.'8')%.('secret'%.'never'))"), ("power_state", "Running"),
      (
        "recommendations",
        "&lt;restrictions&gt;\(blob(index, 40))&lt;restriction%.field=&quot;allow-network-sriov&quot;%."
          + "value=&quot;1&quot;/&gt;&lt;/restrictions&gt;"
      ),
      ("resident_on", reference("host", index % 16)), ("tags", "()"),
    ] + ballast(index, 45)
  }

  private func guestMetrics(_ index: Int) -> [(String, String)] {
    [
      ("networks", "(('0/ip'%.'192.0.2.1'))"),
      ("os_version", "(('distro'%.'debian')%.('major'%.'12')%.('name'%.'Debian%.12'))"),
    ] + ballast(index, 10)
  }
}

/// Gathers text before it is written.
private final class BufferedFile {
  private var text: [UInt8] = []
  private let file: UnsafeMutablePointer<FILE>

  init(_ file: UnsafeMutablePointer<FILE>) { self.file = file }

  func write(_ more: String) {
    text += more.utf8
    if text.count > 1 << 20 { flush() }
  }

  func flush() {
    _ = fwrite(text, 1, text.count, file)
    text.removeAll(keepingCapacity: true)
  }
}
