import Accounts
import Foundation
import Formats
import Geography
import Localization
import Records
import Storage

/// An import of posts: read, compared with what is there, shown, and then done wholly or not at all.
public struct PostImport: Sendable {
    /// What is wrong with a file, and where.
    public struct Fault: Sendable, Equatable, Codable {
        public let file: String
        public let line: Int
        /// Characters from the line's beginning, from 1.
        public let column: Int
        public let field: String?
        /// Key of the text that says what.
        public let key: String
        public let value: String
    }

    /// What an import will do to one post.
    public struct Change: Sendable, Equatable {
        public let slug: String
        public let name: String
        public let fields: [String]
    }

    public private(set) var added: [Change] = []
    public private(set) var changed: [Change] = []
    public private(set) var unchanged = 0
    public private(set) var faults: [Fault] = []
    fileprivate var drafts: [Draft] = []

    fileprivate struct Draft: Sendable {
        let post: Post
        let districts: [District]
        let isNew: Bool
    }

    /// Faults listed at most; a file with more is of another kind altogether.
    public static let faultLimit = 200

    public var isPossible: Bool { faults.isEmpty && !drafts.isEmpty }
    public var isEmpty: Bool { drafts.isEmpty && faults.isEmpty && unchanged == 0 }

    /// Reads a file and compares it with the directory. Changes nothing.
    /// - Parameters:
    ///   - sending: the only States whose posts the file may speak of; nil for all.
    ///   - progress: told now and then how many rows have been read.
    public static func plan(_ bytes: [UInt8], file: String, sending: Set<CountryCode>?, at now: Date, in tx: Transaction, progress: (Int) -> Void = { _ in }) throws -> PostImport {
        var plan = PostImport()
        var cards: [(line: Int, card: PostCard, column: (String) -> Int)] = []
        let isJSON = bytes.first { ![9, 10, 13, 32, 0xEF, 0xBB, 0xBF].contains($0) }.map { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } ?? false
        do {
            if isJSON {
                for (index, card) in try Self.jsonCards(bytes).enumerated() { cards.append((index + 1, card, { _ in 1 })) }
            } else {
                for result in try CSVReader(bytes, required: PostCard.required, optional: PostCard.optional) {
                    switch result {
                    case .success(let row):
                        cards.append((row.line, PostCard(Dictionary(PostCard.fields.filter(row.has).map { ($0, row[$0]) }, uniquingKeysWith: { first, _ in first })), row.column))
                    case .failure(let error):
                        plan.add(error, file)
                    }
                }
            }
        } catch let error as CSVError {
            plan.add(error, file)
            return plan
        } catch let error as JSONFault {
            plan.faults.append(Fault(file: file, line: error.line, column: error.column, field: nil, key: "directory.import.json", value: error.value))
            return plan
        }

        var seen: [String: Int] = [:]
        for start in stride(from: 0, to: cards.count, by: 400) {
            let batch = cards[start..<min(start + 400, cards.count)]
            let known = try existing(batch.map { $0.card["key"] }, in: tx)
            for (line, card, column) in batch {
                plan.compare(card, known[card["key"]], line: line, column: column, file: file, sending: sending, seen: &seen, now: now)
                if plan.faults.count >= faultLimit { return plan }
            }
            progress(min(start + 400, cards.count))
        }
        return plan
    }

    /// Carries the plan out, in the caller's transaction.
    /// - Parameter sources: by slug, the sources to write beside each post; nil leaves those there are.
    public func commit(sources: [String: [FactSource]]? = nil, action: String = "directory.post.imported", by actor: Actor, at now: Date, in tx: Transaction, progress: (Int) -> Void = { _ in }) throws {
        let posts = Posts(tx)
        for (index, draft) in drafts.enumerated() {
            try posts.save(draft.post, districts: draft.districts, sources: sources.map { $0[draft.post.slug] ?? [] }, action: action, by: actor, at: now)
            if index % 400 == 399 { progress(index + 1) }
        }
    }

