import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Synchronization

/// Keeps the public pages as they left the house, ready to go out again.
///
/// It is exact: an answer is kept with the revision of the records that it was made from and goes out only while that is
/// the newest, so that a change shows at once here and within 200 ms in the other processes. An answer that stops being
/// true by itself ("open until 14:00") is kept until then.
final class PageCache: Sendable {
    /// An answer in the forms in which clients take it.
    struct Entry: Sendable {
        let revision: Int64
        let validUntil: Date
        let tag: String
        let status: HTTPResponse.Status
        let plainHeaders: HTTPFields
        let plain: ByteBuffer
        let gzipHeaders: HTTPFields
        /// nil when compression would not help.
        let gzip: ByteBuffer?

        var size: Int { plain.readableBytes + (gzip?.readableBytes ?? 0) + 1024 }
    }

    private struct Kept {
        var entries: [String: Entry] = [:]
        var size = 0
    }

    private let kept = Mutex(Kept())
    /// Bytes kept at most.
    private let limit: Int
    private let revision: @Sendable () -> Int64?

    init(limit: Int, revision: @escaping @Sendable () -> Int64?) {
        self.limit = limit
        self.revision = revision
    }

    /// The revision to give to ``keep(_:for:)``, asked for before the answer is made.
    var currentRevision: Int64? { revision() }

    func find(_ key: String, now: Date) -> Entry? {
        guard let current = revision() else { return nil }
        return kept.withLock { kept in
            guard let entry = kept.entries[key], entry.revision == current, entry.validUntil > now else { return nil }
            return entry
        }
    }

    func keep(_ entry: Entry, for key: String) {
        guard entry.size < limit / 8 else { return }
        kept.withLock { kept in
            if let old = kept.entries.updateValue(entry, forKey: key) { kept.size -= old.size }
            kept.size += entry.size
            // Rare, and cheaper than knowing for each entry when it was last asked for: what is wanted comes back at once.
            if kept.size > limit {
                kept.entries = kept.entries.filter { $0.value.revision == entry.revision }
                kept.size = kept.entries.values.reduce(0) { $0 + $1.size }
                while kept.size > limit * 3 / 4, let key = kept.entries.keys.first, let gone = kept.entries.removeValue(forKey: key) {
                    kept.size -= gone.size
                }
            }
        }
    }
}
