-- Schema version 3: what ways are, where they meet, and how names are found that are written otherwise.

ALTER TABLE place ADD COLUMN by_area INTEGER NOT NULL DEFAULT 0; -- the position is only that of its township
ALTER TABLE road ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;     -- 0 road, 1 railway, 2 waterway
ALTER TABLE road ADD COLUMN oneway INTEGER NOT NULL DEFAULT 0;   -- 1 along the points, -1 against them
ALTER TABLE road ADD COLUMN bridge INTEGER NOT NULL DEFAULT 0;
ALTER TABLE road ADD COLUMN tunnel INTEGER NOT NULL DEFAULT 0;
ALTER TABLE road ADD COLUMN layer INTEGER NOT NULL DEFAULT 0;
ALTER TABLE road ADD COLUMN lanes INTEGER NOT NULL DEFAULT 0;    -- 0: unknown

-- The three that follow are derived from the rows of place and road, anew at the end of each import.

-- Where ways of two names meet (key_a < key_b), or one passes over the other.
CREATE TABLE junction (
    key_a TEXT NOT NULL,
    key_b TEXT NOT NULL,
    number INTEGER NOT NULL,
    lon REAL NOT NULL,
    lat REAL NOT NULL,
    radius_m REAL NOT NULL,
    uncertainty_m REAL NOT NULL,
    lanes INTEGER NOT NULL,
    at_grade INTEGER NOT NULL,
    PRIMARY KEY (key_a, key_b, number)
) WITHOUT ROWID;

-- Each key of the gazetteer once, and the hashes under which similar ones find it: its sound, its shape, and
-- what is left of it without one of its characters.
CREATE TABLE known_name (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL, -- 1 road, 2 place
    key TEXT NOT NULL
);

CREATE TABLE name_form (
    form INTEGER NOT NULL,
    name_id INTEGER NOT NULL,
    PRIMARY KEY (form, name_id)
) WITHOUT ROWID;
