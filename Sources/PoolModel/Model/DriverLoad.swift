package import Records

/// What becomes of a driver and its VFs when it is loaded next on a host.
///
/// The one place that computes it: kmod joins the `options` of every file in order of file name and
/// appends the kernel's command line; the kernel reads that text and refuses the module for one
/// invalid value of a known parameter; the driver gives value N to the N-th function that it binds.
package struct DriverLoad: Sendable {
  package var host: ID<Host>
  package var driver: String
  /// Every value of the driver's parameter for VFs, in the kernel's order. The last one counts.
  package var settings: [Setting] = []
  /// Why the driver is not loaded; nil if nothing known prevents it.
  package var refusal: Refusal?
  /// The functions that the driver binds, in probe order. Where neither sysfs nor lspci shows them,
  /// those of the ports that use it.
  package var functions: [Function] = []
  /// How many sysfs, or else lspci, shows; nil if neither does.
  package var bound: Fact<Int>?
  /// The type of the parameter for VFs.
  package var type: ParameterType
  /// Whether `modinfo` shows the type; otherwise it is that of the packaged driver.
  package var isTypeCaptured = false
  /// What the answer rests on besides what was captured, for people: `modinfo igb was not captured`.
  package var assumptions: [String] = []

  /// One `max_vfs=4,4`.
  package struct Setting: Sendable, Equatable {
    /// `max_vfs`.
    package var parameter: String
    /// `4,4`.
    package var value: String
    /// nil for a value that the kernel does not accept.
    package var integers: [Int?]
    /// `options.conf`; nil for the kernel's command line.
    package var fileName: String?
    package var origin: Origin
  }

  package struct Refusal: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
      /// A word that sets a known parameter to a value that the kernel does not accept.
      case invalid(word: String, parameter: String)
      /// `blacklist igb`: no device makes the kernel load it.
      case blacklisted
      /// `install igb /bin/true`: another command is run instead.
      case replaced(by: String)
    }
    package var reason: Reason
    /// `igb.conf`; nil for the kernel's command line.
    package var fileName: String?
    package var origin: Origin

    /// Whether it rests on what was captured alone: not on the type of a parameter that modinfo would
    /// have shown, and not on nothing loading a blacklisted driver by its name.
    package func isCertain(modinfoCaptured: Bool) -> Bool {
      switch reason {
      case .invalid: modinfoCaptured
      case .blacklisted: false
      case .replaced: true
      }
    }

    /// For people: `max_vfs=4,`; `the driver is blacklisted`.
    package var seen: String {
      switch reason {
      case .invalid(let word, _): word
      case .blacklisted: "the driver is blacklisted"
      case .replaced(let command): "another command: \(command)"
      }
    }
  }

  package struct Function: Sendable, Equatable {
    /// `0000:07:00.0`.
    package var address: String
    /// The most VFs that the function can have; nil if not known.
    package var most: Int?
    /// False for cards without VFs (i210, i354, 82580), for which the driver ignores the number. nil
    /// for a card that is not known.
    package var canHaveVFs: Bool?
  }

  /// `igb is not loaded`, or `igb may not be loaded` where that rests on more than what was captured.
  package var outcome: String {
    let isCertain = refusal?.isCertain(modinfoCaptured: isTypeCaptured) == true
    return "\(driver) \(isCertain ? "is not loaded" : "may not be loaded")"
  }

  /// The setting that counts; nil if nothing sets the parameter.
  package var setting: Setting? { settings.last }

  /// VFs of a function after the load. nil if that is not known: the driver's answer to the value is
  /// not known, or which value it gets.
  package func vfs(of address: String?) -> Int? {
    guard refusal == nil, let setting, setting.integers.contains(where: { $0 != 0 }) else {
      return 0
    }
    let index = place(of: address)
    let function = index.map { functions[$0] }
    if function?.canHaveVFs == false { return 0 }
    if let function, function.canHaveVFs == nil { return nil }
    let values = setting.integers.compactMap { $0 }
    guard let knowledge = DriverKnowledge.of(driver) else {
      return values.count == 1 || Set(values).count == 1 ? values.first : nil
    }
    // num_vfs=port1,port2,port1+2: a function of mlx4 has two ports.
    if driver == "mlx4_core" { return answer(values.reduce(0, +), function, knowledge) }
    guard type.isArray else { return values.first.flatMap { answer($0, function, knowledge) } }
    guard let index else { return nil }
    return values.indices.contains(index) ? answer(values[index], function, knowledge) : 0
  }

  /// Whether a function is known to be able to have VFs.
  package func canHaveVFs(_ address: String?) -> Bool {
    place(of: address).map { functions[$0].canHaveVFs == true } ?? false
  }

  /// The number that the setting has for a function; nil if it has none, or its place is not known.
  package func request(of address: String?) -> Int? {
    guard refusal == nil, let setting else { return nil }
    guard type.isArray else { return setting.integers.first ?? nil }
    guard let index = place(of: address), setting.integers.indices.contains(index) else {
      return nil
    }
    return setting.integers[index]
  }

  /// The place of a function in probe order.
  private func place(of address: String?) -> Int? {
    address.flatMap { address in functions.firstIndex { $0.address == address } }
  }

  /// What the driver makes of a number.
  private func answer(
    _ number: Int, _ function: Function?, _ knowledge: DriverKnowledge
  ) -> Int? {
    let most = knowledge.limit ?? function?.most
    if number == 0 { return 0 }
    guard let most else { return nil }
    if (1...max(1, most)).contains(number) { return number }
    switch type.isArray ? knowledge.aboveLimit.packaged : knowledge.aboveLimit.ofKernel {
    case .none: return 0
    case .most: return most
    case .notKnown: return nil
    }
  }
}
