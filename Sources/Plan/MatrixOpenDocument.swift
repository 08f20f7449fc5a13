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
        let rows = lines.map { line -> String in
            let mark = line.mark.isEmpty ? "" : "<text:span text:style-name=\"MatrixMark\"> [\(line.mark.htmlEscaped)]</text:span>"
            let activity = Self.paragraph("<text:span text:style-name=\"MatrixNumber\">\(line.number.htmlEscaped)</text:span>\(line.text.htmlEscaped)\(mark)")
            return Self.row(Self.cell(line.theme) + Self.cell(line.objective) + Self.cell("Cell", activity) + Self.cell("Cell", Self.paragraph(line.calendar.htmlEscaped)))
        }
        let table = "<table:table table:name=\"Matrix\" table:style-name=\"Matrix\">\(columns)<table:table-header-rows>\(Self.row(head))</table:table-header-rows>\(rows.joined(separator: "\n"))</table:table>"
        return "~~~~~~~~~~{=opendocument}\n\(intro.map { Self.paragraph($0.htmlEscaped, "Text_20_body") }.joined())\n\(table)\n~~~~~~~~~~\n"
    }

    private static func row(_ cells: String) -> String { "<table:table-row table:style-name=\"MatrixRow\">\(cells)</table:table-row>" }

    /// One that is empty goes on from the one above it.
    private static func cell(_ text: String) -> String { cell(text.isEmpty ? "Same" : "Cell", paragraph(text.htmlEscaped)) }

    private static func cell(_ style: String, _ paragraph: String) -> String {
        "<table:table-cell table:style-name=\"Matrix\(style)\" office:value-type=\"string\">\(paragraph)</table:table-cell>"
    }

    private static func paragraph(_ text: String, _ style: String = "Table_20_Contents") -> String { "<text:p text:style-name=\"\(style)\">\(text)</text:p>" }
}
