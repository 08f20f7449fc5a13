import Accounts
import Foundation
import Geography
import Localization
import Networks
import Records
import Storage
import Web
@testable import Dialogue

/// The network in dialogue with a country outside the region.
struct SmallNetwork: Visited {
    let network: Network
    let counter: Counter

    /// What other rooms would say, by hand.
    struct Figures: IssuanceEvidence {
        let known: [CountryCode: IssuanceFigures]
        func figures(of countries: [CountryCode], at now: Date, in tx: Transaction) -> [CountryCode: IssuanceFigures] { known.filter { countries.contains($0.key) } }
    }

    struct Questions: LeadQuestions {
        let isOpen: Bool
        func put(_ question: LeadQuestion, by actor: Actor, at now: Date, in tx: Transaction) throws {
            try tx.audit("test.question", kind: "question", record: UUID(), made: [question.reference, question.text[.spanish], question.text[.english]], by: actor, at: now)
        }
        func of(tracks: [Track], in tx: Transaction) -> [Track.ID: PutLeadQuestion] {
            Dictionary(tracks.map { ($0.id, PutLeadQuestion(path: "/decisions/2026-3", isOpen: isOpen, level: .network)) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// - Parameter isDecided: whether the network has decided who leads.
    init(_ engine: Engine = .sqlite, figures: [CountryCode: IssuanceFigures] = [:], isDecided: Bool = false) async throws {
        network = try await Network(for: DialogueRoom.self, on: engine)
        counter = try Counter(network) { DialogueRoom($0, figures: Figures(known: figures), questions: Questions(isOpen: !isDecided)) }
    }

    // MARK: What people do

    static let india = CountryCode("IN") ?? CountryCode.members[0]
    static let objectives = LocalizedText(es: "Que se expida en 30 días", en: "That it is issued within 30 days")
    static let nothing = LocalizedText(source: .spanish, [:])

    /// A dialogue proposed by Mexico in which Guatemala takes part too.
    @discardableResult
    func propose(_ country: CountryCode = india, _ level: PublicationLevel = .network, evidence: IssuanceFigures? = nil) async throws -> Track {
        let mexico = try delegation("mx").id, guatemala = try delegation("gt").id, actor = try actor("mx"), now = now
        return try await database.write {
            try Tracks($0).propose(country, objectives: Self.objectives, level: level, participants: [mexico, guatemala], evidence: evidence, by: mexico, actor, at: now)
        }
    }

    /// The same, led by Mexico.
    @discardableResult
    func active(_ country: CountryCode = india, _ level: PublicationLevel = .network, evidence: IssuanceFigures? = nil) async throws -> Track {
        let track = try await propose(country, level), mexico = try delegation("mx"), actor = try actor("st"), now = now
        try await database.write { try Tracks($0).name(lead: mexico, of: track.id, basis: "Reunión", isDecided: false, evidence: evidence, by: actor, at: now) }
        return try await self.track(track.key)
    }

    func step(_ kind: Step.Kind = .meeting, by slug: String = "mx", planned: Int? = nil, done: Int? = nil, result: LocalizedText = nothing) throws -> Step {
        Step(id: .init(at: now), kind: kind, title: LocalizedText(es: "Reunión técnica", en: "Technical meeting"), delegation: try delegation(slug).id, plannedOn: planned.map { today.adding(days: $0) },
             doneOn: done.map { today.adding(days: $0) }, result: result, changedAt: now)
    }

    func add(_ step: Step, to track: Track) async throws {
        let actor = try actor("mx"), now = now
        try await database.write { try Tracks($0).add(step, to: track.id, by: actor, at: now) }
    }

    func track(_ key: String) async throws -> Track {
        guard let found = try await database.read({ try Tracks($0).track(key: key) }) else { throw Missing(what: key) }
        return found
    }
}
