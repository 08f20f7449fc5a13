import Storage

extension DialogueRoom {
    public static let migrations = Migrations(feature: "dialogue", [
        Migration("dialogue", [
            """
            CREATE TABLE dialogue_track (
                id ID PRIMARY KEY, key TEXT NOT NULL UNIQUE, country TEXT NOT NULL, objectives JSON NOT NULL, level TEXT NOT NULL CHECK (level IN ('public', 'network', 'members')),
                seen_by TEXT NOT NULL, proposed_by ID NOT NULL REFERENCES delegation (id), evidence TEXT, concluded_on DAY, result JSON, is_demonstration BOOLEAN NOT NULL,
                created_at INSTANT NOT NULL, changed_at INSTANT NOT NULL)
            """,
            // One dialogue with a country at a time.
            "CREATE UNIQUE INDEX dialogue_track_open ON dialogue_track (country) WHERE concluded_on IS NULL",
            """
            CREATE TABLE dialogue_lead (
                track ID NOT NULL REFERENCES dialogue_track (id), number INTEGER NOT NULL, delegation ID NOT NULL REFERENCES delegation (id), from_day DAY NOT NULL, basis TEXT, until_day DAY,
                PRIMARY KEY (track, number))
            """,
            // One lead at a time.
            "CREATE UNIQUE INDEX dialogue_lead_current ON dialogue_lead (track) WHERE until_day IS NULL",
            """
            CREATE TABLE dialogue_participant (
                track ID NOT NULL REFERENCES dialogue_track (id), delegation ID NOT NULL REFERENCES delegation (id), PRIMARY KEY (track, delegation))
            """,
            """
            CREATE TABLE dialogue_step (
                id ID PRIMARY KEY, track ID NOT NULL REFERENCES dialogue_track (id), kind TEXT NOT NULL CHECK (kind IN ('note_verbale', 'meeting', 'visit', 'agreement')), title JSON NOT NULL,
                delegation ID NOT NULL REFERENCES delegation (id), planned_on DAY, done_on DAY, result JSON NOT NULL, changed_at INSTANT NOT NULL, CHECK (planned_on IS NOT NULL OR done_on IS NOT NULL))
            """,
            "CREATE INDEX dialogue_step_track ON dialogue_step (track)",
            // "What is to be done between two days, and by whom?"
            "CREATE INDEX dialogue_step_planned ON dialogue_step (planned_on) WHERE done_on IS NULL",
            """
            CREATE TABLE dialogue_document (
                id ID PRIMARY KEY, track ID NOT NULL REFERENCES dialogue_track (id), title TEXT NOT NULL, url TEXT NOT NULL, delegation ID NOT NULL REFERENCES delegation (id), added_at INSTANT NOT NULL)
            """,
            "CREATE INDEX dialogue_document_track ON dialogue_document (track)",
        ]),
    ])
}
