public import Mustache

/// What a view shows, by name.
///
/// A type of its own and not a dictionary: a template asks each value at each name what it can do, and for a generic type Swift
/// works that answer out anew each time.
public struct Model: MustacheParent, ExpressibleByDictionaryLiteral {
    private var values: [String: Any]

    public init(dictionaryLiteral elements: (String, Any)...) {
        values = Dictionary(elements, uniquingKeysWith: { _, last in last })
    }

    public subscript(name: String) -> Any? {
        get { values[name] }
        set { values[name] = newValue }
    }

    public func child(named name: String) -> Any? {
        let value = values[name]
        return (value as? String).map(Words.init) ?? value
    }

    /// A text as a template takes it: it says itself what it reads, and that it has no parts. Of a bare `String` both would be
    /// found out by reflection.
    private struct Words: MustacheCustomRenderable, MustacheParent {
        let renderText: String
        var isNull: Bool { false }

        init(_ text: String) { renderText = text }

        func child(named name: String) -> Any? { nil }
    }

    /// Takes over what another has; `combine` chooses where both have a name.
    public mutating func merge(_ other: Model, uniquingKeysWith combine: (Any, Any) -> Any) {
        values.merge(other.values, uniquingKeysWith: combine)
    }

    public func merging(_ other: Model, uniquingKeysWith combine: (Any, Any) -> Any) -> Model {
        var merged = self
        merged.merge(other, uniquingKeysWith: combine)
        return merged
    }
}
