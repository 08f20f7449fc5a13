import Storage

extension ArrangementsRoom {
    public static let migrations = Migrations(feature: "arrangements", [
        Migration("arrangements", [
            """
            CREATE TABLE arrangement (
                id ID PRIMARY KEY, key TEXT NOT NULL UNIQUE, returning_state TEXT NOT NULL, receiving_state TEXT NOT NULL, title JSON NOT NULL,
                source_title TEXT NOT NULL, source_url TEXT, source_on DAY, valid_from DAY, valid_until DAY, notice TEXT NOT NULL, notice_clause TEXT,
                conditions TEXT NOT NULL, remark JSON NOT NULL, level TEXT NOT NULL CHECK (level IN ('public', 'network', 'members')),
                version INTEGER NOT NULL, confirmed_returning INTEGER, confirmed_receiving INTEGER, is_demonstration BOOLEAN NOT NULL, changed_at INSTANT NOT NULL,
                CHECK (returning_state <> receiving_state), CHECK (valid_until >= valid_from))
            """,
            // "What have these two agreed?", and the list in its order.
            "CREATE INDEX arrangement_pair ON arrangement (returning_state, receiving_state, key)",
            // "Which are this State's to confirm?"
            "CREATE INDEX arrangement_receiving ON arrangement (receiving_state)",
            """
            CREATE TABLE arrangement_crossing (
                arrangement ID NOT NULL REFERENCES arrangement (id), number INTEGER NOT NULL, name TEXT NOT NULL, place TEXT, subdivision TEXT NOT NULL, zone TEXT NOT NULL,
                receptions TEXT NOT NULL, days_off TEXT NOT NULL, receiver TEXT, PRIMARY KEY (arrangement, number))
            """,
        ]),
        // More readers wait for the second State's word; a number that was printed never means another place.
        Migration("widening and numbers", [
            """
            CREATE TABLE arrangement_widening (
                arrangement ID PRIMARY KEY REFERENCES arrangement (id), level TEXT NOT NULL CHECK (level IN ('public', 'network')), asker TEXT CHECK (asker IN ('returning', 'receiving')),
                agreed TEXT CHECK (agreed IN ('returning', 'receiving')), asked_at INSTANT NOT NULL)
            """,
            "ALTER TABLE arrangement ADD COLUMN next_number INTEGER NOT NULL DEFAULT 1",
            "UPDATE arrangement SET next_number = 1 + coalesce((SELECT max(c.number) FROM arrangement_crossing c WHERE c.arrangement = arrangement.id), 0)",
        ]),
    ])
}
