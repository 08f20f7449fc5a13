import Foundation
import Geography
import Hummingbird
import NIOCore
import Web
import Yams

/// The OpenAPI 3.1 document: each room's `OpenAPI.yaml`, put together under one head.
public struct APIDocument: Sendable {
    /// A description that cannot be used: the program refuses to start with it.
    struct Fault: Error, CustomStringConvertible {
        let file: String
        let reason: String
        var description: String { "\(file): \(reason)" }
    }

    public let json: String

    /// - Parameter rooms: folders of resources; those without a description have no API.
    init(rooms: [URL]) throws {
        var paths: [String: Any] = [:], schemas: [String: Any] = [:]
        var document: [String: Any] = try Self.read(Bundle.module.bundleURL.appendingPathComponent("OpenAPI.yaml")) ?? [:]
        var components = document["components"] as? [String: Any] ?? [:]
        schemas.merge(components["schemas"] as? [String: Any] ?? [:]) { first, _ in first }
        for room in rooms {
            guard let part = try Self.read(room.appendingPathComponent("OpenAPI.yaml")) else { continue }
            paths.merge(part["paths"] as? [String: Any] ?? [:]) { first, _ in first }
            schemas.merge(part["schemas"] as? [String: Any] ?? [:]) { first, _ in first }
        }
        if var country = schemas["Country"] as? [String: Any] {
            country["enum"] = CountryCode.all(sortedIn: "en").map(\.rawValue).sorted()
            schemas["Country"] = country
        }
        paths.merge(document["paths"] as? [String: Any] ?? [:]) { first, _ in first }
        components["schemas"] = schemas
        document["paths"] = paths
        document["components"] = components
        json = String(decoding: try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
    }

    var route: Route {
        let body = ByteBuffer(string: json)
        return .api("/openapi.json") { _ in
            Response(status: .ok, headers: [.contentType: "application/json", .accessControlAllowOrigin: "*"], body: .init(byteBuffer: body))
        }
    }

    private static func read(_ file: URL) throws -> [String: Any]? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        guard let document = try Yams.load(yaml: String(contentsOf: file, encoding: .utf8)) as? [String: Any] else {
            throw Fault(file: file.path, reason: "not a mapping")
        }
        return document
    }
}
