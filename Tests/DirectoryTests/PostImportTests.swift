import Geography
import Localization
import Records
import Testing
@testable import Directory

@Suite("Importing posts")
struct PostImportTests {
    static let header = "key,sending_state,receiving_state,class,name_es,name_en,city,subdivision,latitude,longitude,phones,status,districts"
    static let tucson = "mx-us-tucson,MX,US,consulate,Consulado de México en Tucson,Consulate of Mexico in Tucson,Tucson,US-AZ,32.22,-110.97,+1 520-882-5595,open,US-AZ:Pima County"

    func keep(_ csv: String, in directory: SmallDirectory) async throws {
        let plan = try await directory.plan(csv), now = directory.now
        #expect(plan.faults.isEmpty)
        try await directory.database.write { try plan.commit(by: .shell, at: now, in: $0) }
    }

    @Test("The dry run lists what would be added and changes nothing; a second import of the same file changes nothing either")
    func dryRun() async throws {
        let directory = try await SmallDirectory()
        let csv = "\(Self.header)\n\(Self.tucson)\n"
        let plan = try await directory.plan(csv)
        #expect(plan.added.map(\.slug) == ["mx-us-tucson"])
        #expect(try await directory.database.read { try Posts($0).isEmpty() })
        try await keep(csv, in: directory)
        let again = try await directory.plan(csv)
        #expect(again.added.isEmpty && again.changed.isEmpty && again.unchanged == 1)
        #expect(!again.isPossible)
    }

    @Test("What the export writes the import takes back without a change")
    func exportReadsBack() async throws {
        let directory = try await SmallDirectory()
        try await keep("\(Self.header)\n\(Self.tucson)\n", in: directory)
        try await directory.add("gt-us-miami", ["hours": "Mo-Fr 08:00-14:00", "services": "passport;visa", "phones": "+1 305-443-4828; +1 305-443-4829", "address": "=1+1, \"Main\" St", "email": "a@example.org"])
        let bytes = try await directory.database.read { try PostsCSV.write(Posts.Filter(), $0) }
        let plan = try await directory.plan(String(decoding: bytes, as: UTF8.self))
        #expect(plan.faults == [])
        #expect(plan.unchanged == 2 && plan.changed.isEmpty && plan.added.isEmpty)
    }

    @Test("A column that is left out changes nothing; one that is there says which fields change")
    func partial() async throws {
        let directory = try await SmallDirectory()
        try await keep("\(Self.header)\n\(Self.tucson)\n", in: directory)
        let plan = try await directory.plan("key,sending_state,receiving_state,class,name_es,name_en,city,email\nmx-us-tucson,MX,US,consulate,Consulado de México en Tucson,Consulate of Mexico in Tucson,Tucson,tucson@example.org\n")
        #expect(plan.changed.first?.fields == ["email"])
    }

    @Test("Every fault is named with its line, its column and the value")
    func faults() async throws {
        let directory = try await SmallDirectory()
        let plan = try await directory.plan("""
            \(Self.header)
            mx-us-a,MX,US,consulate,A,A,A,US-AZ,32.22,-110.97,12,open,US-AZ
            mx-us-b,XX,US,consulate,B,B,B,,,,,open,
            mx-us-c,MX,US,consulate,C,C,C,US-AZ,14.6,-90.5,,open,US-XX
            mx-us-a,MX,US,palace,A,A,A,,,,,open,

            """)
        func found(_ line: Int, _ field: String) -> PostImport.Fault? { plan.faults.first { $0.line == line && $0.field == field } }
        #expect(found(2, "phones")?.value == "12")
        #expect(found(2, "phones")?.column == 51)
        #expect(found(3, "sending_state")?.key == "directory.fault.country")
        #expect(found(3, "sending_state")?.column == 9)
        #expect(found(4, "latitude")?.key == "directory.fault.position_elsewhere")
        #expect(found(4, "districts")?.value == "US-XX")
        #expect(found(5, "class")?.value == "palace")
        #expect(found(5, "key")?.key == "directory.import.repeated")
        #expect(!plan.isPossible)
    }

    @Test("A file in Latin-1, or without a needed column, is refused with the place")
    func wholeFile() async throws {
        let directory = try await SmallDirectory()
        let latin: [UInt8] = Array("\(Self.header)\nmx-us-a,MX,US,consulate,Cancill".utf8) + [0xED] + Array("a,A,A,,,,,open,\n".utf8)
        let now = directory.now
        let plan = try await directory.database.read { try PostImport.plan(latin, file: "p.csv", sending: nil, at: now, in: $0) }
        #expect(plan.faults.first?.key == "directory.csv.not_utf8")
        #expect(plan.faults.first?.line == 2)
        #expect(plan.faults.first?.column == 32)
        #expect(try await directory.plan("key,city\nx,y\n").faults.first?.key == "directory.csv.missing_column")
    }

    @Test("An officer's file may speak only of the own country's posts")
    func notYours() async throws {
        let directory = try await SmallDirectory()
        let plan = try await directory.plan("\(Self.header)\n\(Self.tucson)\n", sending: [try #require(CountryCode("GT"))])
        #expect(plan.faults.first?.key == "directory.import.not_yours")
    }

    @Test("JSON says the same as CSV, and a broken one names the place")
    func json() async throws {
        let directory = try await SmallDirectory()
        let plan = try await directory.plan(#"[{"key":"mx-us-tucson","sending_state":"MX","receiving_state":"US","class":"consulate","name_es":"T","name_en":"T","city":"Tucson","phones":["+1 520-882-5595"],"honorary":false}]"#)
        #expect(plan.faults.isEmpty)
        #expect(plan.added.count == 1)
        #expect(try await directory.plan("[{\"key\":\n oops}]").faults.first?.line == 2)
    }

    @Test("All of a file is kept, each post with its audit record")
    func audited() async throws {
        let directory = try await SmallDirectory()
        try await keep("\(Self.header)\n\(Self.tucson)\n\(Self.tucson.replacing("mx-us-tucson", with: "mx-us-tucson-2"))\n", in: directory)
        let verdict = try await directory.database.read { try AuditTrail.verify($0) }
        #expect(verdict.records == 2 && verdict.breaks.isEmpty)
    }
}