    private mutating func compare(_ card: PostCard, _ old: (post: Post, districts: [District])?, line: Int, column: (String) -> Int, file: String,
                                  sending: Set<CountryCode>?, seen: inout [String: Int], now: Date) {
        var card = card
        let before = old.map { PostCard($0.post, districts: $0.districts) }
        // A column that the file leaves out says nothing: what is there stays.
        if let before { card.values = before.values.merging(card.values) { _, new in new } }
        var reader = CardReader(card)
        let read = reader.read(old: old?.post, now: now)
        for fault in reader.faults {
            faults.append(Fault(file: file, line: line, column: column(fault.field), field: fault.field, key: fault.key, value: fault.value))
        }
        if let first = seen.updateValue(line, forKey: card["key"]) {
            faults.append(Fault(file: file, line: line, column: column("key"), field: "key", key: "directory.import.repeated", value: "\(card["key"]) (\(first))"))
        }
        guard let read else { return }
        if let sending, !sending.contains(read.post.sending) {
            faults.append(Fault(file: file, line: line, column: column("sending_state"), field: "sending_state", key: "directory.import.not_yours", value: read.post.sending.rawValue))
            return
        }
        let after = PostCard(read.post, districts: read.districts)
        let fields = PostCard.fields.filter { before?[$0] != after[$0] && !(before == nil && after[$0].isEmpty) }
        let name = read.post.name.shown(in: read.post.name.source).text
        if fields.isEmpty {
            unchanged += 1
        } else {
            drafts.append(Draft(post: read.post, districts: read.districts, isNew: old == nil))
            let change = Change(slug: read.post.slug, name: name, fields: fields)
            if old == nil { added.append(change) } else { changed.append(change) }
        }
    }

    private mutating func add(_ error: CSVError, _ file: String) {
        faults.append(Fault(file: file, line: error.line, column: error.column, field: nil, key: "directory.csv.\(error.reason.rawValue)", value: error.value))
    }

    private static func existing(_ slugs: [String], in tx: Transaction) throws -> [String: (post: Post, districts: [District])] {
        let posts = try tx.rows("SELECT \(Posts.columns) WHERE p.slug IN \(list: slugs)", as: Post.init)
        let districts = try Posts(tx).districts(of: posts.map(\.id))
        return Dictionary(posts.map { ($0.slug, (post: $0, districts: districts[$0.id] ?? [])) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: JSON

    private struct JSONFault: Error {
        let line: Int
        let column: Int
        let value: String
    }

    /// Where Foundation stopped reading: Apple's tells it by itself, the open one in its words ("Invalid value around character 10.").
    private static func place(of error: any Error) -> Int {
        let told = (error as NSError).userInfo
        if let index = told["NSJSONSerializationErrorIndex"] as? Int { return index }
        let words = told["NSDebugDescription"] as? String ?? ""
        return words.split(whereSeparator: { !$0.isNumber }).last.flatMap { Int($0) } ?? 0
    }

    /// A list of objects with the CSV's columns as keys; lists may be lists.
    private static func jsonCards(_ bytes: [UInt8]) throws -> [PostCard] {
        let parsed: Any
        do { parsed = try JSONSerialization.jsonObject(with: Data(bytes)) } catch {
            let index = min(Self.place(of: error), bytes.count)
            let before = bytes[..<index]
            let line = before.count { $0 == 10 } + 1
            throw JSONFault(line: line, column: index - (before.lastIndex(of: 10) ?? -1), value: String(decoding: bytes[index...].prefix(30), as: UTF8.self))
        }
        let list = (parsed as? [String: Any])?["posts"] as? [Any] ?? parsed as? [Any]
        guard let list else { throw JSONFault(line: 1, column: 1, value: "[…]") }
        return try list.enumerated().map { index, item in
            guard let object = item as? [String: Any] else { throw JSONFault(line: index + 1, column: 1, value: String("\(item)".prefix(30))) }
            if let unknown = object.keys.first(where: { !PostCard.fields.contains($0) }) { throw JSONFault(line: index + 1, column: 1, value: unknown) }
            return PostCard(object.mapValues { value in
                switch value {
                case let items as [Any]: items.map { "\($0)" }.joined(separator: ";")
                case let flag as Bool where "\(value)" == "true" || "\(value)" == "false": flag ? "true" : "false"
                case is NSNull: ""
                default: "\(value)"
                }
            })
        }
    }
}
