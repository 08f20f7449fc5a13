import Accounts
import Foundation
import Records
import Storage
import Web

/// What reaches people: the home page "what is expected of my country now", the same as a feed and a calendar, mail at once or in
/// digests, reminders before deadlines; and for those who keep the house running, the outbox and the queue of jobs.
public struct NoticesRoom: Feature {
    public static let name = "notices"
    public static var resources: URL { Bundle.module.bundleURL }

    public static let permissions = Permissions([
        .keepMail: [.secretariat: .any, .administrator: .any],
        .keepJobs: [.administrator: .any],
    ])

    let house: House
    let agenda: Agenda
    let mail: MailSettings?

    public init(_ house: House) { self.init(house, expectations: [], calendars: [], mail: nil) }

    /// - Parameters:
    ///   - expectations: of all rooms, in the order in which the home page shows what is equally pressing.
    ///   - calendars: of all rooms.
    ///   - mail: nil where no mail is sent; it waits in the outbox then.
    public init(_ house: House, expectations: [any ExpectationSource], calendars: [any CalendarSource], mail: MailSettings?) {
        self.house = house
        agenda = Agenda(expectations: expectations + [UndeliveredMail()], calendars: calendars)
        self.mail = mail
    }

    /// For rooms that write letters; nil where none is sent, and in a demonstration, whose people are invented.
    public static func letters(_ house: House, mail: MailSettings?) -> (any LetterBox)? {
        guard mail != nil, !house.settings.isDemonstration else { return nil }
        return OutboxLetters(catalogue: house.catalogue, views: house.views, site: house.settings.site)
    }

    public var routes: [Route] {
        HomePages(house: house, agenda: agenda).routes + PreferencePages(house: house, mail: mail).routes + UnsubscribePages(house: house).routes
            + FeedPages(house: house, agenda: agenda).routes + MailPages(house: house, mail: mail).routes + JobPages(house: house).routes
    }

    public var jobs: [JobHandler] {
        let writer = MailWriter(catalogue: house.catalogue, views: house.views, site: house.settings.site)
        let agenda = agenda
        var all = [
            JobHandler(Self.writeMail, affectsPages: false, .records { _, now, tx in try writer.writeDue(at: now, in: tx) }),
            JobHandler(Self.remind, affectsPages: false, .records { _, now, tx in try agenda.remind(at: now, in: tx) }),
            JobHandler(Self.forgetMail, affectsPages: false, .records { _, now, tx in try Outbox(tx).forget(at: now) }),
        ]
        if let mail { all.append(Postman(settings: mail, site: house.settings.site).job) }
        return all
    }

    public var schedules: [Schedule] {
        [Schedule(Self.writeMail, every: 60), Schedule(Self.remind, every: 900), Schedule(Self.forgetMail, every: 86_400)]
    }

    /// Rows on one page of a list.
    static let pageSize = 50

    static let writeMail = "notices.mail.write"
    static let remind = "notices.reminders"
    static let forgetMail = "notices.mail.forget"
}

extension Action {
    static let keepMail: Action = "notices.mail.keep"
    static let keepJobs: Action = "notices.jobs.keep"
}

extension Settings {
    /// What links in mails and feeds begin with. Without a public address they only work on this machine.
    var site: String { publicAddress ?? "http://localhost:8080" }
}
