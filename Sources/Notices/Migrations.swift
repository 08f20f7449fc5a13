import Storage

extension NoticesRoom {
    /// Notices themselves are tables of the shared floor (`Notice.migrations`), since every room writes them.
    public static let migrations = Migrations(feature: "mail", [
        Migration("outbox", [
            """
            CREATE TABLE mail (
                id ID PRIMARY KEY, person ID NOT NULL, recipient TEXT NOT NULL, language TEXT NOT NULL, subject TEXT NOT NULL, plain TEXT NOT NULL, html TEXT NOT NULL,
                digest TEXT, created_at INSTANT NOT NULL, sent_at INSTANT, failed_at INSTANT, last_error TEXT)
            """,
            // The three lists of the Secretariat's page.
            "CREATE INDEX mail_waiting ON mail (created_at, id) WHERE sent_at IS NULL AND failed_at IS NULL",
            "CREATE INDEX mail_failed ON mail (failed_at, id) WHERE failed_at IS NOT NULL",
            "CREATE INDEX mail_sent ON mail (sent_at, id) WHERE sent_at IS NOT NULL",
        ]),
        Migration("preferences", [
            "CREATE TABLE notice_preference (person ID NOT NULL, topic TEXT NOT NULL, frequency TEXT NOT NULL, PRIMARY KEY (person, topic))",
            "CREATE TABLE notice_key (number INTEGER PRIMARY KEY, key TEXT NOT NULL)",
            "CREATE TABLE private_address (person ID PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, made_at INSTANT NOT NULL)",
        ]),
        Migration("letters", ["ALTER TABLE mail ADD COLUMN is_secret BOOLEAN NOT NULL DEFAULT FALSE"]),
        Migration("reports", [
            "ALTER TABLE mail ADD COLUMN returned_at INSTANT",
            "ALTER TABLE mail ADD COLUMN settled_at INSTANT",
            // The Secretariat's list again, without what it has settled; and what became of the newest mail to a person.
            "DROP INDEX mail_failed",
            "CREATE INDEX mail_failed ON mail (failed_at, id) WHERE failed_at IS NOT NULL AND settled_at IS NULL",
            "CREATE INDEX mail_person ON mail (person, created_at)",
        ]),
    ])
}
