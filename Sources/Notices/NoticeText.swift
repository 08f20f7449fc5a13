import Foundation
import Localization
import Records
import Web

/// A notice's or an expectation's text in one language.
struct NoticeText: Sendable {
    let catalogue: Catalogue
    let language: Language

    /// Names under which a reminder keeps until when, and how many days before that it was sent.
    static let due = "reminder.due"
    static let days = "reminder.days"

    private var formats: Formats { Formats(catalogue, in: language) }

    func of(_ notice: Notice) -> String {
        let text = text(notice.text, notice.values)
        guard let due = notice.values[Self.due].flatMap({ try? Date($0, strategy: .iso8601) }) else { return text }
        let key = notice.values[Self.days] == "1" ? "notices.reminder.last" : "notices.reminder.ahead"
        return catalogue.text(key, in: language, ["what": text, "date": written(due)])
    }

    func of(_ expectation: Expectation) -> String { text(expectation.text, expectation.values) }

    /// Values that come in several languages are named `question.es`, `question.en`; the text asks for `question`.
    private func text(_ key: String, _ values: [String: String]) -> String {
        var filled = values
        let suffix = ".\(language.code)"
        for (name, value) in values where name.hasSuffix(suffix) { filled[String(name.dropLast(suffix.count))] = value }
        return catalogue.text(key, in: language, filled)
    }

    /// An instant as a person reads it.
    func written(_ instant: Date) -> String { formats.instant(instant, in: .gmt) + " UTC" }
}
