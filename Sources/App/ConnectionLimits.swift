import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Lets go of connections that an idle time-out alone would keep: of clients that go on sending what nobody reads any more, and
/// of clients that do not read what they asked for. Each would cost one of ``Server/connectionLimit`` for as long as it likes.
///
/// It also tells in words what HTTP's coder refuses (a request line or header fields over the limit, no HTTP at all), where
/// Hummingbird would send an empty 400.
///
/// One stands in each connection's pipeline, between HTTP's coder and Hummingbird.
final class ConnectionLimits: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// After an answer that came before its request had wholly arrived (too large, too slow, not allowed), the rest is read and
    /// thrown away for so long: a client that is sending hears the answer, where a reset would have taken it away.
    static let patience: TimeAmount = .seconds(5)
    /// An answer of which the client has taken nothing for so long is given up.
    static let deafness: TimeAmount = .seconds(30)

    /// What is told of a request that could not be read: a page in both languages.
    private let refusal: String
    /// It has been told: nothing more is said on this connection.
    private var hasRefused = false
    private var requestsRead = 0
    private var answersBegun = 0
    private var answersWritten = 0
    /// The newest answer said `Connection: close`.
    private var isLast = false
    private var patienceTimer: Scheduled<Void>?
    private var deafnessTimer: Scheduled<Void>?

    init(refusal: String = "") { self.refusal = refusal }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let fault = error as? HTTPParserError, !refusal.isEmpty, !hasRefused, requestsRead == answersWritten, answersBegun == answersWritten {
            hasRefused = true
            let body = ByteBuffer(string: refusal)
            let head = HTTPResponse(status: fault == .headerOverflow ? .requestHeaderFieldsTooLarge : .badRequest, headerFields: [
                .contentType: "text/html; charset=utf-8", .contentLength: String(body.readableBytes), .connection: "close", .cacheControl: "no-store",
                .contentSecurityPolicy: "default-src 'none'", .xContentTypeOptions: "nosniff",
            ])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(body)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        context.fireErrorCaught(error)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) {
            requestsRead += 1
            if requestsRead >= answersWritten {
                patienceTimer?.cancel()
                patienceTimer = nil
                if isLast, answersWritten == answersBegun { context.close(promise: nil) }
            }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !hasRefused else {
            promise?.succeed()
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head):
            answersBegun += 1
            isLast = head.headerFields[.connection] == "close"
            if deafnessTimer == nil { listen(context, left: nil) }
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            answersWritten += 1
            if requestsRead < answersWritten, patienceTimer == nil {
                patienceTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { context.close(promise: nil) }
            }
            guard isLast, requestsRead >= answersWritten else { return context.write(data, promise: promise) }
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
            context.write(data, promise: written)
        }
    }

    /// Looks again and again, while there is something for the client to take, whether it takes it.
    private func listen(_ context: ChannelHandlerContext, left before: Int?) {
        deafnessTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.deafness) {
            self.deafnessTimer = nil
            guard let left = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes), left > 0 || self.answersWritten < self.answersBegun else { return }
            if let before, left > 0, left >= before { return context.close(promise: nil) }
            self.listen(context, left: left)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func stop() {
        patienceTimer?.cancel()
        deafnessTimer?.cancel()
        (patienceTimer, deafnessTimer) = (nil, nil)
    }
}
