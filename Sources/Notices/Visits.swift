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
