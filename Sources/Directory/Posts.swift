import Foundation
import Geography
import Localization
import Records
import Storage

/// The directory's questions about posts. Each is one statement, whatever the number of rows.
public struct Posts {
    let tx: Transaction

    public init(_ tx: Transaction) { self.tx = tx }

    static let joinedColumns: SQL = "p.*, v.verified_on, v.due_on, v.verified_by"
    static let columns: SQL = "\(joinedColumns) FROM post p LEFT JOIN verification_newest v ON v.kind = 'post' AND v.record = p.id"

    public func post(slug: String) throws -> Post? {
        try tx.rows("SELECT \(Self.columns) WHERE p.slug = \(slug)", as: Post.init).first
    }

    public func post(id: ID<Post>) throws -> Post? {
        try tx.rows("SELECT \(Self.columns) WHERE p.id = \(id)", as: Post.init).first
    }

    public func isEmpty() throws -> Bool { try tx.row("SELECT 1 AS one FROM post LIMIT 1") == nil }

    /// What a list is narrowed to; nil means all.
    public struct Filter: Sendable {
        public var sending: CountryCode?
        public var receiving: CountryCode?
        public var subdivision: SubdivisionCode?
        public var includesClosed = true
        /// Only members' own posts and posts in members; for desks.
        public init(sending: CountryCode? = nil, receiving: CountryCode? = nil, subdivision: SubdivisionCode? = nil) {
            self.sending = sending
            self.receiving = receiving
            self.subdivision = subdivision
        }

        var conditions: [SQL] {
            var conditions: [SQL] = []
            if let sending { conditions.append("p.sending = \(sending.rawValue)") }
            if let receiving { conditions.append("p.receiving = \(receiving.rawValue)") }
            if let subdivision { conditions.append("p.subdivision = \(subdivision.rawValue)") }
            if !includesClosed { conditions.append("p.status <> 'closed'") }
            return conditions
        }
    }

    /// In the order of sending State, then slug; the page begins after `slug`'s.
    public func list(_ filter: Filter, offset: Int = 0, limit: Int) throws -> [Post] {
        try tx.rows("SELECT \(Self.columns) WHERE \(SQL.all(filter.conditions)) ORDER BY p.sending, p.slug LIMIT \(limit) OFFSET \(offset)", as: Post.init)
    }

    public func count(_ filter: Filter) throws -> Int {
        try tx.value("SELECT count(*) AS n FROM post p WHERE \(SQL.all(filter.conditions))") ?? 0
    }

