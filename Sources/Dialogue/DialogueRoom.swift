import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Web

/// Dialogue with the countries outside the region whose travel documents are slow to come (plan row 1.3.2): a track for each, with
/// the figures at its start, who leads it, its steps and their results, and whether the figures changed.
public struct DialogueRoom: Feature {
    public static let name = "dialogue"
    public static var resources: URL { Bundle.module.bundleURL }

    /// A track is written by its lead (while it has none, by whoever proposed it) and by the Secretariat; who takes part adds steps
    /// of its own. ``TrackSeat`` says whose a track is.
    public static let permissions = Permissions([
        .proposeTrack: [.liaison: .ownDelegation, .secretariat: .any],
        .steerTrack: [.liaison: .ownDelegation, .secretariat: .any],
        .addStep: [.liaison: .ownDelegation, .secretariat: .any],
        .nameLead: [.secretariat: .any],
        // As those of the requests themselves: a country of origin may be among the observers.
        .seeFigures: [.liaison: .any, .consul: .any, .secretariat: .any],
    ])

    let house: House
    let outside: Outside

    /// What the room asks of others, by way of the roof.
    struct Outside: Sendable {
        let figures: any IssuanceEvidence
        let questions: any LeadQuestions

        /// The figures of now for whoever may see figures; the tracks of the others lose those that they have kept.
        func compare(_ tracks: [Track], isInside: Bool, at now: Date, in tx: Transaction) throws -> (tracks: [Track], now: [CountryCode: IssuanceFigures]) {
            guard isInside else { return (tracks.map(\.withoutFigures), [:]) }
            return (tracks, try figures.figures(of: Array(Set(tracks.map(\.country))), at: now, in: tx))
        }
    }

    public init(_ house: House) { self.init(house, figures: NoFigures(), questions: NoQuestions()) }

    /// - Parameters:
    ///   - figures: what the network knows of how the countries of origin issue travel documents.
    ///   - questions: where it is decided who leads.
    public init(_ house: House, figures: any IssuanceEvidence, questions: any LeadQuestions) {
        self.house = house
        outside = Outside(figures: figures, questions: questions)
    }

    public var routes: [Route] {
        [TrackPages(house: house, outside: outside).routes, TrackForms(house: house, outside: outside).routes, LeadForms(house: house, outside: outside).routes, StepForms(house: house).routes,
         DocumentForms(house: house).routes, DialogueAPI(house: house, outside: outside).routes].flatMap(\.self)
    }

    public var evidence: [any EvidenceSource] { [DialogueEvidence()] }
    public var expectations: [any ExpectationSource] { [DialogueExpectations()] }
    public var calendars: [any CalendarSource] { [StepCalendar(house: house)] }
    public var searchKinds: [any SearchKind] { [DialogueSearch()] }
}

extension Action {
    static let proposeTrack: Action = "dialogue.propose"
    /// Objectives, participants, every step, documents, the end.
    static let steerTrack: Action = "dialogue.steer"
    static let addStep: Action = "dialogue.step.add"
    static let nameLead: Action = "dialogue.lead.name"
    /// How a country of origin issues documents, now and at the start.
    static let seeFigures: Action = "dialogue.figures.see"
}
