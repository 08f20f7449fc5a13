import Foundation
import Localization
import Testing
@testable import Arrangements

@Suite("What is due at a crossing, for a group, at an hour")
struct AnswerTests {
    let arrangement: Arrangement

    init() {
        arrangement = Self.arrangement(SmallNetwork.terms(notice: [.adults: 12, .unaccompaniedMinors: 48], conditions: [Condition(.familyTogether), Condition(.childrenByDay, clause: "6"), Condition(.belongings)]))
    }

    static func arrangement(_ terms: Terms) -> Arrangement {
        Arrangement(id: .init(), key: "mx-gt-1", returning: SmallNetwork.mexico, receiving: SmallNetwork.guatemala, terms: terms, crossings: [], version: 1, confirmations: [:], isDemonstration: false, changedAt: Date())
    }

    /// By the clock of the crossing.
    func instant(_ day: String, _ time: String, _ crossing: Crossing) throws -> Date {
        LocalTime(day: try #require(Day(day)), minutes: try #require(HourSpan.minutes(time))).instant(in: crossing.zone.timeZone)
    }

    func ask(_ crossing: Crossing, _ group: PopulationGroup, _ day: String, _ time: String) throws -> ReceptionAnswer {
        ReceptionAnswer(arrangement, crossing, group, at: try instant(day, time, crossing))
    }

    @Test("May a child be received at this crossing at 20:00 on a Sunday? No; on Monday at 08:00, with notice by Saturday at 08:00")
    func sundayEvening() throws {
        let crossing = try SmallNetwork.crossing([.unaccompaniedMinors: "Lu-Vi 08:00-15:00", .adults: "24/7"])
        let child = try ask(crossing, .unaccompaniedMinors, "2026-11-29", "20:00")
        #expect(child.verdict == .mayNot && child.ground == .outsideHours && child.clause == "4")
        #expect(try child.nextOpening == instant("2026-11-30", "08:00", crossing))
        #expect(try child.noticeBy == instant("2026-11-28", "08:00", crossing))
        #expect(child.conditions.map(\.code) == [.childrenByDay, .belongings])
        let adult = try ask(crossing, .adults, "2026-11-29", "20:00")
        #expect(adult.verdict == .may && adult.nextOpening == nil)
        #expect(try adult.noticeBy == instant("2026-11-29", "08:00", crossing))
    }

    @Test("The first minute is open, the last is not", arguments: [("07:59", ReceptionAnswer.Verdict.mayNot), ("08:00", .may), ("14:59", .may), ("15:00", .mayNot)])
    func edges(time: String, verdict: ReceptionAnswer.Verdict) throws {
        #expect(try ask(SmallNetwork.crossing([.adults: "08:00-15:00"]), .adults, "2026-11-25", time).verdict == verdict)
    }

    @Test("A span that crosses midnight belongs to the day on which it began")
    func night() throws {
        let crossing = try SmallNetwork.crossing([.adults: "Fr 22:00-02:00"], off: ["2026-11-28"])
        // Friday's span goes on into Saturday, although Saturday is off.
        #expect(try ask(crossing, .adults, "2026-11-28", "01:30").verdict == .may)
        #expect(try ask(crossing, .adults, "2026-11-28", "01:30").until == instant("2026-11-28", "02:00", crossing))
        #expect(try ask(crossing, .adults, "2026-11-28", "23:00").ground == .dayOff)
    }

    @Test("A day off each year is off in any year, one with a year only then, and the opening after it is found")
    func daysOff() throws {
        let crossing = try SmallNetwork.crossing([.adults: "08:00-12:00"], off: ["12-25", "2026-12-26"])
        let christmas = try ask(crossing, .adults, "2026-12-25", "09:00")
        #expect(christmas.ground == .dayOff)
        #expect(try christmas.nextOpening == instant("2026-12-27", "08:00", crossing))
        #expect(try ask(crossing, .adults, "2027-12-26", "09:00").verdict == .may)
        #expect(try ask(crossing, .adults, "2027-12-25", "09:00").ground == .dayOff)
    }

    @Test("What no source says is not known, and is not the same as not agreed to")
    func unknown() throws {
        let crossing = try SmallNetwork.crossing(never: [.families])
        #expect(try ask(crossing, .adults, "2026-11-25", "09:00").verdict == .unknown)
        #expect(try ask(crossing, .families, "2026-11-25", "09:00").verdict == .mayNot)
        #expect(try ask(crossing, .families, "2026-11-25", "09:00").ground == .notHere)
        #expect(try ask(crossing, .adults, "2026-11-25", "09:00").noticeBy == nil)
    }

    @Test("Of days before it holds and after its end an arrangement says nothing; it opens with its first day")
    func validity() throws {
        let crossing = try SmallNetwork.crossing([.adults: "08:00-12:00"]), terms = SmallNetwork.terms(from: Day("2027-03-01"), until: Day("2027-03-02"))
        let arrangement = Self.arrangement(terms)
        func ask(_ day: String) throws -> ReceptionAnswer { ReceptionAnswer(arrangement, crossing, .adults, at: try instant(day, "09:00", crossing)) }
        #expect(try ask("2026-11-25").ground == .notYetInForce)
        #expect(try ask("2026-11-25").nextOpening == instant("2027-03-01", "08:00", crossing))
        #expect(try ask("2027-03-02").verdict == .may)
        #expect(try ask("2027-03-03").ground == .noLongerInForce)
        #expect(try ask("2027-03-03").nextOpening == nil)
    }

    @Test("The crossing's own clock counts, also on the days on which it is put forward and back")
    func summerTime() throws {
        // El Paso: forward on 14 March 2027, back on 7 November 2027.
        let crossing = try SmallNetwork.crossing([.adults: "08:00-15:00"], zone: "America/Denver")
        for (day, hours) in [("2027-03-13", 15.0), ("2027-03-14", 14.0), ("2027-11-07", 15.0)] {
            let opening = try #require(try ask(crossing, .adults, day, "00:00").nextOpening)
            #expect(try opening == instant(day, "08:00", crossing))
            #expect(opening.timeIntervalSince(try #require(Day(day)).start(in: .gmt)) == hours * 3600)
        }
    }

    @Test("A time that the clocks skip is the one an hour on; one that they show twice is the first", arguments: [
        ("2027-03-14", "02:30", "2027-03-14T09:30:00Z"), ("2027-11-07", "01:30", "2027-11-07T07:30:00Z"), ("2027-11-07", "02:00", "2027-11-07T09:00:00Z"), ("2027-07-01", "23:59", "2027-07-02T05:59:00Z"),
    ])
    func clocks(day: String, time: String, instant: String) throws {
        let denver = try #require(TimeZone(identifier: "America/Denver")), local = LocalTime(day: try #require(Day(day)), minutes: try #require(HourSpan.minutes(time)))
        #expect(local.instant(in: denver).ISO8601Format() == instant)
        if day != "2027-03-14" { #expect(LocalTime(local.instant(in: denver), in: denver) == local) }
    }

    @Test("A crossing that never closes is given no end, however its hours are written", arguments: ["24/7", "00:00-24:00", "Lu-Do 00:00-12:00, 12:00-24:00", "08:00-20:00, 20:00-08:00", "Lu-Vi 00:00-24:00; Sa-Do 00:00-24:00"])
    func always(hours: String) throws {
        // The clocks of Tijuana go forward on 14 March 2027 and back on 7 November 2027.
        for (zone, day) in [("America/Guatemala", "2026-11-25"), ("America/Tijuana", "2027-03-13"), ("America/Tijuana", "2027-11-06")] {
            let answer = try ask(SmallNetwork.crossing([.adults: hours], zone: zone), .adults, day, "23:30")
            #expect(answer.verdict == .may && answer.isAtAllHours && answer.until == nil && answer.nextOpening == nil, "\(zone)")
        }
    }

    @Test("Open around the clock, it closes with the next day off or with the arrangement, and only near ones are told")
    func closing() throws {
        let crossing = try SmallNetwork.crossing([.adults: "24/7"], off: ["12-25"])
        #expect(try ask(crossing, .adults, "2026-11-25", "09:00").until == instant("2026-12-25", "00:00", crossing))
        #expect(try ask(crossing, .adults, "2026-12-25", "09:00").nextOpening == instant("2026-12-26", "00:00", crossing))
        #expect(try ask(crossing, .adults, "2026-12-26", "09:00").until == nil)
        let last = Self.arrangement(SmallNetwork.terms(until: Day("2026-12-01")))
        let answer = ReceptionAnswer(last, try SmallNetwork.crossing([.adults: "24/7"]), .adults, at: try instant("2026-11-30", "09:00", crossing))
        #expect(try answer.until == instant("2026-12-02", "00:00", crossing))
        // The last evening's span does not go on into a day of which the arrangement says nothing.
        let night = ReceptionAnswer(last, try SmallNetwork.crossing([.adults: "22:00-02:00"]), .adults, at: try instant("2026-12-01", "23:00", crossing))
        #expect(try night.until == instant("2026-12-02", "00:00", crossing))
    }

    @Test("Five whole days end with the fifth, a night of Sunday on Monday, and a broken day is not at all hours", arguments: [
        ("Lu-Vi 00:00-24:00", "2026-11-25", "09:00", "2026-11-28", "00:00"), ("Do 22:00-02:00", "2026-11-29", "23:00", "2026-11-30", "02:00"),
        ("Do 22:00-02:00; Lu 02:00-05:00", "2026-11-29", "23:00", "2026-11-30", "05:00"), ("00:00-23:59", "2026-11-25", "09:00", "2026-11-25", "23:59"),
    ])
    func ends(hours: String, day: String, time: String, lastDay: String, lastTime: String) throws {
        let crossing = try SmallNetwork.crossing([.adults: hours]), answer = try ask(crossing, .adults, day, time)
        #expect(try answer.until == instant(lastDay, lastTime, crossing))
        #expect(!answer.isAtAllHours)
    }

    @Test("On the nights on which the clocks of Tijuana change, a reception through the night ends at its hour by the new clock", arguments: [("2027-03-13", 7.0), ("2027-11-06", 9.0)])
    func changingNight(day: String, hours: Double) throws {
        let crossing = try SmallNetwork.crossing([.adults: "22:00-06:00"], zone: "America/Tijuana"), answer = try ask(crossing, .adults, day, "22:00")
        #expect(try answer.until.map { try $0.timeIntervalSince(instant(day, "22:00", crossing)) / 3600 } == hours)
        // A span inside the hour that the clocks skip is no opening of no minutes.
        let skipped = try SmallNetwork.crossing([.adults: "02:30-03:15"], zone: "America/Tijuana")
        #expect(try ask(skipped, .adults, "2027-03-14", "00:00").nextOpening == instant("2027-03-15", "02:30", skipped))
    }
}

@Suite("Hours as people type them")
struct ReceptionHoursTests {
    @Test("Spanish and English days, capitals and accents or none, give the same hours", arguments: [
        ("Lu-Vi 08:00-18:00; Sá 08:00-12:00", "Mo-Fr 08:00-18:00; Sa 08:00-12:00"), ("mo-fr 8:00-18:00\nsa 8:00-12:00", "Mo-Fr 08:00-18:00; Sa 08:00-12:00"),
        ("lunes a viernes 08:00-18:00", "Mo-Fr 08:00-18:00"), ("Friday to Sunday 8:00-9:00", "Fr-Su 08:00-09:00"), ("lunes por la tarde 14:00-18:00", nil), ("Do,Mi 22:00-02:00", "We,Su 22:00-02:00"), ("08:00-15:00", "Mo-Su 08:00-15:00"), ("24/7", "24/7"), ("Vi-Lu 09:00-12:00, 14:00-24:00", "Mo,Fr-Su 09:00-12:00,14:00-24:00"),
    ])
    func reading(text: String, canonical: String?) {
        let hours = try? ReceptionHours(text)
        #expect(hours?.description == canonical)
        if let hours {
            #expect((try? ReceptionHours(hours.description)) == hours)
            #expect((try? ReceptionHours(hours.inSpanish)) == hours)
        }
    }

    @Test("A second rule for a day adds to the first; only a day after 24/7 is an exception", arguments: [
        ("Lu-Vi 08:00-12:00; Lu-Vi 14:00-18:00", "Mo-Fr 08:00-12:00,14:00-18:00"), ("Lu-Vi 14:00-18:00; Lu 08:00-12:00", "Mo 08:00-12:00,14:00-18:00; Tu-Fr 14:00-18:00"),
        ("Lu 14:00-18:00, 08:00-12:00", "Mo 08:00-12:00,14:00-18:00"), ("24/7; Do 08:00-12:00; Do 14:00-16:00", "Mo-Sa 00:00-24:00; Su 08:00-12:00,14:00-16:00"), ("Lu,Lu-Ma 08:00-12:00", "Mo-Tu 08:00-12:00"),
    ])
    func secondRule(text: String, canonical: String) throws {
        let hours = try ReceptionHours(text)
        #expect(hours.description == canonical)
        #expect(try ReceptionHours(canonical) == hours)
    }

    @Test("Hours said twice are told as such", arguments: [
        ("Lu-Vi 08:00-12:00; Mi 11:00-13:00", "Mi 11:00-13:00"), ("Lu-Vi 08:00-12:00; 24/7", "24/7"), ("24/7; Do 08:00-12:00; Do 11:00-13:00", "Do 11:00-13:00"), ("Lu 22:00-09:00; Ma 08:00-12:00", "Lu 22:00-09:00; Ma 08:00-12:00"),
    ])
    func twice(text: String, value: String) {
        #expect(throws: ReceptionHours.Fault(value: value, isOverlap: true)) { try ReceptionHours(text) }
    }

    @Test("What overlaps, ends before it begins or is no hour is refused", arguments: ["", "Lu", "Lu 25:00-26:00", "Lu 08:00", "Lu 08:00-08:00", "Lu 08:00-12:00,11:00-13:00", "Xx 08:00-12:00", "Lu 22:00-09:00; Ma 08:00-12:00", "Lu 08:00-12:60"])
    func refused(text: String) {
        #expect(throws: ReceptionHours.Fault.self) { try ReceptionHours(text) }
    }
}
