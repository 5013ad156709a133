-- Executions, their steps and their results. A row is written before Amazon is called (the intent), so that no run can
-- exist that nobody knows of. Instants are UTC milliseconds.

CREATE TABLE execution (
    id                  TEXT NOT NULL PRIMARY KEY,
    batch_id            TEXT NOT NULL,
    name                TEXT NOT NULL,
    instance_row        TEXT NOT NULL REFERENCES instance (id),
    state               TEXT NOT NULL CHECK (state IN ('sending', 'unknown', 'pending', 'running', 'publishing', 'succeeded',
                            'failed', 'rejected', 'cancelled', 'needs_review')),
    -- Every change is a compare-and-swap on it.
    version             INTEGER NOT NULL DEFAULT 0,
    raw_status          TEXT,
    -- The start of the application that sent it; only rows of older starts are taken over.
    boot_id             TEXT NOT NULL,
    -- 0 while it waits in the local queue; counted before the call is made.
    attempt             INTEGER NOT NULL,
    -- Amazon's id of the run.
    remote_id           TEXT,
    sql                 TEXT NOT NULL,
    window_start        TEXT NOT NULL,
    window_end          TEXT NOT NULL,
    time_zone           TEXT NOT NULL,
    window_words        TEXT NOT NULL,
    parameter_values    TEXT NOT NULL,
    declarations        TEXT NOT NULL,
    output              TEXT NOT NULL,
    -- Over SQL, window, zone and parameters: what makes two runs the same to Amazon.
    params_hash         TEXT NOT NULL,
    created_at          INTEGER NOT NULL,
    sent_at             INTEGER NOT NULL,
    finished_at         INTEGER,
    cancel_requested_at INTEGER,
    cancel_sent_at      INTEGER,
    -- How often an UNKNOWN run was looked for in vain since it was sent, and when to look next.
    looks               INTEGER NOT NULL DEFAULT 0,
    look_at             INTEGER,
    -- 1 while a result is wanted: the run has succeeded and its file is not kept yet.
    fetching            INTEGER NOT NULL DEFAULT 0 CHECK (fetching IN (0, 1)),
    fetches             INTEGER NOT NULL DEFAULT 0,
    fetch_at            INTEGER,
    error               TEXT
) STRICT;

CREATE UNIQUE INDEX execution_remote ON execution (instance_row, remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX execution_newest ON execution (created_at DESC, id DESC);
CREATE INDEX execution_open ON execution (state)
    WHERE state IN ('sending', 'unknown', 'pending', 'running', 'publishing') OR fetching = 1;

CREATE TABLE execution_step (
    execution_id TEXT NOT NULL REFERENCES execution (id),
    position     INTEGER NOT NULL,
    state        TEXT NOT NULL,
    raw_status   TEXT,
    at           INTEGER NOT NULL,
    PRIMARY KEY (execution_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE result (
    execution_id TEXT NOT NULL PRIMARY KEY REFERENCES execution (id),
    -- Relative to the data folder, with forward slashes.
    path         TEXT NOT NULL UNIQUE,
    row_count    INTEGER NOT NULL,
    columns      TEXT NOT NULL,
    size_bytes   INTEGER NOT NULL,
    sha256       TEXT NOT NULL,
    stored_at    INTEGER NOT NULL
) STRICT;
