import Accounts
import Foundation
import Geography
import Localization
import Storage

/// A consular officer of a post (Vienna Convention on Consular Relations, article 1): what the sending State states of them.
/// No telephone and no address of their own is kept; whoever needs them calls the post.
public struct Officer: Sendable, Hashable, Identifiable, Codable {
    public let id: ID<Officer>
    public let post: Post.ID
    public var name: String
    /// As the sending State's service calls it: "Cónsul de México", "Ministro consejero".
    public var rank: String
    /// What they do at the post: "Protección", "Documentación"; empty where it was not said.
    public var duty: String
    /// An honorary consular officer (article 1, paragraph 2; articles 58 to 68), not a career one.
    public var isHonorary: Bool
    public var isHead: Bool
    /// Who may see an officer who is not the head of the post; never `public`.
    public var level: PublicationLevel
    public let isDemonstration: Bool

    public init(id: Officer.ID, post: Post.ID, name: String, rank: String, duty: String = "", isHonorary: Bool = false, isHead: Bool = false,
                level: PublicationLevel = .network, isDemonstration: Bool = false) {
        self.id = id
        self.post = post
        self.name = name
        self.rank = rank
        self.duty = duty
        self.isHonorary = isHonorary
        self.isHead = isHead
        self.level = level == .public ? .network : level
        self.isDemonstration = isDemonstration
    }

    public static let auditKind = "officer"
    /// What a sending State may choose for an officer who is not the head of the post.
    public static let levels: [PublicationLevel] = [.network, .members, .owner]

    /// The level that counts: everybody may know who heads a post.
    public var effectiveLevel: PublicationLevel { isHead ? .public : level }
}

/// An officer with the post, and with the accreditation that counts: the one that is not ended, else the newest.
public struct OfficerEntry: Sendable, Hashable {
    /// As much of a post as a list of officers names.
    public struct PostName: Sendable, Hashable {
        public let id: Post.ID
        public let slug: String
        public let name: LocalizedText
        public let sending: CountryCode
        public let receiving: CountryCode
    }

    public let officer: Officer
    public let post: PostName
    public let accreditation: Accreditation?
}

extension Officer {
    /// Reads a row of ``Officers/columns``.
    init(_ row: Row) throws {
        self.init(id: try row.get("officer_id"), post: try row.get("post_id"), name: try row.get("officer_name"), rank: try row.get("rank"), duty: try row.get("duty"),
                  isHonorary: try row.get("officer_is_honorary"), isHead: try row.get("is_head"), level: try row.get("level"),
                  isDemonstration: try row.get("officer_is_demonstration"))
    }
}

extension OfficerEntry {
    /// Reads a row of ``Officers/columns``.
    init(_ row: Row) throws {
        officer = try Officer(row)
        post = PostName(id: try row.get("post_id"), slug: try row.get("slug"), name: try row.get("post_name"), sending: try row.get("post_sending"),
                        receiving: try row.get("post_receiving"))
        accreditation = try row.get("accreditation_id", as: ID<Accreditation>?.self) == nil ? nil : Accreditation(row)
    }
}

/// An officer as the API gives them. What is not known is null, never left out.
public struct APIOfficer: Encodable, Sendable {
    let entry: OfficerEntry
    /// The day of which ``Keys/state`` speaks.
    let day: Day

    enum Keys: String, CodingKey {
        case id, name, rank, function, headOfPost, honorary, post, sendingState, receivingState, state, assertedOn, provisionallyAdmittedOn, confirmedOn, endedOn, demonstration
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        let officer = entry.officer, accreditation = entry.accreditation
        try container.encode(officer.id, forKey: .id)
        try container.encode(officer.name, forKey: .name)
        try container.encode(officer.rank, forKey: .rank)
        try container.encode(officer.duty.isEmpty ? nil : officer.duty, forKey: .function)
        try container.encode(officer.isHead, forKey: .headOfPost)
        try container.encode(officer.isHonorary, forKey: .honorary)
        try container.encode(entry.post.slug, forKey: .post)
        try container.encode(entry.post.sending, forKey: .sendingState)
        try container.encode(accreditation?.receiving ?? entry.post.receiving, forKey: .receivingState)
        try container.encode(accreditation?.state(on: day), forKey: .state)
        try container.encode(accreditation?.asserted.on, forKey: .assertedOn)
        try container.encode(accreditation?.provisional?.on, forKey: .provisionallyAdmittedOn)
        try container.encode(accreditation?.admittedOn, forKey: .confirmedOn)
        try container.encode(accreditation?.end?.on, forKey: .endedOn)
        try container.encode(officer.isDemonstration, forKey: .demonstration)
    }
}
