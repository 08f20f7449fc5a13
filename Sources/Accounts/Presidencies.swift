import Foundation
import Localization
import Records
import Storage

/// A term of the Presidency Pro Tempore: which member presides, from which day to which.
public struct Presidency: Sendable, Hashable, Identifiable {
    public let id: Storage.ID<Presidency>
    public let delegation: Delegation
    public let beginsOn: Day
    /// The last day.
    public let endsOn: Day

    init(_ row: Row) throws {
        id = try row.get("id")
        delegation = try Delegation.joined(row)
        beginsOn = try row.get("begins_on")
        endsOn = try row.get("ends_on")
    }

    public func covers(_ day: Day) -> Bool { beginsOn <= day && day <= endsOn }
}

/// The terms, of which no two share a day.
public enum Presidencies {
    public static let auditKind = "presidency"

    private static let columns: SQL = "p.id, p.begins_on, p.ends_on, \(Delegation.joinedColumns) FROM presidency p JOIN delegation d ON d.id = p.delegation"

    /// Newest term first.
    public static func all(limit: Int = 100, in tx: Transaction) throws -> [Presidency] {
        try tx.rows("SELECT \(columns) ORDER BY p.begins_on DESC LIMIT \(limit)", as: Presidency.init)
    }

    /// Who presides on a day; nil when nobody does.
    public static func on(_ day: Day, in tx: Transaction) throws -> Presidency? {
        try tx.rows("SELECT \(columns) WHERE p.begins_on <= \(day) AND p.ends_on >= \(day)", as: Presidency.init).first
    }

    public static func find(_ id: ID<Presidency>, in tx: Transaction) throws -> Presidency? {
        try tx.rows("SELECT \(columns) WHERE p.id = \(id)", as: Presidency.init).first
    }

    /// - Throws: ``AccountError/termTaken(by:from:to:)``, ``AccountError/termBackwards``, ``AccountError/notAMember``.
    @discardableResult
    public static func add(_ delegation: Delegation, from begins: Day, to ends: Day, by actor: Actor, at now: Date, in tx: Transaction) throws -> ID<Presidency> {
        guard delegation.kind == .member else { throw AccountError.notAMember }
        guard begins <= ends else { throw AccountError.termBackwards }
        // Writers take turns, so nobody can put another term between this question and the answer.
        if let other = try tx.rows("SELECT \(columns) WHERE p.begins_on <= \(ends) AND p.ends_on >= \(begins) ORDER BY p.begins_on LIMIT 1", as: Presidency.init).first {
            throw AccountError.termTaken(by: other.delegation, from: other.beginsOn, to: other.endsOn)
        }
        let id = ID<Presidency>(at: now)
        try tx.execute("INSERT INTO presidency (id, delegation, begins_on, ends_on) VALUES (\(id), \(delegation.id), \(begins), \(ends))")
        try tx.audit("accounts.presidency.added", kind: auditKind, record: id.uuid, made: State(delegation, begins, ends), by: actor, at: now)
        return id
    }

    /// Takes back a term that was entered wrongly.
    /// - Returns: false when there is none.
    @discardableResult
    public static func remove(_ id: ID<Presidency>, by actor: Actor, at now: Date, in tx: Transaction) throws -> Bool {
        guard let term = try find(id, in: tx) else { return false }
        try tx.execute("DELETE FROM presidency WHERE id = \(id)")
        try tx.audit("accounts.presidency.removed", kind: auditKind, record: id.uuid, before: State(term.delegation, term.beginsOn, term.endsOn), after: State?.none, by: actor, at: now)
        return true
    }

    private struct State: Encodable {
        let delegation: String
        let beginsOn: Day
        let endsOn: Day

        init(_ delegation: Delegation, _ begins: Day, _ ends: Day) { (self.delegation, beginsOn, endsOn) = (delegation.slug, begins, ends) }
    }
}
