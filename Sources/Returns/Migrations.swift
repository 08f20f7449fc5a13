import Storage

extension ReturnsRoom {
    public static let migrations = Migrations(feature: "returns", [
        Migration("requests", [
            // requested_number and outcome_days are the days again as whole numbers, since 1970 and since the request: what statistics count by.
            """
            CREATE TABLE travel_request (
                id ID PRIMARY KEY, owner ID NOT NULL REFERENCES delegation (id), post ID, authority TEXT, origin TEXT NOT NULL, reference TEXT NOT NULL,
                document TEXT NOT NULL, population TEXT NOT NULL, mission_country TEXT NOT NULL, mission_town TEXT, requested_on DAY NOT NULL, requested_number INTEGER NOT NULL,
                half INTEGER NOT NULL, outcome TEXT CHECK (outcome IN ('issued', 'refused', 'nationality_denied', 'withdrawn')), outcome_on DAY, outcome_days INTEGER,
                news_on DAY NOT NULL, recorded_at INSTANT NOT NULL, recorded_by TEXT NOT NULL, recorded_person ID, changed_at INSTANT NOT NULL, is_demonstration BOOLEAN NOT NULL,
                UNIQUE (owner, reference), CHECK ((post IS NULL) <> (authority IS NULL)),
                CHECK ((outcome IS NULL) = (outcome_on IS NULL)), CHECK ((outcome IS NULL) = (outcome_days IS NULL)), CHECK (outcome_days >= 0))
            """,
            // "What have we asked for?", newest first: of a delegation, of one post.
            "CREATE INDEX travel_request_list ON travel_request (owner, requested_on, id)",
            "CREATE INDEX travel_request_post ON travel_request (post, requested_on, id) WHERE post IS NOT NULL",
            // "Of which have we heard nothing for long?"
            "CREATE INDEX travel_request_quiet ON travel_request (owner, news_on) WHERE outcome IS NULL",
            // What this person recorded last is what the form begins with.
            "CREATE INDEX travel_request_last ON travel_request (recorded_person, recorded_at)",
            // The statistics read this index alone, in its order.
            "CREATE INDEX travel_request_tally ON travel_request (origin, owner, half, outcome, outcome_days, requested_number)",
            // "Are there cases of that month and origin?"
            "CREATE INDEX travel_request_month ON travel_request (owner, origin, requested_on)",
            """
            CREATE TABLE travel_request_step (
                request ID NOT NULL REFERENCES travel_request (id), kind TEXT NOT NULL, on_day DAY NOT NULL, recorded_at INSTANT NOT NULL, recorded_by TEXT NOT NULL,
                PRIMARY KEY (request, kind))
            """,
            """
            CREATE TABLE travel_request_affirmation (
                request ID NOT NULL REFERENCES travel_request (id), affirmation TEXT NOT NULL, affirmed_by TEXT NOT NULL, person ID, affirmed_at INSTANT NOT NULL,
                PRIMARY KEY (request, affirmation))
            """,
        ]),
        Migration("counts", [
            """
            CREATE TABLE travel_request_count (
                owner ID NOT NULL REFERENCES delegation (id), origin TEXT NOT NULL, month TEXT NOT NULL, id ID NOT NULL UNIQUE, requested INTEGER NOT NULL, issued INTEGER NOT NULL,
                refused INTEGER NOT NULL, unanswered INTEGER NOT NULL, affirmed_by TEXT NOT NULL, affirmed_at INSTANT NOT NULL, changed_at INSTANT NOT NULL, is_demonstration BOOLEAN NOT NULL,
                PRIMARY KEY (owner, origin, month))
            """,
            "CREATE INDEX travel_request_count_month ON travel_request_count (month, origin, owner)",
        ]),
        Migration("thresholds", [
            """
            CREATE TABLE returns_thresholds (
                id ID PRIMARY KEY, thresholds TEXT NOT NULL, reason TEXT NOT NULL, set_at INSTANT NOT NULL, set_by TEXT NOT NULL)
            """,
            "CREATE INDEX returns_thresholds_newest ON returns_thresholds (set_at, id)",
        ]),
        Migration("uploads", [
            """
            CREATE TABLE travel_request_upload (
                id ID PRIMARY KEY, person ID NOT NULL, name TEXT NOT NULL, content BYTES NOT NULL, affirmed_at INSTANT NOT NULL, uploaded_at INSTANT NOT NULL)
            """,
            "CREATE INDEX travel_request_upload_age ON travel_request_upload (uploaded_at)",
        ]),
        Migration("editions", [
            // The number of the first edition that counts the row as it stands; what was there before editions were counted is in all of them.
            "ALTER TABLE travel_request ADD COLUMN enters INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE travel_request_count ADD COLUMN enters INTEGER NOT NULL DEFAULT 0",
            "DROP INDEX travel_request_tally",
            // The statistics read this index alone, in its order.
            "CREATE INDEX travel_request_tally ON travel_request (origin, owner, half, outcome, outcome_days, requested_number, enters)",
            // What an edition still counts and is no longer so: no reference, no post, nobody's file. Gone when the month is.
            """
            CREATE TABLE travel_request_edition (
                edition INTEGER NOT NULL, origin TEXT NOT NULL, owner ID NOT NULL, half INTEGER NOT NULL, requested_number INTEGER NOT NULL, outcome TEXT, outcome_days INTEGER)
            """,
            "CREATE INDEX travel_request_edition_number ON travel_request_edition (edition)",
            """
            CREATE TABLE travel_request_count_edition (
                edition INTEGER NOT NULL, owner ID NOT NULL, origin TEXT NOT NULL, month TEXT NOT NULL, requested INTEGER NOT NULL, issued INTEGER NOT NULL, refused INTEGER NOT NULL,
                unanswered INTEGER NOT NULL)
            """,
            "CREATE INDEX travel_request_count_edition_number ON travel_request_count_edition (edition)",
        ]),
        // Files whose dry run somebody looks at are kept by Records.
        Migration("uploads.moved", ["DROP TABLE travel_request_upload"]),
    ])
}
