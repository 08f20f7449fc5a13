import Foundation
import Localization
import Testing

@Suite struct FormatsTests {
    private let es: Formats, en: Formats

    init() throws {
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder])
        es = Formats(catalogue, in: .spanish)
        en = Formats(catalogue, in: .english)
    }

    @Test("Dates are written as each language writes them")
    func dates() throws {
        let day = try #require(Day("2026-11-04"))
        #expect(es.date(day) == "4 de noviembre de 2026")
        #expect(en.date(day) == "4 November 2026")
        #expect(es.dateWithWeekday(day) == "miércoles 4 de noviembre")
        #expect(en.dateWithWeekday(day) == "Wednesday 4 November")
        #expect(es.weekday(1) == "lunes")
        #expect(en.weekday(7) == "Sunday")
    }

    @Test("Times are written as each language writes them", arguments: [
        (0, "00:00", "12:00 a.m."), (1, "00:01", "12:01 a.m."), (510, "08:30", "8:30 a.m."), (719, "11:59", "11:59 a.m."), (720, "12:00", "12:00 p.m."), (1050, "17:30", "5:30 p.m."), (1439, "23:59", "11:59 p.m."), (1440, "00:00", "12:00 a.m."),
    ])
    func times(minutes: Int, spanish: String, english: String) {
        #expect(es.time(minutes: minutes) == spanish)
        #expect(en.time(minutes: minutes) == english)
    }

    @Test("An instant shows the wall clock of its place, on both sides of a change of the clock and before 1970")
    func instants() throws {
        let tijuana = try #require(TimeZone(identifier: "America/Tijuana"))
        #expect(es.instant(Date(timeIntervalSince1970: 1_772_962_200), in: tijuana) == "8 de marzo de 2026, 01:30")
        #expect(en.instant(Date(timeIntervalSince1970: 1_772_965_800), in: tijuana) == "8 March 2026, 3:30 a.m.")
        #expect(en.instant(Date(timeIntervalSince1970: -1), in: .gmt) == "31 December 1969, 11:59 p.m.")
    }

    @Test("Numbers: Spanish groups from five digits with a thin space, English from four with a comma", arguments: [
        (0, 0, "0", "0"), (999, 0, "999", "999"), (1234, 0, "1234", "1,234"), (12_345.6, 1, "12\u{202F}345,6", "12,345.6"), (1_234_567.891, 2, "1\u{202F}234\u{202F}567,89", "1,234,567.89"),
        (0.5, 1, "0,5", "0.5"), (0.05, 2, "0,05", "0.05"), (0.1 + 0.2, 9, "0,3", "0.3"), (2.50, 2, "2,5", "2.5"), (3.0, 2, "3", "3"), (0.999, 2, "1", "1"), (999.95, 1, "1000", "1,000"), (99_999.96, 1, "100\u{202F}000", "100,000"),
        (-12_345, 0, "−12\u{202F}345", "−12,345"), (-0.4, 0, "0", "0"), (-0.25, 2, "−0,25", "−0.25"), (.nan, 2, "—", "—"), (.infinity, 0, "—", "—"),
    ] as [(Double, Int, String, String)])
    func numbers(number: Double, decimals: Int, spanish: String, english: String) {
        #expect(es.number(number, decimals: decimals) == spanish)
        #expect(en.number(number, decimals: decimals) == english)
    }

    @Test("A number beyond all use is written without harm", arguments: [1e18, 1e19, -1e300, 123_456_789_012.345])
    func hugeNumbers(number: Double) {
        #expect(!es.number(number, decimals: 9).isEmpty)
    }

    @Test("Lists: \"e\" before the sound i, but not before a diphthong", arguments: [
        ([], "", ""), (["Belice"], "Belice", "Belice"), (["Belice", "Canadá"], "Belice y Canadá", "Belice and Canadá"), (["Belice", "Canadá", "México"], "Belice, Canadá y México", "Belice, Canadá and México"),
        (["Texas", "Illinois"], "Texas e Illinois", "Texas and Illinois"), (["Texas", "Ídem"], "Texas e Ídem", "Texas and Ídem"), (["padres", "hijos"], "padres e hijos", "padres and hijos"), (["Idaho", "Indiana"], "Idaho e Indiana", "Idaho and Indiana"),
        (["agua", "hielo"], "agua y hielo", "agua and hielo"), (["leones", "hienas"], "leones y hienas", "leones and hienas"), (["Indiana", "Iowa"], "Indiana y Iowa", "Indiana and Iowa"), (["Campeche", "Yucatán"], "Campeche y Yucatán", "Campeche and Yucatán"),
        (["Cuba", "Haití"], "Cuba y Haití", "Cuba and Haití"),
    ] as [([String], String, String)])
    func lists(items: [String], spanish: String, english: String) {
        #expect(es.list(items) == spanish)
        #expect(en.list(items) == english)
    }

    @Test("Any one of several is told with «o», «u» before its sound, and \"or\"")
    func alternatives() throws {
        let catalogue = try Catalogue(folders: [Catalogue.ownFolder])
        let es = Formats(catalogue, in: .spanish), en = Formats(catalogue, in: .english)
        #expect(es.alternatives(["Canadá", "Estados Unidos"]) == "Canadá o Estados Unidos")
        #expect(es.alternatives(["México", "Belice", "Honduras"]) == "México, Belice u Honduras")
        #expect(en.alternatives(["Belize", "Honduras"]) == "Belize or Honduras")
        #expect(es.alternatives(["Belice"]) == "Belice")
    }
}
