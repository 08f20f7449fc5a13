import Storage

extension VisasRoom {
    public static let migrations = Migrations(feature: "visas", [
        Migration("rules", [
            """
            CREATE TABLE visa_rule (
                destination TEXT NOT NULL, nationality TEXT NOT NULL,
                document TEXT NOT NULL CHECK (document IN ('ordinary', 'diplomatic', 'official', 'refugee', 'stateless', 'emergency')),
                purpose TEXT NOT NULL CHECK (purpose IN ('visit', 'business', 'transit', 'study', 'work', 'family')),
                valid_from DAY NOT NULL, recorded_at INSTANT NOT NULL, valid_through DAY, superseded_at INSTANT, rule ID NOT NULL,
                requirement TEXT NOT NULL CHECK (requirement IN ('visa_free', 'visa_on_arrival', 'electronic_authorisation', 'e_visa', 'visa_required', 'not_admitted')),
                days INTEGER CHECK (days IS NULL OR days > 0 AND requirement <> 'not_admitted'), conditions TEXT NOT NULL, note JSON,
                source_kind TEXT NOT NULL CHECK (source_kind IN ('legal_act', 'official_page', 'note', 'dataset')), source_title TEXT NOT NULL, source_url TEXT, source_as_of DAY NOT NULL,
                enacted_on DAY, is_retroactive BOOLEAN NOT NULL,
                announced BOOLEAN NOT NULL, was_requirement TEXT, was_days INTEGER,
                PRIMARY KEY (destination, nationality, document, purpose, valid_from, recorded_at),
                CHECK (valid_through >= valid_from), CHECK (superseded_at > recorded_at))
            """,
            // "What applies to me?": of what is believed now, one rule begins on a day. Also what a list of a country's rules walks.
            "CREATE UNIQUE INDEX visa_rule_believed ON visa_rule (destination, nationality, document, purpose, valid_from) WHERE superseded_at IS NULL",
            // "What has changed for nationals of …?"
            "CREATE INDEX visa_rule_announced ON visa_rule (nationality, recorded_at) WHERE announced = TRUE",
            // A rule by its name, e.g. to verify it.
            "CREATE INDEX visa_rule_name ON visa_rule (rule) WHERE superseded_at IS NULL",
            """
            CREATE TABLE visa_draft (
                id ID PRIMARY KEY, destination TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('prepared', 'submitted', 'approved', 'refused', 'withdrawn')), file TEXT,
                prepared_by ID NOT NULL, prepared_name TEXT NOT NULL, prepared_at INSTANT NOT NULL, submitted_at INSTANT,
                checked_by ID, checked_name TEXT, checked_at INSTANT, reason TEXT,
                CHECK (checked_by <> prepared_by))
            """,
            // What a country's people have in hand, newest first.
            "CREATE INDEX visa_draft_list ON visa_draft (destination, state, prepared_at)",
            """
            CREATE TABLE visa_draft_line (
                draft ID NOT NULL REFERENCES visa_draft (id), number INTEGER NOT NULL, nationality TEXT NOT NULL, document TEXT NOT NULL, purpose TEXT NOT NULL,
                valid_from DAY NOT NULL, ruling JSON, PRIMARY KEY (draft, number))
            """,
            """
            CREATE TABLE visa_type (
                id ID PRIMARY KEY, country TEXT NOT NULL, name JSON NOT NULL, purpose TEXT NOT NULL, days INTEGER, entries TEXT NOT NULL CHECK (entries IN ('single', 'double', 'multiple')),
                fee_cents INTEGER, fee_currency TEXT, apply_at TEXT NOT NULL CHECK (apply_at IN ('consulate', 'online', 'border', 'authority')), documents JSON NOT NULL,
                processing_days INTEGER, legal_basis TEXT NOT NULL, url TEXT, is_demonstration BOOLEAN NOT NULL, changed_at INSTANT NOT NULL, ended_at INSTANT,
                CHECK ((fee_cents IS NULL) = (fee_currency IS NULL)))
            """,
            "CREATE INDEX visa_type_country ON visa_type (country, purpose, id)",
        ]),
        Migration("endings", [
            // Of a rule whose end is the beginning of another: which one; of one that applies again since that was withdrawn: from when on.
            "ALTER TABLE visa_rule ADD COLUMN ended_by ID",
            "ALTER TABLE visa_rule ADD COLUMN again_from DAY",
        ]),
        // The effect as whoever prepared the change saw it last.
        Migration("effects", ["ALTER TABLE visa_draft_line ADD COLUMN seen JSON"]),
        Migration("following", [
            "CREATE TABLE visa_following (person ID NOT NULL, nationality TEXT NOT NULL, since INSTANT NOT NULL, PRIMARY KEY (person, nationality))",
            // Who is to be told of a change?
            "CREATE INDEX visa_following_nationality ON visa_following (nationality, person)",
        ]),
    ])
}
