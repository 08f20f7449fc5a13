import Foundation
import Localization
import Testing

@Suite struct DayTests {
    /// Foundation's calendar agrees with the proleptic Gregorian one from 1582-10-15 on.
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    @Test("The network's day begins at 06:00 UTC, all the year")
    func networkDay() throws {
        for text in ["2026-01-15", "2026-07-15"] {
            let day = try #require(Day(text)), start = day.start(in: .network)
            #expect(start.timeIntervalSince(day.start(in: .gmt)) == 6 * 3600)
            #expect(Day(start.addingTimeInterval(-1), in: .network) == day.adding(days: -1))
        }
    }

    @Test("Day, month, year and weekday are those of Foundation's calendar")
    func calendar() {
        for number in stride(from: -141_427, through: 2_932_896, by: 37) {
            let day = Day(daysSince1970: number)
            let parts = Self.calendar.dateComponents([.year, .month, .day, .weekday], from: Date(timeIntervalSince1970: Double(number) * 86_400))
            guard day.year == parts.year, day.month == parts.month, day.day == parts.day, day.weekday == ((parts.weekday ?? 0) + 5) % 7 + 1, day.daysSince1970 == number else {
                Issue.record("\(number): \(day) is not \(parts)")
                return
            }
        }
    }

    @Test("Known days", arguments: [("0001-01-01", -719_162, 1), ("1600-02-29", -135_081, 2), ("1969-12-31", -1, 3), ("1970-01-01", 0, 4), ("2000-02-29", 11_016, 2), ("2026-11-24", 20_781, 2), ("9999-12-31", 2_932_896, 5)])
    func known(text: String, number: Int, weekday: Int) throws {
        let day = try #require(Day(text))
        #expect(day.daysSince1970 == number)
        #expect(day.weekday == weekday)
        #expect(day.description == text)
    }

    @Test("A date that does not exist, or is not written so, is none", arguments: [
        "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "0000-01-01", "2026-1-01", "26-01-01", "2026/01/01", "2026-01-01 ", "+026-01-01", "２０２６-01-01", "", "2026-01-0a",
    ])
    func none(text: String) {
        #expect(Day(text) == nil)
    }

    @Test("Days are counted over the ends of months, years and leap years")
    func adding() throws {
        let day = try #require(Day("2024-02-28"))
        #expect(day.adding(days: 1).description == "2024-02-29")
        #expect(day.adding(days: 2).description == "2024-03-01")
        #expect(day.adding(days: 366).description == "2025-02-28")
        #expect(day.adding(days: -59).description == "2023-12-31")
        #expect(day < day.adding(days: 1))
        #expect(try #require(Day("2025-12-31")) < #require(Day("2026-01-01")))
    }

    @Test("Beyond the years 1 to 9999 the count stops at their ends")
    func ends() throws {
        #expect(try #require(Day("9999-12-31")).adding(days: 90).description == "9999-12-31")
        #expect(try #require(Day("0001-01-01")).adding(days: -1).description == "0001-01-01")
        #expect(Day(Date.distantFuture, in: .gmt).description == "4001-01-01")
        #expect(Day(Date.distantPast, in: .gmt).description == "0001-01-01")
    }

    @Test("The day of an instant is the day of its place")
    func instants() throws {
        let instant = Date(timeIntervalSince1970: 1_795_500_000) // 2026-11-24T06:00:00Z
        #expect(Day(instant, in: .gmt).description == "2026-11-24")
        #expect(Day(instant, in: try #require(TimeZone(identifier: "America/Los_Angeles"))).description == "2026-11-23")
        #expect(Day(Date(timeIntervalSince1970: -0.001), in: .gmt).description == "1969-12-31")
    }

    @Test("A day starts with its first instant, also where clocks are changed at midnight", arguments: [
        "UTC", "America/Los_Angeles", "America/Tijuana", "America/New_York", "America/St_Johns", "America/Guatemala", "America/Tegucigalpa", "America/Havana", "America/Santo_Domingo", "America/Sao_Paulo", "America/Asuncion", "Pacific/Honolulu",
    ])
    func starts(zone: String) throws {
        let zone = try #require(TimeZone(identifier: zone))
        for number in 10_957..<20_800 {
            let day = Day(daysSince1970: number), start = day.start(in: zone)
            guard Day(start, in: zone) == day, Day(start.addingTimeInterval(-1), in: zone) == day.adding(days: -1) else {
                Issue.record("\(day) does not start at \(start) in \(zone.identifier)")
                return
            }
        }
    }

    @Test("It reads and writes JSON as its text")
    func json() throws {
        let day = try #require(Day("2026-11-24"))
        #expect(String(decoding: try JSONEncoder().encode([day]), as: UTF8.self) == #"["2026-11-24"]"#)
        #expect(try JSONDecoder().decode([Day].self, from: Data(#"["2026-11-24"]"#.utf8)) == [day])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Day].self, from: Data(#"["24/11/2026"]"#.utf8)) }
    }
}
