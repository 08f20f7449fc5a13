import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import NIOCore
import Storage

/// Where every request comes in and every response goes out: the page cache, the routes, the headers that all responses carry.
public struct FrontDoor: HTTPResponder {
    public typealias Context = HouseContext

    private let house: House
    private let cache: PageCache
    private let router: any HTTPResponder<HouseContext>
    private let started = Date()

    /// Bytes of public pages that are kept.
    private static let cacheLimit = 24 * 1024 * 1024
    /// A page without an end of its own is made anew after this long.
    private static let longestStay: TimeInterval = 3600

    public init(house: House, routes: [Route]) {
        self.house = house
        let database = house.database
        cache = PageCache(limit: Self.cacheLimit) { database.revision }
        router = Reception(house: house).router(routes)
    }

    public func respond(to request: Request, context: HouseContext) async throws -> Response {
        let isHead = request.method == .head
        let asked = isHead ? Self.ask(request, by: .get) : Reception.methods.contains(request.method) ? request : Self.ask(request, by: .trace)
        var response: Response
        if let kept = fromCache(asked) {
            response = kept
        } else {
            let start = ContinuousClock.now
            response = await answer(asked, context)
            let elapsed = start.duration(to: .now)
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            house.metrics.count(status: Int(response.status.code), seconds: seconds, fromCache: isPublic(asked) ? false : nil)
            context.logger.debug("request", metadata: ["status": "\(response.status.code)", "method": "\(request.method)", "ms": "\(Int(seconds * 1000))"])
        }
        if isHead {
            let length = response.body.contentLength.map(String.init)
            response.body = .init()
            // A new body sets its own length; HEAD tells the one that GET would have (RFC 9110, 8.6).
            response.headers[.contentLength] = response.status == .notModified ? nil : length
        }
        return response
    }

    // MARK: The page cache

    /// The same answer for everybody: nobody is signed in, nothing is being sent.
    private func isPublic(_ request: Request) -> Bool {
        request.method == .get && !(request.headers[.cookie]?.contains("enlace_session=") ?? false)
    }

    private func fromCache(_ request: Request) -> Response? {
        guard house.settings.usesPageCache, isPublic(request), let path = request.head.path,
              let entry = cache.find(key(request, path), now: house.clock.now) else { return nil }
        house.metrics.countCacheHit()
        return respond(with: entry, to: request)
    }

    /// API answers speak the language that the client accepts, so that is part of their key; a page's address names its own. Where the
    /// server does not know its address, answers hold the one that they were asked under: nobody may put theirs into another's page.
    private func key(_ request: Request, _ path: String) -> String {
        let host = house.settings.publicAddress == nil ? request.head.authority ?? "" : ""
        return path.hasPrefix("/api/") ? "\(host) \(Language(accepting: request.headers[.acceptLanguage]).code) \(path)" : "\(host) \(path)"
    }

    private func respond(with entry: PageCache.Entry, to request: Request) -> Response {
        if let known = request.headers[.ifNoneMatch], known.contains(entry.tag) || known == "*" {
            var headers = entry.plainHeaders
            headers[.contentType] = nil
            headers[.contentLength] = nil
            return Response(status: .notModified, headers: headers)
        }
        if let gzip = entry.gzip, Self.acceptsGzip(request) {
            return Response(status: entry.status, headers: entry.gzipHeaders, body: .init(byteBuffer: gzip))
        }
        return Response(status: entry.status, headers: entry.plainHeaders, body: .init(byteBuffer: entry.plain))
    }

    // MARK: An answer of its own

    private func answer(_ request: Request, _ context: HouseContext) async -> Response {
        let revision = cache.currentRevision
        var response: Response
        do {
            response = try await router.respond(to: request, context: context)
            // The router's own answer where no route is: it has no words for a person.
            if response.status == .notFound, response.headers[.contentType] == nil { response = await Reception(house: house).refusal(.notFound, request, context) }
        } catch let error as HTTPError where error.status == .notFound {
            response = await Reception(house: house).refusal(.notFound, request, context)
        } catch {
            response = await Reception(house: house).refusal(Reception.pageError(error, context), request, context)
        }
        return await seal(response, for: request, revision: revision)
    }

