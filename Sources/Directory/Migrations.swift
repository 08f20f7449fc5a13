import Foundation
import Records
import Storage

extension DirectoryRoom {
    public static let migrations = Migrations(feature: "directory", [
        Migration("posts", [
            """
            CREATE TABLE post (
                id ID PRIMARY KEY, slug TEXT NOT NULL UNIQUE, sending TEXT NOT NULL, receiving TEXT NOT NULL, class TEXT NOT NULL,
                is_honorary BOOLEAN NOT NULL, name JSON NOT NULL, city TEXT NOT NULL, subdivision TEXT, address TEXT, postal_code TEXT,
                latitude REAL, longitude REAL, cell INTEGER, phones TEXT NOT NULL, emergency_phone TEXT, email TEXT, website TEXT, hours TEXT,
                time_zone TEXT, services TEXT NOT NULL, status TEXT NOT NULL, status_from DAY, status_until DAY,
                is_demonstration BOOLEAN NOT NULL, changed_at INSTANT NOT NULL)
            """,
            // The lists of a pair of countries, and of either side.
            "CREATE INDEX post_pair ON post (sending, receiving, class, slug)",
            "CREATE INDEX post_receiving ON post (receiving, sending, slug)",
            // "What is near here": a pair of countries' posts by cell, with all that the finder weighs, so that it reads no post for it.
            """
            CREATE INDEX post_cell ON post (sending, receiving, cell, status, latitude, longitude, id, slug, class, is_honorary, status_from, status_until)
            """,
            """
            CREATE TABLE district (
                post ID NOT NULL REFERENCES post (id), sending TEXT NOT NULL, receiving TEXT NOT NULL, subdivision TEXT NOT NULL, municipality TEXT NOT NULL,
                PRIMARY KEY (post, receiving, subdivision, municipality))
            """,
            // "Who answers for nationals of … in …": the finder's question.
            "CREATE INDEX district_answers ON district (sending, receiving, subdivision, municipality, post)",
            """
            CREATE TABLE fact_source (
                post ID NOT NULL REFERENCES post (id), fields TEXT NOT NULL, name TEXT NOT NULL, url TEXT, as_of DAY NOT NULL, licence TEXT)
            """,
            "CREATE INDEX fact_source_post ON fact_source (post)",
            """
            CREATE TABLE fact_difference (
                id ID PRIMARY KEY, post ID NOT NULL REFERENCES post (id), field TEXT NOT NULL, value_a TEXT NOT NULL, source_a TEXT NOT NULL, as_of_a DAY,
                value_b TEXT NOT NULL, source_b TEXT NOT NULL, as_of_b DAY, settled_at INSTANT)
            """,
            "CREATE INDEX fact_difference_post ON fact_difference (post)",
        ]),
        Migration("officers", [
            """
            CREATE TABLE officer (
                id ID PRIMARY KEY, post ID NOT NULL REFERENCES post (id), name TEXT NOT NULL, rank TEXT NOT NULL, duty TEXT NOT NULL,
                is_honorary BOOLEAN NOT NULL, is_head BOOLEAN NOT NULL, level TEXT NOT NULL, is_demonstration BOOLEAN NOT NULL, changed_at INSTANT NOT NULL)
            """,
            "CREATE INDEX officer_post ON officer (post, name)",
            // Two-sided: asserted by the sending State, confirmed by the receiving one, ended by either.
            """
            CREATE TABLE accreditation (
                id ID PRIMARY KEY, officer ID NOT NULL REFERENCES officer (id), sending TEXT NOT NULL, receiving TEXT NOT NULL,
                asserted_on DAY NOT NULL, note TEXT NOT NULL, asserted_by TEXT NOT NULL,
                provisional_on DAY, provisional_by TEXT, exequatur_on DAY, exequatur_by TEXT,
                ended_on DAY, ended_side TEXT CHECK (ended_side IN ('sending', 'receiving')), ended_by TEXT, end_reason TEXT,
                CHECK (provisional_on >= asserted_on), CHECK (exequatur_on >= coalesce(provisional_on, asserted_on)),
                CHECK (ended_on >= coalesce(exequatur_on, provisional_on, asserted_on)))
            """,
            "CREATE INDEX accreditation_officer ON accreditation (officer, asserted_on)",
            // One at a time, whoever writes it.
            "CREATE UNIQUE INDEX accreditation_open ON accreditation (officer, receiving) WHERE ended_on IS NULL",
            // "Who was accredited here on that day?", and what either side waits for.
            "CREATE INDEX accreditation_sending ON accreditation (sending, asserted_on)",
            "CREATE INDEX accreditation_receiving ON accreditation (receiving, sending, asserted_on)",
        ]),
        Migration("covering", [
            """
            CREATE TABLE covering_agreement (
                id ID PRIMARY KEY, covering TEXT NOT NULL, covered TEXT NOT NULL, receiving TEXT NOT NULL, subdivision TEXT NOT NULL, municipality TEXT NOT NULL,
                begins_on DAY NOT NULL, ends_on DAY NOT NULL, note TEXT NOT NULL, recorded_by TEXT NOT NULL, ended_at INSTANT, ended_by TEXT, end_reason TEXT,
                is_demonstration BOOLEAN NOT NULL, CHECK (begins_on <= ends_on))
            """,
            "CREATE INDEX covering_agreement_covering ON covering_agreement (covering, receiving)",
            "CREATE INDEX covering_agreement_answers ON covering_agreement (covered, receiving, subdivision)",
        ]),
        Migration("imports", [
            """
            CREATE TABLE import_upload (
                id ID PRIMARY KEY, person ID NOT NULL, name TEXT NOT NULL, content BYTES NOT NULL, uploaded_at INSTANT NOT NULL, finished_at INSTANT)
            """,
        ]),
        // Files whose dry run somebody looks at are kept by Records.
        Migration("imports.moved", ["DROP TABLE import_upload"]),
        // Telephone numbers and other names were not found before.
        Migration("post.index") { try Posts($0).indexAll(at: Date()) },
        // What was recorded before agreements were found.
        Migration("covering.index") { tx in
            let agreements = try tx.rows("SELECT id FROM covering_agreement ORDER BY id") { try $0.get("id", as: UUID.self) }
            for id in agreements { try tx.indexAnew(kind: CoveringAgreement.auditKind, record: id, at: Date()) }
        },
    ])
}
