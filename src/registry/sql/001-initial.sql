-- Schema version 1: everything in a registry except the layers' own tables, which are derived from their
-- definitions (src/registry/ddl.c, triggers.c). SpatiaLite's metadata tables exist already when this runs.

CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- The layers of this registry, each with the definition it was made from.
CREATE TABLE layer (
    name TEXT PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL,
    version INTEGER NOT NULL,
    definition TEXT NOT NULL
);

-- Domains and life-cycles are rows, so that a new value is data and not a change of the schema.
CREATE TABLE domain_value (
    layer TEXT NOT NULL,
    domain TEXT NOT NULL,
    value TEXT NOT NULL,
    position INTEGER NOT NULL,
    title_en TEXT NOT NULL,
    title_zh TEXT NOT NULL,
    severity INTEGER,
    needs TEXT,
    color TEXT,
    PRIMARY KEY (layer, domain, value)
) WITHOUT ROWID;

CREATE TABLE status_transition (
    layer TEXT NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    PRIMARY KEY (layer, old, new)
) WITHOUT ROWID;

-- Where records come from. A later file of the same name and layer is the successor of the earlier one.
CREATE TABLE source (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL, -- 'layer' or 'gazetteer'
    layer TEXT,
    document TEXT,
    annex TEXT,
    file TEXT,
    sha256 TEXT,
    attribution TEXT,
    imported_at TEXT NOT NULL,
    rows_stored INTEGER,
    rows_rejected INTEGER
);

-- Before-images: an insert needs none, the row itself is its image. A bulk import is one row for a range of ids.
CREATE TABLE history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    layer TEXT NOT NULL,
    layer_version INTEGER NOT NULL,
    record_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    operation TEXT NOT NULL, -- insert, update, delete
    at_utc TEXT NOT NULL,
    tool TEXT NOT NULL,
    note TEXT,
    source_id INTEGER,
    before TEXT,        -- JSON object of all fields
    geom_changed INTEGER NOT NULL DEFAULT 0,
    before_geom BLOB    -- set where geom_changed
);
CREATE INDEX history_record ON history (layer, record_id, id);
CREATE INDEX history_range ON history (layer, id) WHERE last_id > record_id;

-- At most one row, and only inside a write transaction of terrier: who writes. What finds it empty is an edit
-- from outside (QGIS, OGR, plain SQL).
CREATE TABLE write_context (
    id INTEGER PRIMARY KEY,
    tool TEXT NOT NULL,
    note TEXT,
    source_id INTEGER
);

CREATE TABLE place (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    alt_names TEXT,
    kind TEXT NOT NULL,
    township TEXT,
    uncertainty_m REAL NOT NULL,
    extent_m REAL NOT NULL DEFAULT 0,
    origin TEXT
);

CREATE TABLE place_name (
    key TEXT NOT NULL,
    place_id INTEGER NOT NULL,
    PRIMARY KEY (key, place_id)
) WITHOUT ROWID;

CREATE TABLE road (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    name TEXT,
    alt_names TEXT,
    ref TEXT,
    class TEXT,
    township TEXT,
    uncertainty_m REAL NOT NULL,
    origin TEXT
);

CREATE TABLE road_name (
    key TEXT NOT NULL,
    road_id INTEGER NOT NULL,
    PRIMARY KEY (key, road_id)
) WITHOUT ROWID;

-- QGIS reads its styles from here; the layout is QGIS's own. Its SpatiaLite provider looks for NULL catalogue
-- and schema, its OGR provider for ''.
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    f_table_catalog TEXT,
    f_table_schema TEXT,
    f_table_name TEXT,
    f_geometry_column TEXT,
    styleName TEXT,
    styleQML TEXT,
    styleSLD TEXT,
    useAsDefault BOOLEAN,
    description TEXT,
    owner TEXT,
    ui TEXT,
    update_time TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
