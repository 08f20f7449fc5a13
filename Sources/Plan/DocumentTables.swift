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
        return [(head + bodies + foot).map(row)]
    }

    /// Row: attributes, cells; cell: attributes, alignment, rows, columns, blocks.
    private static func row(_ node: Any) -> [String] {
        let cells = (node as? [Any])?.last as? [Any] ?? []
        return cells.flatMap { cell -> [String] in
            guard let parts = cell as? [Any], parts.count == 5 else { return [""] }
            return [words(parts[4]).squeezed] + Array(repeating: "", count: min(8, max(0, (parts[3] as? Int ?? 1) - 1)))
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
