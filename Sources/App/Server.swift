import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Web

/// The HTTP server around the house, with its limits.
public enum Server {
    /// Bytes of all header fields of a request.
    static let headerLimit = 16 * 1024
    /// A connection on which nothing whole has arrived for so long is closed: one that sends a header byte by byte too.
    static let idleLimit: TimeAmount = .seconds(30)
    /// Connections at once; more wait in the kernel's queue until one ends.
    static let connectionLimit = 4000

    /// - Parameters:
    ///   - host: address to listen on.
    ///   - port: 0 for any that is free.
    ///   - started: told the port.
    public static func application(_ enlace: Enlace, host: String, port: Int, logger: Logger, started: @escaping @Sendable (Int) -> Void = { _ in }) -> some ApplicationProtocol {
        application(responder: enlace.frontDoor, refusal: WebRoom.refusal(enlace.house), host: host, port: port, logger: logger, started: started)
    }

    /// The same server around something else: what a benchmark compares the house with.
    public static func application<Responder: HTTPResponder>(
        responder: Responder, refusal: String = "", host: String, port: Int, logger: Logger, started: @escaping @Sendable (Int) -> Void = { _ in }
    ) -> some ApplicationProtocol where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        Application(
            responder: responder,
            server: .http1(configuration: .init(
                additionalChannelHandlers: [ConnectionLimits(refusal: refusal)],
                idleTimeout: idleLimit,
                httpDecoderConfiguration: .init(maxHeaderFieldSize: headerLimit, maxHeaderListSize: headerLimit, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), backlog: 1024,
                                                    availableConnectionsDelegate: MaximumAvailableConnections(connectionLimit)),
            onServerRunning: { channel in started(channel.localAddress?.port ?? port) },
            logger: logger)
    }
}
