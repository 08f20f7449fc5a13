import Foundation
import Geography
import Localization

/// A post's facts as texts, the way a form or a file brings them, on their way to being a ``Post``.
///
/// Form and import read the same fields by the same rules; what is wrong comes back by field.
public struct PostCard: Sendable, Equatable {
    public static let required = ["key", "sending_state", "receiving_state", "class", "name_es", "name_en", "city"]
    public static let optional = [
        "honorary", "subdivision", "address", "postal_code", "latitude", "longitude", "phones", "emergency_phone", "email", "website", "hours", "time_zone",
        "services", "status", "status_from", "status_until", "districts",
    ]
    public static let fields = required + optional

    public var values: [String: String]

    public init(_ values: [String: String]) { self.values = values }

    /// The card of a post that exists.
    public init(_ post: Post, districts: [District]) {
        values = [
            "key": post.slug, "sending_state": post.sending.rawValue, "receiving_state": post.receiving.rawValue, "class": post.postClass.rawValue,
            "honorary": post.isHonorary ? "true" : "", "name_es": post.name[.spanish] ?? "", "name_en": post.name[.english] ?? "", "city": post.city,
            "subdivision": post.subdivision?.rawValue ?? "", "address": post.address ?? "", "postal_code": post.postalCode ?? "",
            "latitude": post.position.map { String($0.latitude) } ?? "", "longitude": post.position.map { String($0.longitude) } ?? "",
            "phones": post.phones.map(Self.text).joined(separator: "; "), "emergency_phone": post.emergencyPhone.map(Self.text) ?? "",
            "email": post.email ?? "", "website": post.website ?? "", "hours": post.hours?.description ?? "", "time_zone": post.timeZone?.identifier ?? "",
            "services": post.services.map(\.rawValue).joined(separator: ";"), "status": post.status.rawValue,
            "status_from": post.statusFrom?.description ?? "", "status_until": post.statusUntil?.description ?? "",
            "districts": districts.map(\.description).sorted().joined(separator: "; "),
        ]
    }

    private static func text(_ phone: PhoneNumber) -> String {
        phone.e164.contains(";ext=") ? phone.e164.replacing(";ext=", with: " ext. ") : phone.international
    }

    public subscript(field: String) -> String { values[field] ?? "" }

    /// What is wrong with a field: the key of a text, and what it speaks of.
    public struct Fault: Error, Sendable, Equatable {
        public let field: String
        public let key: String
        public let value: String
    }
}

/// Reads cards into posts, collecting every fault.
struct CardReader {
    private(set) var faults: [PostCard.Fault] = []
    private let card: PostCard

    init(_ card: PostCard) { self.card = card }

    /// - Parameter old: the post that the card changes, if any.
    mutating func read(old: Post?, now: Date) -> (post: Post, districts: [District])? {
        let sending = country("sending_state")
        let receiving = country("receiving_state")
        if let receiving, !receiving.isMember { fail("receiving_state", "not_member") }
        if let sending, sending == receiving { fail("receiving_state", "same_state") }
        let postClass: PostClass? = choice("class")
        let slug = slug()
        let spanish = text("name_es", limit: 200), english = text("name_en", limit: 200)
        if spanish == nil, english == nil { fail("name_es", "required") }
        guard let city = text("city", limit: 100) else {
            fail("city", "required")
            return nil
        }
        guard let sending, let receiving, let postClass, let slug else { return nil }
        if let old, old.sending != sending { fail("sending_state", "changed_state") }
        if let old, old.receiving != receiving { fail("receiving_state", "changed_state") }

        var name = old?.name ?? LocalizedText(source: sending.speaksEnglish ? .english : .spanish, [.spanish: spanish ?? "", .english: english ?? ""])
        if old != nil {
            // The source first: a translation sent along with it is one of the new wording.
            for language in [name.source] + name.source.others { name.set((language == .spanish ? spanish : english) ?? "", in: language) }
        }
        var post = Post(id: old?.id ?? .init(at: now), slug: slug, sending: sending, receiving: receiving, postClass: postClass, name: name, city: city, changedAt: now)
        post.isDemonstration = old?.isDemonstration ?? false
        post.verification = old?.verification
        post.isHonorary = flag("honorary")
        post.subdivision = subdivision(in: receiving)
        post.address = text("address", limit: 300)
        post.postalCode = text("postal_code", limit: 20)
        post.position = position(in: receiving)
        post.phones = list("phones").compactMap { phone("phones", $0, receiving) }
        post.emergencyPhone = text("emergency_phone", limit: 60).flatMap { phone("emergency_phone", $0, receiving) }
        post.email = email()
        post.website = website()
        post.hours = hours()
        post.timeZone = timeZone()
        post.services = list("services").compactMap { service($0) }
        post.status = card["status"].isEmpty ? .open : choice("status") ?? .open
        post.statusFrom = day("status_from")
        post.statusUntil = day("status_until")
        if let from = post.statusFrom, let until = post.statusUntil, until < from { fail("status_until", "ends_before") }
        if [.mobile, .emergency].contains(post.status), post.statusUntil == nil { fail("status_until", "needs_end") }
        let districts = districts(receiving)
        return faults.isEmpty ? (post, districts) : nil
    }

