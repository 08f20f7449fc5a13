import Accounts
import Foundation
import Geography
import Localization
import Storage
import Testing
@testable import Plan

extension Viewer {
    static func with(_ role: Role, _ kind: Delegation.Kind, _ slug: String, id: ID<Delegation> = ID()) -> Viewer {
        let delegation = Delegation(id: id, kind: kind, country: CountryCode(slug), slug: slug, name: LocalizedText(es: slug, en: slug))
        return Viewer(person: ID(), name: "\(role.rawValue) \(slug)", session: ID(), language: .spanish, grants: [Grant(role: role, delegation: delegation)])
    }

    static func liaison(_ slug: String, id: ID<Delegation> = ID()) -> Viewer { with(.liaison, .member, slug, id: id) }
}

@Suite("Who may do what with the plan")
struct PermissionTests {
    private let presiding = ID<Delegation>()

    private func may(_ viewer: Viewer, _ action: Action, of owner: ID<Delegation>?) -> Bool {
        viewer.grant(for: action, of: Viewer.Owner(delegation: owner?.uuid), under: PlanRoom.permissions) != nil
    }

    @Test("The Secretariat and the presiding country keep the plan; no other country does, nor anybody where none presides")
    func keepers() {
        let secretariat = Viewer.with(.secretariat, .secretariat, "st")
        #expect(may(secretariat, .keepPlan, of: presiding) && may(secretariat, .keepPlan, of: nil))
        #expect(may(.liaison("hn", id: presiding), .keepPlan, of: presiding))
        #expect(!may(.liaison("mx"), .keepPlan, of: presiding))
        #expect(!may(.liaison("hn", id: presiding), .keepPlan, of: nil))
        for viewer in [Viewer.with(.administrator, .secretariat, "st"), .with(.consul, .member, "mx"), .with(.delegate, .civilSociety, "rrocm"), .with(.observer, .observer, "acnur")] {
            #expect(!may(viewer, .keepPlan, of: presiding), "\(viewer.name)")
        }
    }

    @Test("Notes are written for one's own delegation; the Secretariat may withdraw any")
    func notes() {
        let own = ID<Delegation>(), other = ID<Delegation>()
        #expect(may(.liaison("mx", id: own), .writeNote, of: own) && !may(.liaison("mx", id: own), .writeNote, of: other))
        #expect(may(.with(.delegate, .civilSociety, "rrocm", id: own), .writeNote, of: own))
        #expect(!may(.with(.consul, .member, "mx", id: own), .writeNote, of: own))
        #expect(!may(.with(.observer, .observer, "acnur", id: own), .writeNote, of: own))
        let secretariat = Viewer.with(.secretariat, .secretariat, "st", id: own)
        #expect(may(secretariat, .withdrawNote, of: other) && !may(secretariat, .writeNote, of: other))
        #expect(!may(.liaison("mx", id: own), .withdrawNote, of: other))
    }
}
