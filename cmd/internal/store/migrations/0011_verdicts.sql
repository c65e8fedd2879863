-- What people said of signals, a line each; what holds is worked out from all.
CREATE TABLE IF NOT EXISTS verdicts
(
    signal String, -- identifier, or the key of a rule that takes signals by what they are
    at     DateTime64(3, 'UTC'),
    author String,
    action LowCardinality(String), -- useful, noise, clear, rename, mute, unmute, merge, split, undo
    value  String, -- the title, until when, into which signal, which line is undone
    note   String,
    kind   LowCardinality(String), -- of the signal, and its level, when it was said
    level  LowCardinality(String),
    line   Int64 -- the order in which it was written
)
ENGINE = MergeTree
ORDER BY line
