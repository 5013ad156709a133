-- Slots of days that are past, which a person asked for. They have the key of a planned slot, so that none runs beside one that was
-- taken up; but they go last, and neither overlaps nor failures in a row count them.
ALTER TABLE slot ADD COLUMN backfill INTEGER NOT NULL DEFAULT 0 CHECK (backfill IN (0, 1));
