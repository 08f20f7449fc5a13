import Foundation
import Localization
import Storage

/// What the network is shown during a month: the cases as the house knew them when the month began, by the network's clock. What is recorded,
/// taken back or deleted since enters the next one, so two looks in a month tell nobody what was recorded between them.
///
/// Nothing is copied at a month's turn. Each case and each monthly count holds the number of the edition that its present state enters.
/// One that changes while the present edition counts its former state leaves that state beside, without reference or owner's file, until
/// the month ends; such rows are few, and no later edition needs them.
struct Edition: Hashable, Sendable {
    /// The month during which it is shown.
    let month: Month

    init(of month: Month) { self.month = month }
    /// The one that is shown at an instant.
    init(at now: Date) { month = Month(Day(now, in: .network)) }

    /// As the tables keep it.
    var number: Int { month.index }
    /// The day at whose beginning it was counted.
    var countedOn: Day { month.first }
    /// The instant from which on nothing enters it.
    var countedAt: Date { countedOn.start(in: .network) }
    /// The day at whose end things are told.
    var asOf: Day { countedOn.adding(days: -1) }
    /// What is recorded during the month enters this one.
    var next: Edition { Edition(of: month.adding(months: 1)) }
}

/// The states that an edition still counts and that are no longer so.
struct EditionStore {
    private let tx: Transaction

    init(_ tx: Transaction) { self.tx = tx }

    /// Seconds for which the last month's are kept: another process's clock may be behind.
    static let grace: TimeInterval = 3600

    /// Keeps what the present edition counts of a request that is about to change, or to go.
    func keep(_ request: TravelRequest.ID, at now: Date) throws {
        let edition = Edition(at: now)
        try tx.execute("""
            INSERT INTO travel_request_edition (edition, origin, owner, half, requested_number, outcome, outcome_days)
            SELECT \(edition.number), origin, owner, half, requested_number, outcome, outcome_days FROM travel_request WHERE id = \(request) AND enters <= \(edition.number)
            """)
        try forget(at: now)
    }

    /// The same of a monthly count.
    func keepCount(_ id: UUID, at now: Date) throws {
        let edition = Edition(at: now)
        try tx.execute("""
            INSERT INTO travel_request_count_edition (edition, owner, origin, month, requested, issued, refused, unanswered)
            SELECT \(edition.number), owner, origin, month, requested, issued, refused, unanswered FROM travel_request_count WHERE id = \(id) AND enters <= \(edition.number)
            """)
        try forget(at: now)
    }

    /// Throws away what no edition needs any more.
    func forget(at now: Date) throws {
        let present = Edition(at: now.addingTimeInterval(-Self.grace)).number
        try tx.execute("DELETE FROM travel_request_edition WHERE edition < \(present)")
        try tx.execute("DELETE FROM travel_request_count_edition WHERE edition < \(present)")
    }
}