    private mutating func fail(_ field: String, _ key: String, value: String? = nil) {
        faults.append(PostCard.Fault(field: field, key: "directory.fault.\(key)", value: value ?? card[field]))
    }

    private mutating func text(_ field: String, limit: Int) -> String? {
        let value = card[field].trimmingCharacters(in: .whitespacesAndNewlines)
        if value.isEmpty { return nil }
        if value.count > limit { fail(field, "too_long") }
        if value.unicodeScalars.contains(where: { $0.value < 32 }) { fail(field, "control") }
        return value
    }

    private func list(_ field: String) -> [String] {
        card[field].split(whereSeparator: { $0 == ";" || $0.isNewline }).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private mutating func country(_ field: String) -> CountryCode? {
        guard let text = text(field, limit: 2) else {
            if card[field].isEmpty { fail(field, "required") }
            return nil
        }
        guard let code = CountryCode(text) else {
            fail(field, "country")
            return nil
        }
        return code
    }

    private mutating func choice<T: RawRepresentable<String>>(_ field: String) -> T? {
        guard let choice = T(rawValue: card[field]) else {
            fail(field, card[field].isEmpty ? "required" : "choice")
            return nil
        }
        return choice
    }

    private mutating func slug() -> String? {
        let key = card["key"]
        guard !key.isEmpty, key.count <= 80, key.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }) else {
            fail("key", key.isEmpty ? "required" : "key")
            return nil
        }
        return key
    }

    private mutating func flag(_ field: String) -> Bool {
        switch card[field].lowercased() {
        case "true", "1", "yes", "sí", "si": return true
        case "", "false", "0", "no": return false
        default:
            fail(field, "flag")
            return false
        }
    }

    private mutating func subdivision(in country: CountryCode) -> SubdivisionCode? {
        guard let text = text("subdivision", limit: 80) else { return nil }
        guard let code = SubdivisionCode(text) ?? SubdivisionCode(named: text, in: country) else {
            fail("subdivision", "subdivision")
            return nil
        }
        if code.country != country { fail("subdivision", "subdivision_elsewhere") }
        return code
    }

    private mutating func position(in country: CountryCode) -> Position? {
        let latitude = card["latitude"], longitude = card["longitude"]
        if latitude.isEmpty, longitude.isEmpty { return nil }
        guard let y = Double(latitude.replacing(",", with: ".")) else {
            fail("latitude", "position")
            return nil
        }
        guard let x = Double(longitude.replacing(",", with: ".")), let position = Position(latitude: y, longitude: x) else {
            fail("longitude", "position")
            return nil
        }
        if Outlines.shared.subdivision(at: position, in: country) == nil, !country.hasOutlyingTerritory(position) {
            fail("latitude", "position_elsewhere", value: "\(latitude), \(longitude)")
        }
        return position
    }

    private mutating func phone(_ field: String, _ text: String, _ country: CountryCode) -> PhoneNumber? {
        do { return try PhoneNumber(text, in: country) } catch {
            faults.append(PostCard.Fault(field: field, key: "directory.phone.\(error.name)", value: text))
            return nil
        }
    }

    private mutating func email() -> String? {
        guard let text = text("email", limit: 254) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !text.contains(where: \.isWhitespace) else {
            fail("email", "email")
            return nil
        }
        return text
    }

    private mutating func website() -> String? {
        guard let text = text("website", limit: 300) else { return nil }
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme ?? ""), parts.host?.contains(".") ?? false else {
            fail("website", "website")
            return nil
        }
        return text
    }

    private mutating func hours() -> OpeningHours? {
        guard let text = text("hours", limit: 400) else { return nil }
        do { return try OpeningHours(text) } catch {
            fail("hours", "hours", value: error.value)
            return nil
        }
    }

    private mutating func timeZone() -> TimeZone? {
        guard let text = text("time_zone", limit: 60) else { return nil }
        guard text.contains("/"), let zone = TimeZone(identifier: text) else {
            fail("time_zone", "time_zone")
            return nil
        }
        return zone
    }

    private mutating func service(_ text: String) -> ConsularService? {
        guard let service = ConsularService(rawValue: text) else {
            fail("services", "choice", value: text)
            return nil
        }
        return service
    }

    private mutating func day(_ field: String) -> Day? {
        guard let text = text(field, limit: 10) else { return nil }
        guard let day = Day(text) else {
            fail(field, "day")
            return nil
        }
        return day
    }

    private mutating func districts(_ receiving: CountryCode) -> [District] {
        list("districts").compactMap { text in
            guard let district = District(text) else {
                fail("districts", "district", value: text)
                return nil
            }
            return district
        }
    }
}

extension CountryCode {
    /// Of the members, those whose official texts are in English.
    var speaksEnglish: Bool { ["BZ", "CA", "US"].contains(rawValue) }

    /// Parts of a country that the outlines leave out.
    func hasOutlyingTerritory(_ position: Position) -> Bool {
        guard rawValue == "US" else { return false }
        let isCaribbean = (17.5...18.7).contains(position.latitude) && (-67.5 ... -64.4).contains(position.longitude)
        let isPacific = (-15...21).contains(position.latitude) && (position.longitude > 143 || position.longitude < -167)
        return isCaribbean || isPacific
    }
}
