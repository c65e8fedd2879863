-- What the search for weak signals counted in each hour: hashes of terms and
-- numbers, no words and no names. Made anew from the posts where an hour is missing
-- or its posts have changed, so that it may be lost. It is kept no longer than posts
-- are: the binary sets that.
CREATE TABLE IF NOT EXISTS digests
(
    hour DateTime('UTC'),
    body String CODEC(ZSTD(1)),
    at   DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(at)
PARTITION BY toYYYYMM(hour)
ORDER BY hour
