import Storage

extension PlanRoom {
    public static let migrations = Migrations(feature: "plan", [
        Migration("plan", [
            """
            CREATE TABLE plan_edition (
                id ID PRIMARY KEY, key TEXT NOT NULL UNIQUE, title JSON NOT NULL, standing TEXT NOT NULL CHECK (standing IN ('draft', 'proposed', 'adopted')),
                conference INTEGER NOT NULL, place JSON NOT NULL, begins_on DAY NOT NULL, ends_on DAY NOT NULL, presidency TEXT NOT NULL, level TEXT NOT NULL,
                added_at INSTANT NOT NULL, changed_at INSTANT NOT NULL, CHECK (begins_on <= ends_on))
            """,
            // "Which is the newest?"
            "CREATE INDEX plan_edition_newest ON plan_edition (begins_on, key)",
            """
            CREATE TABLE plan_theme (
                edition ID NOT NULL REFERENCES plan_edition (id), number INTEGER NOT NULL, title JSON NOT NULL, PRIMARY KEY (edition, number))
            """,
            """
            CREATE TABLE plan_objective (
                edition ID NOT NULL, theme INTEGER NOT NULL, number INTEGER NOT NULL, text JSON NOT NULL,
                PRIMARY KEY (edition, theme, number), FOREIGN KEY (edition, theme) REFERENCES plan_theme (edition, number))
            """,
            """
            CREATE TABLE plan_activity (
                id ID PRIMARY KEY, edition ID NOT NULL, theme INTEGER NOT NULL, objective INTEGER NOT NULL, number INTEGER NOT NULL, text JSON NOT NULL,
                calendar_kind TEXT NOT NULL, calendar_from DAY, calendar_to DAY, calendar_months INTEGER, calendar_text JSON NOT NULL,
                added_at INSTANT NOT NULL, changed_at INSTANT NOT NULL, UNIQUE (edition, theme, objective, number),
                FOREIGN KEY (edition, theme, objective) REFERENCES plan_objective (edition, theme, number))
            """,
            """
            CREATE TABLE plan_responsible (
                activity ID NOT NULL REFERENCES plan_activity (id), delegation ID NOT NULL, part TEXT NOT NULL CHECK (part IN ('lead', 'support')),
                PRIMARY KEY (activity, delegation))
            """,
            // "What does this delegation lead?"
            "CREATE INDEX plan_responsible_delegation ON plan_responsible (delegation, part)",
            """
            CREATE TABLE plan_question (
                id ID PRIMARY KEY, activity ID NOT NULL REFERENCES plan_activity (id), key TEXT NOT NULL, text JSON NOT NULL, background JSON, suggestion JSON,
                put_at INSTANT NOT NULL, settled_at INSTANT, settled_by TEXT, settlement TEXT, UNIQUE (activity, key))
            """,
            """
            CREATE TABLE plan_note (
                id ID PRIMARY KEY, activity ID NOT NULL REFERENCES plan_activity (id), delegation ID NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('progress', 'result')),
                text JSON NOT NULL, links TEXT NOT NULL, level TEXT NOT NULL, written_by TEXT NOT NULL, at INSTANT NOT NULL, withdrawn_at INSTANT, withdrawn_by TEXT)
            """,
            // An activity's notes, newest first; and the newest of each country.
            "CREATE INDEX plan_note_activity ON plan_note (activity, at)",
            "CREATE INDEX plan_note_delegation ON plan_note (delegation, activity, at)",
            // A matrix whose dry run somebody is looking at; kept for a day.
            """
            CREATE TABLE plan_upload (
                id ID PRIMARY KEY, person ID NOT NULL, edition ID NOT NULL REFERENCES plan_edition (id), name TEXT NOT NULL, language TEXT NOT NULL, lines TEXT NOT NULL,
                edition_changed_at INSTANT NOT NULL, uploaded_at INSTANT NOT NULL, finished_at INSTANT)
            """,
            "CREATE INDEX plan_upload_age ON plan_upload (uploaded_at)",
        ]),
        Migration("plan.files", [
            """
            CREATE TABLE plan_note_file (
                note ID PRIMARY KEY REFERENCES plan_note (id), name TEXT NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL)
            """,
            // In parts of a mebibyte: no row is larger than both engines like.
            "CREATE TABLE plan_note_file_part (note ID NOT NULL REFERENCES plan_note_file (note), number INTEGER NOT NULL, bytes BYTES NOT NULL, PRIMARY KEY (note, number))",
        ]),
        // Files whose dry run somebody looks at are kept by Records.
        Migration("plan.uploads.moved", ["DROP TABLE plan_upload"]),
        Migration("plan.questions.asked", [
            "ALTER TABLE plan_question ADD COLUMN published BOOLEAN NOT NULL DEFAULT TRUE",
            // Those of the plan of 2008 have these names; whatever else is there somebody has asked.
            "UPDATE plan_question SET published = FALSE WHERE key NOT IN ('strategy', 'lead', 'lead-and-date')",
        ]),
    ])
}
