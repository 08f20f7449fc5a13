import Crypto
import Foundation
import Records

/// One change of a draft, as whoever prepared it saw its effect and as it is now.
struct DraftLine: Sendable {
    /// An effect as a page shows it, without what names the records.
    struct Effect: Sendable, Hashable, Codable {
        var replaced: Ruling?
        var ended: Ruling?
        var restored: Ruling?
        /// What applies again after its last day.
        var resumed: Ruling?
        /// Why it cannot be stated.
        var fault: String?

        init(_ effect: Result<RuleEffect, RuleFault>) {
            switch effect {
            case .success(let effect): (replaced, ended, restored, resumed) = (effect.replaced?.ruling, effect.ended?.ruling, effect.restored?.ruling, effect.resumed?.ruling)
            case .failure(let fault): self.fault = ([fault.name] + fault.days.sorted { $0.key < $1.key }.map(\.value.description)).joined(separator: " ")
            }
        }

        /// What applied before.
        var before: Ruling? { replaced ?? ended }
    }

    let number: Int
    let change: RuleChange
    /// As whoever prepared it saw it last.
    let prepared: Effect?
    /// What it would do now; nil where nothing is open any more.
    let effect: Result<RuleEffect, RuleFault>?

    /// What has been stated since does something to it.
    var isOvertaken: Bool { effect.map { Effect($0) != prepared } ?? false }

    var isFaulty: Bool { if case .failure? = effect { true } else { false } }
}

extension [DraftLine] {
    /// Whether the form could have made it: the same rule for all of a list.
    var isFromForm: Bool {
        guard let first = first?.change, first.ruling != nil else { return false }
        return allSatisfy { $0.change.ruling == first.ruling && $0.change.subject.document == first.subject.document && $0.change.subject.purpose == first.subject.purpose }
    }

    /// Stands for all that the page of a draft shows, so that nothing else is agreed to.
    var seen: String {
        get throws {
            let shown = try JSONEncoder.sorted.encode(map { $0.effect.map(DraftLine.Effect.init) })
            return SHA256.hash(data: shown).token
        }
    }
}