    /// In the order of the identifiers given.
    public func posts(ids: [ID<Post>]) throws -> [Post] {
        guard !ids.isEmpty else { return [] }
        let found = Dictionary(try tx.rows("SELECT \(Self.columns) WHERE p.id IN \(list: ids)", as: Post.init).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return ids.compactMap { found[$0] }
    }

    /// All that these States have in another and have not closed, also where a member is the sending State.
    public func missions(of sending: [CountryCode]) throws -> [Post] {
        guard !sending.isEmpty else { return [] }
        return try tx.rows("SELECT \(Self.columns) WHERE p.sending IN \(list: sending) AND p.receiving <> p.sending AND p.status <> 'closed' ORDER BY p.sending, p.receiving, p.slug", as: Post.init)
    }

    /// All that any of these States has in any of those countries and has not closed.
    public func open(of sending: [CountryCode], in receiving: [CountryCode]) throws -> [Post] {
        try tx.rows("SELECT \(Self.columns) WHERE p.sending IN \(list: sending) AND p.receiving IN \(list: receiving) AND p.status <> 'closed' ORDER BY p.sending, p.slug", as: Post.init)
    }

    /// Of posts whose slug begins so, to find one that is free.
    func slugs(beginning base: String) throws -> Set<String> {
        Set(try tx.rows("SELECT slug FROM post WHERE slug >= \(base) AND slug < \(base + "~")") { try $0.get("slug", as: String.self) })
    }

    /// The States with posts in a country.
    public func senders(in receiving: CountryCode) throws -> [CountryCode] {
        try tx.rows("SELECT DISTINCT sending FROM post WHERE receiving = \(receiving.rawValue)") { try $0.get("sending") }
    }

    /// Posts by receiving and sending State.
    public func counts() throws -> [(receiving: CountryCode, sending: CountryCode, posts: Int)] {
        try tx.rows("SELECT receiving, sending, count(*) AS n FROM post WHERE status <> 'closed' GROUP BY receiving, sending ORDER BY receiving, sending") {
            (try $0.get("receiving"), try $0.get("sending"), try $0.get("n"))
        }
    }

    /// The districts of several posts at once.
    public func districts(of posts: [ID<Post>]) throws -> [ID<Post>: [District]] {
        guard !posts.isEmpty else { return [:] }
        var found: [ID<Post>: [District]] = [:]
        try tx.forEach("SELECT post, receiving, subdivision, municipality FROM district WHERE post IN \(list: posts) ORDER BY receiving, subdivision, municipality") {
            found[try $0.get("post"), default: []].append(try District(row: $0))
        }
        return found
    }

    public func sources(of posts: [ID<Post>]) throws -> [ID<Post>: [FactSource]] {
        guard !posts.isEmpty else { return [:] }
        var found: [ID<Post>: [FactSource]] = [:]
        try tx.forEach("SELECT * FROM fact_source WHERE post IN \(list: posts) ORDER BY as_of DESC, name") {
            found[try $0.get("post"), default: []].append(FactSource(
                fields: try $0.get("fields"), name: try $0.get("name"), url: try $0.get("url"), asOf: try $0.get("as_of"), licence: try $0.get("licence")))
        }
        return found
    }

    /// Differences between sources that nobody has settled yet.
    public func differences(of post: ID<Post>) throws -> [FactDifference] {
        try tx.rows("SELECT * FROM fact_difference WHERE post = \(post) AND settled_at IS NULL ORDER BY field", as: FactDifference.init)
    }

    // MARK: Changes

    /// Makes or changes a post with its districts, its audit record and its place in the search.
    public func save(_ post: Post, districts: [District], sources: [FactSource]?, action: String, by actor: Actor, at now: Date) throws {
        let before = try self.post(id: post.id)
        let districtsBefore = before == nil ? [] : try self.districts(of: [post.id])[post.id] ?? []
        try write(post, at: now)
        if before == nil || Set(districtsBefore) != Set(districts) {
            try tx.execute("DELETE FROM district WHERE post = \(post.id)")
            for district in Set(districts) {
                try tx.execute("""
                    INSERT INTO district (post, sending, receiving, subdivision, municipality)
                    VALUES (\(post.id), \(post.sending.rawValue), \(district.country.rawValue), \(district.subdivision?.rawValue ?? ""), \(district.municipality ?? ""))
                    """)
            }
        }
        if let sources { try replaceSources(of: post.id, sources) }
        try tx.audit(action, kind: Post.auditKind, record: post.id.uuid, before: before.map { PostRecord($0, districts: districtsBefore) },
                     after: PostRecord(post, districts: districts), by: actor, at: now)
        try index(post, at: now)
        if let before, before.name != post.name { try Officers(tx).index(of: post.id, at: now) }
    }

    func replaceSources(of post: ID<Post>, _ sources: [FactSource]) throws {
        try tx.execute("DELETE FROM fact_source WHERE post = \(post)")
        for source in sources {
            try tx.execute("""
                INSERT INTO fact_source (post, fields, name, url, as_of, licence)
                VALUES (\(post), \(source.fields), \(source.name), \(source.url), \(source.asOf), \(source.licence))
                """)
        }
    }

    /// "Still correct", by somebody of the sending State.
    public func verify(_ post: Post, by actor: Actor, at now: Date) throws {
        try tx.verify(kind: Post.auditKind, record: post.id.uuid, cycle: Post.verificationCycle, by: actor, at: now)
    }

    func addDifference(_ difference: FactDifference, to post: ID<Post>) throws {
        try tx.execute("""
            INSERT INTO fact_difference (id, post, field, value_a, source_a, as_of_a, value_b, source_b, as_of_b)
            VALUES (\(ID<FactDifference>()), \(post), \(difference.field), \(difference.valueA), \(difference.sourceA), \(difference.asOfA),
                    \(difference.valueB), \(difference.sourceB), \(difference.asOfB))
            """)
    }

    /// What the sending State has now said itself settles what sources disputed.
    func settleDifferences(of post: ID<Post>, fields: [String], at now: Date) throws {
        try tx.execute("UPDATE fact_difference SET settled_at = \(now) WHERE post = \(post) AND field IN \(list: fields) AND settled_at IS NULL")
    }

    private func write(_ post: Post, at now: Date) throws {
        let phones = post.phones.map(\.stored).joined(separator: "\n")
        let services = post.services.map(\.rawValue).joined(separator: " ")
        try tx.execute("""
            INSERT INTO post (id, slug, sending, receiving, class, is_honorary, name, city, subdivision, address, postal_code, latitude, longitude, cell,
                phones, emergency_phone, email, website, hours, time_zone, services, status, status_from, status_until, is_demonstration, changed_at)
            VALUES (\(post.id), \(post.slug), \(post.sending.rawValue), \(post.receiving.rawValue), \(post.postClass), \(post.isHonorary), \(post.name), \(post.city),
                \(post.subdivision?.rawValue), \(post.address), \(post.postalCode), \(post.position?.latitude), \(post.position?.longitude), \(post.position.map(Cell.number)),
                \(phones), \(post.emergencyPhone), \(post.email), \(post.website), \(post.hours?.description), \(post.timeZone?.identifier), \(services),
                \(post.status), \(post.statusFrom), \(post.statusUntil), \(post.isDemonstration), \(now))
            ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, class = excluded.class, is_honorary = excluded.is_honorary, name = excluded.name, city = excluded.city,
                subdivision = excluded.subdivision, address = excluded.address, postal_code = excluded.postal_code, latitude = excluded.latitude,
                longitude = excluded.longitude, cell = excluded.cell, phones = excluded.phones, emergency_phone = excluded.emergency_phone, email = excluded.email,
                website = excluded.website, hours = excluded.hours, time_zone = excluded.time_zone, services = excluded.services, status = excluded.status,
                status_from = excluded.status_from, status_until = excluded.status_until, changed_at = excluded.changed_at
            """)
    }

    /// For posts that were indexed by fewer words.
    func indexAll(at now: Date) throws {
        for post in try tx.rows("SELECT \(Self.columns)", as: Post.init) { try index(post, at: now) }
    }

    private func index(_ post: Post, at now: Date) throws {
        let documents = Language.all.compactMap { language -> FullText.Document? in
            let name = post.name.shown(in: language)
            guard name.language == language else { return nil }
            let body = [post.city, post.subdivision?.name(in: language.code), post.sending.name(in: language.code), post.receiving.name(in: language.code), post.address, post.postalCode]
                + post.numbers.map(\.international) + [post.email]
            return FullText.Document(kind: Post.auditKind, record: post.id.uuid, language: language.code, title: name.text,
                                     body: body.compactMap(\.self).joined(separator: " · "), also: post.otherNames.joined(separator: " "), audience: "public")
        }
        try tx.index(kind: Post.auditKind, record: post.id.uuid, documents, countries: [post.sending.rawValue, post.receiving.rawValue],
                     theme: PostSearch.theme, day: Day(now, in: .network))
    }
}

/// A post's card as the audit trail keeps it.
struct PostRecord: Codable {
    let slug, sending, receiving, postClass, name, city, phones, services, status: String
    let honorary: Bool
    let subdivision, address, postalCode, emergencyPhone, email, website, hours, timeZone: String?
    let latitude, longitude: Double?
    let statusFrom, statusUntil: Day?
    let districts: [String]

