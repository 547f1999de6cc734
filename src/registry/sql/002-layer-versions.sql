-- Schema version 2: layers get new versions.

-- The SHA-256 of the style that the definition gave: a style that differs was changed by somebody and is kept.
ALTER TABLE layer ADD COLUMN style_sha256 TEXT;

-- Every definition that a layer ever had. The history names versions: here is what their fields meant.
CREATE TABLE layer_version (
    layer TEXT NOT NULL,
    version INTEGER NOT NULL,
    definition TEXT NOT NULL,
    added_at TEXT, -- NULL: before this table was there
    PRIMARY KEY (layer, version)
) WITHOUT ROWID;

INSERT INTO layer_version (layer, version, definition) SELECT name, version, definition FROM layer;
