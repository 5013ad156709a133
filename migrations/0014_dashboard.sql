-- Dashboards, what the queries of their widgets brought last, and those that were refreshed after slots. Instants are UTC milliseconds.

CREATE TABLE dashboard (
    id         TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    -- Lists as JSON.
    widgets    TEXT NOT NULL,
    filters    TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE TABLE widget_rows (
    dashboard_id TEXT NOT NULL REFERENCES dashboard (id) ON DELETE CASCADE,
    widget_id    TEXT NOT NULL,
    -- The query that ran last.
    sql          TEXT NOT NULL,
    -- Which kept results it stood on: another text where one came or went.
    mark         TEXT NOT NULL,
    -- The rows of the last time that it brought some: their file, what they are and what they were read from, as JSON.
    rows_id      TEXT UNIQUE,
    result       TEXT,
    read_from    TEXT,
    read_at      INTEGER,
    -- Why it brought none the last time: an error as JSON.
    error        TEXT,
    PRIMARY KEY (dashboard_id, widget_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE slot_refresh (
    slot_id      TEXT NOT NULL PRIMARY KEY REFERENCES slot (id),
    dashboard_id TEXT NOT NULL,
    at           INTEGER NOT NULL,
    -- Why it was not refreshed, or not all of it: an error as JSON.
    error        TEXT
) STRICT, WITHOUT ROWID;
