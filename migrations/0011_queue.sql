-- The order in which waiting runs go, which a person may change, and how long Amazon may work on each. Templates of schedules. What
-- happened, for a person to read. Instants are UTC milliseconds.

-- The instant by which a run stands in the queue, in UTC milliseconds; NULL until it was moved: then it is when it was made.
ALTER TABLE execution ADD COLUMN queue_at INTEGER;
-- Seconds that Amazon may work on it; NULL for Amazon's own limit.
ALTER TABLE execution ADD COLUMN time_limit INTEGER;

CREATE TABLE schedule_template (
    id         TEXT PRIMARY KEY NOT NULL,
    name       TEXT NOT NULL,
    -- What a schedule of it says, its query and its instances aside: a schedule as JSON.
    spec       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE TABLE notice (
    id           TEXT PRIMARY KEY NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('slot', 'run', 'pause', 'missed', 'budget')),
    -- What it is about: nothing is told twice.
    occasion     TEXT NOT NULL UNIQUE,
    at           INTEGER NOT NULL,
    title        TEXT NOT NULL,
    body         TEXT NOT NULL,
    good         INTEGER NOT NULL CHECK (good IN (0, 1)),
    -- What there is to look at.
    schedule_id  TEXT REFERENCES schedule (id),
    execution_id TEXT REFERENCES execution (id),
    read_at      INTEGER
) STRICT;

CREATE INDEX notice_by_time ON notice (at);
CREATE INDEX notice_unread ON notice (id) WHERE read_at IS NULL;

-- Slots that were found late, by when they were found.
CREATE INDEX slot_late ON slot (claimed_at) WHERE late = 1;
