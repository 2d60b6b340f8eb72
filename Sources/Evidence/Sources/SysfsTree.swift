/// A kernel's `/sys`, live or copied with its links, as one document.
///
///     /sys/class/net/eth0/device -> 0000:07:00.0
///     /sys/class/net/eth0/device/sriov_numvfs:4
///
/// Only the attributes listed here are read: on some kernels, reading certain others kills the
/// reading process. Unreadable attributes are omitted; a link is shown by its last component.
struct SysfsTree {
  private static let interfaceAttributes = ["address", "carrier", "mtu", "operstate"]
  private static let deviceAttributes = [
    "class", "device", "sriov_drivers_autoprobe", "sriov_numvfs", "sriov_offset", "sriov_stride",
    "sriov_totalvfs", "sriov_vf_device", "vendor",
  ]
  private static let deviceLinks = ["driver", "physfn"]

  /// Whether a file with this name is read; this does not apply to links.
  static func reads(_ name: String) -> Bool {
    interfaceAttributes.contains(name) || deviceAttributes.contains(name)
  }

  private let root: String
  private var lines: [String] = []
  private(set) var gaps: [CaptureGap] = []

  /// Reads the tree whose `sys` folder is at this path; the empty path is the root itself.
  init(_ path: String, in tree: borrowing some DocumentTree & ~Copyable) {
    root = path
    readInterfaces(in: tree)
    readPCIDevices(in: tree)
  }

  /// Whether a folder looks like a kernel's `/sys`.
  static func isOne(
    _ path: String, in tree: borrowing some DocumentTree & ~Copyable
  ) -> Bool {
    for inside in ["class/net", "bus/pci/devices"] {
      do throws(CaptureGap.Reason) {
        if try tree.resolve(path + "/" + inside).kind == .folder { return true }
      } catch { continue }
    }
    return false
  }

  /// The lines, sorted by bytes.
  var bytes: Bytes {
    let sorted = lines.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return Bytes(sorted.map { $0 + "\n" }.joined())
  }

  private mutating func readInterfaces(in tree: borrowing some DocumentTree & ~Copyable) {
    for name in names(in: "class/net", of: tree) {
      let path = "class/net/\(name)"
      guard let interface = open(path, in: tree, mustExist: false),
        let names = list(path, in: tree), names.contains("device")
      else { continue }
      add(SysfsTree.interfaceAttributes, of: interface, at: path)
      add(links: ["device", "master"], of: interface, at: path)
      readDevice(at: path + "/device", in: tree)
    }
  }

  private mutating func readPCIDevices(in tree: borrowing some DocumentTree & ~Copyable) {
    for name in names(in: "bus/pci/devices", of: tree) {
      let path = "bus/pci/devices/\(name)"
      guard let device = open(path, in: tree, mustExist: true) else { continue }
      let isNetwork = device.firstLine(of: "class")?.hasPrefix("0x02") == true
      guard isNetwork || device.linkTarget(of: "physfn") != nil else { continue }
      readDevice(at: path, in: tree)
    }
  }

  private mutating func readDevice(
    at path: String, in tree: borrowing some DocumentTree & ~Copyable
  ) {
    guard let device = open(path, in: tree, mustExist: true), let names = list(path, in: tree)
    else { return }
    add(SysfsTree.deviceAttributes, of: device, at: path)
    let functions = names.filter { $0.hasPrefix("virtfn") }
    add(links: SysfsTree.deviceLinks + functions, of: device, at: path)
  }

  private mutating func add(
    _ attributes: [String], of folder: some TreeFolder, at path: String
  ) {
    for name in attributes {
      guard let value = folder.firstLine(of: name) else { continue }
      lines.append("/sys/\(path)/\(name):\(value)")
    }
  }

  private mutating func add(
    links: [String], of folder: some TreeFolder, at path: String
  ) {
    for name in links {
      guard let target = folder.linkTarget(of: name) else { continue }
      lines.append("/sys/\(path)/\(name) -> \(target)")
    }
  }

  private func names(
    in path: String, of tree: borrowing some DocumentTree & ~Copyable
  ) -> [String] {
    Array((list(path, in: tree) ?? []).prefix(TreeLimit.entries))
  }

  private func list(
    _ path: String, in tree: borrowing some DocumentTree & ~Copyable
  ) -> [String]? {
    do throws(CaptureGap.Reason) {
      return try tree.names(in: tree.resolve(full(path)))
    } catch {
      return nil
    }
  }

  /// Opens a folder of the tree; nil if that fails. Notes a gap if `mustExist`, or for a bad link.
  private mutating func open<Tree: DocumentTree & ~Copyable>(
    _ path: String, in tree: borrowing Tree, mustExist: Bool
  ) -> Tree.Folder? {
    do throws(CaptureGap.Reason) {
      let place = try tree.resolve(full(path))
      guard place.kind == .folder else { return nil }
      return try tree.openFolder(place)
    } catch {
      if mustExist || error == .linkLeavesSnapshot || error == .linkLoop {
        gaps.append(CaptureGap(DocumentName(full(path)), error))
      }
      return nil
    }
  }

  private func full(_ path: String) -> String {
    root.isEmpty ? path : "\(root)/\(path)"
  }
}
