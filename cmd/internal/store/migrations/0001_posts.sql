-- Posts, one row a version: the row with the highest version counts, so every
-- reader says FINAL. A post's published and stored times never change once it
-- is in: both its partition and its place in the order depend on them.
-- What ends in _folded is as text.Index or text.Fold give it: what is searched.
-- In folded, ASCII punctuation inside words is written full width: a word of the
-- index is then a word of ours.
-- Lists fetch a few scattered posts: small granules read little around them.
-- A month that is left alone for six hours becomes one part, in which FINAL has
-- nothing to do.
-- The projection finds posts by id, whatever their date, without a scan.
CREATE TABLE IF NOT EXISTS posts
(
    id                String CODEC(ZSTD(1)),
    url               String CODEC(ZSTD(1)),
    url_folded        String CODEC(ZSTD(1)), -- empty: url in lower case
    site              LowCardinality(String), -- host of url, folded
    source            LowCardinality(String), -- the first that carried it
    source_folded     LowCardinality(String),
    told_by           LowCardinality(String), -- the source whose wording is held
    kind              LowCardinality(String),
    author            String CODEC(ZSTD(1)),
    author_folded     String CODEC(ZSTD(1)),
    author_url        String CODEC(ZSTD(1)),
    published         DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    dated             Bool, -- published was read, not assumed
    updated           DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)), -- 1970: never
    fetched           DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    stored            DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)), -- first stored
    title             String CODEC(ZSTD(1)),
    text              String CODEC(ZSTD(1)),
    folded            String CODEC(ZSTD(1)), -- title and text
    thread            String CODEC(ZSTD(1)),
    parent            String CODEC(ZSTD(1)),
    declared_language LowCardinality(String),
    links             Array(String) CODEC(ZSTD(1)),
    hash              UInt64, -- of what was said
    size              UInt32, -- bytes of title and text
    reading           UInt16, -- annotation.Version that read it, 0: not read yet
    language          LowCardinality(String),
    language_score    Float32,
    sentiment         Float32,
    sentiment_label   LowCardinality(String),
    stance            LowCardinality(String),
    doubt             Float32,
    story             String CODEC(ZSTD(1)),
    copy_of           String CODEC(ZSTD(1)),
    terms             Array(String) CODEC(ZSTD(1)),
    entities          Array(LowCardinality(String)), -- distinct
    entities_folded   Array(LowCardinality(String)),
    entity_sentiments Array(Float32), -- toward entities, in their order
    entity_labels     Array(LowCardinality(String)),
    rumor_score       Float32,
    ambassador_score  Float32,
    attitude          LowCardinality(String),
    annotation        String CODEC(ZSTD(1)), -- the whole of it, JSON
    version           UInt64, -- revision of the text << 40 | milliseconds since 2020
    INDEX words         folded  TYPE text(tokenizer = splitByNonAlpha),
    INDEX reading_range reading TYPE minmax GRANULARITY 1,
    INDEX stored_range  stored  TYPE minmax GRANULARITY 1,
    INDEX threads       thread  TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX stories       story   TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX copies        copy_of TYPE bloom_filter(0.01) GRANULARITY 1,
    PROJECTION by_id (SELECT id, published, stored, source, told_by, fetched, hash, size, version ORDER BY id)
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(published)
ORDER BY (published, id)
SETTINGS
    index_granularity = 1024,
    deduplicate_merge_projection_mode = 'rebuild',
    lightweight_mutation_projection_mode = 'rebuild',
    min_age_to_force_merge_seconds = 21600, min_age_to_force_merge_on_partition_only = 1
