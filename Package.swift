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
    .target(name: "PoolModel", dependencies: ["Evidence", "XML"], swiftSettings: house),
    .target(name: "Auditing", dependencies: ["PoolModel", "Yams"], swiftSettings: house),
    .target(name: "Rules", dependencies: ["Auditing", "PoolModel"], swiftSettings: house),
    .target(
      name: "Reporting", dependencies: ["Auditing", "PoolModel", "XML", "CTemplates"],
      swiftSettings: house),
    .executableTarget(
      name: "vfaudit",
      dependencies: [
        "Evidence", "PoolModel", "Auditing", "Rules", "Reporting",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house),

    .target(name: "ProjectFiles", path: "Tests/ProjectFiles", swiftSettings: house),
    .testTarget(name: "XMLTests", dependencies: ["XML"], swiftSettings: house),
    .testTarget(name: "EvidenceTests", dependencies: ["Evidence"], swiftSettings: house),
    .testTarget(
      name: "PoolModelTests", dependencies: ["PoolModel", "Evidence", "ProjectFiles"],
      swiftSettings: house),
    .testTarget(
      name: "AuditingTests", dependencies: ["Auditing", "PoolModel"], swiftSettings: house),
    .testTarget(
      name: "RulesTests", dependencies: ["Rules", "Auditing", "PoolModel", "ProjectFiles"],
      swiftSettings: house),
    .testTarget(
      name: "ReportingTests",
      dependencies: ["Reporting", "Auditing", "PoolModel", "XML", "Evidence"],
      swiftSettings: house),
    .testTarget(
      name: "ExampleTests",
      dependencies: [
        "Evidence", "PoolModel", "Auditing", "Rules", "Reporting", "ProjectFiles",
      ],
      swiftSettings: house),
    .testTarget(
      name: "CommandTests", dependencies: ["vfaudit", "ProjectFiles"], swiftSettings: house),
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["Evidence", "PoolModel", "Auditing", "Rules", "Reporting"],
      path: "Tests/Benchmarks", exclude: ["RESULTS.md"], swiftSettings: house),
  ]
)
