-- Where the reply that a line takes down can be read.
ALTER TABLE verdicts
    ADD COLUMN IF NOT EXISTS link String AFTER note
