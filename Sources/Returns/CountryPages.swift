import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Survival
import Web

/// One country of origin: its standing with the reasons, the curve, how practice differs between reporting countries, how it has changed,
/// and where its missions are.
struct CountryPages {
    let house: House
    let missions: any MissionsAbroad
    let keep: StatisticsKeep

    var routes: [Route] { [.get("/returns/countries/{country}", .may(.seeStatistics), one)] }

    private func one(_ ask: Ask) async throws -> Response {
        guard let country = CountryCode(try ask.parameter("country")) else { throw PageError.notFound }
        let statistics = try await keep.statistics(house), missions = missions
        let (delegations, found, counts) = try await house.database.read { tx in
            (try Delegations.all(in: tx), try missions.missions(of: [country], in: tx), CountsRelease(try MonthlyCounts(tx).sums(in: statistics.edition)[country] ?? []))
        }
        let names = Dictionary(delegations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let origin = statistics[country], words = Words(ask), figures = FigureWords(ask), name = words.country(country)
        let reporting = (origin?.reporting.compactMap { names[$0.key]?.country } ?? []) + (ask.viewer?.countries ?? [])
        var model: Model = [
            "title": name, "back": ask.path("/returns"), "as_of": StatisticsPages.asOf(statistics, ask), "thresholds": ask.path("/returns/thresholds"), "has_cases": origin != nil, "invented": house.settings.isDemonstration,
            "missions": missionsModel(MissionFindings(of: country, among: found, for: Array(Set(reporting)).sorted()), words), "has_counts": !counts.lines.isEmpty,
            "counts": counts.lines.map { line -> Model in
                ["name": names[line.owner]?.name.shown(in: ask.language).text ?? "", "requested": figures.count(line.requested), "issued": figures.count(line.issued), "refused": figures.count(line.refused),
                 "unanswered": figures.count(line.unanswered), "refusals": figures.percent(line.refusals), "silence": figures.percent(line.silence)]
            },
        ]
        if let origin { add(origin, statistics, names, to: &model, ask) }
        var page = Page("returns/country", title: name, model)
        page.section = "returns"
        page.isIndexed = false
        page.json = "/api/v1/returns/countries/\(country.rawValue)"
        return try ask.show(page)
    }

    private func add(_ origin: Statistics.Origin, _ statistics: Statistics, _ names: [Storage.ID<Delegation>: Delegation], to model: inout Model, _ ask: Ask) {
        let words = Words(ask), figures = FigureWords(ask), shown = PublicFigures(origin)
        let region = statistics.region
        model["standing"] = figures.standing(origin.assessment, requests: shown.requests)
        model["standing_text"] = ask.text("returns.index.text.\(origin.standing.rawValue)", ["fewest": String(statistics.thresholds.fewestRequests)])
        model["reasons"] = origin.assessment.reasons.map { ["text": figures.reason($0, shown)] as Model }
        model["figures"] = StatisticsPages.row(shown, figures)
        model["curve"] = Curve(own: shown.issued, region: region?.issued ?? [:]).model(label: ask.text("returns.curve.label", ["country": words.country(origin.country)]), ask: ask)
        model["marks"] = Heap.marks.map { days -> Model in
            ["days": ask.text("returns.curve.within", ["days": String(days)]), "own": figures.percent(shown.issued[days]), "region": figures.percent(region?.issued[days])]
        }
        model["fates"] = Heap.Fate.allCases.map { ["name": ask.text("returns.fate.\($0.rawValue)"), "count": figures.count(origin.release.count($0))] as Model }
        model["reporting"] = origin.reporting.indices.map { index -> Model in
            var row = StatisticsPages.row(PublicFigures(origin, reporting: index), figures)
            row["name"] = names[origin.reporting[index].key]?.name.shown(in: ask.language).text ?? ""
            return row
        }
        model["halves"] = origin.halves.indices.map { index -> Model in
            let part = origin.halves[index], shown = PublicFigures(origin, half: index)
            var row = StatisticsPages.row(shown, figures)
            row["name"] = words.half(part.key)
            row["standing"] = figures.standing(part.assessment, requests: shown.requests)
            return row
        }
    }

    private func missionsModel(_ findings: MissionFindings, _ words: Words) -> Model {
        let ask = words.ask
        return [
            "is_nowhere": findings.isNowhere, "receiving": findings.isNowhere ? false : ask.formats.list(findings.receiving.map(words.country)) as Any,
            "lacking": findings.lacking.map { lack -> Model in
                guard let nearest = lack.nearest else { return ["text": ask.text("returns.missions.none_for", ["country": words.country(lack.country)]), "href": false] }
                let values = ["country": words.country(lack.country), "mission": nearest.name.shown(in: ask.language).text, "town": nearest.town, "where": words.country(nearest.receiving),
                              "distance": lack.distance.map(ask.formats.number) ?? ""]
                return ["text": ask.text(lack.distance == nil ? "returns.missions.some_for" : "returns.missions.nearest_for", values), "href": ask.path(nearest.path)]
            },
        ]
    }
}
