import Geography
import Localization
import Web

/// What a traveller, or a family, asks: who, to where, what for, when, by way of where.
struct Journey {
    struct Traveller: Hashable {
        let nationality: CountryCode
        let document: TravelDocument
    }

    let travellers: [Traveller]
    let destination: CountryCode
    let purpose: Purpose
    /// A third member on the way.
    let via: CountryCode?
    /// Where they are now, if not in their own countries.
    let here: CountryCode?
    /// nil for today.
    let on: Day?

    static let most = 6
    static let parameters = ["nationality", "document", "destination", "purpose", "via", "from", "on"]

    /// Reads the form; what is wrong is told beside its field.
    init?(_ form: inout Form) {
        let names = form.values.all("nationality"), documents = form.values.all("document")
        var travellers: [Traveller] = []
        for (index, name) in names.prefix(Self.most).enumerated() where !name.allSatisfy(\.isWhitespace) {
            guard let nationality = CountryCode(named: name) else {
                form.fail(Self.field("nationality", of: index), "visas.ask.unknown_country", ["value": name])
                continue
            }
            let document = index < documents.count && !documents[index].isEmpty ? TravelDocument(rawValue: documents[index]) : .ordinary
            guard let document else {
                form.fail(Self.field("document", of: index), "web.form.choice", ["value": documents[index]])
                continue
            }
            travellers.append(Traveller(nationality: nationality, document: document))
        }
        if travellers.isEmpty { form.fail("nationality", "web.form.required") }
        if names.count > Self.most { form.fail("nationality", "visas.ask.too_many", ["limit": String(Self.most)]) }
        let destination = Self.member("destination", &form)
        if destination == nil { form.fail("destination", "web.form.required") }
        let purpose: Purpose? = form.values["purpose"] == nil ? .visit : form.choice("purpose")
        let via = Self.member("via", &form)
        if let via, via == destination { form.fail("via", "visas.ask.same_state") }
        let here = form.values["from"].flatMap { text -> CountryCode? in
            let code = CountryCode(named: text)
            if code == nil { form.fail("from", "visas.ask.unknown_country", ["value": text]) }
            return code
        }
        let on = form.day("on")
        guard form.isValid, let destination, let purpose else { return nil }
        (self.travellers, self.destination, self.purpose, self.via, self.here, self.on) = (travellers, destination, purpose, via, here, on)
    }

    /// What the field of one of several people is called on the page.
    static func field(_ name: String, of index: Int) -> String { index == 0 ? name : "\(name)-\(index + 1)" }

    private static func member(_ field: String, _ form: inout Form) -> CountryCode? {
        guard let text = form.values[field] else { return nil }
        guard let code = CountryCode(named: text), code.isMember else {
            form.fail(field, "visas.ask.not_a_member", ["value": text])
            return nil
        }
        return code
    }

    func subject(_ traveller: Traveller) -> RuleSubject { RuleSubject(traveller.nationality, to: destination, document: traveller.document, purpose: purpose) }

    /// What is asked about the country on the way: transit, and where nothing is said of that, a visit.
    func onTheWay(_ traveller: Traveller) -> [RuleSubject] {
        guard let via else { return [] }
        return [Purpose.transit, .visit].map { RuleSubject(traveller.nationality, to: via, document: traveller.document, purpose: $0) }
    }

    /// Address, without language, of the question with other values.
    func address(_ path: String) -> String {
        var parameters: [(String, String?)] = travellers.flatMap { [("nationality", $0.nationality.rawValue), ("document", $0.document.rawValue)] }
        parameters += [("destination", destination.rawValue), ("purpose", purpose.rawValue), ("via", via?.rawValue), ("from", here?.rawValue), ("on", on?.description)]
        return listAddress(path, parameters)
    }
}
