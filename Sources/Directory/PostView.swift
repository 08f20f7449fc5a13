import Foundation
import Geography
import Localization
import Records
import Web

/// A post as pages show it: every fact with its words, what is missing said to be missing.
struct PostView {
    let post: Post
    let ask: Ask

    private var language: String { ask.language.code }
    private var formats: Formats { ask.formats }

    /// The name with its real language where that is not the page's.
    var name: Model { Self.shown(post.name.shown(in: ask.language), ask) }

    static func shown(_ shown: LocalizedText.Shown, _ ask: Ask) -> Model {
        // What is not there is said not to be: a template looks for it in all that stands around otherwise.
        var model: Model = ["text": shown.text, "lang": false, "mark": false]
        if shown.language != ask.language { model["lang"] = shown.language.code }
        switch shown.standing {
        case .current: break
        case .outdated: model["mark"] = ask.text("web.translation.outdated")
        case .missing: model["mark"] = ask.text("web.translation.missing")
        }
        return model
    }

    /// One line in a list.
    var line: Model {
        var model: Model = [
            "href": ask.path("/posts/\(post.slug)"), "name": name, "city": post.city,
            "class": className, "sending": post.sending.name(in: language), "is_demonstration": post.isDemonstration,
        ]
        model["phone"] = post.phones.first.map { ["text": $0.international, "uri": $0.uri] as Model } ?? false
        model["status"] = mark?.model ?? false
        model["about"] = className + " · " + post.city
        model["fresh"] = freshnessText(post.freshness(today: ask.today))
        return model
    }

    var className: String {
        ask.text("directory.class.\(post.postClass.rawValue)") + (post.isHonorary ? " (\(ask.text("directory.honorary")))" : "")
    }

    /// All of the card.
    func card() -> Model {
        var model: Model = ["name": name, "class": className, "sending": post.sending.name(in: language), "slug": post.slug, "href": ask.path("/posts/\(post.slug)")]
        model["is_demonstration"] = post.isDemonstration
        model["state"] = state
        model["status"] = statusTag
        model["status_text"] = statusText
        model["phones"] = post.phones.enumerated().map { index, phone in
            ["text": phone.international, "uri": phone.uri, "is_first": index == 0] as Model
        }
        model["has_phone"] = !post.phones.isEmpty
        model["emergency"] = post.emergencyPhone.map { ["text": $0.international, "uri": $0.uri] as Model }
        model["email"] = post.email
        model["website"] = post.website.map { ["href": $0, "text": Self.host($0)] as Model }
        model["address"] = address
        model["way"] = way
        model["services"] = post.services.map { ask.text("directory.service.\($0.rawValue)") }
        model["has_services"] = !post.services.isEmpty
        model["hours"] = hours
        model["freshness"] = freshness
        return model
    }

    // MARK: Open?

    /// How it serves, where that is not as usual: now, or from a day to come. nil for one that is simply open.
    private var standing: (status: PostStatus, isToCome: Bool, dates: String?)? {
        let today = ask.today, isToCome = (post.statusFrom ?? today) > today, isOver = (post.statusUntil ?? today) < today
        switch post.status {
        case .open: return nil
        case .temporarilyClosed where isOver: return nil
        case .closed where isOver: return (.closed, false, nil)
        case .mobile where isOver, .emergency where isOver:
            return (.closed, false, post.statusUntil.map { ask.text("directory.status.over", ["until": formats.date($0)]) })
        case .temporarilyClosed, .closed, .mobile, .emergency: return (post.status, isToCome, dates)
        }
    }

    /// Beside its dates.
    private var statusTag: Model? { standing.map { mark($0).model } }

    /// Where there is no room for dates, in a list and in the search: a closure to come is not called one.
    var mark: SearchMark? { standing.flatMap { $0.isToCome && [.temporarilyClosed, .closed].contains($0.status) ? nil : mark($0) } }

    private func mark(_ standing: (status: PostStatus, isToCome: Bool, dates: String?)) -> SearchMark {
        let isClosed = [.temporarilyClosed, .closed].contains(standing.status) && !standing.isToCome
        return SearchMark(ask.text("directory.status.\(standing.status.rawValue)"), tone: isClosed ? "bad" : "warn")
    }

    private var statusText: String? { standing?.dates }

    private var dates: String? {
        switch (post.statusFrom, post.statusUntil) {
        case (let from?, let until?): ask.text("directory.status.from_until", ["from": formats.date(from), "until": formats.date(until)])
        case (let from?, nil): ask.text("directory.status.from", ["from": formats.date(from)])
        case (nil, let until?): ask.text("directory.status.until", ["until": formats.date(until)])
        case (nil, nil): nil
        }
    }

