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
    /// Labels of lines that have changed since a day, and how; marked in the margin of the activity.
    var marks: [String: String] = [:]
    /// What the marks mean; nil where there are none.
    var legend: String?

    private static var folder: URL { Bundle.module.bundleURL.appendingPathComponent("Content") }

    /// - Throws: ``DocumentPress/Fault``.
    func bytes(as form: Form, by press: DocumentPress = .shared) async throws -> [UInt8] {
        switch form {
        case .csv: return Matrix(plan, in: language).csv(catalogue)
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
    var lines: [(theme: String, objective: String, number: String, text: String, calendar: String, mark: String)] {
        var theme = "", objective = ""
        return Matrix(plan, in: language).lines.map { line in
            let number = String(line.activity.prefix { $0 != " " })
            defer { (theme, objective) = (line.theme, line.objective) }
            return (line.theme == theme ? "" : line.theme, line.objective == objective ? "" : line.objective, number, String(line.activity.dropFirst(number.count)), line.calendar, marks[number] ?? "")
        }
    }

    private var rows: String {
        lines.map { line in
            let mark = line.mark.isEmpty ? "" : " [\(line.mark.htmlEscaped)]"
            return "<tr>\(cell(line.theme))\(cell(line.objective))<td><strong>\(line.number.htmlEscaped)</strong>\(line.text.htmlEscaped)<em>\(mark)</em></td>\(cell(line.calendar))</tr>"
        }.joined()
    }

    private func cell(_ text: String) -> String { text.isEmpty ? "<td class=\"same\"></td>" : "<td>\(text.htmlEscaped)</td>" }
}
