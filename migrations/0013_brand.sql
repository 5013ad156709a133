-- What belongs together of instances, products and campaigns, tags of instances, files that follow runs, and evidence of runs on other
-- computers. Instants are UTC milliseconds.

CREATE TABLE brand (
    id               TEXT NOT NULL PRIMARY KEY,
    name             TEXT NOT NULL,
    tag              TEXT NOT NULL,
    -- Lists and values as JSON.
    instance_ids     TEXT NOT NULL,
    parameter_values TEXT NOT NULL,
    products         TEXT NOT NULL,
    campaigns        TEXT NOT NULL,
    campaign_patterns TEXT NOT NULL,
    changed_at       INTEGER NOT NULL,
    deleted_at       INTEGER
) STRICT;

-- The person's own, as JSON; Amazon knows none.
ALTER TABLE instance ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';

-- The file that each run of the tab is followed by, as JSON.
ALTER TABLE query_tab ADD COLUMN export TEXT;

CREATE TABLE run_file (
    execution_id TEXT NOT NULL PRIMARY KEY REFERENCES execution (id),
    -- What was asked for, as JSON.
    export       TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'written', 'failed')),
    tries        INTEGER NOT NULL DEFAULT 0,
    not_before   INTEGER NOT NULL,
    -- The file, once it is written.
    path         TEXT,
    -- Why the last try failed: an error as JSON.
    error        TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX run_file_waiting ON run_file (not_before) WHERE state = 'waiting';

CREATE TABLE evidence (
    id         TEXT NOT NULL PRIMARY KEY,
    -- What the bundle says of the run, as JSON.
    manifest   TEXT NOT NULL,
    -- Columns and figures of the rows, as JSON.
    result     TEXT NOT NULL,
    opened_at  INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;