    init(_ post: Post, districts: [District]) {
        slug = post.slug
        sending = post.sending.rawValue
        receiving = post.receiving.rawValue
        postClass = post.postClass.rawValue
        honorary = post.isHonorary
        name = Language.all.compactMap { language in post.name[language].map { "\(language): \($0)" } }.joined(separator: " | ")
        city = post.city
        subdivision = post.subdivision?.rawValue
        address = post.address
        postalCode = post.postalCode
        latitude = post.position?.latitude
        longitude = post.position?.longitude
        phones = post.phones.map(\.e164).joined(separator: ";")
        emergencyPhone = post.emergencyPhone?.e164
        email = post.email
        website = post.website
        hours = post.hours?.description
        timeZone = post.timeZone?.identifier
        services = post.services.map(\.rawValue).joined(separator: ";")
        status = post.status.rawValue
        statusFrom = post.statusFrom
        statusUntil = post.statusUntil
        self.districts = districts.map(\.description).sorted()
    }
}

extension Post {
    /// Reads a row of ``Posts/columns``.
    init(_ row: Row) throws {
        self.init(id: try row.get("id"), slug: try row.get("slug"), sending: try row.get("sending"), receiving: try row.get("receiving"),
                  postClass: try row.get("class"), isHonorary: try row.get("is_honorary"), name: try row.get("name"), city: try row.get("city"), changedAt: try row.get("changed_at"))
        subdivision = try row.get("subdivision")
        address = try row.get("address")
        postalCode = try row.get("postal_code")
        if let latitude: Double = try row.get("latitude"), let longitude: Double = try row.get("longitude") {
            position = Position(latitude: latitude, longitude: longitude)
        }
        phones = try row.get("phones", as: String.self).split(separator: "\n").compactMap { PhoneNumber(stored: $0) }
        emergencyPhone = try row.get("emergency_phone")
        email = try row.get("email")
        website = try row.get("website")
        hours = try row.get("hours", as: String?.self).flatMap { try? OpeningHours($0) }
        timeZone = try row.get("time_zone", as: String?.self).flatMap(TimeZone.init(identifier:))
        services = try row.get("services", as: String.self).split(separator: " ").compactMap { ConsularService(rawValue: String($0)) }
        status = try row.get("status")
        statusFrom = try row.get("status_from")
        statusUntil = try row.get("status_until")
        isDemonstration = try row.get("is_demonstration")
        verification = try Verification(joined: row)
    }
}

extension District {
    init(row: Row) throws {
        let subdivision: String = try row.get("subdivision")
        let municipality: String = try row.get("municipality")
        self.init(country: try row.get("receiving"), subdivision: SubdivisionCode(subdivision), municipality: municipality.isEmpty ? nil : municipality)
    }
}

extension FactDifference {
    init(_ row: Row) throws {
        field = try row.get("field")
        valueA = try row.get("value_a")
        sourceA = try row.get("source_a")
        asOfA = try row.get("as_of_a")
        valueB = try row.get("value_b")
        sourceB = try row.get("source_b")
        asOfB = try row.get("as_of_b")
    }
}
