import Formats
import Foundation
import Localization

/// The plan as its source has it: a table of four columns, in one language. What is exported is read back by the import.
struct Matrix: Sendable, Equatable {
    /// One activity's line, in the words of its cells. An empty theme or objective is that of the line above.
    struct Line: Sendable, Hashable, Codable {
        var theme: String
        var objective: String
        var activity: String
        var calendar: String
    }

    let language: Language
    var lines: [Line]

    /// The names of the columns: TEMAS, OBJETIVOS, ACTIVIDADES, CALENDARIO.
    static func columns(_ catalogue: Catalogue, in language: Language) -> [String] {
        ["themes", "objectives", "activities", "calendar"].map { catalogue.text("plan.column.\($0)", in: language) }
    }

    init(_ plan: Plan, in language: Language) {
        self.language = language
        lines = plan.themes.flatMap { theme in
            theme.objectives.flatMap { objective in
                objective.activities.map { activity in
                    Line(theme: "\(theme.number). \(theme.title.shown(in: language).text)", objective: "\(objective.label) \(objective.text.shown(in: language).text)",
                         activity: "\(activity.number) \(activity.text.shown(in: language).text)", calendar: activity.calendar.text.shown(in: language).text)
                }
            }
        }
    }

    init(language: Language, lines: [Line]) {
        self.language = language
        self.lines = lines
    }

    func csv(_ catalogue: Catalogue) -> [UInt8] {
        var writer = CSVWriter(header: Self.columns(catalogue, in: language))
        for line in lines { writer.add([line.theme, line.objective, line.activity, line.calendar]) }
        return writer.bytes
    }

    // MARK: Changes since a day

    /// How a change is marked behind a cell's words: `[Cambió]`.
    static func mark(_ kind: Difference.Kind, _ catalogue: Catalogue, in language: Language) -> String { "[\(catalogue.text("plan.difference.\(kind.rawValue)", in: language))]" }

    /// With the cells marked that have changed.
    func marked(_ changes: [Difference], _ catalogue: Catalogue) -> Matrix {
        let kinds = Dictionary(changes.map { ($0.label, $0.kind) }, uniquingKeysWith: { first, _ in first })
        func marked(_ cell: String) -> String { kinds[Self.label(of: cell)].map { "\(cell) \(Self.mark($0, catalogue, in: language))" } ?? cell }
        return Matrix(language: language, lines: lines.map { Line(theme: marked($0.theme), objective: marked($0.objective), activity: marked($0.activity), calendar: $0.calendar) })
    }

    /// `1`, `1.5` or `1.5.1`, with which a cell begins.
    static func label(of cell: String) -> String { cell.prefix { $0 != " " }.trimmingCharacters(in: ["."]) }

    /// The marks are ours and no part of the plan: a file that had them says what the plan says.
    private static func unmarked(_ lines: [Line], _ catalogue: Catalogue) -> [Line] {
        let marks = Language.all.flatMap { language in Difference.Kind.allCases.map { mark($0, catalogue, in: language) } }
        func bare(_ cell: String) -> String { marks.reduce(cell) { $0.replacing($1, with: "") } }
        return lines.map { Line(theme: bare($0.theme), objective: bare($0.objective), activity: bare($0.activity), calendar: bare($0.calendar)) }
    }

    // MARK: Reading

    /// Why a file is no matrix. Each has a text: `plan.import.fault.<name>`.
    enum Unreadable: Error, Equatable {
        /// Not a table of ours at all.
        case noTable
        /// The columns are others, or in another order.
        case columns(found: [String])
        case csv(CSVError)

        var name: String {
            switch self {
            case .noTable: "no_table"
            case .columns: "columns"
            case .csv: "csv"
            }
        }
    }

    /// - Throws: ``Unreadable``.
    init(csv bytes: [UInt8], _ catalogue: Catalogue) throws {
        let first = String(decoding: bytes.prefix { $0 != 10 }.prefix(2000), as: UTF8.self)
        let header = first.replacing("\u{FEFF}", with: "").split(whereSeparator: { ",;\r".contains($0) }).map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\" ")) }
        language = try Self.language(of: header, catalogue)
        let names = Self.columns(catalogue, in: language).map { $0.lowercased() }
        var lines: [Line] = []
        do {
            for result in try CSVReader(bytes, required: names) {
                let row = try result.get()
                lines.append(Line(theme: row[names[0]], objective: row[names[1]], activity: row[names[2]], calendar: row[names[3]]))
            }
        } catch {
            throw Unreadable.csv(error)
        }
        self.lines = Self.unmarked(lines, catalogue)
    }

    /// - Parameter tables: rows of cells of every table of a document; the first that has our columns is the matrix.
    /// - Throws: ``Unreadable``.
    init(tables: [[[String]]], _ catalogue: Catalogue) throws {
        var fault = Unreadable.noTable
        for table in tables {
            guard let header = table.first?.map(\.squeezed) else { continue }
            do {
                language = try Self.language(of: header, catalogue)
            } catch {
                if case .columns = error { fault = error }
                continue
            }
            // A line that a word processor left empty at the end says nothing.
            let lines = table.dropFirst().filter { !$0.allSatisfy(\.squeezed.isEmpty) }.map { row in
                let cells = row + Array(repeating: "", count: max(0, 4 - row.count))
                return Line(theme: cells[0], objective: cells[1], activity: cells[2], calendar: cells[3])
            }
            self.lines = Self.unmarked(lines, catalogue)
            return
        }
        throw fault
    }

    private static func language(of header: [String], _ catalogue: Catalogue) throws(Unreadable) -> Language {
        let found = header.map { $0.lowercased() }
        for language in Language.all {
            let names = columns(catalogue, in: language).map { $0.lowercased() }
            if found == names { return language }
            if !Set(found).isDisjoint(with: names) { throw .columns(found: header) }
        }
        throw .noTable
    }
}
