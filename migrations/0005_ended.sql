-- Runs that ended since an instant are asked for whenever something ends, among all there ever were.

CREATE INDEX execution_ended ON execution (finished_at) WHERE finished_at IS NOT NULL;
