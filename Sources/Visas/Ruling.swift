import Foundation
import Localization

/// What a State rules about somebody's entry, from which day to which: the content of a rule, whoever it is about.
public struct Ruling: Sendable, Hashable, Codable {
    public let requirement: Requirement
    /// Days of stay; nil where none are stated.
    public let days: Int?
    public let conditions: Conditions
    /// What else a traveller ought to know.
    public let note: LocalizedText?
    public let source: RuleSource
    /// When it was enacted; nil where that is not known.
    public let enactedOn: Day?
    /// Said by whoever states it: it applies from before it was enacted.
    public let isRetroactive: Bool
    /// The first day on which it applies.
    public let from: Day
    /// The last day on which it applies; nil while no end is set.
    public let through: Day?

    static let dayLimits = 1...3650
    static let noteLimit = 2000

    /// - Parameters:
    ///   - enactedOn: of a legal act, the act's date where it is left out.
    ///   - today: nothing was enacted later.
    /// - Throws: ``RuleFault``.
    public init(_ requirement: Requirement, days: Int? = nil, conditions: Conditions = Conditions(), note: LocalizedText? = nil, source: RuleSource, enactedOn: Day? = nil,
                isRetroactive: Bool = false, from: Day, through: Day? = nil, today: Day) throws(RuleFault) {
        if let days {
            guard requirement.hasDays else { throw .daysOfNotAdmitted }
            guard Self.dayLimits.contains(days) else { throw .days(days) }
        }
        if let through, through < from { throw .endsBeforeItBegins(from: from) }
        guard conditions.all.count <= Conditions.limit else { throw .tooManyConditions }
        for (field, text) in [("note_es", note?[.spanish]), ("note_en", note?[.english])] {
            if let text, text.count > Self.noteLimit { throw .tooLong(field, limit: Self.noteLimit) }
        }
        if let enactedOn, enactedOn > today { throw .enactedAhead(enactedOn) }
        try source.check(today: today)
        if let enacted = enactedOn ?? (source.kind == .legalAct ? source.asOf : nil), enacted > from, !isRetroactive { throw .beginsBeforeEnacted(enacted) }
        self.init(known: requirement, days: days, conditions: conditions, note: note, source: source, enactedOn: enactedOn, isRetroactive: isRetroactive, from: from, through: through)
    }

    /// What was checked before it was kept.
    init(known requirement: Requirement, days: Int?, conditions: Conditions, note: LocalizedText?, source: RuleSource, enactedOn: Day?, isRetroactive: Bool, from: Day, through: Day?) {
        (self.requirement, self.days, self.conditions, self.source) = (requirement, days, conditions, source)
        self.note = note.flatMap { $0.isEmpty ? nil : $0 }
        (self.enactedOn, self.isRetroactive, self.from, self.through) = (enactedOn, isRetroactive, from, through)
    }

    public func applies(on day: Day) -> Bool { from <= day && through.map { day <= $0 } ?? true }
}

/// Where it is said, as of which day.
public struct RuleSource: Sendable, Hashable, Codable {
    /// Each has a text: `visas.source.<name>`.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case legalAct = "legal_act"
        case officialPage = "official_page"
        case note
        /// Public data that somebody else collected: what no country has said itself.
        case dataset

        /// Those on which a country may rest what it states.
        static let official: [Kind] = [.legalAct, .officialPage, .note]
    }

    public let kind: Kind
    public let title: String
    public let url: String?
    /// Of the act or note; of a page or data, the day on which it said so.
    public let asOf: Day

    static let titleLimit = 300, urlLimit = 500

    public init(_ kind: Kind, title: String, url: String? = nil, asOf: Day) {
        (self.kind, self.title, self.url, self.asOf) = (kind, title, url, asOf)
    }

    /// Everybody is shown its address as a link: nothing but a page of the web may stand there.
    static func isWebAddress(_ text: String) -> Bool {
        guard let address = URLComponents(string: text), let scheme = address.scheme?.lowercased() else { return false }
        return ["http", "https"].contains(scheme) && address.host?.isEmpty == false
    }

    fileprivate func check(today: Day) throws(RuleFault) {
        guard title.count <= Self.titleLimit else { throw .tooLong("source_title", limit: Self.titleLimit) }
        if let url {
            guard url.count <= Self.urlLimit else { throw .tooLong("source_url", limit: Self.urlLimit) }
            guard Self.isWebAddress(url) else { throw .url }
        }
        guard asOf <= today else { throw .sourceAhead(asOf) }
    }
}
