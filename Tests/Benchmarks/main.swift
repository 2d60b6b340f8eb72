// Measures the stages of an audit on generated pools and prints ratios taken in one run.
//
//     swift run -c release Benchmarks [reading] [database] [pool] [compare] [collect] [--record]
//
// A name measures that stage alone; `--record` also writes Tests/Benchmarks/RESULTS.md. Nothing here
// decides whether a build is good: seconds on a shared machine do not.

import Evidence
import Glibc

if let place = CommandLine.arguments.firstIndex(of: "--reduce"),
  CommandLine.arguments.indices.contains(place + 1)
{
  // A stage of the database benchmark, run as a process of its own.
  try DatabaseBenchmark.measureMemory(of: CommandLine.arguments[place + 1])
  exit(0)
}
let suites: [(name: String, run: () async throws -> String)] = [
  ("reading", { try ReadingBenchmark().run() }), ("database", { try DatabaseBenchmark().run() }),
  ("pool", { try PoolBenchmark().run() }), ("compare", { try ComparisonBenchmark().run() }),
  ("collect", { try await CollectBenchmark().run() }),
]
let wanted = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }
var parts: [String] = []
for suite in suites where wanted.isEmpty || wanted.contains(suite.name) {
  parts.append(try await suite.run())
}
let results = parts.joined(separator: "\n\n")
print(results)
if CommandLine.arguments.contains("--record") {
  let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
  let path = "/\(folder)/RESULTS.md"
  let head = """
    # Results

    Made by `swift run -c release Benchmarks --record` on \(Machine.description). Ratios are of one
    run; seconds are those of that machine and hour.


    """
  try OutputFile.write(Array((head + results + "\n").utf8), to: path)
  print("wrote \(path)")
}
