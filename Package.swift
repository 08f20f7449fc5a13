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
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nio = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")

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
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        // System libraries, from Debian's packages.
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(name: "CPhoneNumber", linkerSettings: [.linkedLibrary("phonenumber")]),

        // Ground.
        room("Localization", [.product(name: "Yams", package: "Yams")], resources: [.copy("Strings")]),
        room("Geography", [], resources: [.copy("Data")]),
        room("Storage", [
            "Localization", .product(name: "GRDB", package: "GRDB.swift"), "CPostgreSQL", logging, nio,
        ]),

        room("Formats", ["CQRencode"]),
        room("Programs", [subprocess]),
        room("Survival", []),

        // Shared.
        room("Records", ["Storage", "Localization", crypto]),
        room("Accounts", ["Storage", "Localization", "Geography", "Records", crypto, cryptoExtras]),
        room("Web", [
            "Accounts", "Records", "Storage", "Localization", "Geography", "CZlib", hummingbird, logging, crypto,
            .product(name: "Mustache", package: "swift-mustache"),
        ], resources: viewsAndStrings + [.copy("Static")]),

        // Features.
        room("Membership", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", "Formats", hummingbird, crypto,
        ], resources: viewsAndStrings),
        room("Directory", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", "Formats", "CPhoneNumber", hummingbird, nioCore,
        ], resources: viewsAndStrings + [.copy("OpenAPI.yaml")]),
        room("Search", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird,
        ], resources: viewsAndStrings + [.copy("OpenAPI.yaml")]),
        room("Visas", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", "Formats", hummingbird, crypto,
        ], resources: viewsAndStrings + [.copy("OpenAPI.yaml")]),
        room("Decisions", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", "Formats", hummingbird,
        ], resources: viewsAndStrings + [.copy("OpenAPI.yaml")]),
        room("Returns", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", "Formats", "Survival", hummingbird, nioCore,
        ], resources: viewsAndStrings + [.copy("OpenAPI.yaml")]),
        room("Arrangements", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird,
        ], resources: viewsAndStrings + [.copy("OpenAPI.yaml")]),
        room("Dialogue", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird,
        ], resources: viewsAndStrings + [.copy("OpenAPI.yaml")]),
        room("Plan", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", "Formats", "Programs", hummingbird, nioCore, subprocess, crypto,
            .product(name: "Yams", package: "Yams"),
        ], resources: viewsAndStrings + [.copy("OpenAPI.yaml"), .copy("Content")]),
        room("Notices", [
            "Accounts", "Records", "Web", "Storage", "Localization", "Geography", "Formats", "Programs", hummingbird, nioCore, logging, subprocess, crypto,
        ], resources: viewsAndStrings),

        // Roof.
        room("App", [
            "Search", "Arrangements", "Dialogue", "Plan", "Decisions", "Returns", "Notices", "Directory", "Visas", "Membership", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", "Formats", hummingbird, logging, nioCore,
            subprocess, crypto,
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "Yams", package: "Yams"),
        ], resources: [.copy("Content"), .copy("OpenAPI.yaml")]),
        .executableTarget(name: "enlace", dependencies: [
            "App", "Notices", "Directory", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird, logging,
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),

        // What `make bench` compares the house with; `make build` leaves it out.
        .executableTarget(name: "EnlaceBench", dependencies: [
            "App", "Directory", "Visas", "Records", "Survival", "Web", "Storage", "Localization", "Geography", hummingbird, logging, nioCore,
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ], path: "Benchmarks/EnlaceBench"),

        // The statistics, to be held against others' from Python; `make build` leaves it out.
        .executableTarget(name: "SurvivalCheck", dependencies: ["Survival"], path: "Tests/SurvivalCheck"),

        // The network that tests of several rooms act in.
        .target(name: "Networks", dependencies: ["Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird, hummingbirdTesting, nioCore], path: "Tests/Networks"),

        .testTarget(name: "SurvivalTests", dependencies: ["Survival"]),
        .testTarget(name: "StorageTests", dependencies: ["Storage", "Localization"]),
        .testTarget(name: "LocalizationTests", dependencies: ["Localization"]),
        .testTarget(name: "GeographyTests", dependencies: ["Geography"]),
        .testTarget(name: "RecordsTests", dependencies: ["Records", "Storage", "Localization"]),
        .testTarget(name: "FormatsTests", dependencies: ["Formats"]),
        .testTarget(name: "AccountsTests", dependencies: ["Accounts", "Records", "Storage", "Localization", "Geography", crypto]),
        .testTarget(name: "MembershipTests", dependencies: ["Membership", "Accounts", "Records", "Web", "Storage", "Localization", hummingbird, hummingbirdTesting]),
        .testTarget(name: "DirectoryTests", dependencies: ["Directory", "Networks", "Web", "Storage", "Localization", "Geography", "Records"]),
        .testTarget(name: "SearchTests", dependencies: ["Search", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird, hummingbirdTesting]),
        .testTarget(name: "VisasTests", dependencies: ["Visas", "Networks", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", "Formats", hummingbird, hummingbirdTesting, nioCore]),
        .testTarget(name: "DecisionsTests", dependencies: ["Decisions", "Networks", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird, hummingbirdTesting, nioCore]),
        .testTarget(name: "ReturnsTests", dependencies: ["Returns", "Networks", "Survival", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird, hummingbirdTesting, nioCore]),
        .testTarget(name: "ArrangementsTests", dependencies: ["Arrangements", "Networks", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird, hummingbirdTesting, nioCore]),
        .testTarget(name: "DialogueTests", dependencies: ["Dialogue", "Networks", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird, hummingbirdTesting, nioCore]),
        .testTarget(name: "PlanTests", dependencies: ["Plan", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird, hummingbirdTesting, nioCore]),
        .testTarget(name: "NoticesTests", dependencies: ["Notices", "Accounts", "Records", "Web", "Storage", "Localization", "Geography", hummingbird, hummingbirdTesting, nioCore]),
        .testTarget(name: "AppTests", dependencies: ["App", "Accounts", "Plan", "Decisions", "Directory", "Visas", "Web", "Storage", "Localization", "Geography", "Records", hummingbird, hummingbirdTesting]),
    ],
    swiftLanguageModes: [.v6]
)
