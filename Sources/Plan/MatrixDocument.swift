import Foundation
import Localization
import Web

/// The matrix as a document of its own, for Pandoc and WeasyPrint to turn into a file. It goes to those programs and never to a
/// browser, which is why it is written here and not by a view.
struct MatrixDocument {
    enum Form: String, CaseIterable, Sendable {
        case csv, docx, odt, pdf

        /// IANA media types.
        var type: String {
            switch self {
            case .csv: "text/csv; charset=utf-8; header=present"
            case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            case .odt: "application/vnd.oasis.opendocument.text"
            case .pdf: "application/pdf"
            }
        }

        /// nil for what the house writes itself.
        var program: DocumentPress.Program? {
            switch self {
            case .csv: nil
            case .docx, .odt: .pandoc
            case .pdf: .weasyprint
            }
        }
    }

    let plan: Plan
    let language: Language
    let catalogue: Catalogue
    /// What has changed since a day: marked behind the words of its cell.
    var changes: [Difference] = []
    /// What the marks mean; nil where there are none.
    var legend: String?

    private static var folder: URL { Bundle.module.bundleURL.appendingPathComponent("Content") }

    /// - Throws: ``DocumentPress/Fault``.
    func bytes(as form: Form, by press: DocumentPress = .shared) async throws -> [UInt8] {
        switch form {
        case .csv: return Matrix(plan, in: language).marked(changes, catalogue).csv(catalogue)
        case .pdf: return try await press.make(.weasyprint, ["--quiet", "--encoding", "utf-8", "-", "-"], from: Array(html(titled: true).utf8))
        case .docx: return try await press.make(.pandoc, ["-f", "html", "-t", "docx", "-o", "-", "--reference-doc", Self.path("reference.docx")], from: Array(html(titled: false).utf8))
        case .odt:
            let arguments = ["-f", "markdown", "-t", "odt", "-o", "-", "--reference-doc", Self.path("reference.odt"), "--template", Self.path("matrix.opendocument"),
                             "-M", "title=\(title)", "-M", "lang=\(language.code)"]
            return try await press.make(.pandoc, arguments, from: Array(openDocument.utf8))
        }
    }

    private static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    var title: String { plan.edition.title.shown(in: language).text }

    /// "XIII Conference, Tegucigalpa, 7 to 9 May 2008. Adopted."
    var conference: String {
        let edition = plan.edition, formats = Formats(catalogue, in: language)
        let days = catalogue.text("plan.edition.days", in: language, ["from": formats.date(edition.begins), "to": formats.date(edition.ends)])
        let line = catalogue.text("plan.edition.conference_line", in: language, ["numeral": edition.numeral, "place": edition.place.shown(in: language).text, "days": days])
        return "\(line). \(catalogue.text("plan.standing.\(edition.standing.rawValue)", in: language))."
    }

    /// - Parameter titled: Pandoc makes a title of the head's by itself, WeasyPrint does not.
    func html(titled: Bool) -> String {
        let style = (try? String(contentsOf: Self.folder.appendingPathComponent("matrix.css"), encoding: .utf8)) ?? ""
        let title = title.htmlEscaped
        let head = Matrix.columns(catalogue, in: language).map { "<th>\($0.htmlEscaped)</th>" }.joined()
        return """
            <!doctype html><html lang="\(language.code)"><head><meta charset="utf-8"><title>\(title)</title><style>\(style)</style></head><body>
            <p class="house">\(catalogue.text("plan.house", in: language).htmlEscaped)</p>
            \(titled ? "<h1>\(title)</h1>" : "")
            <p class="conference">\(conference.htmlEscaped)</p>
            \(legend.map { "<p>\($0.htmlEscaped)</p>" } ?? "")
            <table><colgroup><col style="width: 17%"><col style="width: 26%"><col style="width: 37%"><col style="width: 20%"></colgroup>
            <thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody></table></body></html>
            """
    }

    /// Themes and objectives stand once, as in the source; the cells below them are empty, not joined, so that every word
    /// processor keeps the table as it is.
    var lines: [(theme: Cell, objective: Cell, activity: Cell, calendar: Cell)] {
        let marks = Dictionary(changes.map { ($0.label, Matrix.mark($0.kind, catalogue, in: language)) }, uniquingKeysWith: { first, _ in first })
        func cell(_ text: String) -> Cell { Cell(text: text, mark: marks[Matrix.label(of: text)]) }
        var theme = "", objective = ""
        return Matrix(plan, in: language).lines.map { line in
            defer { (theme, objective) = (line.theme, line.objective) }
            let number = String(line.activity.prefix { $0 != " " })
            let activity = Cell(number: number, text: String(line.activity.dropFirst(number.count)), mark: marks[Matrix.label(of: line.activity)])
            return (cell(line.theme == theme ? "" : line.theme), cell(line.objective == objective ? "" : line.objective), activity, Cell(text: line.calendar))
        }
    }

    /// What stands in one cell.
    struct Cell {
        /// Of an activity, to be told from its words.
        var number = ""
        /// Empty where the cell above goes on.
        let text: String
        /// What has changed: `[Cambió]`.
        var mark: String?
    }

    private var rows: String {
        lines.map { "<tr>\(Self.html($0.theme))\(Self.html($0.objective))\(Self.html($0.activity))\(Self.html($0.calendar))</tr>" }.joined()
    }

    private static func html(_ cell: Cell) -> String {
        guard !cell.text.isEmpty else { return "<td class=\"same\"></td>" }
        let number = cell.number.isEmpty ? "" : "<strong>\(cell.number.htmlEscaped)</strong>"
        return "<td>\(number)\(cell.text.htmlEscaped)\(cell.mark.map { "<em> \($0.htmlEscaped)</em>" } ?? "")</td>"
    }
}
