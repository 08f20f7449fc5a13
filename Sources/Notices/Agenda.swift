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
    /// From then on a reminder does not wait for a digest.
    static let urgent = 2

    /// The most pressing first; what has no date comes last.
    func expected(of delegation: Delegation, at now: Date, in tx: Transaction) throws -> [Expectation] {
        try expectations.flatMap { try $0.expectations(of: delegation, at: now, in: tx) }
            .enumerated().sorted { ($0.element.due ?? .distantFuture, $0.offset) < ($1.element.due ?? .distantFuture, $1.offset) }.map(\.element)
    }

    /// The same as far as it is for this person to do.
    func expected(of delegation: Delegation, by viewer: Viewer, under permissions: Permissions, at now: Date, in tx: Transaction) throws -> [Expectation] {
        let posts = viewer.grants.filter { $0.delegation.id == delegation.id }.compactMap(\.post)
        let own = try posts.flatMap { post in try expectations.flatMap { try $0.expectations(ofPost: post, at: now, in: tx) } }
        return own + (try expected(of: delegation, at: now, in: tx).filter { expectation in
            expectation.action.map { viewer.grant(for: $0, of: Viewer.Owner(delegation: delegation.id.uuid), under: permissions) != nil } ?? true
        })
    }

    func entries(for viewer: Viewer, from: Day, to: Day, in tx: Transaction) throws -> [CalendarEntry] {
        try calendars.flatMap { try $0.entries(for: viewer, from: from, to: to, in: tx) }
    }

    /// The step of reminding that a deadline has reached; nil when it is far away or past, and for a step that was over already when the
    /// thing was asked for.
    static func step(of due: Date, since: Date? = nil, at now: Date) -> Int? {
        let left = due.timeIntervalSince(now)
        guard left > 0, let step = reminders.filter({ left <= Double($0) * 86_400 }).min() else { return nil }
        return since.map { due.timeIntervalSince($0) > Double(step) * 86_400 } ?? true ? step : nil
    }

    /// Reminds whoever acts for a delegation of what it still owes: each step once, and only the newest that was reached. What is no longer
    /// owed is not mailed any more.
    func remind(at now: Date, in tx: Transaction) throws {
        let actors = try NoticeStore(tx).actors()
        var owed: Set<String> = []
        for delegation in try Delegations.all(in: tx) {
            guard let people = actors[delegation.id] else { continue }
            for expectation in try expected(of: delegation, at: now, in: tx) {
                guard let due = expectation.due else { continue }
                let stamp = due.formatted(.iso8601), key = "reminder:\(delegation.slug):\(expectation.key):\(stamp)"
                owed.insert(key)
                guard let step = Self.step(of: due, since: expectation.since, at: now) else { continue }
                var values = expectation.values
                values[NoticeText.due] = stamp
                values[NoticeText.lastDay] = expectation.lastDay?.description
                values[NoticeText.days] = String(step)
                // A deadline that is moved is told anew.
                try tx.notify(people, expectation.topic, expectation.text, values, path: expectation.path,
                              uniqueKey: "\(key):\(step)", isUrgent: step <= Self.urgent, at: now)
            }
        }
        let over = try NoticeStore(tx).unmailedReminders().filter { !owed.contains($0.of) }
        try NoticeStore(tx).markMailed(over.map(\.id), at: now)
    }
}
