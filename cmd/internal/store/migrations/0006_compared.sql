-- Whether a claim of the post was compared with a fact: what rumours are looked
-- for among. It follows the annotation; parts written before compute it as they
-- are read.
ALTER TABLE posts ADD COLUMN IF NOT EXISTS compared Bool MATERIALIZED position(annotation, '"fact":"') > 0
