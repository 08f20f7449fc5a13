import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Localization
import NIOCore
import Web

extension Ask {
    var noticeText: NoticeText { NoticeText(catalogue: house.catalogue, language: language) }

    /// An instant as a person reads it.
    func written(_ instant: Date) -> String { noticeText.written(instant) }

    /// A page of this room: for no search engine.
    func show(_ view: String, title: String, section: String? = nil, status: HTTPResponse.Status = .ok, _ model: Model) throws -> Response {
        var model = model
        model["title"] = title
        model["csrf"] = formToken
        var page = Page("notices/\(view)", title: title, model)
        page.isIndexed = false
        page.section = section
        page.status = status
        return try show(page)
    }

    /// A document that a program reads.
    func document(_ text: String, type: String) -> Response {
        Response(status: .ok, headers: [.contentType: "\(type); charset=utf-8"], body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}

/// Which part of a long list a page shows.
struct ListPart {
    static let size = 50
    /// From 1.
    let number: Int

    /// - Throws: ``PageError/badRequest(field:reason:)``.
    init(_ ask: Ask) throws {
        guard let text = ask.query["page"] else {
            number = 1
            return
        }
        guard let number = Int(text), (1...10_000).contains(number) else { throw PageError.badRequest(field: "page", reason: "number") }
        self.number = number
    }

    var offset: Int { (number - 1) * Self.size }

    /// Addresses of the neighbours, for `{{> notices/pager}}`.
    /// - Throws: ``PageError/notFound`` for a page behind the last.
    func put(into model: inout Model, total: Int, at address: String) throws {
        if number > 1, offset >= total { throw PageError.notFound }
        func page(_ number: Int) -> String { address + (address.contains("?") ? "&" : "?") + "page=\(number)" }
        model["has_pager"] = total > Self.size
        model["previous"] = number > 1 ? page(number - 1) : false
        model["next"] = offset + Self.size < total ? page(number + 1) : false
    }
}
