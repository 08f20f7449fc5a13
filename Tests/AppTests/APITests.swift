import App
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Web

@Suite("The API")
struct APITests {
    func json(_ response: TestResponse) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any])
    }

    @Test("The document describes every address of the API and no other")
    func document() async throws {
        let house = try await RunningHouse()
        let document = try json(await house.visitor.get("/api/v1/openapi.json"))
        #expect(document["openapi"] as? String == "3.1.0")
        let described = Set(try #require(document["paths"] as? [String: Any]).keys)
        let served = Set(house.enlace.routes.filter { $0.kind == .api }.map(\.path))
        #expect(described == served)
    }

    @Test("The finder gives the post, why, and what else there is")
    func finder() async throws {
        let house = try await RunningHouse()
        try await house.add("mx-us-tucson", ["districts": "US-AZ", "city": "Tucson", "latitude": "32.22", "longitude": "-110.97", "phones": "+1 520-882-5595"])
        for query in ["place=US-AZ", "lat=32.2&lon=-110.9"] {
            let answer = try json(await house.visitor.get("/api/v1/finder?nationality=MX&\(query)"))
            let post = try #require(answer["answer"] as? [String: Any])
            #expect(post["key"] as? String == "mx-us-tucson")
            #expect(post["phones"] as? [String] == ["+1 520-882-5595"])
            #expect(post.keys.contains("verified_on") && post["verified_on"] is NSNull)
            #expect((answer["why"] as? [String: Any])?["en"] as? String == "Its district includes \(query.hasPrefix("place") ? "Arizona, United States" : "Tucson, Arizona").")
        }
        let nobody = try json(await house.visitor.get("/api/v1/finder?nationality=HN&place=US-AZ"))
        #expect(nobody["answer"] is NSNull)
    }

    @Test("What is wrong is told as a problem that names the parameter", arguments: [
        ("/api/v1/finder", "nationality"), ("/api/v1/finder?nationality=MX", "place"), ("/api/v1/finder?nationality=Mexico&place=US", "nationality"),
        ("/api/v1/finder?nationality=MX&lat=91&lon=0", "lat"), ("/api/v1/finder?nationality=MX&lat=nan&lon=0", "lat"), ("/api/v1/finder?nationality=mx&place=US", "nationality"),
        ("/api/v1/posts?page=0", "page"), ("/api/v1/posts?colour=blue", "colour"), ("/api/v1/places", "q"),
    ])
    func problems(path: String, field: String) async throws {
        let response = try await RunningHouse().visitor.get(path)
        #expect(response.status == .badRequest)
        #expect(response.headers[.contentType] == "application/problem+json")
        let problem = try json(response)
        #expect(problem["field"] as? String == field)
        #expect(problem["status"] as? Int == 400)
    }

    @Test("What is well put but does not exist is not found, and the parameter is named", arguments: [
        ("/api/v1/finder?nationality=MX&place=FR", "place"), ("/api/v1/finder?nationality=MX&lat=48.8&lon=2.3", "lat"),
        ("/api/v1/coverage?sending_state=US&receiving_state=US", "receiving_state"), ("/api/v1/officers?receiving_state=US&on=2999-01-01", "on"),
    ])
    func nothingThere(path: String, field: String) async throws {
        let response = try await RunningHouse().visitor.get(path)
        #expect(response.status == .notFound)
        #expect(try json(response)["field"] as? String == field)
    }

    @Test("A list of more than a hundred has a next page")
    func pages() async throws {
        let house = try await RunningHouse()
        for number in 0..<101 { try await house.add("mx-us-p\(number)") }
        let first = try json(await house.visitor.get("/api/v1/posts?receiving_state=US"))
        #expect(first["total"] as? Int == 101)
        let next = try #require(first["next"] as? String)
        let second = try json(await house.visitor.get(next))
        #expect((second["posts"] as? [Any])?.count == 1)
        #expect(second["next"] is NSNull)
    }
}