    /// Open now until when, or closed until when; nil when no hours are known or it does not serve at all.
    private var state: Model? {
        guard let hours = post.hours, let zone = post.zone, ![.temporarilyClosed, .closed].contains(post.status(on: ask.today)) else { return nil }
        switch hours.state(at: ask.now, in: zone) {
        case .open(let until):
            if until.timeIntervalSince(ask.now) > 36 * 3600 { return ["tone": "good", "text": ask.text("directory.open.always")] }
            return ["tone": "good", "text": ask.text("directory.open.until", ["time": formats.time(until, in: zone)])]
        case .closed(nil):
            return ["tone": "warn", "text": ask.text("directory.closed.now")]
        case .closed(let opens?):
            let today = Day(ask.now, in: zone), day = Day(opens, in: zone)
            let time = formats.time(opens, in: zone)
            let key = day == today ? "today" : day == today.adding(days: 1) ? "tomorrow" : "on"
            return ["tone": "warn", "text": ask.text("directory.closed.\(key)", ["time": time, "day": formats.dateWithWeekday(day)])]
        }
    }

    /// Until when what ``card()`` says of opening stays true.
    var validUntil: Date? {
        let midnight = ask.tomorrow
        guard let hours = post.hours, let zone = post.zone, let change = hours.nextChange(after: ask.now, in: zone) else { return midnight }
        // "Tomorrow" becomes "today" at the post's own midnight.
        let localMidnight = Day(ask.now, in: zone).adding(days: 1).start(in: zone)
        return min(change, localMidnight, midnight)
    }

    private var hours: Model? {
        guard let hours = post.hours else { return nil }
        let rows = hours.groups.map { group -> Model in
            let days = group.days.map { range in
                range.count == 1 ? formats.weekday(range.lowerBound + 1)
                    : ask.text("directory.hours.range", ["from": formats.weekday(range.lowerBound + 1), "to": formats.weekday(range.upperBound + 1)])
            }
            let spans = group.spans.map { ask.text("directory.hours.span", ["from": formats.time(minutes: $0.from), "to": formats.time(minutes: $0.to)]) }
            return ["days": formats.list(days), "spans": spans.isEmpty ? ask.text("directory.hours.closed") : spans.joined(separator: ", ")]
        }
        var model: Model = ["rows": rows]
        if let zone = post.zone { model["zone"] = ask.text("directory.hours.zone", ["time": formats.time(ask.now, in: zone)]) }
        return model
    }

    // MARK: Where?

    private var address: String? {
        guard let address = post.address else { return nil }
        let town = [post.postalCode ?? "", post.city].filter { !$0.isEmpty }.joined(separator: " ")
        let parts = [address, town, post.subdivision?.name(in: language) ?? "", post.receiving.name(in: language)]
        return parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// A map with the way there: to the point, or to the address when only that is known.
    private var way: String? {
        if let position = post.position {
            return "https://www.openstreetmap.org/directions?to=\(position.latitude)%2C\(position.longitude)#map=15/\(position.latitude)/\(position.longitude)"
        }
        return address.map { "https://www.openstreetmap.org/search?query=\($0.queryEncoded)" }
    }

    // MARK: How fresh?

    /// On which day it was verified, and how that is to be taken.
    var freshness: Model {
        let state = post.freshness(today: ask.today)
        var model: Model = ["state": state.rawValue, "tone": state == .current || state == .due ? "good" : state == .never ? "" : "warn"]
        model["text"] = freshnessText(state)
        return model
    }

    private func freshnessText(_ state: Freshness) -> String {
        guard let verification = post.verification else { return ask.text("directory.freshness.never", ["country": post.sending.name(in: language)]) }
        return ask.text("directory.freshness.\(state.rawValue)", ["date": formats.date(verification.on), "due": formats.date(verification.due), "country": post.sending.name(in: language)])
    }

    static func sources(_ sources: [FactSource], _ ask: Ask) -> [Model] {
        sources.map { source in
            var model: Model = ["name": source.name, "as_of": ask.formats.date(source.asOf)]
            model["source_url"] = source.url?.hasPrefix("https://") == true || source.url?.hasPrefix("http://") == true ? source.url : nil
            model["licence"] = source.licence
            return model
        }
    }

    private static func host(_ address: String) -> String {
        let host = URLComponents(string: address)?.host ?? address
        return host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    }
}
