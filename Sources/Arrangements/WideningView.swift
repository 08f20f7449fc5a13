import Localization
import Web

/// More readers that were asked for, in words, for those who keep the arrangement.
struct WideningView {
    let arrangement: Arrangement
    let ask: Ask

    init(_ arrangement: Arrangement, _ ask: Ask) { (self.arrangement, self.ask) = (arrangement, ask) }

    /// Who asked, for whom, whose word is awaited, and who reads it until then; with the answers that this person may give. nil where
    /// nothing was asked, and for those who do not keep the arrangement.
    var model: Model? {
        guard let widening = arrangement.widening, let keeper = ArrangementKeeper(ask.viewer, ask.house.permissions, arrangement) else { return nil }
        let answering = widening.awaited.filter { ask.may(.confirmArrangement, of: arrangement.owner($0)) }, code = ask.language.code
        let asker = widening.asker.map { arrangement.country($0).nameInText(in: code) } ?? ask.text("arrangements.secretariat")
        let refusal = keeper.side.map { widening.awaited.contains($0) } ?? false ? "decline" : "withdraw"
        return [
            "text": ask.text("arrangements.widening.asked", ["asker": asker, "date": ask.formats.date(Day(widening.askedAt, in: .network)), "readers": readers(widening.level.rawValue)]),
            "awaited": ask.text("arrangements.widening.awaited", ["countries": ask.formats.list(widening.awaited.map { arrangement.country($0).nameInText(in: code) }), "readers": readers(arrangement.terms.level.rawValue)]),
            "level": widening.level.rawValue, "version": arrangement.version, "agree": answering.isEmpty ? false : ask.path(arrangement.path + "/publication"),
            "sides": answering.map { ["side": $0.rawValue, "text": ask.text("arrangements.widening.agree", ["country": arrangement.country($0).nameInText(in: code)])] as Model },
            "decline": ask.path(arrangement.path + "/publication/refusal"), "refusal": ask.text("arrangements.widening.\(refusal)"),
        ]
    }

    private func readers(_ level: String) -> String { ask.text("arrangements.readers.\(level)") }
}
