import Foundation
import Geography
import Localization
import Records
import Storage

/// Invented records for `enlace demo` alone, each marked as such on screen: a mobile consulate that is about to come, two officers of
/// it, one admitted and one waiting for the receiving State, and a covering agreement.
public enum DemonstrationRecords {
    static let key = "mx-us-flagstaff-demo"

    /// Makes what is missing.
    public static func create(in tx: Transaction, by actor: Actor = .content, at now: Date) throws {
        let posts = Posts(tx), officers = Officers(tx), today = Day(now, in: .network)
        guard try posts.post(slug: key) == nil, let mexico = CountryCode("MX"), let states = CountryCode("US") else { return }
        var post = Post(id: ID<Post>(at: now), slug: key, sending: mexico, receiving: states, postClass: .consulate,
                        name: LocalizedText(es: "Consulado móvil en Flagstaff (demostración)", en: "Mobile consulate in Flagstaff (demonstration)"), city: "Flagstaff", changedAt: now)
        post.subdivision = SubdivisionCode("US-AZ")
        post.position = Position(latitude: 35.1981, longitude: -111.6513)
        post.status = .mobile
        post.statusFrom = today.adding(days: 7)
        post.statusUntil = today.adding(days: 9)
        post.hours = try? OpeningHours("Mo-Su 09:00-15:00")
        post.services = [.passport, .consularID]
        post.isDemonstration = true
        let source = FactSource(fields: "*", name: "Demostración / Demonstration", url: nil, asOf: today, licence: nil)
        try posts.save(post, districts: [], sources: [source], action: "directory.post.demonstrated", by: actor, at: now)
        try posts.verify(post, by: actor, at: now)

        let head = Officer(id: ID<Officer>(at: now), post: post.id, name: "Jefe de oficina (demostración)", rank: "Cónsul", duty: "Titular", isHead: true, isDemonstration: true)
        let other = Officer(id: ID<Officer>(at: now), post: post.id, name: "Funcionaria de protección (demostración)", rank: "Vicecónsul", duty: "Protección", isDemonstration: true)
        for (officer, isAdmitted) in [(head, true), (other, false)] {
            try officers.save(officer, by: actor, at: now)
            guard let entry = try officers.officer(id: officer.id) else { continue }
            let accreditation = try officers.assert(entry, in: states, note: "Demostración 1/2026", on: today.adding(days: -60), by: actor, today: today, at: now)
            if isAdmitted { try officers.admit(accreditation.id, .exequatur, on: today.adding(days: -30), by: actor, today: today, at: now) }
        }
        guard let belize = CountryCode("BZ"), let maine = SubdivisionCode("US-ME") else { return }
        let agreement = try CoveringAgreement(covering: mexico, covered: belize, district: District(country: states, subdivision: maine), begins: today.adding(days: -30), ends: today.adding(days: 335),
                                              note: "Demostración 2/2026", by: "Demostración", isDemonstration: true, at: now)
        try CoveringAgreements(tx).record(agreement, by: actor, at: now)
    }
}
