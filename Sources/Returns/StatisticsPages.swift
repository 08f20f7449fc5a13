import Accounts
import Foundation
import Formats
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Survival
import Web

/// The index of countries of origin, for the network: which cooperate, which are slow, which hinder; also as a file.
struct StatisticsPages {
    let house: House
    let missions: any MissionsAbroad
    let keep: StatisticsKeep

    var routes: [Route] {
        [
            .get("/returns", .may(.seeStatistics), list),
            Route(.get, "/returns/index.csv", kind: .resource, access: .may(.seeStatistics), file),
        ]
    }

    private func list(_ ask: Ask) async throws -> Response {
        let statistics = try await keep.statistics(house), missions = missions
        let (counted, present) = try await house.database.read { tx -> ([CountryCode], Set<CountryCode>) in
            let counts = try MonthlyCounts(tx).sums(in: statistics.edition).filter { !CountsRelease($0.value).lines.isEmpty }.keys.sorted()
            let all = statistics.countries.map(\.country)
            return (counts, Set(try missions.missions(of: all, in: tx).map(\.sending)))
        }
        let words = Words(ask), figures = FigureWords(ask), title = ask.text("returns.index.title")
        let absent = statistics.countries.map(\.country).filter { !present.contains($0) }
        var model: Model = [
            "title": title, "as_of": Self.asOf(statistics, ask), "thresholds": ask.path("/returns/thresholds"), "file": "/returns/index.csv",
            "invented": house.settings.isDemonstration, "desk": ask.may(.seeRequests) ? ask.path("/desk/returns") : false, "is_empty": statistics.countries.isEmpty, "has_any": !statistics.countries.isEmpty,
            "countries": statistics.countries.map { line($0, words, figures) },
            "absent": absent.isEmpty ? false : ask.formats.list(absent.map(words.country)) as Any,
            "counted": counted.map { ["href": ask.path("/returns/countries/\($0.rawValue.lowercased())"), "name": words.country($0)] as Model }, "has_counted": !counted.isEmpty,
        ]
        if let region = statistics.region { model["region"] = Self.row(region, figures) }
        var page = Page("returns/index", title: title, model)
        page.section = "returns"
        page.isIndexed = false
        page.json = "/api/v1/returns/index"
        return try ask.show(page)
    }

    static func asOf(_ statistics: Statistics, _ ask: Ask) -> String {
        ask.text("returns.index.as_of", ["from": ask.formats.date(statistics.halves[0].first), "counted": ask.formats.date(statistics.edition.countedOn), "next": ask.formats.date(statistics.edition.next.countedOn)])
    }

    static func row(_ figures: PublicFigures, _ words: FigureWords) -> Model {
        ["requests": words.count(figures.requests), "median": words.median(figures.median), "within_30": words.percent(figures.issued[30]), "within_60": words.percent(figures.issued[60]),
         "within_90": words.percent(figures.issued[90]), "refusals": words.percent(figures.refusals), "unanswered": words.percent(figures.unanswered)]
    }

    private func line(_ origin: Statistics.Origin, _ words: Words, _ figures: FigureWords) -> Model {
        let shown = PublicFigures(origin)
        var model = Self.row(shown, figures)
        model["name"] = words.country(origin.country)
        model["href"] = words.ask.path("/returns/countries/\(origin.country.rawValue.lowercased())")
        model["standing"] = figures.standing(origin.assessment, requests: shown.requests)
        model["reasons"] = origin.standing == .cooperates ? [] : origin.assessment.deciding.map { ["text": figures.reason($0, shown)] as Model }
        return model
    }

    // MARK: The same as a file

    static let columns = ["origin", "index", "requests", "median_days", "median_lower", "median_upper"]
        + Heap.marks.flatMap { ["issued_\($0)", "issued_\($0)_lower", "issued_\($0)_upper"] } + ["refused", "refused_lower", "refused_upper", "unanswered", "unanswered_lower", "unanswered_upper", "as_of"]

    private func file(_ ask: Ask) async throws -> Response {
        let statistics = try await keep.statistics(house)
        var writer = CSVWriter(header: Self.columns)
        func percent(_ percent: PublicFigures.Percent?) -> [String] { percent.map { [$0.value, $0.lower, $0.upper].map(String.init) } ?? ["", "", ""] }
        for origin in statistics.countries {
            let shown = PublicFigures(origin), median = shown.median
            let days = [median?.days, median?.lower, median?.upper].map { $0.map(String.init) ?? "" }
            writer.add([origin.country.rawValue, origin.standing.rawValue, shown.requests.map(String.init) ?? ""] + days + Heap.marks.flatMap { percent(shown.issued[$0]) }
                + percent(shown.refusals) + percent(shown.unanswered) + [statistics.asOf.description])
        }
        return ask.file(writer.bytes, type: "text/csv; charset=utf-8; header=present", name: "travel-document-index.csv")
    }
}
