import Foundation

/// The tables of a document, as plain words, out of Pandoc's own form of it (pandoc-types 1.22, JSON).
struct DocumentTables {
    /// Rows of cells, of each table in its order; the head's rows before the body's.
    let tables: [[[String]]]

    /// Reads a DOCX file. Changes that Word tracks are taken as accepted.
    /// - Throws: ``DocumentPress/Fault``.
    init(docx bytes: [UInt8], by press: DocumentPress = .shared) async throws {
        // `--sandbox`: a document that came in may make Pandoc read no other file; `-M`: nor take all the memory.
        let json = try await press.make(.pandoc, ["+RTS", "-M512M", "-RTS", "--sandbox", "-f", "docx", "-t", "json", "-o", "-"], from: bytes)
        guard let document = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any], let blocks = document["blocks"] else { throw DocumentPress.Fault.failed(.pandoc) }
        tables = Self.tables(in: blocks)
    }

    private static func tables(in node: Any) -> [[[String]]] {
        if let nodes = node as? [Any] { return nodes.flatMap(tables) }
        guard let element = node as? [String: Any], let content = element["c"] as? [Any] else { return [] }
        // Table: attributes, caption, columns, head [attributes, rows], bodies [attributes, head columns, head rows, rows], foot.
        guard element["t"] as? String == "Table", content.count == 6 else { return tables(in: content) }
        let head = (content[3] as? [Any]).flatMap { $0.last as? [Any] } ?? []
        let bodies = (content[4] as? [Any] ?? []).flatMap { body in (body as? [Any] ?? []).suffix(2).flatMap { $0 as? [Any] ?? [] } }
        let foot = (content[5] as? [Any]).flatMap { $0.last as? [Any] } ?? []
        return [grid(head + bodies + foot)]
    }

    /// Rows of cells. A cell that reaches over several is written once: the others that it covers are empty, to the right and below.
    private static func grid(_ rows: [Any]) -> [[String]] {
        var reaching: [Int: Int] = [:]
        return rows.map { node in
            var row: [String] = []
            func fillFromAbove() {
                while let rest = reaching[row.count], rest > 0 {
                    reaching[row.count] = rest - 1
                    row.append("")
                }
            }
            for cell in cells(node) {
                fillFromAbove()
                for column in 0..<cell.columns {
                    reaching[row.count] = cell.rows - 1
                    row.append(column == 0 ? cell.text : "")
                }
            }
            fillFromAbove()
            return row
        }
    }

    /// Row: attributes, cells; cell: attributes, alignment, rows, columns, blocks.
    private static func cells(_ node: Any) -> [(text: String, rows: Int, columns: Int)] {
        ((node as? [Any])?.last as? [Any] ?? []).map { cell in
            guard let parts = cell as? [Any], parts.count == 5 else { return ("", 1, 1) }
            return (words(parts[4]).squeezed, min(1000, max(1, parts[2] as? Int ?? 1)), min(9, max(1, parts[3] as? Int ?? 1)))
        }
    }

    private static func words(_ node: Any) -> String {
        if let nodes = node as? [Any] { return nodes.map(words).joined() }
        guard let element = node as? [String: Any] else { return "" }
        switch element["t"] as? String {
        case "Str": return element["c"] as? String ?? ""
        case "Space", "SoftBreak", "LineBreak": return " "
        case "Para", "Plain", "Header": return words(element["c"] ?? []) + " "
        case "Note": return ""
        default: return words(element["c"] ?? [])
        }
    }
}
