import Web

extension Ask {
    func trackState() throws -> Track.State? { try choice("state") }
}
