import Accounts
import Foundation
import Localization
import Storage
import Web

/// Decisions among what the search of the house finds.
struct DecisionSearch: SearchKind {
    let kind = Decision.searchKind
    let name = "decisions.title"

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] {
        let found = try tx.rows("SELECT * FROM decision WHERE id IN \(list: records)", as: Decision.init)
        return Dictionary(found.map { ($0.id.uuid, $0.path) }, uniquingKeysWith: { first, _ in first })
    }
}

/// What members said about a decision, in their own words: found by whoever may read it in its round, and not further.
struct PositionSearch: WordedSearchKind {
    let catalogue: Catalogue

    let kind = MemberPosition.searchKind
    let name = "decisions.search.positions"

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] {
        let found = try tx.rows("SELECT p.id AS position, d.* FROM decision_position p JOIN decision d ON d.id = p.decision WHERE p.id IN \(list: records)") {
            (try $0.get("position", as: UUID.self), try Decision($0).path)
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    func entry(of record: UUID, at now: Date, in tx: Transaction) throws -> SearchEntry? {
        let decisions = Decisions(tx)
        guard let position = try decisions.position(id: ID<MemberPosition>(record)), let text = position.text, let decision = try decisions.decision(id: position.decision),
              let round = try decisions.rounds(of: decision.id).first(where: { $0.number == position.round }), let member = try Delegations.find(position.delegation, in: tx) else { return nil }
        // Written in one language of work, as a rule: found by its words, and by its country and kind in either.
        let titles = Language.all.map { ($0, title(of: position, by: member, in: round, $0)) }
        let texts = titles.compactMap { language, title in text[language].map { (language, (title, $0)) } }
        return SearchEntry(Dictionary(texts, uniquingKeysWith: { first, _ in first }), also: titles.map(\.1).joined(separator: " ") + " " + catalogue.inAllLanguages("decisions.search.also"),
                           audience: decision.audience(of: round).rawValue, countries: [member.country].compactMap(\.self), theme: decision.wording.concern?.theme, day: Day(position.at, in: .network))
    }

    private func title(of position: MemberPosition, by member: Delegation, in round: Round, _ language: Language) -> String {
        catalogue.text(position.replacedAt == nil ? "decisions.search.position" : "decisions.search.position_replaced", in: language,
                       ["country": member.name.shown(in: language).text, "stance": catalogue.text("decisions.position.\(position.kind.rawValue)", in: language), "question": round.question.shown(in: language).text])
    }
}

extension Decisions {
    func position(id: MemberPosition.ID) throws -> MemberPosition? {
        try tx.rows("SELECT * FROM decision_position WHERE id = \(id)", as: MemberPosition.init).first
    }

    /// Has the positions of a decision made anew in the index: who may read them, and how they count, changes with it.
    func indexPositions(of id: Decision.ID, at now: Date) throws {
        let positions = try tx.rows("SELECT id FROM decision_position WHERE decision = \(id) AND text IS NOT NULL") { try $0.get("id", as: UUID.self) }
        for position in positions { try tx.indexAnew(kind: MemberPosition.searchKind, record: position, at: now) }
    }
}

extension Decision.Concern {
    /// Number of the theme of the plan that it belongs to; nil for what is no activity.
    var theme: String? { kind == .activity ? key.split(separator: ".").first.map(String.init) : nil }
}
