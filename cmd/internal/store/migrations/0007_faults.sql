-- Why a visit failed, as a word of a list; and the interval that a source has
-- come to, without what chance and its host added to the next time.
ALTER TABLE visits
    ADD COLUMN IF NOT EXISTS fault LowCardinality(String),
    ADD COLUMN IF NOT EXISTS wait_s UInt32
