import Accounts
import Foundation
import Localization
import Records
import Storage
import Web

/// The consular directory (plan row 1.5.1): posts, districts, officers and their accreditation, covering agreements, and the
/// public finder: "which consulate answers for me, here?"
public struct DirectoryRoom: Feature {
    public static let name = "directory"
    public static var resources: URL { Bundle.module.bundleURL }

    public static let permissions = Permissions([
        .seeDesk: [.liaison: .ownDelegation, .consul: .ownPost, .secretariat: .any, .administrator: .any],
        .editPost: [.liaison: .ownDelegation, .consul: .ownPost],
        .addPost: [.liaison: .ownDelegation],
        .verifyPost: [.liaison: .ownDelegation, .consul: .ownPost],
        .importPosts: [.liaison: .ownDelegation],
        .seeBoard: [.secretariat: .any, .administrator: .any],
        .editOfficers: [.liaison: .ownDelegation],
        .confirmAccreditation: [.liaison: .ownDelegation],
        .coverNationals: [.liaison: .ownDelegation],
    ])

    let house: House

    public init(_ house: House) { self.house = house }

    public var searchKinds: [any SearchKind] { [PostSearch(), OfficerSearch(), CoveringSearch(catalogue: house.catalogue)] }

    public var routes: [Route] {
        let pages: [[Route]] = [
            FinderPages(house: house).routes, DirectoryPages(house: house).routes, ListExports(house: house).routes, DirectoryAPI(house: house).routes,
            DeskPages(house: house).routes, PostForms(house: house).routes, ImportPages(house: house).routes,
            OfficerPages(house: house).routes, OfficerForms(house: house).routes, CoveringPages(house: house).routes, CoveringList(house: house).routes,
        ]
        return pages.flatMap(\.self)
    }

    public var evidence: [any EvidenceSource] { [DirectoryEvidence()] }
}

extension Action {
    static let seeDesk: Action = "directory.desk.see"
    static let editPost: Action = "directory.post.edit"
    static let addPost: Action = "directory.post.add"
    static let verifyPost: Action = "directory.post.verify"
    static let importPosts: Action = "directory.posts.import"
    static let seeBoard: Action = "directory.board.see"
    static let editOfficers: Action = "directory.officers.edit"
    static let confirmAccreditation: Action = "directory.accreditation.confirm"
    static let coverNationals: Action = "directory.nationals.cover"
}
