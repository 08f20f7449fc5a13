import Foundation
import Storage

extension DecisionsRoom {
    public static let migrations = Migrations(feature: "decisions", [
        Migration("decisions", [
            """
            CREATE TABLE decision (
                id ID PRIMARY KEY, question JSON NOT NULL, background JSON NOT NULL, wording JSON NOT NULL, options TEXT NOT NULL,
                put_as TEXT NOT NULL CHECK (put_as IN ('presidency', 'secretariat', 'member')), put_for ID NOT NULL REFERENCES delegation (id), put_by TEXT NOT NULL,
                concern_kind TEXT, concern_key TEXT, reference TEXT UNIQUE, procedure TEXT NOT NULL CHECK (procedure IN ('consensus', 'silence')),
                state TEXT NOT NULL CHECK (state IN ('draft', 'circulated', 'adopted', 'broken', 'withdrawn')),
                level TEXT NOT NULL CHECK (level IN ('public', 'network', 'members')), seen_by TEXT NOT NULL,
                number_year INTEGER, number_sequence INTEGER, created_at INSTANT NOT NULL, changed_at INSTANT NOT NULL,
                UNIQUE (number_year, number_sequence), CHECK ((state = 'adopted') = (number_sequence IS NOT NULL)))
            """,
            // The list, newest first, as far as somebody may see it.
            "CREATE INDEX decision_list ON decision (changed_at, id)",
            // "What is open about this activity?"
            "CREATE INDEX decision_concern ON decision (concern_kind, concern_key)",
            """
            CREATE TABLE decision_round (
                decision ID NOT NULL REFERENCES decision (id), number INTEGER NOT NULL, procedure TEXT NOT NULL, question JSON NOT NULL, wording JSON NOT NULL,
                options TEXT NOT NULL, circulated_at INSTANT NOT NULL, circulated_by TEXT NOT NULL, deadline INSTANT, zone TEXT,
                extended_from INSTANT, extended_days INTEGER, extended_at INSTANT, extended_for ID REFERENCES delegation (id), extended_by TEXT,
                result TEXT, ended_at INSTANT, ended_on DAY, place TEXT, note TEXT, adopted JSON, ended_by TEXT,
                PRIMARY KEY (decision, number), CHECK ((procedure = 'silence') = (deadline IS NOT NULL)))
            """,
            // Deadlines between two days, for the calendar.
            "CREATE INDEX decision_round_deadline ON decision_round (deadline) WHERE deadline IS NOT NULL",
            // One round at a time.
            "CREATE UNIQUE INDEX decision_round_open ON decision_round (decision) WHERE result IS NULL",
            """
            CREATE TABLE decision_position (
                id ID PRIMARY KEY, decision ID NOT NULL, round INTEGER NOT NULL, delegation ID NOT NULL REFERENCES delegation (id),
                kind TEXT NOT NULL CHECK (kind IN ('agree', 'reservation', 'objection', 'more_time', 'lead')), text JSON, person ID, person_name TEXT NOT NULL,
                at INSTANT NOT NULL, at_meeting BOOLEAN NOT NULL, replaced_at INSTANT, FOREIGN KEY (decision, round) REFERENCES decision_round (decision, number))
            """,
            "CREATE INDEX decision_position_record ON decision_position (decision, round, at)",
            // One voice a country, whoever writes it.
            "CREATE UNIQUE INDEX decision_position_voice ON decision_position (decision, round, delegation) WHERE replaced_at IS NULL",
        ]),
        Migration("decisions.published", ["ALTER TABLE decision ADD COLUMN published BOOLEAN NOT NULL DEFAULT FALSE"]),
        Migration("decisions.readers", [
            "ALTER TABLE decision ADD COLUMN was_circulated BOOLEAN NOT NULL DEFAULT FALSE",
            "ALTER TABLE decision ADD COLUMN withdrawal_note TEXT",
            "UPDATE decision SET was_circulated = TRUE WHERE id IN (SELECT decision FROM decision_round)",
            "UPDATE decision SET seen_by = 'members' WHERE state = 'withdrawn' AND was_circulated = FALSE",
            // Who could read a round while it ran: positions are never shown further than that.
            "ALTER TABLE decision_round ADD COLUMN level TEXT NOT NULL DEFAULT 'members'",
            "UPDATE decision_round SET level = (SELECT d.level FROM decision d WHERE d.id = decision_round.decision)",
        ]),
        Migration("decisions.choices", ["ALTER TABLE decision_position ADD COLUMN choice INTEGER CHECK (choice >= 0)"]),
        Migration("decisions.extension_reason", ["ALTER TABLE decision_round ADD COLUMN extended_reason JSON"]),
        // What was said before positions were found.
        Migration("decisions.positions.index") { tx in
            let decisions = try tx.rows("SELECT id FROM decision ORDER BY id") { try $0.get("id", as: Decision.ID.self) }
            for id in decisions { try Decisions(tx).indexAnew(id, at: Date()) }
        },
    ])
}
