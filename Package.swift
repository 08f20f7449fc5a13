// swift-tools-version: 6.2
// The map of the house: one target per room, and imports only go down (docs/architecture.md).
import PackageDescription

/// Templates, catalogues and data files stand beside the code that uses them.
func room(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources)
}

let viewsAndStrings: [Resource] = [.copy("Views"), .copy("Strings")]
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "enlace",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "enlace", targets: ["enlace"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // System libraries, from Debian's packages.
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Ground.
        room("Localization", [.product(name: "Yams", package: "Yams")], resources: [.copy("Strings")]),
        room("Geography", [], resources: [.copy("Data")]),
        room("Storage", [
            "Localization", .product(name: "GRDB", package: "GRDB.swift"), "CPostgreSQL", logging, nio,
        ]),

        // Shared.
        room("Records", ["Storage", "Localization", crypto]),
        room("Accounts", ["Storage", "Localization", "Geography", "Records", crypto]),
        room("Web", [
            "Accounts", "Records", "Storage", "Localization", "Geography", "CZlib", hummingbird, logging, crypto,
            .product(name: "Mustache", package: "swift-mustache"),
        ], resources: viewsAndStrings + [.copy("Static")]),

        // Roof.
        .executableTarget(name: "enlace", dependencies: [
            "Web",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "CryptoExtras", package: "swift-crypto"),
        ]),

        .testTarget(name: "StorageTests", dependencies: ["Storage"]),
        .testTarget(name: "WebTests", dependencies: ["Web", hummingbirdTesting]),
    ],
    swiftLanguageModes: [.v6]
)
