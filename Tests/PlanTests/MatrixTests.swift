import Foundation
import Localization
import Storage
import Testing
@testable import Plan

@Suite("The matrix as a file, and back")
struct MatrixTests {
    @Test("A CSV sent back as it was changes nothing, in either language", arguments: Language.all)
    func csvUnchanged(language: Language) async throws {
        let house = try await SmallPlan()
        let bytes = try await house.exported(language).csv(house.catalogue)
        let matrix = try Matrix(csv: bytes, house.catalogue)
        #expect(matrix.language == language)
        let dry = try await house.dryRun(matrix)
        #expect(dry.changesNothing && dry.faults.isEmpty)
    }

    /// An activity, an objective and a theme have changed since a day.
    static func changed(_ house: SmallPlan, _ language: Language) async throws -> [Difference] {
        let start = Day(house.now, in: .network)
        house.clock.advance(by: 2 * 86_400)
        var matrix = try await house.exported()
        for index in matrix.lines.indices {
            if matrix.lines[index].theme.hasPrefix("1. ") { matrix.lines[index].theme += " y más" }
            if matrix.lines[index].objective.hasPrefix("1.1 ") { matrix.lines[index].objective += " y más" }
        }
        matrix.lines[0].activity += " y más"
        matrix.lines.append(.init(theme: "", objective: "", activity: "3.1.3 Una nueva", calendar: "Permanente"))
        #expect(try await house.carryOut(matrix).isEmpty)
        let plan = try await house.plan(), terms = PlanTerms(house.catalogue, in: language)
        return try await house.database.read { try PlanChanges($0).since(start.adding(days: 1), in: plan, terms) }
    }

    @Test("A CSV with its changes marked, sent back as it was, changes nothing", arguments: Language.all)
    func csvMarked(language: Language) async throws {
        let house = try await SmallPlan(), changes = try await Self.changed(house, language)
        // In English only what came in Spanish alone reads otherwise than before: the new activity.
        #expect(changes.map(\.label) == (language == .spanish ? ["1", "1.1", "1.1.1", "3.1.3"] : ["3.1.3"]))
        let bytes = try await house.exported(language).marked(changes, house.catalogue).csv(house.catalogue)
        let mark = house.catalogue.text("plan.difference.added", in: language)
        #expect(String(decoding: bytes, as: UTF8.self).contains("[\(mark)]"))
        let dry = try await house.dryRun(Matrix(csv: bytes, house.catalogue))
        #expect(dry.changesNothing && dry.faults.isEmpty, "\(dry.differences)")
    }

    @Test("A spreadsheet's semicolons and byte order mark do not matter")
    func semicolons() async throws {
        let house = try await SmallPlan()
        let text = "\u{FEFF}TEMAS;OBJETIVOS;ACTIVIDADES;CALENDARIO\r\n\"1. Tema\";\"1.1 Objetivo\";\"1.1.1 Actividad\";Continuo\r\n"
        #expect(try Matrix(csv: Array(text.utf8), house.catalogue).lines == [.init(theme: "1. Tema", objective: "1.1 Objetivo", activity: "1.1.1 Actividad", calendar: "Continuo")])
    }

    @Test("One edit shows as one change and is carried out with its meaning")
    func oneEdit() async throws {
        let house = try await SmallPlan()
        var matrix = try await house.exported()
        let line = try #require(matrix.lines.firstIndex { $0.activity.hasPrefix("1.5.2") })
        matrix.lines[line].calendar = "Segundo semestre de 2027"
        let dry = try await house.dryRun(matrix)
        #expect(dry.differences.map(\.label) == ["1.5.2"])
        #expect(dry.differences.first?.parts.map(\.name) == [.calendar, .meaning])
        #expect(try await house.carryOut(matrix).isEmpty)
        let activity = try await house.activity("1.5.2")
        #expect(activity.calendar.meaning == ActivityCalendar.Meaning(.period, from: Day("2027-07-01"), to: Day("2027-12-31")))
        // The Spanish is the source: its translation is now of an earlier text.
        #expect(activity.calendar.text.shown(in: .english).standing == .outdated)
        #expect(try await house.dryRun(house.exported()).changesNothing)
    }

