import Foundation
import Localization
import Web

/// The matrix in OpenDocument's own words (OASIS OpenDocument 1.2, part 1, chapter 9). Pandoc's writer lets no cell of a table have a
/// border, whatever its reference document says: so the table is written here, and Pandoc puts it into the file, unread.
extension MatrixDocument {
    /// Markdown with one block that is not Markdown.
    var openDocument: String {
        let intro = [catalogue.text("plan.house", in: language), conference, legend].compactMap(\.self)
        let columns = (1...4).map { "<table:table-column table:style-name=\"Matrix.\($0)\"/>" }.joined()
        let head = Matrix.columns(catalogue, in: language).map { Self.cell("Head", Self.paragraph($0.htmlEscaped, "MatrixHeading")) }.joined()
        // Themes and objectives stand once, as in the other forms.
        let rows = lines.map { Self.row([$0.theme, $0.objective, $0.activity, $0.calendar].map(Self.cell).joined()) }
        let table = "<table:table table:name=\"Matrix\" table:style-name=\"Matrix\">\(columns)<table:table-header-rows>\(Self.row(head))</table:table-header-rows>\(rows.joined(separator: "\n"))</table:table>"
        return "~~~~~~~~~~{=opendocument}\n\(intro.map { Self.paragraph($0.htmlEscaped, "Text_20_body") }.joined())\n\(table)\n~~~~~~~~~~\n"
    }

    private static func row(_ cells: String) -> String { "<table:table-row table:style-name=\"MatrixRow\">\(cells)</table:table-row>" }

    /// One that is empty goes on from the one above it.
    private static func cell(_ cell: Cell) -> String {
        let number = cell.number.isEmpty ? "" : "<text:span text:style-name=\"MatrixNumber\">\(cell.number.htmlEscaped)</text:span>"
        let mark = cell.mark.map { "<text:span text:style-name=\"MatrixMark\"> \($0.htmlEscaped)</text:span>" } ?? ""
        return Self.cell(cell.text.isEmpty ? "Same" : "Cell", paragraph(number + cell.text.htmlEscaped + mark))
    }

    private static func cell(_ style: String, _ paragraph: String) -> String {
        "<table:table-cell table:style-name=\"Matrix\(style)\" office:value-type=\"string\">\(paragraph)</table:table-cell>"
    }

    private static func paragraph(_ text: String, _ style: String = "Table_20_Contents") -> String { "<text:p text:style-name=\"\(style)\">\(text)</text:p>" }
}
