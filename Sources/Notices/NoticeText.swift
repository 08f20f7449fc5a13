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
    /// The day, where there is no hour.
    static let lastDay = "reminder.day"

    private var formats: Formats { Formats(catalogue, in: language) }

    func of(_ notice: Notice) -> String {
        let text = text(notice.text, notice.values)
        guard let due = notice.values[Self.due].flatMap({ try? Date($0, strategy: .iso8601) }) else { return text }
        let key = notice.values[Self.days] == "1" ? "notices.reminder.last" : "notices.reminder.ahead"
        let date = notice.values[Self.lastDay].flatMap { Day($0) }.map { formats.date($0) } ?? written(due, in: notice.values["zone"])
        return catalogue.text(key, in: language, ["what": text.last.map { ".?!".contains($0) } ?? true ? text : text + ".", "date": date])
    }

    func of(_ expectation: Expectation) -> String { text(expectation.text, expectation.values) }

    /// Values that come in several languages are named `question.es`, `question.en`; the text asks for `question`. An instant is named
    /// `deadline.instant` (ISO 8601); the text asks for `deadline`.
    private func text(_ key: String, _ values: [String: String]) -> String {
        var filled = values
        let suffix = ".\(language.code)"
        for (name, value) in values where name.hasSuffix(suffix) { filled[String(name.dropLast(suffix.count))] = value }
        for (name, value) in values where name.hasSuffix(".instant") {
            if let instant = try? Date(value, strategy: .iso8601) { filled[String(name.dropLast(8))] = written(instant, in: values["zone"]) }
        }
        return catalogue.text(key, in: language, filled)
    }

    /// Until when something is expected.
    func due(_ expectation: Expectation) -> String? {
        expectation.lastDay.map { formats.date($0) } ?? expectation.due.map { written($0, in: expectation.values["zone"]) }
    }

    /// An instant as a person reads it.
    /// - Parameter zone: in which it was stated, by its name in the IANA database.
    func written(_ instant: Date, in zone: String? = nil) -> String {
        catalogue.written(instant, in: language, zone: zone)
    }
}
