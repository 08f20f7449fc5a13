import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import Mustache
import NIOCore

/// A whole page: its title and view, what the view shows, and how long it may be kept.
public struct Page {
    /// How much of the house shows around the content.
    public enum Frame: Sendable { case full, print }

    public let view: String
    public let title: String
    public let model: any MustacheParent
    public var status: HTTPResponse.Status = .ok
    public var frame: Frame = .full
    /// For search engines and people who send the link on.
    public var description: String?
    /// False for pages that no search engine should list.
    public var isIndexed = true
    /// When what the page says stops being true by itself ("open until 14:00"); nil when only a change can do that.
    public var validUntil: Date?
    /// The part of the navigation that the page belongs to.
    public var section: String?
    /// Address of the same in another form.
    public var json: String?

    public init(_ view: String, title: String, _ model: any MustacheParent) {
        self.view = view
        self.title = title
        self.model = model
    }
}

/// A page in its frame, as the layout asks for it by name. What it does not know itself it asks the content.
struct FramedPage: MustacheParent {
    let page: Page
    let ask: Ask
    private let current: String

    init(page: Page, ask: Ask) {
        self.page = page
        self.ask = ask
        current = "section_\(page.section ?? "")"
    }

    func child(named name: String) -> Any? {
        switch name {
        case "lang": ask.language.code
        case "title": page.title
        case "description": page.description
        case "noindex": !page.isIndexed
        case "style": StaticFiles.shared.address(of: "enlace.css")
        case "script": StaticFiles.shared.address(of: "enlace.js")
        case "alternates": alternates
        case "canonical": ask.absolute(ask.request.head.path ?? "/")
        case "viewer": ask.viewer.map { viewer in ["name": viewer.name] as Model }
        case "csrf": ask.formToken
        case "demonstration": ask.house.settings.isDemonstration
        case "home": ask.path("")
        case "root": ask.path("")
        case current: true
        case "json": page.json
        case "notice": notice
        case "may_work": ask.may("directory.desk.see")
        case "may_return": ask.may("returns.statistics.see")
        case "may_administer": ask.may("membership.people.see")
        default: page.model.child(named: name)
        }
    }

    /// The same page in the other languages.
    private var alternates: [Model] {
        let path = ask.request.head.path ?? "/"
        let own = "/\(ask.language.code)"
        let rest = path.hasPrefix(own) ? path.dropFirst(own.count) : ""
        return ask.language.others.map { language in
            ["code": language.code, "href": "/\(language.code)\(rest)",
             "name": ask.house.catalogue.text("language.name", in: language),
             "label": ask.house.catalogue.text("language.switch", in: language)]
        }
    }

    /// What the last action did, told on the page that it led to: `?done=directory.post.saved`.
    private var notice: String? {
        guard ask.viewer != nil, let key = ask.query["done"], key.hasSuffix("_done") else { return nil }
        return ask.house.catalogue.find(key, in: ask.language)
    }
}

extension Ask {
    /// The page as a response.
    public func show(_ page: Page) throws -> Response {
        guard let html = house.views.render(page.view, FramedPage(page: page, ask: self), in: language) else {
            throw PageError.defect
        }
        var headers = HTTPFields()
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentLanguage] = language.code
        if let validUntil = page.validUntil { headers[.enlaceValidUntil] = String(validUntil.timeIntervalSince1970) }
        return Response(status: page.status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    }

    /// To another page, after a form did what it should (RFC 9110, 15.4.4).
    /// - Parameter done: key of the text that tells so there; it ends in `_done`.
    public func redirect(to path: String, done: String? = nil) -> Response {
        var location = path
        if let done { location += (path.contains("?") ? "&" : "?") + "done=\(done)" }
        return Response(status: .seeOther, headers: [.location: location])
    }

    /// A file to keep, never to be shown inside a page of ours.
    public func file(_ bytes: [UInt8], type: String, name: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .contentDisposition: "attachment; filename=\"\(name)\""],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A record of the API.
    public func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, validUntil: Date? = nil, type: String = "application/json") throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        encoder.keyEncodingStrategy = .convertToSnakeCase
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.accessControlAllowOrigin] = "*"
        if let validUntil { headers[.enlaceValidUntil] = String(validUntil.timeIntervalSince1970) }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
    }
}

extension HTTPField.Name {
    /// Inside the house only: until when a page is true. Taken off before it leaves.
    static var enlaceValidUntil: HTTPField.Name { HTTPField.Name("enlace-valid-until") ?? .date }
    static var xContentTypeOptions: HTTPField.Name { HTTPField.Name("x-content-type-options") ?? .server }
    static var referrerPolicy: HTTPField.Name { HTTPField.Name("referrer-policy") ?? .server }
    static var permissionsPolicy: HTTPField.Name { HTTPField.Name("permissions-policy") ?? .server }
    static var crossOriginOpenerPolicy: HTTPField.Name { HTTPField.Name("cross-origin-opener-policy") ?? .server }
    static var requestID: HTTPField.Name { HTTPField.Name("x-request-id") ?? .server }
    static var forwardedFor: HTTPField.Name { HTTPField.Name("x-forwarded-for") ?? .server }
}
