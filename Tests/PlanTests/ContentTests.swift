import Accounts
import Foundation
import Localization
import Storage
import Testing
@testable import Plan

@Suite("The plan of 2008, as the house begins")
struct ContentTests {
    static let numbers = ["1.1.1", "1.1.2", "1.2.1", "1.3.1", "1.3.2", "1.3.3", "1.4.1", "1.5.1", "1.5.2", "2.1.1", "2.1.2", "2.1.3", "3.1.1", "3.1.2"]

    @Test("Three themes, seven objectives and fourteen activities, in their order, in both languages")
    func complete() async throws {
        let plan = try await SmallPlan().plan()
        #expect(plan.themes.map(\.number) == [1, 2, 3])
        #expect(plan.objectives.map(\.label) == ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "3.1"])
        #expect(plan.activities.map(\.number.description) == Self.numbers)
        for activity in plan.activities {
            #expect(activity.text[.spanish] != nil && activity.text[.english] != nil, "\(activity.number)")
            // Of 1.3.3 the source leaves the calendar blank.
            #expect(activity.calendar.text.isEmpty == (activity.number.description == "1.3.3"), "\(activity.number)")
        }
        #expect(plan.edition.numeral == "XIII")
        #expect(plan.edition.standing == .proposed)
    }

    @Test("Calendars are meanings with real days")
    func calendars() async throws {
        let plan = try await SmallPlan().plan()
        let kinds = Dictionary(plan.activities.map { ($0.number.description, $0.calendar.meaning) }, uniquingKeysWith: { first, _ in first })
        #expect(kinds["1.1.1"] == .continuous)
        #expect(kinds["1.2.1"] == .permanent)
        #expect(kinds["1.3.2"] == .toBeDefined)
        #expect(kinds["1.5.2"] == ActivityCalendar.Meaning(.period, from: Day("2008-09-01"), to: Day("2008-12-31")))
        #expect(kinds["2.1.1"] == ActivityCalendar.Meaning(.period, from: Day("2008-07-01"), to: Day("2008-12-31")))
    }

    @Test("The words of the plan for its calendars are understood as the meanings that it has")
    func wordsAgree() async throws {
        for activity in try await SmallPlan().plan().activities {
            for language in Language.all {
                #expect(ActivityCalendar.Meaning(words: activity.calendar.text[language] ?? "") == activity.calendar.meaning, "\(activity.number) \(language)")
            }
        }
    }

    @Test("The open questions of the source are put to the network once")
    func questions() async throws {
        let house = try await SmallPlan(), now = house.now, asked = house.asked
        #expect(asked.references == ["1.3.1/strategy", "1.3.2/lead", "2.1.3/lead-and-date"])
        let again = try await house.database.write { try FirstPlan().add(questions: asked, at: now, in: $0) }
        #expect(again == 0)
        #expect(asked.references.count == 3)
    }

    @Test("An activity is found by a word of either language")
    func found() async throws {
        let house = try await SmallPlan()
        let count = try await house.database.read { try $0.value("SELECT count(*) AS n FROM full_text_entry WHERE kind = 'activity'", as: Int.self) }
        #expect(count == 14)
    }
}

@Suite("Times in words")
struct CalendarWordsTests {
    @Test("Parts of years, days, months", arguments: [
        ("Primer semestre de 2027", "2027-01-01", "2027-06-30"), ("last four months of 2027", "2027-09-01", "2027-12-31"), ("Segundo trimestre de 2027.", "2027-04-01", "2027-06-30"),
        ("del 2027-01-15 al 2027-03-31", "2027-01-15", "2027-03-31"), ("Fourth quarter of 2027", "2027-10-01", "2027-12-31"),
    ])
    func periods(words: String, from: String, to: String) {
        #expect(ActivityCalendar.Meaning(words: words) == ActivityCalendar.Meaning(.period, from: Day(from), to: Day(to)))
    }

    @Test("What says no time says nothing, and what ends before it begins is none")
    func unknown() {
        #expect(ActivityCalendar.Meaning(words: "Cuando se pueda") == nil)
        #expect(ActivityCalendar.Meaning(words: "cada 6 meses") == .recurring(months: 6))
        #expect(ActivityCalendar.Meaning(words: "") == .toBeDefined)
        #expect(ActivityCalendar.Meaning(.period, from: Day("2027-02-01"), to: Day("2027-01-01")) == nil)
        #expect(ActivityCalendar.Meaning(.recurring, months: 0) == nil)
    }
}