    @Test("A calendar that says no time keeps its meaning, and the dry run says so")
    func unread() async throws {
        let house = try await SmallPlan()
        var matrix = try await house.exported()
        matrix.lines[0].calendar = "Cuando los países puedan"
        let dry = try await house.dryRun(matrix)
        #expect(dry.unread.map(\.description) == ["1.1.1"])
        #expect(dry.differences.first?.parts.map(\.name) == [.calendar])
        matrix.lines.append(.init(theme: "", objective: "", activity: "3.1.3 Una nueva", calendar: "Cuando se pueda"))
        let added = try await house.dryRun(matrix)
        // A new one had no meaning before.
        #expect(added.unread.map(\.description) == ["1.1.1"] && added.undefined.map(\.description) == ["3.1.3"])
    }

    @Test("A new number is a new activity; blank cells stand for those above")
    func added() async throws {
        let house = try await SmallPlan()
        var matrix = try await house.exported()
        let last = try #require(matrix.lines.firstIndex { $0.activity.hasPrefix("1.2.1") })
        matrix.lines.insert(.init(theme: "", objective: "", activity: "1.2.2 Publicar las visas en dos idiomas", calendar: "Permanente"), at: last + 1)
        // The dry run tells its calendar, and how that is understood.
        let dry = try await house.dryRun(matrix)
        #expect(dry.differences.first?.parts.map(\.after) == ["Permanente", "permanente"] && dry.undefined.isEmpty)
        #expect(try await house.carryOut(matrix).isEmpty)
        #expect(try await house.activity("1.2.2").calendar.meaning == .permanent)
        // Nothing is recorded about it yet: it may go again.
        matrix.lines.remove(at: last + 1)
        #expect(try await house.carryOut(matrix).isEmpty)
        #expect(try await house.plan().activities.count == 14)
    }

    @Test("Columns in another order are refused")
    func columns() async throws {
        let house = try await SmallPlan()
        let text = "OBJETIVOS,TEMAS,ACTIVIDADES,CALENDARIO\r\n1.1 x,1. x,1.1.1 x,Continuo\r\n"
        #expect(throws: Matrix.Unreadable.columns(found: ["OBJETIVOS", "TEMAS", "ACTIVIDADES", "CALENDARIO"])) { try Matrix(csv: Array(text.utf8), house.catalogue) }
        #expect(throws: Matrix.Unreadable.noTable) { try Matrix(csv: Array("a,b\r\n1,2\r\n".utf8), house.catalogue) }
    }

    @Test("An activity about which something is recorded cannot be left out, and nothing of the rest is done", arguments: ["1.1.1", "1.3.2", "1.5.1"])
    func recorded(number: String) async throws {
        let house = try await SmallPlan()
        try await house.write("Una nota.", on: "1.1.1", level: .owner)
        house.counted.set(3, of: 10, newest: house.now)
        var matrix = try await house.exported()
        matrix.lines[2].activity += " (cambiada)"
        matrix.lines.removeAll { $0.activity.hasPrefix(number) }
        let faults = try await house.carryOut(matrix)
        #expect(faults == [MatrixImport.Fault(0, .recorded, ["number": number])])
        #expect(try await house.activity("1.2.1").text[.spanish]?.contains("cambiada") == false)
        #expect(try await house.plan().activities.count == 14)
    }

    @Test("An activity without any record may be left out")
    func unrecorded() async throws {
        let house = try await SmallPlan()
        var matrix = try await house.exported()
        matrix.lines.removeAll { $0.activity.hasPrefix("1.4.1") }
        #expect(try await house.dryRun(matrix).differences.map(\.kind) == [.removed])
        #expect(try await house.carryOut(matrix).isEmpty)
        // Its objective went with it.
        #expect(try await house.plan().objectives.map(\.label) == ["1.1", "1.2", "1.3", "1.5", "2.1", "3.1"])
    }

