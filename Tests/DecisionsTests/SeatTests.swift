import Accounts
import Foundation
import Localization
import Networks
import Records
import Storage
import Testing
import Web
@testable import Decisions

@Suite("Who may do what, and what other rooms are offered")
struct SeatTests {
    func seat(_ network: Eleven, _ slug: String?) async throws -> Seat {
        let viewer = try slug.map(network.viewer), now = network.now
        return try await network.database.read { try Seat(viewer, DecisionsRoom.permissions, at: now, in: $0) }
    }

    @Test("A liaison officer speaks for the own country; observers, civil society and the Secretariat for none")
    func voices() async throws {
        let network = try await Eleven()
        for (slug, delegation) in network.network.delegations {
            for speaker in Eleven.members + ["st", "rrocm", "obs"] {
                let voice = try await seat(network, speaker).voice(of: delegation)
                #expect((voice != nil) == (speaker == slug && delegation.kind == .member), "\(speaker) for \(slug)")
            }
        }
        let decision = try await network.running()
        for slug in ["obs", "rrocm", "st"] {
            await #expect(throws: DecisionFault.notAMember) { try await network.take(.agree, in: decision, by: slug) }
        }
    }

    @Test("The Secretariat circulates, and the country that presides on that day")
    func conveners() async throws {
        let network = try await Eleven()
        for slug in Eleven.members + ["st", "rrocm", "obs"] {
            let convening = try await seat(network, slug).convening
            #expect((convening != nil) == (slug == "st" || slug == "hn"), "\(slug)")
        }
        network.clock.advance(by: 400 * 86_400)
        #expect(try await seat(network, "hn").convening == nil)
        #expect(try await seat(network, "st").convening != nil)
        #expect(try await network.put(by: "hn").putBy.office == .member)
    }

    @Test("A country puts a draft and words its own anew, not another's")
    func drafts() async throws {
        let network = try await Eleven()
        let decision = try await network.put(by: "gt")
        #expect(decision.putBy.office == .member)
        for slug in Eleven.members {
            let authoring = try await seat(network, slug).authoring(decision)
            #expect((authoring != nil) == (slug == "gt" || slug == "hn"), "\(slug)")
        }
        for slug in ["obs", "rrocm"] { #expect(try await seat(network, slug).putting == nil) }
    }

    @Test("Drafts are the members' affair; what is circulated the network's; the public reads what is adopted and public")
    func audiences() async throws {
        let network = try await Eleven()
        var wording = Eleven.wording
        wording.level = .public
        let decision = try await network.put(wording)
        func readers() async throws -> [String] {
            let now = try await network.file(decision).decision
            var readers: [String] = []
            for slug in ["mx", "st", "obs", "rrocm"] where try await seat(network, slug).maySee(now) { readers.append(slug) }
            if try await seat(network, nil).maySee(now) { readers.append("public") }
            let listed = try await network.database.read { try Decisions($0).list(.init(for: nil), limit: 10).count }
            #expect((listed == 1) == readers.contains("public"))
            return readers
        }
        #expect(try await readers() == ["mx", "st"])
        try await network.circulate(decision)
        #expect(try await readers() == ["mx", "st", "obs", "rrocm"])
        network.clock.set(try network.deadline().instant)
        try await network.runJobs()
        #expect(try await readers() == ["mx", "st", "obs", "rrocm", "public"])
    }

    @Test("A question that the network had published is public as it was put, and no longer once it is worded anew")
    func published() async throws {
        let network = try await Eleven()
        let wording = Wording(question: Eleven.wording.question, level: .public), now = network.now, secretariat = try network.viewer("st")
        let id = try await network.database.write { tx -> Decision.ID in
            guard let origin = try Decision.Origin.secretariat(name: "content", in: tx) else { throw Missing(what: "st") }
            return try Decisions(tx).put(wording, from: origin, reference: "1.3.2/lead", isPublished: true, by: .content, at: now).id
        }
        func readByPublic() async throws -> Int { try await network.database.read { try Decisions($0).list(.init(for: nil), limit: 10).count } }
        #expect(try await readByPublic() == 1)
        network.clock.advance(by: 60)
        let later = network.now, actor = secretariat.actor(by: secretariat.grants.first)
        try await network.database.write { try Decisions($0).reword(id, Eleven.wording, procedure: .silence, seen: nil, by: actor, at: later) }
        #expect(try await readByPublic() == 0)
    }

    @Test("A member without a position owes one until the deadline; asking for more time is none")
    func expectations() async throws {
        let network = try await Eleven()
        let decision = try await network.running(), deadline = try network.deadline()
        func owed(_ slug: String) async throws -> [Web.Expectation] {
            let delegation = try network.delegation(slug), now = network.now
            return try await network.database.read { try OwedPositions().expectations(of: delegation, at: now, in: $0) }
        }
        #expect(try await owed("mx").map(\.due) == [deadline.instant])
        #expect(try await owed("mx").first?.values["question.en"] == "Who leads the dialogue?")
        #expect(try await owed("st").isEmpty)
        try await network.take(.moreTime, in: decision, by: "mx")
        #expect(try await owed("mx").map(\.due) == [deadline.instant.addingTimeInterval(7 * 86_400)])
        try await network.take(.agree, in: decision, by: "mx")
        #expect(try await owed("mx").isEmpty)
        #expect(try await owed("us").count == 1)
        network.clock.advance(by: 40 * 86_400)
        #expect(try await owed("us").isEmpty)
    }

    @Test("Another room puts its question once under its own reference, and finds what became of it")
    func door() async throws {
        let network = try await Eleven()
        let now = network.now
        let put: @Sendable (Transaction) throws -> Decision.ID = { tx in
            guard let origin = try Decision.Origin.secretariat(name: "content", in: tx) else { throw Missing(what: "st") }
            return try Decisions(tx).put(Eleven.wording, from: origin, reference: "1.3.2/lead", by: .content, at: now).id
        }
        let first = try await network.database.write(put), second = try await network.database.write(put)
        #expect(first == second)
        let questions = try await network.database.read { try Decisions($0).openQuestions(for: "1.3.2") }
        #expect(questions.map(\.reference) == ["1.3.2/lead"])
        #expect(questions.first?.path == "/decisions/\(first)")
        #expect(try await network.database.read { try Decisions($0).openQuestions(for: "2.1.3").isEmpty })
        #expect(try await network.database.read { try Decisions($0).open(concerning: .init(.activity, "1.3.2")).count } == 1)
    }

    @Test("The search finds a decision by a word of either language, and only for who may read it")
    func search() async throws {
        let network = try await Eleven()
        let decision = try await network.put()
        func found(_ words: String, _ audiences: [String]) async throws -> Int {
            try await network.database.read { try $0.search(words, kinds: [Decision.searchKind], audiences: audiences).count }
        }
        #expect(try await found("dialogo", ["members"]) == 1)
        #expect(try await found("pending dialogue", ["members"]) == 1)
        #expect(try await found("dialogo", ["public", "network"]) == 0)
        #expect(try await network.database.read { try DecisionSearch().paths(of: [decision.id.uuid], in: $0) } == [decision.id.uuid: decision.path])
    }
}
