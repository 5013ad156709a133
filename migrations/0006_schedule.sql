-- Schedules, their slots (planned occurrences) and the runs of each slot, one an instance. Instants are UTC milliseconds; what a
-- person means is kept as wall clock and zone.

CREATE TABLE schedule (
    id           TEXT NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL,
    -- All that a person edits, as JSON.
    spec         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('on', 'paused', 'ended')),
    -- Why it is paused if a person did not do it: an error as JSON.
    pause        TEXT,
    paused_at    INTEGER,
    -- Slots up to here are claimed, or lie before the last change of when it fires.
    scanned_to   INTEGER NOT NULL,
    -- The first slot after that; a claim compares it and moves it on.
    next_nominal INTEGER,
    -- When that one is due: a little later, which spreads the load.
    next_due     INTEGER,
    -- The newest slot that was claimed. Kept here, so that clearing history changes nothing.
    last_nominal INTEGER,
    -- Slots that were given to run, for a schedule with a largest number.
    slots_begun  INTEGER NOT NULL DEFAULT 0,
    -- 1 until Amazon has compiled the query as it is now: a run is spent only after that.
    unproved     INTEGER NOT NULL DEFAULT 1 CHECK (unproved IN (0, 1)),
    version      INTEGER NOT NULL DEFAULT 0,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    -- A deleted schedule stays as a row: its runs go on referring to it, and it can be brought back.
    deleted_at   INTEGER
) STRICT;

CREATE INDEX schedule_next ON schedule (next_due) WHERE state = 'on' AND deleted_at IS NULL;

-- The instances of a schedule, and what the last slots there came to.
CREATE TABLE schedule_instance (
    schedule_id  TEXT NOT NULL REFERENCES schedule (id),
    instance_row TEXT NOT NULL REFERENCES instance (id),
    position     INTEGER NOT NULL,
    -- Slots that failed in a row.
    failures     INTEGER NOT NULL DEFAULT 0,
    set_aside_at INTEGER,
    PRIMARY KEY (schedule_id, instance_row)
) STRICT, WITHOUT ROWID;

CREATE TABLE schedule_change (
    schedule_id TEXT NOT NULL REFERENCES schedule (id),
    position    INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    field       TEXT NOT NULL,
    old_value   TEXT,
    new_value   TEXT,
    PRIMARY KEY (schedule_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE slot (
    id           TEXT NOT NULL PRIMARY KEY,
    schedule_id  TEXT NOT NULL REFERENCES schedule (id),
    -- 'manual' slots are a person's and have a key of their own.
    origin       TEXT NOT NULL CHECK (origin IN ('planned', 'manual')),
    -- When it is to fire; with the schedule this is the key of a planned slot.
    nominal      INTEGER NOT NULL,
    -- The wall-clock time that is meant, from whose date the window follows.
    meant        TEXT NOT NULL,
    -- Nominal plus what spreads the load.
    due          INTEGER NOT NULL,
    -- 1 when it was claimed too late to be on time.
    late         INTEGER NOT NULL CHECK (late IN (0, 1)),
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled', 'skipped', 'merged',
                     'expired')),
    -- Why it did not run, or not well: an error as JSON.
    reason       TEXT,
    -- First and last covered day; empty when nothing is covered.
    window_start TEXT,
    window_end   TEXT,
    time_zone    TEXT NOT NULL,
    note         TEXT,
    claimed_at   INTEGER NOT NULL,
    started_at   INTEGER,
    finished_at  INTEGER
) STRICT;

CREATE UNIQUE INDEX slot_planned ON slot (schedule_id, nominal) WHERE origin = 'planned';
CREATE INDEX slot_ended ON slot (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX slot_newest ON slot (schedule_id, nominal DESC);

CREATE TABLE slot_run (
    slot_id      TEXT NOT NULL REFERENCES slot (id),
    instance_row TEXT NOT NULL REFERENCES instance (id),
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled', 'skipped')),
    -- Intents written so far.
    attempt      INTEGER NOT NULL DEFAULT 0,
    -- Of those, the ones that came to nothing because the network was away: they are no retries.
    offline      INTEGER NOT NULL DEFAULT 0,
    -- While it waits: not before this.
    start_at     INTEGER NOT NULL,
    -- The execution of the last attempt.
    execution_id TEXT REFERENCES execution (id),
    reason       TEXT,
    finished_at  INTEGER,
    PRIMARY KEY (slot_id, instance_row)
) STRICT, WITHOUT ROWID;

CREATE INDEX slot_run_open ON slot_run (state, start_at) WHERE state IN ('waiting', 'running');

ALTER TABLE execution ADD COLUMN slot_id TEXT REFERENCES slot (id);
ALTER TABLE execution ADD COLUMN slot_attempt INTEGER;

-- No attempt of a slot can be written down twice.
CREATE UNIQUE INDEX execution_slot ON execution (slot_id, instance_row, slot_attempt) WHERE slot_id IS NOT NULL;