    @Test("What contradicts itself is told line by line")
    func faults() async throws {
        let house = try await SmallPlan()
        var matrix = try await house.exported()
        matrix.lines[0].activity = "Sin número"
        matrix.lines[1].objective = "1.2 Otro"
        matrix.lines[3].activity = matrix.lines[2].activity
        let names = try await house.dryRun(matrix).faults.map(\.name)
        #expect(names.contains(.noNumber) && names.contains(.otherObjective) && names.contains(.repeated))
    }

    @Test("A plan that has changed since the file was sent is looked at again")
    func changedMeanwhile() async throws {
        let house = try await SmallPlan(), live = house.live, catalogue = house.catalogue
        var matrix = try await house.exported()
        matrix.lines[0].activity += " (de la región)"
        let edited = matrix, edition = try await house.plan().edition, now = house.now, sender = UUID()
        let id = try await house.database.write { try CheckedMatrices($0).keep(edited, for: edition, name: "plan.csv", by: sender, at: now) }
        house.clock.advance(by: 60)
        try await house.edit("1.2.1") { $0.text.set("Otra cosa.", in: .spanish) }
        let later = house.now
        let faults = try await house.database.write { try live.carryOut(id, of: sender, catalogue, by: .shell, at: later, in: $0) }
        #expect(faults.map(\.name) == [.changedMeanwhile])
        #expect(try await house.activity("1.1.1").text[.spanish]?.contains("región") == false)
    }
}

@Suite("Documents by Pandoc and WeasyPrint", .serialized, .enabled(if: DocumentPress.shared.isInstalled(.pandoc)))
struct DocumentTests {
    private func document(_ house: SmallPlan, _ language: Language = .spanish) async throws -> MatrixDocument {
        MatrixDocument(plan: try await house.plan(), language: language, catalogue: house.catalogue)
    }

    @Test("A DOCX sent back as it was changes nothing; one edit shows as one change", arguments: Language.all)
    func docx(language: Language) async throws {
        let house = try await SmallPlan()
        let bytes = try await document(house, language).bytes(as: .docx)
        #expect(bytes.starts(with: Array("PK".utf8)))
        var matrix = try Matrix(tables: try await DocumentTables(docx: bytes).tables, house.catalogue)
        #expect(matrix.language == language)
        let dry = try await house.dryRun(matrix)
        #expect(dry.changesNothing && dry.faults.isEmpty, "\(dry.differences) \(dry.faults)")
        matrix.lines[4].activity += " (2027)"
        #expect(try await house.dryRun(matrix).differences.map(\.label) == ["1.3.2"])
    }

    @Test("A DOCX with its changes marked, sent back as it was, changes nothing", arguments: Language.all)
    func docxMarked(language: Language) async throws {
        let house = try await SmallPlan()
        var changes = try await MatrixTests.changed(house, language)
        // Marks on every kind of cell, in this language too.
        changes += ["1", "1.1", "1.1.1"].map { Difference(label: $0, kind: .changed, text: "") }
        var document = try await document(house, language)
        document.changes = changes
        let tables = try await DocumentTables(docx: document.bytes(as: .docx)).tables, mark = house.catalogue.text("plan.difference.changed", in: language)
        let first = try #require(tables.first?.dropFirst().first)
        for cell in first.prefix(3) { #expect(cell.hasSuffix("[\(mark)]")) }
        let dry = try await house.dryRun(Matrix(tables: tables, house.catalogue))
        #expect(dry.changesNothing && dry.faults.isEmpty, "\(dry.differences)")
    }

    @Test("ODT and PDF are made")
    func others() async throws {
        let house = try await SmallPlan()
        #expect(try await document(house).bytes(as: .odt).starts(with: Array("PK".utf8)))
        guard DocumentPress.shared.isInstalled(.weasyprint) else { return }
        #expect(try await document(house).bytes(as: .pdf).starts(with: Array("%PDF".utf8)))
    }

    @Test("What is no document is refused, and a program that is not there is named")
    func refused() async throws {
        await #expect(throws: DocumentPress.Fault.failed(.pandoc)) { try await DocumentTables(docx: Array("PK no".utf8)) }
        let bare = DocumentPress(searchPath: "/nowhere")
        await #expect(throws: DocumentPress.Fault.notInstalled(.weasyprint)) { try await bare.make(.weasyprint, [], from: []) }
    }
}
