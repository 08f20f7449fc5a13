import Foundation

/// Where the server listens, written as HOST:PORT.
public struct ListenAddress: Sendable, Equatable {
    /// Why a text is none.
    public struct Fault: Error, Sendable, CustomStringConvertible {
        let text: String

        public var description: String { "\"\(text)\" is not HOST:PORT" }
    }

    public let host: String
    /// 0 for any that is free.
    public let port: Int

    /// - Throws: ``Fault``.
    public init(_ text: String) throws(Fault) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port) else { throw Fault(text: text) }
        host = String(text[..<colon]).trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        self.port = port
    }
}
