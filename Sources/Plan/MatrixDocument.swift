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
        case .docx, .odt:
            var arguments = ["-f", "html", "-t", form.rawValue, "-o", "-"]
            let reference = Self.folder.appendingPathComponent("reference.\(form.rawValue)").path
            if FileManager.default.fileExists(atPath: reference) { arguments += ["--reference-doc", reference] }
            return try await press.make(.pandoc, arguments, from: Array(html(titled: false).utf8))
        }
    }

    /// - Parameter titled: Pandoc makes a title of the head's by itself, WeasyPrint does not.
    func html(titled: Bool) -> String {
        let edition = plan.edition, formats = Formats(catalogue, in: language)
        let days = catalogue.text("plan.edition.days", in: language, ["from": formats.date(edition.begins), "to": formats.date(edition.ends)])
        let conference = catalogue.text("plan.edition.conference_line", in: language, ["numeral": edition.numeral, "place": edition.place.shown(in: language).text, "days": days])
        let style = (try? String(contentsOf: Self.folder.appendingPathComponent("matrix.css"), encoding: .utf8)) ?? ""
        let title = edition.title.shown(in: language).text.htmlEscaped
        let head = Matrix.columns(catalogue, in: language).map { "<th>\($0.htmlEscaped)</th>" }.joined()
        let standing = catalogue.text("plan.standing.\(edition.standing.rawValue)", in: language)
        return """
            <!doctype html><html lang="\(language.code)"><head><meta charset="utf-8"><title>\(title)</title><style>\(style)</style></head><body>
            <p class="house">\(catalogue.text("plan.house", in: language).htmlEscaped)</p>
            \(titled ? "<h1>\(title)</h1>" : "")
            <p class="conference">\(conference.htmlEscaped). \(standing.htmlEscaped).</p>
            \(legend.map { "<p>\($0.htmlEscaped)</p>" } ?? "")
            <table><colgroup><col style="width: 17%"><col style="width: 26%"><col style="width: 37%"><col style="width: 20%"></colgroup>
            <thead><tr>\(head)</tr></thead><tbody>\(rows)</tbody></table></body></html>
            """
    }

    /// Themes and objectives stand once, as in the source; the cells below them are empty, not joined, so that every word
    /// processor keeps the table as it is.
    private var rows: String {
        let marks = Dictionary(changes.map { ($0.label, Matrix.mark($0.kind, catalogue, in: language)) }, uniquingKeysWith: { first, _ in first })
        var theme = "", objective = "", rows = ""
        for line in Matrix(plan, in: language).lines {
            rows += "<tr>\(cell(line.theme == theme ? "" : line.theme, marks))\(cell(line.objective == objective ? "" : line.objective, marks))"
            rows += "\(cell(line.activity, marks, isNumbered: true))\(cell(line.calendar, [:]))</tr>"
            (theme, objective) = (line.theme, line.objective)
        }
        return rows
    }

    private func cell(_ text: String, _ marks: [String: String], isNumbered: Bool = false) -> String {
        guard !text.isEmpty else { return "<td class=\"same\"></td>" }
        let label = String(text.prefix { $0 != " " }), mark = marks[Matrix.label(of: text)].map { "<em> \($0.htmlEscaped)</em>" } ?? ""
        let words = isNumbered ? "<strong>\(label.htmlEscaped)</strong>\(text.dropFirst(label.count).description.htmlEscaped)" : text.htmlEscaped
        return "<td>\(words)\(mark)</td>"
    }
}
