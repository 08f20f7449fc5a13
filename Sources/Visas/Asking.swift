import Accounts
import Foundation
import Geography
import Localization
import Records
import Storage
import Web

extension Ask {
    func member(_ name: String) throws -> CountryCode? {
        guard let code = try country(name) else { return nil }
        guard code.isMember else { throw PageError.badRequest(field: name, reason: "member") }
        return code
    }

    /// The country whose rules this person may do something with: the one asked for, or the first of theirs.
    func deskCountry(_ action: Action, asked: String? = nil) throws -> (country: CountryCode, grant: Viewer.Grant) {
        let viewer = try person()
        let countries = viewer.countries + CountryCode.members
        if let code = (asked ?? query["country"]).flatMap({ CountryCode($0) }), code.isMember { return (code, try require(action, of: Viewer.Owner(country: code))) }
        for country in countries {
            if let grant = viewer.grant(for: action, of: Viewer.Owner(country: country), under: house.permissions) { return (country, grant) }
        }
        throw PageError.forbidden
    }

    /// The country in an address, in small letters; for pages.
    func countryInPath(_ name: String = "country") throws -> CountryCode {
        let text = try parameter(name)
        guard let code = CountryCode(text), text == text.lowercased() else { throw PageError.notFound }
        return code
    }
}

/// The address of a list with its filters.
func listAddress(_ path: String, _ parameters: [(String, String?)]) -> String {
    let query = parameters.compactMap { name, value in value.map { "\(name)=\($0.queryEncoded)" } }.joined(separator: "&")
    return query.isEmpty ? path : "\(path)?\(query)"
}
