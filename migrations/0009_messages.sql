-- Whom schedules tell of their slots besides the desktop, and what is to be told there. Addresses of webhooks are secrets and lie in the
-- keychain. Instants are UTC milliseconds.

CREATE TABLE recipient (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('email', 'slack', 'teams', 'json')),
    name       TEXT NOT NULL,
    -- The e-mail address; of a webhook its host alone.
    address    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- A deleted recipient stays as a row: its messages go on referring to it.
    deleted_at INTEGER
) STRICT;

CREATE TABLE message (
    id           TEXT NOT NULL PRIMARY KEY,
    recipient_id TEXT NOT NULL REFERENCES recipient (id),
    -- What it tells of, such as a slot and the instant at which it ended: nobody is told twice.
    occasion     TEXT NOT NULL,
    -- What is told, as JSON.
    story        TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    tries        INTEGER NOT NULL DEFAULT 0,
    not_before   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    -- Why the last try failed: an error as JSON.
    error        TEXT
) STRICT;

CREATE UNIQUE INDEX message_occasion ON message (recipient_id, occasion);
CREATE INDEX message_waiting ON message (not_before) WHERE state = 'waiting';
