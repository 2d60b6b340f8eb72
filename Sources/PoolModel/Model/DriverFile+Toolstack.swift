import Records

// What the toolstack makes of a driver file (xen-api `network_utils.ml`, `Modprobe` and `Sriov`).
extension DriverFile {
  /// What enabling SR-IOV on a port of the driver answers.
  package enum EnableAnswer: Sendable, Equatable {
    /// The port has the number of VFs already.
    case modprobe
    case modprobeRequiresReboot
    case sysfs
    /// VFs exist, and xapi could not change their number.
    case manual
    /// xapi answers NETWORK_SRIOV_ENABLE_FAILED with this text.
    case failed(String)

    /// The answer where there is no file with VFs-param.
    package static func withoutFile(activeVFs: Int, canWriteSysfs: Bool) -> EnableAnswer {
      if canWriteSysfs { return .sysfs }
      return activeVFs > 0 ? .manual : .failed("set SR-IOV numvfs error")
    }
  }

  /// Whether xapi shows the capability *sriov* for a port of the driver. nil if that depends on
  /// `sriov_totalvfs`, which is not known. Before xcp-networkd 21 a limit above 0 was enough.
  package func isCapable(totalVFs: Int?) -> Bool? {
    if let limit, limit <= 0 { return false }
    return totalVFs.map { $0 > 0 }
  }

  /// What xapi answers when SR-IOV is enabled on a port with so many VFs.
  ///
  /// `canWriteSysfs`: whether the driver lets xapi write `sriov_numvfs`.
  package func enabling(activeVFs: Int, canWriteSysfs: Bool) -> EnableAnswer {
    guard parameter != nil else {
      return .withoutFile(activeVFs: activeVFs, canWriteSysfs: canWriteSysfs)
    }
    guard let target else { return .failed("Fail to get maxvfs for \(driver)") }
    guard toolstackValues > 0 else {
      return .failed("Fail to generate options for maxvfs for \(driver)")
    }
    return activeVFs == target ? .modprobe : .modprobeRequiresReboot
  }

  /// The file after the toolstack has set a number of VFs: when SR-IOV is enabled (`target`), or
  /// disabled on the last port (0). nil if it leaves the file as it is.
  package func contents(settingVFs vfs: Int) -> [UInt8]? {
    let file = ToolstackFile(record.contents)
    guard let parameter = file.value(of: "VFs-param"), toolstackValues > 0 else { return nil }
    let value = Array(repeating: String(vfs), count: toolstackValues).joined(separator: ",")
    return file.setting(parameter, ofDriver: driver, to: value)
  }
}
