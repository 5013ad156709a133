-- What a person decides about runs that could not be told apart, and how long Amazon has kept one waiting.

-- Runs at Amazon that a person has looked at and called somebody else's; they are not taken for this execution again.
CREATE TABLE execution_declined (
    execution_id TEXT NOT NULL REFERENCES execution (id),
    remote_id    TEXT NOT NULL,
    declined_at  INTEGER NOT NULL,
    PRIMARY KEY (execution_id, remote_id)
) STRICT, WITHOUT ROWID;

-- Since when Amazon has been asking to come again later; empty as soon as it has taken the call.
ALTER TABLE execution ADD COLUMN put_off_since INTEGER;
