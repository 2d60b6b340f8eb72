// swift-tools-version: 6.2
import PackageDescription

// The house rules, for every Swift target: Swift 6, no warning survives, no import leaks.
let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableExperimentalFeature("Lifetimes"),
  .treatAllWarnings(as: .error),
]

/// Rooms that hold C pointers mark each unsafe expression as such.
let doorkeepers = house + [.strictMemorySafety()]

// Targets stand in pipeline order: a target depends only on targets above it.
let package = Package(
  name: "vfaudit",
  products: [.executable(name: "vfaudit", targets: ["vfaudit"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(
      name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .target(name: "CCollector", exclude: ["collect.sh"]),
    .target(name: "CTemplates"),
    .target(name: "XML", dependencies: ["CLibXML2"], swiftSettings: doorkeepers),
    .target(
      name: "Evidence",
      dependencies: [
        "CCollector", "CLibArchive", "CLibCrypto",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: doorkeepers),
    .target(name: "Records", dependencies: ["Evidence", "XML"], swiftSettings: house),
    .target(name: "PoolModel", dependencies: ["Records", "Evidence"], swiftSettings: house),
    .target(name: "Auditing", dependencies: ["PoolModel", "Records"], swiftSettings: house),
    .target(
      name: "Policies", dependencies: ["Auditing", "PoolModel", "Records", "Yams"],
      swiftSettings: house),
    .target(
      name: "PoolSketch",
      dependencies: ["Evidence", "Policies", "Auditing", "PoolModel", "Records"],
      swiftSettings: house),
    .target(
      name: "Planning", dependencies: ["Auditing", "PoolModel", "Records"], swiftSettings: house),
    .target(
      name: "Comparing", dependencies: ["Auditing", "Planning", "PoolModel", "Records"],
      swiftSettings: house),
    .target(
      name: "Redacting", dependencies: ["Auditing", "PoolModel", "Records"], swiftSettings: house),
    .target(
      name: "Remedies", dependencies: ["Auditing", "PoolModel", "Records"], swiftSettings: house),
    .target(
      name: "Rules", dependencies: ["Auditing", "PoolModel", "PoolSketch", "Records", "Remedies"],
      swiftSettings: house),
    .target(
      name: "Reporting",
      dependencies: [
        "Auditing", "Comparing", "Planning", "PoolModel", "Records", "Redacting", "XML",
        "CTemplates",
      ],
      swiftSettings: house),
    .executableTarget(
      name: "vfaudit",
      dependencies: [
        "Evidence", "Records", "PoolModel", "Auditing", "Policies", "Planning", "Comparing",
        "Redacting", "Rules", "Reporting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house),

    .target(name: "ProjectFiles", path: "Tests/ProjectFiles", swiftSettings: house),
    .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: house),
    .testTarget(
      name: "EvidenceTests", dependencies: ["Evidence", "ProjectFiles"], swiftSettings: house),
    .testTarget(
      name: "RecordsTests", dependencies: ["Records", "PoolModel", "Evidence", "ProjectFiles"],
      swiftSettings: house),
    .testTarget(
      name: "PoolModelTests",
      dependencies: ["PoolModel", "Records", "PoolSketch", "Evidence", "ProjectFiles"],
      swiftSettings: house),
    .testTarget(
      name: "AuditingTests", dependencies: ["Auditing", "PoolModel", "PoolSketch", "Records"],
      swiftSettings: house),
    .testTarget(
      name: "PoliciesTests",
      dependencies: ["Policies", "Auditing", "PoolModel", "PoolSketch", "Records"],
      swiftSettings: house),
    .testTarget(
      name: "PlanningTests",
      dependencies: ["Planning", "Auditing", "PoolModel", "PoolSketch", "Records"],
      swiftSettings: house),
    .testTarget(
      name: "ComparingTests",
      dependencies: ["Comparing", "Planning", "Auditing", "PoolModel", "PoolSketch", "Records"],
      swiftSettings: house),
    .testTarget(
      name: "RedactingTests",
      dependencies: ["Redacting", "Auditing", "PoolModel", "PoolSketch", "Records"],
      swiftSettings: house),
    .testTarget(
      name: "RulesTests",
      dependencies: [
        "Rules", "Remedies", "Planning", "Auditing", "PoolModel", "PoolSketch", "Records",
        "ProjectFiles",
      ],
      swiftSettings: house),
    .testTarget(
      name: "ReportingTests",
      dependencies: [
        "Reporting", "Comparing", "Planning", "Redacting", "Auditing", "PoolModel", "PoolSketch",
        "Records", "XML", "Evidence",
      ],
      swiftSettings: house),
    .testTarget(
      name: "ExampleTests",
      dependencies: [
        "Evidence", "Records", "PoolModel", "Auditing", "Policies", "Planning", "Comparing",
        "Redacting", "Rules", "Reporting", "ProjectFiles",
      ],
      swiftSettings: house),
    .testTarget(
      name: "CommandTests", dependencies: ["vfaudit", "ProjectFiles"], swiftSettings: house),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Evidence", "Records", "PoolModel", "Auditing", "Planning", "Comparing", "Rules",
        "Reporting",
      ],
      path: "Tests/Benchmarks", exclude: ["RESULTS.md"], swiftSettings: house),
  ]
)