    /// Headers, entity tag, compression; and into the cache what may be kept.
    private func seal(_ response: Response, for request: Request, revision: Int64?) async -> Response {
        var response = response
        let validUntil = response.headers[.enlaceValidUntil].flatMap(Double.init).map(Date.init(timeIntervalSince1970:))
        response.headers[.enlaceValidUntil] = nil
        let isKept = response.headers[.enlaceKeep] != nil
        response.headers[.enlaceKeep] = nil
        SecurityHeaders.add(to: &response, isSecure: house.settings.isSecure)
        guard response.headers[.cacheControl] == nil, let body = await Self.collect(response.body) else { return response }

        // Kept by the browser too, but never shown without asking whether it is still true.
        response.headers[.cacheControl] = isKept ? "no-cache" : "no-store"
        response.headers[.vary] = isKept ? "Accept-Encoding, Cookie" + (request.head.path?.hasPrefix("/api/") == true ? ", Accept-Language" : "") : "Accept-Encoding"
        let isText = body.readableBytes > 600 && response.headers[.contentEncoding] == nil
        let bytes = [UInt8](body.readableBytesView)
        let isStored = isKept && revision != nil && house.settings.usesPageCache && isPublic(request)
        // What goes into the cache is packed once, and well, whoever asks first; the rest only for those who take it so.
        let packed = isText && (isStored || Self.acceptsGzip(request)) ? Gzip.compress(bytes, level: isStored ? 9 : 4) : nil
        var gzipHeaders = response.headers
        gzipHeaders[.contentEncoding] = "gzip"
        gzipHeaders[.contentLength] = packed.map { String($0.count) }
        guard isKept else {
            guard let packed, Self.acceptsGzip(request) else { return Response(status: response.status, headers: response.headers, body: .init(byteBuffer: body)) }
            return Response(status: response.status, headers: gzipHeaders, body: .init(byteBuffer: ByteBuffer(bytes: packed)))
        }
        let tag = "W/\"\(EntityTag.of(bytes))\""
        response.headers[.eTag] = tag
        gzipHeaders[.eTag] = tag
        let entry = PageCache.Entry(
            revision: revision ?? -1, validUntil: min(validUntil ?? .distantFuture, house.clock.now.addingTimeInterval(Self.longestStay)),
            tag: tag, status: response.status, plainHeaders: response.headers, plain: body,
            gzipHeaders: gzipHeaders, gzip: packed.map { ByteBuffer(bytes: $0) })
        if isStored, let path = request.head.path { cache.keep(entry, for: key(request, path)) }
        return self.respond(with: entry, to: request)
    }

    private static func collect(_ body: ResponseBody) async -> ByteBuffer? {
        guard body.contentLength != nil else { return nil }
        let collector = BodyCollector()
        try? await body.write(collector)
        return collector.buffer
    }

    /// Named, and not with a weight of nought (RFC 9110, 12.5.3).
    static func acceptsGzip(_ request: Request) -> Bool {
        guard let accepted = request.headers[.acceptEncoding], accepted.contains("gzip") else { return false }
        guard accepted.utf8.contains(UInt8(ascii: ";")) else { return true }
        return accepted.split(separator: ",").contains { choice in
            let parts = choice.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard parts.first == "gzip" else { return false }
            return parts.dropFirst().allSatisfy { !$0.hasPrefix("q=") || Double($0.dropFirst(2)) ?? 0 > 0 }
        }
    }

    private static func ask(_ request: Request, by method: HTTPRequest.Method) -> Request {
        var head = request.head
        head.method = method
        return Request(head: head, body: request.body)
    }
}

/// Takes a response's body into memory.
private final class BodyCollector: ResponseBodyWriter, @unchecked Sendable {
    private(set) var buffer = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws {
        var part = buffer
        self.buffer.writeBuffer(&part)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
