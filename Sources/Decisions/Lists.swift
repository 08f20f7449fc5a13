import Web

extension Ask {
    func decisionState() throws -> Decision.State? {
        guard let text = query["state"] else { return nil }
        guard let state = Decision.State(rawValue: text) else { throw PageError.badRequest(field: "state", reason: "choice") }
        return state
    }
}
