import Accounts
import Foundation
import Hummingbird
import Localization
import Records
import Storage
import Web

/// The queue of jobs, for administrators: how much there is, what was given up and why, and "try again".
struct JobPages {
    let house: House

    var routes: [Route] {
        [.get("/desk/jobs", .may(.keepJobs), list), .post("/desk/jobs/{id}/retry", .may(.keepJobs), retry)]
    }

    private func list(_ ask: Ask) async throws -> Response {
        let pager = try Pager(ask, size: NoticesRoom.pageSize), now = ask.now
        let (counts, dead) = try await house.database.read { tx in (try JobQueue(tx).counts(at: now), try JobQueue(tx).dead(offset: pager.offset, limit: pager.size)) }
        let figures = [("waiting", counts.waiting), ("failing", counts.failing), ("dead", counts.dead), ("done", counts.done)]
        var model: Model = [
            "figures": figures.map { ["label": ask.text("notices.jobs.\($0.0)"), "count": ask.formats.number($0.1)] as Model }, "is_empty": dead.isEmpty,
            "jobs": dead.map { ["kind": $0.job.kind, "at": ask.written($0.diedAt), "error": $0.error, "attempts": ask.text("notices.jobs.attempts", ["count": ask.formats.number($0.job.attempt)]),
                                "retry": ask.path("/desk/jobs/\($0.job.id)/retry")] as Model },
        ]
        try pager.put(into: &model, total: counts.dead, at: ask.path("/desk/jobs"))
        return try ask.show("jobs", title: ask.text("notices.jobs.title"), section: "desk", model)
    }

    private func retry(_ ask: Ask) async throws -> Response {
        _ = try await ask.form()
        guard let id = ID<Job>(try ask.parameter("id")) else { throw PageError.notFound }
        let actor = ask.actor(try ask.require(.keepJobs)), now = ask.now
        guard try await house.database.write(affectsPages: false, { try JobQueue($0).retry(id, by: actor, at: now) }) else { throw PageError.notFound }
        return ask.redirect(to: ask.path("/desk/jobs"), done: "notices.jobs.retried_done")
    }
}
