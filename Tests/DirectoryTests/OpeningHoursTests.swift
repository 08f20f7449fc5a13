import Foundation
import Localization
import Testing
@testable import Directory

@Suite("Open now?")
struct OpeningHoursTests {
    let phoenix = TimeZone(identifier: "America/Phoenix") ?? .gmt
    let denver = TimeZone(identifier: "America/Denver") ?? .gmt

    func instant(_ day: String, _ hour: Int, _ minute: Int, _ zone: TimeZone) throws -> Date {
        try #require(Day(day)).start(in: zone).addingTimeInterval(Double(hour * 3600 + minute * 60))
    }

    @Test("Open on a weekday morning until the pause, closed in it, open again after", arguments: [(9, 0, true), (12, 59, true), (13, 0, false), (13, 59, false), (14, 0, true), (16, 0, false)])
    func weekday(hour: Int, minute: Int, isOpen: Bool) throws {
        let hours = try OpeningHours("Mo-Fr 08:00-13:00,14:00-16:00")
        let state = hours.state(at: try instant("2026-11-25", hour, minute, phoenix), in: phoenix)
        if case .open = state { #expect(isOpen) } else { #expect(!isOpen) }
    }

    @Test("Closed on a Sunday, it says when it opens next")
    func nextOpening() throws {
        let hours = try OpeningHours("Mo-Fr 08:00-14:00")
        #expect(hours.state(at: try instant("2026-11-29", 10, 0, phoenix), in: phoenix) == .closed(opens: try instant("2026-11-30", 8, 0, phoenix)))
    }

    @Test("A closed day goes before the week, once or each year")
    func closedDays() throws {
        let hours = try OpeningHours("Mo-Su 08:00-14:00; Dec 25 off; 2026-11-26 off")
        for day in ["2026-11-26", "2026-12-25", "2027-12-25"] { #expect(hours.spans(on: try #require(Day(day))).isEmpty) }
        #expect(!hours.spans(on: try #require(Day("2027-11-26"))).isEmpty)
    }

    @Test("A night shift is open after midnight")
    func acrossMidnight() throws {
        let hours = try OpeningHours("Fr 22:00-02:00")
        #expect(hours.state(at: try instant("2026-11-28", 1, 0, phoenix), in: phoenix) == .open(until: try instant("2026-11-28", 2, 0, phoenix)))
    }

    @Test("Around the clock it never closes")
    func always() throws {
        let hours = try OpeningHours("24/7")
        guard case .open(let until) = hours.state(at: try instant("2026-11-25", 3, 0, phoenix), in: phoenix) else { Issue.record("closed"); return }
        #expect(until.timeIntervalSince(try instant("2026-11-25", 3, 0, phoenix)) > 36 * 3600)
    }

    @Test("On the day the clocks go forward the door opens at eight by the wall clock")
    func daylightSaving() throws {
        let hours = try OpeningHours("Su 08:00-10:00")
        // 8 March 2026, 02:00 → 03:00 in Denver: eight o'clock is 14:00 UTC, not 15:00.
        guard case .closed(let opens?) = hours.state(at: try instant("2026-03-08", 0, 30, denver), in: denver) else { Issue.record("open"); return }
        #expect(opens == Date(timeIntervalSince1970: 1_772_978_400))
    }

    @Test("What is read is written back the same", arguments: [
        "Mo-Fr 08:00-13:00,14:00-16:00", "Mo,We 09:00-12:00; Sa 10:00-11:00", "24/7", "Mo-Fr 08:00-14:00; 2026-12-25 off; Dec 24 08:00-10:00", "Fr 22:00-02:00",
    ])
    func roundTrip(text: String) throws {
        let hours = try OpeningHours(text)
        #expect(try OpeningHours(hours.description) == hours)
    }

    @Test("What cannot be read is named, with its place", arguments: [
        ("de 8 a 14", 1), ("Mo-Fr 08:00-14:00; Xx 09:00-10:00", 20), ("Mo 25:00-26:00", 1), ("Mo 10:00-09:00,08:00-09:00", 1), ("", 1),
    ])
    func faults(text: String, position: Int) {
        #expect { try OpeningHours(text) } throws: { ($0 as? OpeningHours.Fault)?.position == position }
    }
}
