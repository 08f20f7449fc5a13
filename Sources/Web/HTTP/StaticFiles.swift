import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Style, script and pictures of the house. Their addresses hold their content's hash, so that a browser may keep them for ever.
final class StaticFiles: Sendable {
    static let shared = StaticFiles(Bundle.module.bundleURL.appendingPathComponent("Static"))

    struct File: Sendable {
        let type: String
        let plain: ByteBuffer
        let gzip: ByteBuffer?
    }

    private let addresses: [String: String]
    private let files: [String: File]

    private init(_ folder: URL) {
        var addresses: [String: String] = [:]
        var files: [String: File] = [:]
        for url in (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [] {
            guard let data = try? Data(contentsOf: url) else { continue }
            let name = url.lastPathComponent
            let hash = SHA256.hash(data: data).prefix(6).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            let path = "\(url.deletingPathExtension().lastPathComponent).\(hash).\(url.pathExtension)"
            addresses[name] = "/static/\(path)"
            let bytes = [UInt8](data)
            let small = url.pathExtension == "png" ? nil : Gzip.compress(bytes, level: 9)
            let file = File(type: Self.type(url.pathExtension), plain: ByteBuffer(bytes: bytes), gzip: small.map { ByteBuffer(bytes: $0) })
            files[path] = file
            files[name] = file
        }
        self.addresses = addresses
        self.files = files
    }

    func address(of name: String) -> String { addresses[name] ?? "/static/\(name)" }

    func response(for path: String, acceptsGzip: Bool) -> Response? {
        guard let file = files[path] else { return nil }
        var headers: HTTPFields = [.contentType: file.type, .vary: "Accept-Encoding"]
        let isNamedByContent = path.split(separator: ".").count > 2
        headers[.cacheControl] = isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache"
        guard acceptsGzip, let gzip = file.gzip else { return Response(status: .ok, headers: headers, body: .init(byteBuffer: file.plain)) }
        headers[.contentEncoding] = "gzip"
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: gzip))
    }

    private static func type(_ suffix: String) -> String {
        switch suffix {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "webmanifest": "application/manifest+json"
        default: "application/octet-stream"
        }
    }
}
