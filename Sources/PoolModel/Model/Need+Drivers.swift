import Records

// Gaps about driver files and the capabilities of ports.
extension Inventory {
  func driverFileGap(_ port: Port) -> Gap? {
    guard port.configuration != VFConfiguration.none, port.configuredVFs == nil else { return nil }
    if let load = load(of: port), let setting = load.setting {
      return Gap(
        what: "the number of VFs that \(label(port)) has after a reboot",
        why: load.type.isArray && load.functions.allSatisfy { $0.address != port.pciAddress }
          ? "which of the values \(setting.value) is its own was not captured"
          : "what \(load.driver) makes of \(setting.value) is not known",
        document: setting.origin.document)
    }
    guard driverFile(of: port).map({ !$0.isCaptured }) ?? !self[port.host].hasDriverFiles else {
      return nil
    }
    let driver = port.driver?.value ?? "DRIVER"
    return hostGap(
      port, what: "the driver file of \(label(port))", document: "modprobe.d/\(driver).conf",
      closedBy: ["cat", "/etc/modprobe.d/\(driver).conf"])
  }

  func fileGap(of entity: Entity) -> Gap? {
    guard case .driverFile(let id) = entity, !self[id].isCaptured else { return nil }
    return Gap(
      what: "the driver file \(label(self[id]))", why: "it was not captured",
      document: self[id].origin.document,
      closedBy: ["cat", "/etc/modprobe.d/\(self[id].fileName)"])
  }

  /// What the next load of the driver brings. A refusal that was captured is enough, whatever else
  /// was not.
  func driverLoadGap(of entity: Entity) -> Gap? {
    guard case .driverFile(let id) = entity, self[id].load.refusal == nil else { return nil }
    return fileGap(of: entity)
  }

  /// Not needed for an option whose values are all 0: every port then gets 0 VFs.
  func optionPositionsGap(of entity: Entity) -> Gap? {
    guard case .driverFile(let id) = entity, self[id].isCaptured,
      self[id].optionValues?.value.contains(where: { $0 != 0 }) == true
    else { return nil }
    let file = self[id]
    if file.boundFunctions == nil {
      return fileGap(
        file, what: "how many ports are bound to \(file.driver)", document: "sysfs",
        closedBy: ["ls", "/sys/bus/pci/drivers/\(file.driver)"])
    }
    guard !file.load.isTypeCaptured else { return nil }
    return fileGap(
      file, what: "whether \(file.driver) takes a value for each port",
      document: "modinfo-\(file.driver)", closedBy: ["modinfo", "--parameter", file.driver])
  }

  /// Not needed if another setting was found, even if other places were not captured.
  func otherSettingsGap(of entity: Entity) -> Gap? {
    guard case .driverFile(let id) = entity, self[id].isCaptured, !self[id].areOtherSettingsKnown,
      self[id].otherSettings.isEmpty
    else { return nil }
    let file = self[id]
    let name = file.effectiveParameter ?? file.driver
    return fileGap(
      file, what: "whether other settings of \(name) for \(file.driver) exist", document: "cmdline",
      closedBy: ["sh", "-c", "grep -n \(name.commandWord) /etc/modprobe.d/*.conf /proc/cmdline"])
  }

  func initrdTimeGap(of entity: Entity) -> Gap? {
    guard case .driverFile(let id) = entity, self[id].isCaptured,
      self[id].modifiedAt == nil || self[self[id].host].initrd == nil
    else { return nil }
    let file = self[id]
    return fileGap(
      file, what: "whether the initrd contains the current \(file.fileName)", document: "stat",
      closedBy: ["sh", "-c", "stat -c '%Y %s %n' /etc/modprobe.d/* /boot/initrd-$(uname -r).img"])
  }

  func totalVFsGap(_ port: Port) -> Gap? {
    guard port.totalVFs == nil else { return nil }
    return hostGap(
      port, what: "the maximum number of VFs of \(label(port))", document: "sysfs",
      closedBy: ["cat", "/sys/class/net/\(port.device)/device/sriov_totalvfs"])
  }

  func capabilitiesGap(_ port: Port) -> Gap? {
    guard port.isCapable == nil else { return nil }
    return Gap(
      what: "whether xapi shows the SR-IOV capability for \(label(port))",
      why: "the list of PIFs was captured without capabilities",
      document: XapiClass.pif.document,
      closedBy: ["xe", "pif-param-get", "uuid=\(port.uuid)", "param-name=capabilities"])
  }

  private func fileGap(
    _ file: DriverFile, what: String, document: String, closedBy: [String]
  ) -> Gap {
    let host = self[file.host]
    return Gap(
      what: what + " on \(host.name)",
      why: "the data captured on host \(host.name) does not show this",
      document: "host/\(host.uuid)/\(document)", closedBy: closedBy)
  }
}
