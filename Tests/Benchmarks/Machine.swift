import Glibc

/// Time, programs and folders of the machine that measures.
enum Machine {
  static var description: String {
    var name = utsname()
    uname(&name)
    let release = withUnsafePointer(to: &name.release) {
      $0.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
    }
    return "Linux \(release), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores"
  }

  /// The best of some runs, in milliseconds: what is left when others disturb least.
  static func best(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<runs {
      let start = ContinuousClock.now
      try body()
      let spent = ContinuousClock.now - start
      let (seconds, attoseconds) = spent.components
      best = min(best, Double(seconds) * 1000 + Double(attoseconds) / 1e15)
    }
    return best
  }

  /// How long something takes, in milliseconds.
  static func time(_ body: () async -> Void) async -> Double {
    let start = ContinuousClock.now
    await body()
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) * 1000 + Double(attoseconds) / 1e15
  }

  /// Makes programs of a folder be found before others of their name.
  static func putFirstInPath(_ folder: String) {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    setenv("PATH", "\(folder):\(path)", 1)
  }

  static func run(_ command: String) { _ = system(command) }

  /// The first line of a short file; nil where it cannot be read.
  static func read(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1000)
    let count = fread(&bytes, 1, bytes.count, file)
    let line = bytes[..<count].prefix { $0 != 0x0A }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }

  static func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "w") else { return }
    defer { fclose(file) }
    _ = fwrite(bytes, 1, bytes.count, file)
  }
}

extension Double {
  /// With one digit behind the point.
  var short: String {
    let tenths = Int((self * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
