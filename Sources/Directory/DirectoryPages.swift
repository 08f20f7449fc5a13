import Accounts
import Foundation
import Geography
import HTTPTypes
import Hummingbird
import Localization
import Storage
import Web

/// The directory as everybody reads it: lists, posts, and who answers where.
struct DirectoryPages {
    let house: House

    /// Posts on one page of a list.
    static let pageSize = 60

    var routes: [Route] {
        [
            .get("/directory", .everyone, index),
            .get("/directory/{country}", .everyone, list),
            .get("/directory/{country}/print", .everyone, printed),
            .get("/posts/{slug}", .everyone, post),
            .get("/coverage/{sending}/{receiving}", .everyone, coverage),
        ]
    }

    // MARK: Lists

    private func index(_ ask: Ask) async throws -> Response {
        let language = ask.language.code
        if let typed = ask.query["q"] { return try await search(ask, typed) }
        let counts = try await house.database.read { try Posts($0).counts() }
        let receiving = Dictionary(grouping: counts, by: \.receiving)
        let countries = CountryCode.members(sortedIn: language).map { country -> Model in
            let posts = receiving[country] ?? []
            return [
                "href": ask.path("/directory/\(country.rawValue.lowercased())"), "name": country.name(in: language),
                "count": ask.text("directory.list.count", ["count": ask.formats.number(posts.reduce(0) { $0 + $1.posts }), "states": ask.formats.number(posts.count)]),
            ]
        }
        // Eleven by eleven: how many posts each member has in each other.
        let members = CountryCode.members(sortedIn: language)
        let pairs = Dictionary(counts.map { ("\($0.sending)\($0.receiving)", $0.posts) }, uniquingKeysWith: +)
        let rows = members.map { sending -> Model in
            ["name": sending.name(in: language), "cells": members.map { receiving -> Model in
                guard sending != receiving else { return ["own": true] }
                let count = pairs["\(sending)\(receiving)"] ?? 0
                return ["count": count == 0 ? "0" : ask.formats.number(count), "href": ask.path("/coverage/\(sending.rawValue.lowercased())/\(receiving.rawValue.lowercased())"),
                        "label": ask.text("directory.coverage.title", ["sending": sending.name(in: language), "receiving": receiving.nameInText(in: language)])]
            }]
        }
        let model: Model = ["countries": countries, "columns": members.map { ["code": $0.rawValue, "name": $0.name(in: language)] as Model }, "rows": rows, "search": ask.path("/directory"), "covering": ask.path("/covering")]
        var page = Page("directory/index", title: ask.text("directory.list.title"), model)
        page.section = "directory"
        page.json = "/api/v1/posts"
        return try ask.show(page)
    }

    private func search(_ ask: Ask, _ typed: String) async throws -> Response {
        let (posts, _) = try await house.database.read { tx -> ([Post], Int) in
            let hits = try tx.search(typed, kinds: [Post.auditKind], audiences: ["public"], limit: 100)
            var order: [UUID] = []
            for hit in hits where !order.contains(hit.record) { order.append(hit.record) }
            let found = try Posts(tx).posts(ids: order.prefix(Self.pageSize).map { ID<Post>($0) })
            return (found, order.count)
        }
        let model: Model = ["title": ask.text("directory.search.title", ["typed": String(typed.prefix(80))]), "typed": String(typed.prefix(80)), "search": ask.path("/directory"),
                            "posts": posts.map { PostView(post: $0, ask: ask).line }, "is_empty": posts.isEmpty, "is_search": true]
        var page = Page("directory/list", title: ask.text("directory.search.title", ["typed": String(typed.prefix(80))]), model)
        page.section = "directory"
        page.isIndexed = false
        return try ask.show(page)
    }

    private func country(_ ask: Ask, _ parameter: String = "country") throws -> CountryCode {
        guard let country = CountryCode(try ask.parameter(parameter)), country.isMember else { throw PageError.notFound }
        return country
    }

