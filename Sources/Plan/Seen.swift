import Crypto
import Foundation
import Records

/// What the writer of a form had before their eyes, in a hidden field of it: a change is refused when that is no longer what is kept.
enum Seen {
    static func mark(_ state: some Encodable) -> String {
        let json = (try? JSONEncoder.sorted.encode(state)) ?? Data()
        return SHA256.hash(data: json).prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
