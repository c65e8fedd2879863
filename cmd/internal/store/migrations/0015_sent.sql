-- When the reply that a line takes down left; the first day: when the line was written.
ALTER TABLE verdicts
    ADD COLUMN IF NOT EXISTS sent DateTime64(3, 'UTC') AFTER link
