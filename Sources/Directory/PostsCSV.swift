import Formats
import Storage

/// Posts as a file that the import reads back: a second import of it changes nothing.
public enum PostsCSV {
    /// - Parameter limit: posts at most.
    public static func write(_ filter: Posts.Filter, limit: Int = 2_000_000, _ tx: Transaction) throws -> [UInt8] {
        let store = Posts(tx)
        var writer = CSVWriter(header: PostCard.fields)
        var offset = 0
        while offset < limit {
            let posts = try store.list(filter, offset: offset, limit: min(2000, limit - offset))
            if posts.isEmpty { break }
            let districts = try store.districts(of: posts.map(\.id))
            for post in posts {
                let card = PostCard(post, districts: districts[post.id] ?? [])
                writer.add(PostCard.fields.map { card[$0] })
            }
            offset += posts.count
        }
        return writer.bytes
    }
}
