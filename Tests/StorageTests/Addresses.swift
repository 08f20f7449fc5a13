import Foundation
import Storage
import Testing

@Suite struct Addresses {
    @Test("A database address is a file or a server", arguments: [
        ("sqlite:enlace.sqlite", .sqlite(path: "enlace.sqlite")),
        ("sqlite:/var/lib/enlace/enlace.sqlite", .sqlite(path: "/var/lib/enlace/enlace.sqlite")),
        ("sqlite:///var/lib/enlace.sqlite", .sqlite(path: "/var/lib/enlace.sqlite")),
        ("postgres://enlace@db.example/enlace", .postgreSQL(uri: "postgres://enlace@db.example/enlace")),
        ("postgresql://db.example", .postgreSQL(uri: "postgresql://db.example")),
    ] as [(String, DatabaseURL)])
    func read(text: String, url: DatabaseURL) throws {
        #expect(try DatabaseURL(text) == url)
    }

    @Test("Anything else is refused, with what may be written", arguments: ["", "enlace.sqlite", "sqlite:", "sqlite://", "mysql://x", "POSTGRES"])
    func refused(text: String) {
        let error = #expect(throws: StorageError.badURL(text)) { try DatabaseURL(text) }
        #expect(error?.description.contains("sqlite:FILE or postgres://") == true)
    }

    @Test("No password reaches a log", arguments: [
        "postgres://enlace:s3cr3t@db.example/enlace", "postgres://enlace@db.example/enlace?password=s3cr3t&sslmode=require",
        "postgres://enlace:s3cr3t@[::1]:5432/enlace", "postgres://enlace:s3cr3t@one.example,two.example/enlace", "postgres://enlace:s3cr3t@db.example/a b",
    ])
    func passwords(text: String) throws {
        #expect(!(try DatabaseURL(text)).description.contains("s3cr3t"))
    }

    @Test("A file that is no database, and a server that is not there, say so")
    func unavailable() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("enlace-test-\(UUID().uuidString).sqlite")
        try Data("This is no database, only a text that is long enough to be looked at.".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        for url in ["sqlite:\(file.path)", "postgres://127.0.0.1:1/enlace?connect_timeout=2"] {
            let error = await #expect(throws: StorageError.self) { try await Database.open(DatabaseURL(url)) }
            guard case .unavailable = error else {
                Issue.record("\(url): expected that it is unavailable, not: \(String(describing: error))")
                continue
            }
        }
    }

    @Test("A file that cannot be written says which folder is in the way")
    func obstacles() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("enlace-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("file").path
        try Data().write(to: URL(fileURLWithPath: file))
        #expect(Obstacle.toWriting(folder.path + "/new", makesFolders: false) == nil)
        #expect(Obstacle.toWriting(folder.path + "/a/b/new", makesFolders: true) == nil)
        #expect(Obstacle.toWriting(folder.path + "/a/b/new", makesFolders: false) == "there is no folder \(folder.path)/a/b")
        #expect(Obstacle.toWriting(file + "/new", makesFolders: false) == "\(file) is no folder")
        let inTheWay = "the folder \(file)/a cannot be made: \(file) is no folder"
        #expect(Obstacle.toWriting(file + "/a/new", makesFolders: true) == inTheWay)
        await #expect(throws: StorageError.unavailable(inTheWay)) { try await Database.open(DatabaseURL("sqlite:\(file)/a/new")) }
    }

    @Test("A PostgreSQL database that cannot hold every name is refused when it is opened", arguments: ["LATIN1", "SQL_ASCII"])
    func encodings(encoding: String) async throws {
        try await TestStore.with(.postgreSQL, options: "ENCODING \(encoding) TEMPLATE template0 LOCALE 'C'") { store async throws in
            #expect(try store.url.wrongEncoding() == encoding)
            await #expect(throws: StorageError.encoding(encoding)) { try await store.open() }
            #expect(try store.url.tables().isEmpty, "nothing was made in it")
        }
        try await TestStore.with(.postgreSQL) { store async throws in #expect(try store.url.wrongEncoding() == nil) }
    }

    @Test("Identifiers sort by when they were made, and read back from their text")
    func identifiers() throws {
        let start = Date(timeIntervalSince1970: 1_795_532_206)
        let made = (0..<200).map { ID<Addresses>(at: start.addingTimeInterval(Double($0) / 1000)) }
        #expect(made == made.sorted())
        #expect(Set(made).count == 200)
        for id in made {
            #expect(ID<Addresses>(id.description) == id)
            #expect(id.description.dropFirst(14).first == "7", "version 7 (RFC 9562)")
            #expect("89ab".contains(id.description.dropFirst(19).first ?? "-"), "variant of RFC 9562")
        }
        #expect(ID<Addresses>("not an identifier") == nil)
        let json = try JSONEncoder().encode([made[0]])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(made[0])\"]")
        #expect(try JSONDecoder().decode([ID<Addresses>].self, from: json) == [made[0]])
    }
}
