import Foundation
import Localization
import Records

/// One State's statement that an arrangement is as it stands: of which version, and when it has to be said again.
public struct Confirmation: Sendable, Hashable, Codable {
    public let version: Int
    public let statement: Verification

    public init(version: Int, statement: Verification) { (self.version, self.statement) = (version, statement) }
}

/// How one side stands to the arrangement as it is written now. Each has a text: `arrangements.standing.<name>`.
public enum SideStanding: Sendable, Hashable {
    /// It never said that it is true.
    case never
    /// It confirmed an earlier version; the other side or the Secretariat has changed something since.
    case earlier(Day)
    case stated(Freshness, Day)

    public var name: String {
        switch self {
        case .never: "never"
        case .earlier: "earlier"
        case .stated(let freshness, _): freshness.rawValue
        }
    }

    public var day: Day? {
        switch self {
        case .never: nil
        case .earlier(let day), .stated(_, let day): day
        }
    }

    /// It stands behind what is written.
    public var counts: Bool {
        switch self {
        case .stated(let freshness, _): freshness != .lapsed && freshness != .never
        default: false
        }
    }
}

/// How far both States stand behind it. Each has a text: `arrangements.agreement.<name>`.
public enum Agreement: String, Sendable, Codable {
    case both, one, none
}

extension Arrangement {
    public func standing(_ side: Side, today: Day) -> SideStanding {
        guard let confirmation = confirmations[side] else { return .never }
        let on = confirmation.statement.on
        return confirmation.version < version ? .earlier(on) : .stated(confirmation.statement.freshness(today: today, cycle: Self.cycle), on)
    }

    public func agreement(today: Day) -> Agreement {
        switch Side.allCases.count(where: { standing($0, today: today).counts }) {
        case 2: .both
        case 1: .one
        default: .none
        }
    }
}

extension Arrangement.Side: CodingKeyRepresentable {}
