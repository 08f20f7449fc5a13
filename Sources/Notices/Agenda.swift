import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// What all rooms expect of delegations, and their dates.
struct Agenda: Sendable {
    let expectations: [any ExpectationSource]
    let calendars: [any CalendarSource]

    /// Days before a deadline on which those who still owe something are reminded; 1 is the last day.
    static let reminders = [14, 7, 2, 1]

    /// The most pressing first; what has no date comes last.
    func expected(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        try expectations.flatMap { try $0.expectations(of: delegation, at: now, in: tx) }
            .enumerated().sorted { ($0.element.due ?? .distantFuture, $0.offset) < ($1.element.due ?? .distantFuture, $1.offset) }.map(\.element)
    }

    func entries(for viewer: Viewer, from: Day, to: Day, in tx: Transaction) throws -> [CalendarEntry] {
        try calendars.flatMap { try $0.entries(for: viewer, from: from, to: to, in: tx) }
    }

    /// The step of reminding that a deadline has reached; nil when it is far away or past.
    static func step(of due: Date, at now: Date) -> Int? {
        let left = due.timeIntervalSince(now)
        guard left > 0 else { return nil }
        return reminders.filter { left <= Double($0) * 86_400 }.min()
    }

    /// Reminds whoever acts for a delegation of what it still owes: each step once, and only the newest that was reached.
    func remind(at now: Date, in tx: Transaction) throws {
        let actors = try NoticeStore(tx).actors()
        for delegation in try Delegations.all(in: tx) {
            guard let people = actors[delegation.id] else { continue }
            for expectation in try expected(of: delegation, at: now, in: tx) {
                guard let due = expectation.due, let step = Self.step(of: due, at: now) else { continue }
                let stamp = due.formatted(.iso8601)
                var values = expectation.values
                values[NoticeText.due] = stamp
                values[NoticeText.days] = String(step)
                // A deadline that is moved is told anew.
                try tx.notify(people, expectation.topic, expectation.text, values, path: expectation.path,
                              uniqueKey: "reminder:\(delegation.slug):\(expectation.key):\(stamp):\(step)", at: now)
            }
        }
    }
}
