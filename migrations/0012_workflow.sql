-- Saved queries with all their versions, and what else a person keeps while writing: closed tabs, snippets, filters.

CREATE TABLE workflow (
    id               TEXT NOT NULL PRIMARY KEY,
    name             TEXT NOT NULL,
    description      TEXT NOT NULL,
    sql              TEXT NOT NULL,
    -- The query in small letters, which is what is searched.
    sql_key          TEXT NOT NULL,
    parameter_values TEXT NOT NULL,
    -- Lists as JSON, in the order in which they were chosen.
    instance_ids     TEXT NOT NULL,
    tags             TEXT NOT NULL,
    window           TEXT NOT NULL,
    status           TEXT NOT NULL CHECK (status IN ('active', 'draft', 'archived')),
    -- The newest version.
    version          INTEGER NOT NULL,
    created_at       INTEGER NOT NULL,
    changed_at       INTEGER NOT NULL,
    -- A deleted workflow stays as a row: its runs and schedules go on referring to it, and it can be brought back.
    deleted_at       INTEGER
) STRICT;

CREATE TABLE workflow_version (
    workflow_id TEXT NOT NULL REFERENCES workflow (id),
    version     INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    -- All of it, as JSON.
    spec        TEXT NOT NULL,
    -- What was changed, as JSON.
    changed     TEXT NOT NULL,
    note        TEXT,
    PRIMARY KEY (workflow_id, version)
) STRICT;

-- How a workflow stood at Amazon on an instance when that was last asked.
CREATE TABLE workflow_at_amazon (
    workflow_id  TEXT NOT NULL REFERENCES workflow (id),
    instance_row TEXT NOT NULL REFERENCES instance (id),
    -- The query that was the same on both sides last.
    agreed_sql   TEXT,
    -- The query that Amazon keeps; none when it keeps none.
    remote_sql   TEXT,
    checked_at   INTEGER NOT NULL,
    PRIMARY KEY (workflow_id, instance_row)
) STRICT, WITHOUT ROWID;

CREATE TABLE workflow_filter (
    id         TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE TABLE snippet (
    id         TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    prefix     TEXT NOT NULL,
    body       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

ALTER TABLE query_tab ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1));
ALTER TABLE query_tab ADD COLUMN workflow_id TEXT REFERENCES workflow (id);
ALTER TABLE query_tab ADD COLUMN workflow_version INTEGER;
ALTER TABLE query_tab ADD COLUMN closed_at INTEGER;
-- Where its statements run.
ALTER TABLE query_tab ADD COLUMN target TEXT NOT NULL DEFAULT 'amazon' CHECK (target IN ('amazon', 'kept'));

ALTER TABLE execution ADD COLUMN workflow_id TEXT REFERENCES workflow (id);
CREATE INDEX execution_workflow ON execution (workflow_id, id) WHERE workflow_id IS NOT NULL;

CREATE INDEX schedule_workflow ON schedule (json_extract(spec, '$.workflow_id'));

-- What makes runs alike to Amazon, which refuses too many of them over the same dates: the tables that they read, as JSON, and
-- the statement without its literals, as a hash.
ALTER TABLE execution ADD COLUMN sources TEXT;
ALTER TABLE execution ADD COLUMN shape TEXT;
CREATE INDEX execution_instance ON execution (instance_row, created_at);
