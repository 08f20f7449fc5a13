import Hummingbird
import Logging
import NIOCore

/// What Hummingbird carries along with a request.
public struct HouseContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Where the request came from: for rate limits only, never logged, never kept.
    let remoteAddress: SocketAddress?

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
