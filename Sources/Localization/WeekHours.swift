import Foundation

/// A stretch of hours that begins on a day: `08:00-13:00`; `22:00-02:00` crosses midnight.
public struct HourSpan: Hashable, Sendable, CustomStringConvertible {
    /// Minutes from the midnight with which its day begins; `to` is over 1440 when it crosses the next.
    public let from: Int
    public let to: Int

    public init(from: Int, to: Int) { (self.from, self.to) = (from, to) }

    public static let wholeDay = HourSpan(from: 0, to: 1440)

    /// What ends when it begins lasts a day.
    /// - Returns: nil for what is no such stretch.
    public init?(_ text: some StringProtocol) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minutes($0) }
        guard ends.count == 2, let from = ends[0], let to = ends[1], from < 1440 else { return nil }
        self.init(from: from, to: to > from ? to : to + 1440)
    }

    /// Of a day's clock, `08:00` to `24:00`.
    public static func minutes(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
              (0...24).contains(hour), (0...59).contains(minute), hour * 60 + minute <= 1440 else { return nil }
        return hour * 60 + minute
    }

    public static func clock(_ minutes: Int) -> String {
        let hour = minutes == 1440 ? 24 : minutes / 60 % 24
        return (hour < 10 ? "0" : "") + "\(hour):" + (minutes % 60 < 10 ? "0" : "") + "\(minutes % 60)"
    }

    public var description: String { "\(Self.clock(from))-\(Self.clock(to))" }
}

/// The days of a week with their hours, as OpenStreetMap's `opening_hours` writes them; Monday is 0.
public enum WeekHours {
    public static let codes = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]

    /// `Mo-Fr,Su`.
    /// - Parameter day: reads one day's name.
    public static func days(_ text: String, _ day: (String) -> Int?) -> [Int]? {
        var numbers: [Int] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").map { day(String($0)) }
            switch ends.count {
            case 1:
                guard let day = ends[0] else { return nil }
                numbers.append(day)
            case 2:
                guard let first = ends[0], let last = ends[1] else { return nil }
                numbers += first <= last ? Array(first...last) : Array(first...6) + Array(0...last)
            default: return nil
            }
        }
        return numbers.isEmpty ? nil : numbers
    }

    /// `08:00-13:00,14:00-16:00`.
    public static func spans(_ text: String) -> [HourSpan]? {
        let spans = text.split(separator: ",").map { HourSpan($0) }
        return spans.isEmpty || spans.contains(nil) ? nil : spans.compactMap(\.self)
    }

    /// Days with the same hours together, in the order of the week.
    public static func groups(_ week: [[HourSpan]]) -> [(days: [ClosedRange<Int>], spans: [HourSpan])] {
        var groups: [(days: [ClosedRange<Int>], spans: [HourSpan])] = []
        for (day, spans) in week.enumerated() {
            guard let index = groups.firstIndex(where: { $0.spans == spans }) else {
                groups.append(([day...day], spans))
                continue
            }
            if let last = groups[index].days.last, last.upperBound == day - 1 {
                groups[index].days[groups[index].days.count - 1] = last.lowerBound...day
            } else {
                groups[index].days.append(day...day)
            }
        }
        return groups
    }

    /// `Mo-Fr,Su 08:00-13:00,14:00-16:00`.
    public static func written(_ group: (days: [ClosedRange<Int>], spans: [HourSpan]), _ codes: [String] = codes) -> String {
        let days = group.days.map { $0.count == 1 ? codes[$0.lowerBound] : "\(codes[$0.lowerBound])-\(codes[$0.upperBound])" }
        return days.joined(separator: ",") + " " + group.spans.map(\.description).joined(separator: ",")
    }
}
