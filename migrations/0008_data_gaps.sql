-- Stretches of time whose data Amazon lacked when a run ended, as a JSON list; NULL where nothing lacked.
ALTER TABLE execution ADD COLUMN data_gaps TEXT;

-- A run whose data had gaps may be repeated once, at this instant; `repeated` is 1 from when that is decided.
ALTER TABLE slot_run ADD COLUMN repeat_at INTEGER;
ALTER TABLE slot_run ADD COLUMN repeated INTEGER NOT NULL DEFAULT 0 CHECK (repeated IN (0, 1));
CREATE INDEX slot_run_repeat ON slot_run (repeat_at) WHERE repeat_at IS NOT NULL;
