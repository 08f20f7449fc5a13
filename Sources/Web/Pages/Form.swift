import Foundation
import Localization

/// A form on its way back to the person who filled it in: what was typed, and what is wrong, beside each field.
public struct Form: Sendable {
    public let values: FormValues
    /// Messages by field, in the reader's language.
    public private(set) var errors: [String: String] = [:]
    /// Fields in the order in which they were found wrong.
    private var order: [String] = []
    private let ask: Ask
    /// For the summary, which stands above the fields that bring them.
    private let labels = FormLabels()

    public init(_ values: FormValues, _ ask: Ask) {
        self.values = values
        self.ask = ask
    }

    public var isValid: Bool { errors.isEmpty }

    /// Puts a message beside a field; the first one stays.
    public mutating func fail(_ field: String, _ key: String, _ values: [String: String] = [:]) {
        guard errors[field] == nil else { return }
        errors[field] = ask.text(key, values)
        order.append(field)
    }

    /// The value, or nil and a message.
    public mutating func required(_ field: String, limit: Int = 500) -> String? {
        guard let value = values[field] else {
            fail(field, "web.form.required")
            return nil
        }
        return within(limit, field, value)
    }

    public mutating func optional(_ field: String, limit: Int = 500) -> String? {
        values[field].flatMap { within(limit, field, $0) }
    }

    public mutating func day(_ field: String) -> Day? {
        guard let text = values[field] else { return nil }
        guard let day = Day(text) else {
            fail(field, "web.form.day", ["value": text])
            return nil
        }
        return day
    }

    public mutating func choice<T: RawRepresentable<String>>(_ field: String, of type: T.Type = T.self) -> T? {
        guard let text = required(field) else { return nil }
        guard let choice = T(rawValue: text) else {
            fail(field, "web.form.choice", ["value": text])
            return nil
        }
        return choice
    }

    private mutating func within(_ limit: Int, _ field: String, _ value: String) -> String? {
        guard value.count <= limit else {
            fail(field, "web.form.too_long", ["limit": String(limit), "count": String(value.count)])
            return nil
        }
        return value
    }

    // MARK: As the view shows it

    /// A line to type in, for `{{> web/field}}`.
    /// - Parameter optional: whether the label says that it may stay empty; nil for all that is not required.
    public func field(_ name: String, label: String, value: String? = nil, type: String = "text", hint: String? = nil,
                      required: Bool = false, optional: Bool? = nil, autocomplete: String? = nil, inputmode: String? = nil, lang: String? = nil) -> Model {
        var model: Model = ["name": name, "id": "f-\(name)", "label": label, "type": type, "required": required, "optional": optional ?? !required,
                            "value": type == "password" ? "" : (values.has(name) ? values.raw(name) : value ?? "")]
        labels.set(label, of: name)
        model["hint"] = hint
        model["error"] = errors[name]
        model["described"] = [hint == nil ? nil : "f-\(name)-hint", errors[name] == nil ? nil : "f-\(name)-error"].compactMap(\.self).joined(separator: " ")
        model["has_description"] = hint != nil || errors[name] != nil
        model["autocomplete"] = autocomplete
        model["inputmode"] = inputmode
        model["lang"] = lang
        return model
    }

    /// A choice among several, for `{{> web/select}}`.
    public func select(_ name: String, label: String, options: [(value: String, text: String)], value: String? = nil, hint: String? = nil,
                       empty: String? = nil, required: Bool = false) -> Model {
        let chosen = values.has(name) ? values.raw(name) : value ?? ""
        var model = field(name, label: label, hint: hint, required: required)
        model["options"] = options.map { ["value": $0.value, "text": $0.text, "selected": $0.value == chosen] as Model }
        model["empty"] = empty
        return model
    }

    /// Boxes to tick, for `{{> web/checks}}`.
    public func checks(_ name: String, label: String, options: [(value: String, text: String)], chosen: [String] = [], hint: String? = nil) -> Model {
        let ticked = Set(values.names.isEmpty ? chosen : values.all(name))
        var model = field(name, label: label, hint: hint)
        model["options"] = options.enumerated().map { index, option in
            ["value": option.value, "text": option.text, "id": "f-\(name)-\(index)", "checked": ticked.contains(option.value)] as Model
        }
        return model
    }

    /// What is wrong, at the head of the form, each with a link to its field; nil when nothing is.
    public var summary: Model? {
        guard !errors.isEmpty else { return nil }
        // A browser lets nobody put a file back into a form.
        return ["items": order.map { FormLabels.Line(field: $0, error: errors[$0] ?? "", labels: labels) }, "is_kept": values.hasText,
                "is_file_lost": values.files.values.contains { !$0.bytes.isEmpty }]
    }
}
