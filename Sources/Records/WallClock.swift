import Foundation
import Localization
import Synchronization

/// Where the time comes from. Tests give their own and move it; the house never sleeps to see what happens later.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Date

    public init(_ read: @escaping @Sendable () -> Date) { self.read = read }

    public var now: Date { read() }

    /// Today where the network's day turns: see ``Foundation/TimeZone/network``.
    public func today(in zone: TimeZone = .network) -> Day { Day(now, in: zone) }

    public static let system = WallClock { Date() }
}

/// A clock that stands still until it is moved.
public final class MovableClock: Sendable {
    private let instant: Mutex<Date>

    public init(_ start: Date) { instant = Mutex(start) }

    public var clock: WallClock { WallClock { self.instant.withLock { $0 } } }
    public func advance(by seconds: TimeInterval) { instant.withLock { $0 += seconds } }
    public func set(_ date: Date) { instant.withLock { $0 = date } }
}
