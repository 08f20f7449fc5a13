import Accounts
import Foundation
import Localization
import Records
import Storage

/// Invented decisions for `enlace demo` alone, each marked as such in its question: one that was adopted, one that an objection
/// sent back, one before the eleven in which some still owe their position.
public enum DemonstrationDecisions {
    /// Makes what is missing.
    public static func create(in tx: Transaction, at now: Date) throws {
        let decisions = Decisions(tx)
        guard let secretariat = try Delegations.find(slug: "st", in: tx) else { return }
        func days(_ count: Double) -> Date { now.addingTimeInterval(count * 86_400) }
        func put(_ wording: Wording, _ key: String, at instant: Date, then go: (Decision.ID) throws -> Void) throws {
            let reference = "demonstration/\(key)"
            guard try tx.row("SELECT 1 AS one FROM decision WHERE reference = \(reference)") == nil else { return }
            let actor = actor(secretariat)
            let decision = try decisions.put(wording, procedure: .silence, from: Decision.Origin(.secretariat, of: secretariat.id, name: actor.name), reference: reference, by: actor, at: instant)
            try go(decision.id)
        }
        func take(_ kind: MemberPosition.Kind, _ slug: String, in id: Decision.ID, _ text: LocalizedText? = nil, at instant: Date) throws {
            guard let member = try Delegations.find(slug: slug, in: tx) else { return }
            try decisions.take(kind, text, in: id, of: member, by: actor(member), at: instant)
        }
        try put(calendar, "calendar", at: days(-45)) { id in
            let round = try decisions.circulate(id, .silence, until: evening(days(-20)), by: actor(secretariat), at: days(-44))
            try take(.agree, "mx", in: id, at: days(-40))
            try take(.reservation, "us", in: id, LocalizedText(source: .english, [.english: "The first verification may take us until March. (demonstration)"]), at: days(-30))
            try take(.lead, "gt", in: id, at: days(-29))
            try decisions.runDeadline(Decisions.DeadlineJob(decision: id, round: round.number), at: days(-19))
        }
        try put(cards, "cards", at: days(-12)) { id in
            try decisions.circulate(id, .silence, until: evening(days(9)), by: actor(secretariat), at: days(-11))
            try take(.agree, "mx", in: id, at: days(-9))
            try take(.objection, "gt", in: id, LocalizedText(source: .spanish, [.spanish: "Falta decir quién paga la impresión. (demostración)"]), at: days(-6))
        }
        try put(guide, "guide", at: days(-5)) { id in
            try decisions.circulate(id, .silence, until: evening(days(10)), by: actor(secretariat), at: days(-4))
            try take(.agree, "us", in: id, at: days(-2))
        }
    }

    private static func actor(_ delegation: Delegation) -> Actor {
        Actor(person: nil, delegation: delegation.id.uuid, name: "\(delegation.name[.spanish] ?? delegation.slug) (demostración)")
    }

    /// Six o'clock in the evening of that day, where the Secretariat sits.
    private static func evening(_ instant: Date) -> Deadline? { Deadline(Day(instant, in: NamedZone.standard.timeZone), minutes: 18 * 60, in: .standard) }

    private static var calendar: Wording {
        Wording(question: LocalizedText(es: "¿Verifica cada país sus oficinas dos veces al año? (demostración)", en: "Does each country verify its posts twice a year? (demonstration)"),
                background: LocalizedText(es: "Invención para mostrar cómo queda una decisión adoptada.", en: "Invented to show what an adopted decision looks like."),
                text: LocalizedText(es: "Cada país miembro verifica los datos de sus oficinas consulares antes del 31 de enero y antes del 31 de julio de cada año.",
                                    en: "Each member country verifies the data of its consular posts before 31 January and before 31 July of each year."),
                concern: Decision.Concern(.activity, "1.5.1"), level: .public)
    }

    private static var cards: Wording {
        Wording(question: LocalizedText(es: "¿Se reparte una tarjeta con el teléfono del consulado? (demostración)", en: "Is a card with the consulate's telephone handed out? (demonstration)"),
                background: LocalizedText(es: "Invención para mostrar un silencio que una objeción rompió.", en: "Invented to show a silence that an objection broke."),
                text: LocalizedText(es: "Los países miembros entregan en sus fronteras una tarjeta con el teléfono del consulado más cercano.",
                                    en: "The member countries hand out, at their borders, a card with the telephone of the nearest consulate."))
    }

    private static var guide: Wording {
        Wording(question: LocalizedText(es: "¿Se publica cada año la lista de requisitos de visa? (demostración)", en: "Is the list of visa requirements published each year? (demonstration)"),
                background: LocalizedText(es: "Invención para mostrar un procedimiento de silencio en curso.", en: "Invented to show a silence procedure under way."),
                text: LocalizedText(es: "Los países miembros publican cada año, en enero, sus requisitos y tipos de visa en la Secretaría Virtual.",
                                    en: "The member countries publish their visa requirements and types each January in the Virtual Secretariat."))
    }
}