    private func list(_ ask: Ask) async throws -> Response {
        let receiving = try country(ask)
        let language = ask.language.code
        var filter = Posts.Filter(receiving: receiving)
        if let text = ask.query["sending"] {
            guard let sending = CountryCode(text) else { throw PageError.badRequest(field: "sending", reason: "country") }
            filter.sending = sending
        }
        let number = max(1, min(ask.query["page"].flatMap { Int($0) } ?? 1, 10_000))
        let query = filter
        let (posts, total, senders) = try await house.database.read { tx in
            let posts = Posts(tx)
            return (try posts.list(query, offset: (number - 1) * Self.pageSize, limit: Self.pageSize), try posts.count(query), try posts.senders(in: receiving))
        }
        if posts.isEmpty, number > 1 { throw PageError.notFound }
        let form = Form(ask.query, ask)
        let base = ask.path("/directory/\(receiving.rawValue.lowercased())")
        let sendingQuery = filter.sending.map { "sending=\($0.rawValue)" } ?? ""
        var model: Model = [
            "title": ask.text("directory.list.of", ["country": receiving.nameInText(in: language)]), "posts": posts.map { PostView(post: $0, ask: ask).line }, "is_empty": posts.isEmpty,
            "total": ask.text("directory.list.total", ["count": ask.formats.number(total)]), "base": base,
            "sending": form.select("sending", label: ask.text("directory.sending"), options: senders.sorted(in: language).map { ($0.rawValue, $0.name(in: language)) }, empty: ask.text("directory.list.all")),
            "exports": ["csv", "vcf", "geojson"].map { ["href": "/lists/\(receiving.rawValue.lowercased())/posts.\($0)" + (sendingQuery.isEmpty ? "" : "?\(sendingQuery)"), "name": ask.text("directory.export.\($0)")] as Model },
            "officers": base + "/officers", "print": base + "/print" + (sendingQuery.isEmpty ? "" : "?\(sendingQuery)"),
        ]
        func pageAddress(_ number: Int) -> String { base + "?" + [sendingQuery, "page=\(number)"].filter { !$0.isEmpty }.joined(separator: "&") }
        if number > 1 { model["previous"] = pageAddress(number - 1) }
        if number * Self.pageSize < total { model["next"] = pageAddress(number + 1) }
        model["has_pager"] = total > Self.pageSize
        if let sending = filter.sending, sending.isMember, sending != receiving {
            model["coverage"] = ask.path("/coverage/\(sending.rawValue.lowercased())/\(receiving.rawValue.lowercased())")
        }
        var page = Page("directory/list", title: ask.text("directory.list.of", ["country": receiving.nameInText(in: language)]), model)
        page.section = "directory"
        page.json = "/api/v1/posts?receiving_state=\(receiving.rawValue)" + (filter.sending.map { "&sending_state=\($0.rawValue)" } ?? "")
        return try ask.show(page)
    }

    /// The whole list on paper, by sending State, with the day it was printed.
    private func printed(_ ask: Ask) async throws -> Response {
        let receiving = try country(ask)
        let language = ask.language.code
        var filter = Posts.Filter(receiving: receiving, subdivision: nil)
        filter.sending = ask.query["sending"].flatMap { CountryCode($0) }
        filter.includesClosed = false
        let query = filter
        let posts = try await house.database.read { try Posts($0).list(query, limit: 2000) }
        let groups = Dictionary(grouping: posts, by: \.sending).sorted(byName: { $0.key.name(in: language) }).map { sending, posts -> Model in
            ["name": sending.name(in: language), "posts": posts.map { post -> Model in
                let view = PostView(post: post, ask: ask)
                return view.card().merging(["city": post.city] as Model) { first, _ in first }
            }]
        }
        let model: Model = ["title": ask.text("directory.list.of", ["country": receiving.nameInText(in: language)]), "groups": groups,
                            "printed": ask.text("directory.list.printed", ["date": ask.formats.date(ask.today)])]
        var page = Page("directory/printed", title: ask.text("directory.list.of", ["country": receiving.nameInText(in: language)]), model)
        page.isIndexed = false
        page.validUntil = ask.tomorrow
        return try ask.show(page)
    }

    // MARK: One post

