-- What follows a slot: results written to a folder, and another schedule that runs after it. Instants are UTC milliseconds.

CREATE TABLE slot_export (
    slot_id      TEXT NOT NULL REFERENCES slot (id),
    instance_row TEXT NOT NULL REFERENCES instance (id),
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    tries        INTEGER NOT NULL DEFAULT 0,
    not_before   INTEGER NOT NULL,
    -- The file, once it is written.
    path         TEXT,
    -- Why the last try failed: an error as JSON.
    error        TEXT,
    PRIMARY KEY (slot_id, instance_row)
) STRICT, WITHOUT ROWID;

CREATE INDEX slot_export_waiting ON slot_export (not_before) WHERE state = 'waiting';

-- The slot of another schedule after which this one began; each begins one at most.
ALTER TABLE slot ADD COLUMN follows TEXT REFERENCES slot (id);
CREATE UNIQUE INDEX slot_follows ON slot (schedule_id, follows) WHERE follows IS NOT NULL;
