import App
import ArgumentParser
import Directory
import Foundation
import Geography
import Hummingbird
import Localization
import Storage
import Web

/// The house with its page cache off, and beside its pages the same rows without HTML: `/es/rows/…` asks the same
/// questions in the same transaction through the same front door, and answers how many rows came.
struct RowsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rows", abstract: "Answer what pages show as a count of rows.")

    @Option var database: DatabaseURL
    @OptionGroup var listen: ListenOption

    /// Posts on one page of the directory.
    private static let pageSize = 60

    func run() async throws {
        let enlace = try await Enlace(database: await Database.open(database), settings: Settings(usesPageCache: false))
        try await listen.serve(FrontDoor(house: enlace.house, routes: enlace.routes + [
            .get("/rows/directory/{country}", .everyone, Self.directory),
            .get("/rows/find", .everyone, Self.find),
        ]))
        await enlace.house.database.close()
    }

    private static func directory(_ ask: Ask) async throws -> Response {
        guard let receiving = CountryCode(try ask.parameter("country")) else { throw PageError.notFound }
        let (posts, total, senders) = try await ask.house.database.read { tx in
            let posts = Posts(tx), filter = Posts.Filter(receiving: receiving)
            return (try posts.list(filter, limit: pageSize), try posts.count(filter), try posts.senders(in: receiving))
        }
        return text("\(posts.count) of \(total) of \(senders.count) States")
    }

    private static func find(_ ask: Ask) async throws -> Response {
        guard let nationality = ask.query["nationality"].flatMap({ CountryCode($0) }), let place = ask.query["place"].flatMap({ Whereabouts(code: $0) }) else {
            throw PageError.notFound
        }
        let today = ask.today
        let (answer, sources) = try await ask.house.database.read { tx in
            let answer = try Finder(tx).answer(national: nationality, at: place, on: today)
            return (answer, try answer.answer.map { try Posts(tx).sources(of: [$0.post.id])[$0.post.id] ?? [] } ?? [])
        }
        return text("\((answer.answer == nil ? 0 : 1) + answer.alternatives.count) posts, \(sources.count) sources")
    }

    private static func text(_ text: String) -> Response {
        Response(status: .ok, headers: [.contentType: "text/plain; charset=utf-8"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
