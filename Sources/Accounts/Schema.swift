import Storage

/// The tables of delegations, people and what opens the door to them.
public enum AccountsSchema {
    public static let migrations = Migrations(feature: "accounts", [
        Migration("accounts", [
            """
            CREATE TABLE delegation (
                id ID PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('member', 'secretariat', 'civil_society', 'observer')),
                country TEXT, slug TEXT NOT NULL UNIQUE, name JSON NOT NULL)
            """,
            // A presidency is a country and a term; terms follow one another.
            """
            CREATE TABLE presidency (
                id ID PRIMARY KEY, delegation ID NOT NULL REFERENCES delegation (id), begins_on DAY NOT NULL, ends_on DAY NOT NULL,
                CHECK (begins_on <= ends_on))
            """,
            """
            CREATE TABLE person (
                id ID PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, language TEXT NOT NULL,
                password TEXT, totp_secret TEXT, totp_counter INTEGER, created_at INSTANT NOT NULL, disabled_at INSTANT,
                is_demonstration BOOLEAN NOT NULL)
            """,
            """
            CREATE TABLE role_grant (
                id ID PRIMARY KEY, person ID NOT NULL REFERENCES person (id), delegation ID NOT NULL REFERENCES delegation (id),
                role TEXT NOT NULL CHECK (role IN ('administrator', 'secretariat', 'liaison', 'consul', 'delegate', 'observer')),
                post ID, UNIQUE (person, delegation, role, post))
            """,
            "CREATE INDEX role_grant_delegation ON role_grant (delegation)",
            """
            CREATE TABLE invitation (
                id ID PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, email TEXT NOT NULL, name TEXT NOT NULL, language TEXT NOT NULL,
                delegation ID NOT NULL REFERENCES delegation (id), role TEXT NOT NULL, post ID, invited_by TEXT NOT NULL,
                created_at INSTANT NOT NULL, expires_at INSTANT NOT NULL, accepted_at INSTANT, withdrawn_at INSTANT)
            """,
            """
            CREATE TABLE session (
                id ID PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, person ID NOT NULL REFERENCES person (id),
                client TEXT NOT NULL, created_at INSTANT NOT NULL, seen_at INSTANT NOT NULL, expires_at INSTANT NOT NULL, ended_at INSTANT)
            """,
            "CREATE INDEX session_person ON session (person, ended_at)",
            """
            CREATE TABLE recovery_code (
                person ID NOT NULL REFERENCES person (id), hash TEXT NOT NULL, used_at INSTANT, PRIMARY KEY (person, hash))
            """,
            // Who tries from where is kept only as a keyed hash, and only as long as it counts.
            "CREATE TABLE sign_in_failure (account_hash TEXT NOT NULL, client_hash TEXT NOT NULL, at INSTANT NOT NULL)",
            "CREATE INDEX sign_in_failure_account ON sign_in_failure (account_hash, at)",
        ]),
        Migration("credentials", [
            // One key, shared by all processes, made by the first that needs it (``AccountKey``).
            "CREATE TABLE account_key (number INTEGER PRIMARY KEY CHECK (number = 1), key TEXT NOT NULL)",
            // Purged by age, whichever account is asked for.
            "CREATE INDEX sign_in_failure_at ON sign_in_failure (at)",
            // Browsers that have signed in to an account before: nobody else's failures shut them out.
            """
            CREATE TABLE known_device (
                account_hash TEXT NOT NULL, device_hash TEXT NOT NULL, seen_at INSTANT NOT NULL, PRIMARY KEY (account_hash, device_hash))
            """,
            "CREATE INDEX known_device_seen ON known_device (seen_at)",
            // One-time links by which somebody with an account chooses a new password.
            """
            CREATE TABLE password_link (
                id ID PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, person ID NOT NULL REFERENCES person (id), made_by TEXT NOT NULL,
                created_at INSTANT NOT NULL, expires_at INSTANT NOT NULL, used_at INSTANT, withdrawn_at INSTANT)
            """,
            "CREATE INDEX password_link_person ON password_link (person)",
            "CREATE INDEX invitation_open ON invitation (email, expires_at)",
            "CREATE INDEX presidency_term ON presidency (begins_on)",
        ]),
    ])
}
