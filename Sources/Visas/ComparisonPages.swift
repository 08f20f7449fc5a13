import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The eleven beside one another, and where nothing is stated.
struct ComparisonPages {
    let house: House

    var routes: [Route] {
        [
            .get("/visas/reciprocity", .everyone, reciprocity),
            .get("/visas/gaps", .everyone, gaps),
        ]
    }

    private func reciprocity(_ ask: Ask) async throws -> Response {
        let question = try ListQuestion(ask), document = question.document, purpose = question.purpose, day = question.day
        let rules = try await house.database.read { try Visas($0).reciprocity(document, purpose, on: day) }
        let language = ask.language.code, words = RuleWords(ask), members = CountryCode.members(sortedIn: language)
        func rule(_ nationality: CountryCode, _ destination: CountryCode) -> Rule? { rules[RuleSubject(nationality, to: destination, document: document, purpose: purpose)] }
        let rows = members.map { destination -> Model in
            let cells = members.map { nationality -> Model in
                guard nationality != destination else { return ["is_own": true] }
                guard let stated = rule(nationality, destination) else { return ["is_unknown": true] }
                let mirrored = rule(destination, nationality)
                let days = stated.ruling.days.map { " " + ask.formats.number($0) } ?? ""
                return ["text": ask.text("visas.cell.\(stated.ruling.requirement.rawValue)") + days, "whole": "\(nationality.name(in: language)) → \(destination.name(in: language)): \(words.short(stated.ruling))", "tone": stated.ruling.requirement.tone, "is_confirmed": stated.isConfirmed,
                        "differs": mirrored.map { $0.ruling.requirement != stated.ruling.requirement } ?? false,
                        "href": ask.path(listAddress("/visas/answer", [("nationality", nationality.rawValue), ("document", document.rawValue), ("destination", destination.rawValue), ("purpose", purpose.rawValue), ("on", ask.query["on"])]))]
            }
            return ["name": destination.name(in: language), "code": destination.rawValue, "cells": cells]
        }
        let pairs = members.indices.flatMap { first in members.indices.filter { $0 > first }.map { (members[first], members[$0]) } }
        let known = pairs.compactMap { first, second in rule(first, second).flatMap { one in rule(second, first).map { (one, $0) } } }
        let title = ask.text("visas.reciprocity.title")
        var model = question.filter(ask)
        model.merge([
            "title": title, "action": ask.path("/visas/reciprocity"), "rows": rows, "columns": members.map { ["name": $0.name(in: language), "code": $0.rawValue] as Model }, "day": ask.formats.date(day),
            "codes": Requirement.allCases.map { "\(ask.text("visas.cell.\($0.rawValue)")): \(ask.text("visas.requirement.\($0.rawValue)").lowercasedFirst)" }.joined(separator: " · "),
            "countries": members.map { "\($0.rawValue): \($0.name(in: language))" }.joined(separator: " · "),
            "count": ask.text("visas.reciprocity.count", ["same": ask.formats.number(known.count { $0.ruling.requirement == $1.ruling.requirement }), "known": ask.formats.number(known.count), "all": ask.formats.number(pairs.count),
                                                               "confirmed": ask.formats.number(rules.values.count(where: \.isConfirmed)), "rules": ask.formats.number(rules.count)]),
        ] as Model) { _, new in new }
        var page = Page("visas/reciprocity", title: title, model)
        page.section = "visas"
        page.validUntil = ask.tomorrow
        page.json = listAddress("/api/v1/visas/reciprocity", [("document", document.rawValue), ("purpose", purpose.rawValue), ("on", ask.query["on"])])
        return try ask.show(page)
    }

    private func gaps(_ ask: Ask) async throws -> Response {
        let question = try ListQuestion(ask), document = question.document, purpose = question.purpose, day = question.day, language = ask.language.code
        let stated = try await house.database.read { try Visas($0).stated(document, purpose, on: day) }
        let all = CountryCode.all(sortedIn: language)
        let rows = CountryCode.members(sortedIn: language).map { destination -> Model in
            let missing = all.filter { $0 != destination && !(stated[destination]?.contains($0) ?? false) }
            return ["name": destination.name(in: language), "stated": ask.formats.number(stated[destination]?.count ?? 0), "missing": ask.formats.number(missing.count),
                    "names": ask.formats.list(missing.map { $0.name(in: language) }), "has_missing": !missing.isEmpty]
        }
        let title = ask.text("visas.gaps.title")
        var model = question.filter(ask)
        model.merge(["title": title, "action": ask.path("/visas/gaps"), "rows": rows, "day": ask.formats.date(day)] as Model) { _, new in new }
        var page = Page("visas/gaps", title: title, model)
        page.section = "visas"
        page.validUntil = ask.tomorrow
        return try ask.show(page)
    }
}
