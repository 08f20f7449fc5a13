import ArgumentParser
import Hummingbird

/// The least that the HTTP stack can do: one constant answer, behind no router.
struct HelloCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "hello", abstract: "Answer every request with \"hello\".")

    @OptionGroup var listen: ListenOption

    func run() async throws { try await listen.serve(Hello()) }
}

struct Hello: HTTPResponder {
    typealias Context = BasicRequestContext

    private let body = ByteBuffer(string: "hello")

    func respond(to request: Request, context: Context) async throws -> Response {
        Response(status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: .init(byteBuffer: body))
    }
}
