import Accounts
import App
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Web

@Suite("Every role at every address")
struct RolesAndRoutesTests {
    static let people: [(Role, String)] = [(.administrator, "st"), (.secretariat, "st"), (.liaison, "mx"), (.consul, "mx"), (.delegate, "rrocm"), (.observer, "us")]

    /// An address of a route with something in the place of its parameters that no record has.
    func address(_ route: Route) -> String {
        let path = route.path.replacing("{country}", with: "us").replacing("{sending}", with: "mx").replacing("{receiving}", with: "us")
            .replacing(#/\{[a-z]+\}/#, with: "018f0000-0000-7000-8000-000000000000")
        return route.kind == .page ? "/es\(path)" : path
    }

    @Test("Who may not come is told so; who may is not turned away")
    func everyRoleEveryRoute() async throws {
        let house = try await RunningHouse(limitsForms: false)
        try await house.add("mx-us-tucson")
        let visitor = house.visitor
        for route in house.enlace.routes {
            let path = address(route)
            let response = route.method == .get ? try await visitor.get(path) : try await visitor.post(path)
            switch route.access {
            case .everyone, .anyone:
                #expect(response.status != .unauthorized, "\(route.method) \(path)")
            case .signedIn, .may:
                if route.kind == .page, route.method == .get {
                    #expect(response.status == .seeOther && response.location.hasPrefix("/es/sign-in"), "\(route.method) \(path)")
                } else {
                    #expect(response.status == .unauthorized, "\(route.method) \(path)")
                }
            }
            #expect(response.status.code < 500, "\(route.method) \(path)")
        }
        for (role, delegation) in Self.people {
            for route in house.enlace.routes where !route.path.contains("sign-out") {
                // Each with a session of its own: some of the forms end it.
                let person = try await house.signIn(role, delegation, post: role == .consul ? "mx-us-tucson" : nil)
                let path = address(route)
                let response = route.method == .get ? try await person.get(path) : try await person.post(path)
                #expect(response.status.code < 500, "\(role) \(route.method) \(path)")
                #expect(response.status != .unauthorized, "\(role) \(route.method) \(path)")
                if case .may(let action) = route.access, Enlace.permissions.reach(of: role, in: action) == nil {
                    #expect(response.status == .forbidden, "\(role) \(route.method) \(path)")
                } else if case .may = route.access, route.method == .get, !route.path.contains("{") {
                    #expect(response.status == .ok || response.status == .seeOther, "\(role) \(route.method) \(path) \(response.status)")
                }
            }
        }
    }

    @Test("A form without the proof of its page changes nothing, wherever it is sent")
    func forgedForms() async throws {
        let house = try await RunningHouse(limitsForms: false)
        try await house.add("mx-us-tucson")
        for (role, delegation) in Self.people {
            let person = try await house.signIn(role, delegation, post: role == .consul ? "mx-us-tucson" : nil)
            for route in house.enlace.routes where route.method == .post && route.path != "/find/here" {
                let response = try await person.post(address(route), [("csrf", "forged")])
                #expect([.forbidden, .notFound, .gone].contains(response.status), "\(role) \(route.path) \(response.status)")
            }
        }
    }
}
