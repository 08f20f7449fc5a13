import Accounts
import Foundation
import Localization
import Storage
import Web

/// What the plan shows of this room. Its objective 1.3 has no activity of its own for arrangements: they stand with 1.3.3, the
/// return of children, whose hours and receivers they state.
struct ArrangementEvidence: EvidenceSource {
    let activities = ["1.3.3"]

    func figures(for activity: String, at now: Date, in tx: Transaction) throws -> [EvidenceFigure] {
        guard activities.contains(activity) else { return [] }
        let today = Day(now, in: .network)
        let windows = EvidenceFigure.days(until: today).map { $0.adding(days: 1 - Arrangement.cycle.interval)...$0 }
        let (all, counts, newest) = try Arrangements(tx).confirmed(in: windows, today: today)
        return [EvidenceFigure(text: "arrangements.evidence", value: counts[0], target: all, newest: newest, trend: Array(counts.dropFirst()), path: "/arrangements")]
    }
}

/// What is expected of a member: that it says whether its arrangements are as they stand, in one expectation, however many there are;
/// and whether more people may read one, where that was asked.
struct ArrangementExpectations: ExpectationSource {
    func expectations(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        guard delegation.kind == .member, let country = delegation.country else { return [] }
        let (count, next) = try Arrangements(tx).due(for: country, today: Day(now, in: .network))
        let due = count == 0 ? [] : [
            Expectation(key: "arrangements:due", topic: .records, text: "arrangements.expectation.\(count == 1 ? "one" : "many")", values: ["count": String(count)],
                        path: "/arrangements?due=\(country.rawValue)", due: nil, lastDay: next, by: .confirmArrangement),
        ]
        return due + (try Arrangements(tx).awaiting(country, limit: Self.limit).compactMap(Self.answer))
    }

    /// Questions about readers, at most.
    static let limit = 60

    /// "May more people read it?", which no other State can answer.
    private static func answer(_ arrangement: Arrangement) -> Expectation? {
        guard let widening = arrangement.widening else { return nil }
        var values: [String: String] = [:]
        for (name, country) in [("returning", arrangement.returning), ("receiving", arrangement.receiving)] {
            values[name] = country.nameInText(in: Language.spanish.code)
            for language in Language.all { values["\(name).\(language.code)"] = country.nameInText(in: language.code) }
        }
        // Asked again after a refusal, it is told again.
        return Expectation(key: "arrangements:readers:\(arrangement.id):\(widening.askedAt.microsecondsSince1970)", topic: .records, text: "arrangements.expectation.readers_\(widening.level.rawValue)",
                           values: values, path: arrangement.path, due: nil, by: .confirmArrangement)
    }
}

/// Arrangements among what the search of the house finds.
struct ArrangementSearch: SearchKind {
    /// "Cooperation between consular officers", of which objective 1.3 is part.
    static let theme = "1"

    let kind = Arrangement.searchKind
    let name = "arrangements.title"

    func paths(of records: [UUID], in tx: Transaction) throws -> [UUID: String] { try Arrangements(tx).paths(of: records) }
}