    private func post(_ ask: Ask) async throws -> Response {
        let slug = try ask.parameter("slug")
        let language = ask.language.code
        let viewer = ask.viewer, today = ask.today
        guard let (post, districts, sources, differences, officers, agreements) = try await house.database.read({ tx in
            let posts = Posts(tx)
            return try posts.post(slug: slug).map { post in
                (post, try posts.districts(of: [post.id])[post.id] ?? [], try posts.sources(of: [post.id])[post.id] ?? [], try posts.differences(of: post.id),
                 try Officers(tx).visible(of: post.id, to: viewer), try CoveringAgreements(tx).inForce(covering: post.sending, in: post.receiving, on: today))
            }
        }) else { throw PageError.notFound }
        let view = PostView(post: post, ask: ask)
        var model = view.card()
        model.merge(OfficerView.ofPost(officers, ask)) { mine, _ in mine }
        model.merge(CoveringView.ofPost(agreements.filter { $0.isServed(by: post, districts) }, ask)) { mine, _ in mine }
        let byPart = Dictionary(grouping: districts, by: { $0.subdivision?.rawValue ?? $0.country.rawValue })
        model["districts"] = byPart.sorted { $0.key < $1.key }.map { _, parts -> Model in
            let municipalities = parts.compactMap(\.municipality).sorted()
            return ["name": District(country: parts[0].country, subdivision: parts[0].subdivision).name(in: language), "municipalities": municipalities.joined(separator: ", "), "is_part": !municipalities.isEmpty]
        }
        model["has_districts"] = !districts.isEmpty
        model["sources"] = PostView.sources(sources, ask)
        model["differences"] = differences.map { difference -> Model in
            ["field": ask.text("directory.field.\(difference.field)"), "a": difference.valueA, "source_a": difference.sourceA, "b": difference.valueB, "source_b": difference.sourceB]
        }
        model["has_differences"] = !differences.isEmpty
        model["list"] = ask.path("/directory/\(post.receiving.rawValue.lowercased())")
        model["list_name"] = ask.text("directory.list.of", ["country": post.receiving.nameInText(in: language)])
        let owner = Viewer.Owner(country: post.sending, post: post.id.uuid)
        if ask.may(.editPost, of: owner) { model["edit"] = ask.path("/desk/posts/\(post.slug)") }
        if ask.may(.verifyPost, of: owner) { model["verify"] = ask.path("/desk/posts/\(post.slug)/verification") }
        model["csrf"] = ask.formToken
        var page = Page("directory/post", title: post.name.shown(in: ask.language).text, model)
        page.section = "directory"
        page.validUntil = view.validUntil
        page.json = "/api/v1/posts/\(post.slug)"
        return try ask.show(page)
    }

    // MARK: Who answers where

    private func coverage(_ ask: Ask) async throws -> Response {
        let sending = try country(ask, "sending"), receiving = try country(ask, "receiving")
        guard sending != receiving else { throw PageError.notFound }
        let language = ask.language.code
        let (coverage, posts) = try await house.database.read { tx in
            (try Coverage(sending: sending, receiving: receiving, tx), try Posts(tx).list(Posts.Filter(sending: sending, receiving: receiving), limit: 200))
        }
        let map = OutlineMap.of(receiving)
        let values = ["sending": sending.name(in: language), "receiving": receiving.nameInText(in: language)]
        let shapes = map.shapes.map { shape -> Model in
            ["path": shape.path, "tone": coverage.standing(of: shape.code).rawValue, "title": shape.code.name(in: language) + ": " + ask.text("directory.coverage.\(coverage.standing(of: shape.code).rawValue)")]
        }
        let dots = posts.filter { $0.status != .closed }.compactMap { post -> Model? in
            post.position.flatMap(map.place).map { ["x": String(Int($0.x)), "y": String(Int($0.y)), "title": post.name.shown(in: ask.language).text] }
        }
        let rows = receiving.subdivisions(sortedIn: language).map { part -> Model in
            let answering = coverage.posts(in: part)
            return ["name": part.name(in: language), "tone": coverage.standing(of: part).rawValue, "standing": ask.text("directory.coverage.\(coverage.standing(of: part).rawValue)"),
                    "posts": answering.map { ["href": ask.path("/posts/\($0.slug)"), "city": $0.city, "part": $0.isPart ? ask.text("directory.coverage.in_part") : ""] as Model }]
        }
        var model: Model = [
            "title": ask.text("directory.coverage.title", values), "width": String(Int(map.width)), "height": String(Int(map.height)), "shapes": shapes, "dots": dots, "rows": rows,
            "count": ask.text("directory.coverage.summary", ["none": ask.formats.number(coverage.count(.none)), "several": ask.formats.number(coverage.count(.several)), "one": ask.formats.number(coverage.count(.one)), "part": ask.formats.number(coverage.count(.part))]),
            "posts": posts.map { PostView(post: $0, ask: ask).line }, "has_posts": !posts.isEmpty, "is_unknown": coverage.isUnknown,
        ]
        if coverage.isWhole { model["whole"] = ask.text("directory.coverage.whole", values) }
        var page = Page("directory/coverage", title: ask.text("directory.coverage.title", values), model)
        page.section = "directory"
        page.validUntil = ask.tomorrow
        page.json = "/api/v1/coverage?sending_state=\(sending.rawValue)&receiving_state=\(receiving.rawValue)"
        return try ask.show(page)
    }
}
