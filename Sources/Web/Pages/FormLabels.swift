import Mustache
import Synchronization

/// What the fields of a form are called, as they are laid out.
final class FormLabels: Sendable {
    private let labels = Mutex<[String: String]>([:])

    func set(_ label: String, of field: String) { labels.withLock { $0[field] = label } }

    /// A line of the summary: the label is asked for when the page is rendered, after all fields have been laid out.
    struct Line: MustacheParent {
        let field, error: String
        let labels: FormLabels

        func child(named name: String) -> Any? {
            switch name {
            case "href": "#f-\(field)"
            case "text": text
            default: nil
            }
        }

        private var text: String {
            guard let label = labels.labels.withLock({ $0[field] }) else { return error }
            return label + (label.last.map { "?:.".contains($0) } == true ? " " : ": ") + error
        }
    }
}
