-- What a person notes of a run.

ALTER TABLE execution ADD COLUMN note TEXT NOT NULL DEFAULT '';
