import Accounts
import Foundation
import Localization
import Web

/// A decision as the API gives it. What is not known is null, never left out.
struct APIDecision: Encodable {
    struct Origin: Encodable {
        let office: Decision.Origin.Office
        /// Short name of the delegation.
        let delegation: OrNull<String>
    }

    struct APIDeadline: Encodable {
        let at: Date
        let timeZone: String

        init(_ deadline: Deadline) { (at, timeZone) = (deadline.instant, deadline.zone.rawValue) }
    }

    struct APIPosition: Encodable {
        let delegation: OrNull<String>
        let position: MemberPosition.Kind
        let text: OrNull<APITexts>
        /// The option that it favours.
        let option: OrNull<APITexts>
        let at: Date
        let atMeeting: Bool
        let replacedAt: OrNull<Date>
    }

    struct APIRound: Encodable {
        let number: Int
        let procedure: Decision.Procedure
        let question: OrNull<APITexts>
        let text: OrNull<APITexts>
        let options: OrNull<[APITexts]>
        let circulatedAt: Date
        let deadline: OrNull<APIDeadline>
        let deadlineBeforeExtension: OrNull<Date>
        let extensionAskedBy: OrNull<String>
        let result: OrNull<Round.End.Result>
        let endedOn: OrNull<Day>
        let place: OrNull<String>
        /// null for whoever may not read what was said in it.
        let positions: OrNull<[APIPosition]>
    }

    let id: String
    let number: OrNull<String>
    let url: String
    let state: Decision.State
    let closing: Bool
    let question: APITexts
    let background: APITexts
    let text: OrNull<APITexts>
    let options: [APITexts]
    let procedure: Decision.Procedure
    let putBy: Origin
    let concern: OrNull<Decision.Concern>
    let deadline: OrNull<APIDeadline>
    let createdAt: Date
    let changedAt: Date
    /// Left out of lists.
    let rounds: [APIRound]?

    init(_ decision: Decision, deadline: Deadline?, delegations: [Delegation], file: DecisionFile?, viewer: Viewer?, url: String, at now: Date) {
        func slug(_ id: Delegation.ID) -> OrNull<String> { OrNull(delegations.first { $0.id == id }?.slug) }
        let wording = decision.wording
        id = decision.id.description
        number = OrNull(decision.number?.description)
        self.url = url
        state = decision.state
        closing = deadline.map { $0.instant <= now } ?? false
        question = APITexts(wording.question)
        background = APITexts(wording.background)
        text = OrNull(wording.text.isEmpty ? nil : APITexts(wording.text))
        options = wording.options.map { APITexts($0) }
        procedure = decision.procedure
        putBy = Origin(office: decision.putBy.office, delegation: slug(decision.putBy.delegation))
        concern = OrNull(wording.concern)
        self.deadline = OrNull(deadline.map(APIDeadline.init))
        createdAt = decision.createdAt
        changedAt = decision.changedAt
        rounds = file?.rounds.map { round in
            let isSeen = viewer.maySee(decision.audience(of: round)), text = round.end?.text ?? round.text
            return APIRound(
                number: round.number, procedure: round.procedure, question: OrNull(isSeen ? APITexts(round.question) : nil), text: OrNull(text.isEmpty || !isSeen ? nil : APITexts(text)),
                options: OrNull(isSeen ? round.options.map { APITexts($0) } : nil),
                circulatedAt: round.circulatedAt, deadline: OrNull(round.deadline.map(APIDeadline.init)), deadlineBeforeExtension: OrNull(round.moreTime?.from),
                extensionAskedBy: isSeen ? round.moreTime.map { slug($0.delegation) } ?? OrNull(nil) : OrNull(nil), result: OrNull(round.end?.result), endedOn: OrNull(round.end?.on), place: OrNull(round.end?.place),
                positions: OrNull(!isSeen ? nil : file?.positions.filter { $0.round == round.number }.map { position in
                    APIPosition(delegation: slug(position.delegation), position: position.kind, text: OrNull(position.text.map { APITexts($0) }),
                                option: OrNull(position.option.flatMap { round.options.indices.contains($0) ? APITexts(round.options[$0]) : nil }), at: position.at,
                                atMeeting: position.atMeeting, replacedAt: OrNull(position.replacedAt))
                } ?? []))
        }
    }
}
