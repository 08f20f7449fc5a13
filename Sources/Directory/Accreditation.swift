import Foundation
import Geography
import Localization
import Storage

/// An officer's accreditation, two-sided (Vienna Convention, articles 10 to 13 and 23 to 25): the sending State asserts it by
/// a note, the receiving State admits the officer, provisionally or by exequatur, and either side may end it.
///
/// Its state is never stored: it follows from the days of these steps, so that it has an answer for any day.
public struct Accreditation: Sendable, Hashable, Identifiable, Codable {
    /// Each has a text: `directory.accreditation.state.<name>`.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Notified by the sending State; the receiving State has not answered.
        case asserted
        /// Article 13.
        case provisionallyAdmitted = "provisionally_admitted"
        /// By exequatur or whatever form the receiving State gives it (article 12).
        case admitted
        case ended

        /// May the officer act as such?
        public var isAccredited: Bool { self == .admitted || self == .provisionallyAdmitted }
    }

    /// How a receiving State admits.
    public enum Admission: String, Sendable, CaseIterable {
        case provisional, exequatur
    }

    public enum Side: String, Sendable, Codable {
        case sending, receiving
    }

    /// A step, on which day it took effect and by whom it was recorded.
    public struct Step: Sendable, Hashable, Codable {
        public let on: Day
        public let by: String
    }

    public struct End: Sendable, Hashable, Codable {
        public let on: Day
        public let side: Side
        public let by: String
        /// nil where none was given, as a receiving State may (article 12, paragraph 2; article 23, paragraph 4).
        public let reason: String?
    }

    public let id: ID<Accreditation>
    public let officer: Officer.ID
    public let sending: CountryCode
    public let receiving: CountryCode
    public let asserted: Step
    /// Reference of the note by which the sending State notified the officer.
    public let note: String
    public private(set) var provisional: Step?
    public private(set) var exequatur: Step?
    public private(set) var end: End?

    public static let auditKind = "accreditation"

    /// The day from which the officer could act, by whichever admission came first; nil while there is none.
    public var admittedOn: Day? { provisional?.on ?? exequatur?.on }

    /// - Returns: nil on days before the assertion. On the day of its end it is ended.
    public func state(on day: Day) -> State? {
        if let end, end.on <= day { return .ended }
        if let exequatur, exequatur.on <= day { return .admitted }
        if let provisional, provisional.on <= day { return .provisionallyAdmitted }
        return asserted.on <= day ? .asserted : nil
    }

    /// The day of the step that made the state of that day.
    func since(on day: Day) -> Day? {
        switch state(on: day) {
        case .asserted: asserted.on
        case .provisionallyAdmitted: provisional?.on
        case .admitted: exequatur?.on
        case .ended: end?.on
        case nil: nil
        }
    }
}

// MARK: The steps and their rules

extension Accreditation {
    /// Why a step cannot be taken. Each belongs beside a field of its form and has a text: `directory.accreditation.fault.<name>`.
    public enum Fault: Error, Sendable, Equatable {
        case future(Step.Field, Day)
        /// Another accreditation of the officer in that State is not ended, or was not yet on that day.
        case overlapping(since: Day, until: Day?)
        case beforeAssertion(Step.Field, assertion: Day)
        case beforeAdmission(Step.Field, admission: Day)
        case alreadyAdmitted(Admission, on: Day)
        case alreadyEnded(Step.Field, on: Day)
        case ownState
        case reasonMissing

        public var field: Step.Field {
            switch self {
            case .future(let field, _), .beforeAssertion(let field, _), .beforeAdmission(let field, _), .alreadyEnded(let field, _): field
            case .overlapping, .ownState: .asserted
            case .alreadyAdmitted: .kind
            case .reasonMissing: .reason
            }
        }
    }

    /// Asserts an officer: the beginning of an accreditation.
    /// - Parameter others: the officer's earlier accreditations in any State.
    public static func assert(_ officer: Officer.ID, of sending: CountryCode, in receiving: CountryCode, note: String, on day: Day, by name: String,
                              others: [Accreditation], today: Day, at now: Date) throws(Fault) -> Accreditation {
        guard sending != receiving else { throw .ownState }
        guard day <= today else { throw .future(.asserted, day) }
        let overlapping = others.first { other in other.receiving == receiving && (other.end.map { $0.on > day } ?? true) }
        if let overlapping { throw .overlapping(since: overlapping.asserted.on, until: overlapping.end?.on) }
        return Accreditation(id: ID(at: now), officer: officer, sending: sending, receiving: receiving, asserted: Step(on: day, by: name), note: note)
    }

    /// The receiving State's answer. A provisional admission may be followed by the exequatur, and not the other way round.
    public func admitted(_ admission: Admission, on day: Day, by name: String, today: Day) throws(Fault) -> Accreditation {
        if let end { throw .alreadyEnded(.admitted, on: end.on) }
        if let exequatur { throw .alreadyAdmitted(.exequatur, on: exequatur.on) }
        if let provisional, admission == .provisional { throw .alreadyAdmitted(.provisional, on: provisional.on) }
        guard day <= today else { throw .future(.admitted, day) }
        guard day >= asserted.on else { throw .beforeAssertion(.admitted, assertion: asserted.on) }
        if let provisional, day < provisional.on { throw .beforeAdmission(.admitted, admission: provisional.on) }
        var next = self
        switch admission {
        case .provisional: next.provisional = Step(on: day, by: name)
        case .exequatur: next.exequatur = Step(on: day, by: name)
        }
        return next
    }

    /// The end of the officer's functions (article 25), by notice of either side.
    /// - Parameter reason: the receiving State need not give one; the sending State does.
    public func ended(on day: Day, side: Side, reason: String?, by name: String, today: Day) throws(Fault) -> Accreditation {
        if let end { throw .alreadyEnded(.ended, on: end.on) }
        guard day <= today else { throw .future(.ended, day) }
        guard day >= asserted.on else { throw .beforeAssertion(.ended, assertion: asserted.on) }
        if let newest = exequatur?.on ?? provisional?.on, day < newest { throw .beforeAdmission(.ended, admission: newest) }
        if reason == nil, side == .sending { throw .reasonMissing }
        var next = self
        next.end = End(on: day, side: side, by: name, reason: reason)
        return next
    }
}

extension Accreditation.Step {
    /// The fields of the forms by which steps are taken.
    public enum Field: String, Sendable {
        case asserted = "asserted_on"
        case admitted = "admitted_on"
        case kind
        case ended = "ended_on"
        case reason
    }
}

extension Accreditation {
    /// Reads a row of ``Officers/accreditationColumns``.
    init(_ row: Row) throws {
        func step(_ name: String) throws -> Step? {
            guard let on: Day = try row.get("\(name)_on") else { return nil }
            return Step(on: on, by: try row.get("\(name)_by"))
        }
        id = try row.get("accreditation_id")
        officer = try row.get("accredited_officer")
        sending = try row.get("accreditation_sending")
        receiving = try row.get("accreditation_receiving")
        asserted = Step(on: try row.get("asserted_on"), by: try row.get("asserted_by"))
        note = try row.get("note")
        provisional = try step("provisional")
        exequatur = try step("exequatur")
        end = try row.get("ended_on", as: Day?.self).map { End(on: $0, side: try row.get("ended_side"), by: try row.get("ended_by"), reason: try row.get("end_reason")) }
    }
}
