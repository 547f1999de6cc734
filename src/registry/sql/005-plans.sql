-- Schema version 5: the working calendar, approved plans, work orders, and how zones were derived.

-- Days on which offices do not keep to Monday to Friday.
CREATE TABLE calendar_day (
    day TEXT PRIMARY KEY NOT NULL, -- YYYY-MM-DD
    working INTEGER NOT NULL,      -- 0: a holiday; 1: a Saturday or Sunday that is worked in its stead
    name TEXT,
    source TEXT
) WITHOUT ROWID;

-- A plan that somebody approved, for later runs to be compared with.
CREATE TABLE plan (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    layer TEXT NOT NULL,
    made_at TEXT NOT NULL, -- UTC
    request TEXT NOT NULL  -- what was asked, as a JSON object
);

CREATE TABLE plan_item (
    plan_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    rank INTEGER NOT NULL, -- 1: the first to be done
    year INTEGER,          -- NULL: in none of the plan's years
    township TEXT,
    score REAL NOT NULL,
    cost_yuan REAL,        -- NULL: not known
    PRIMARY KEY (plan_id, code)
) WITHOUT ROWID;

-- A work order as it went out, and what each of its records was then.
CREATE TABLE work_order (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL UNIQUE, -- as printed on each sheet
    layer TEXT NOT NULL,
    issued_at TEXT NOT NULL,     -- UTC
    request TEXT NOT NULL        -- what was asked, as a JSON object
);

CREATE TABLE work_order_item (
    order_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    position INTEGER NOT NULL,   -- 1: the first on the paper
    history_id INTEGER NOT NULL, -- the newest entry of the history about the record when the order went out
    PRIMARY KEY (order_id, code)
) WITHOUT ROWID;

-- How the shape of a record was derived from others.
CREATE TABLE recipe (
    layer TEXT NOT NULL,
    code TEXT NOT NULL,
    recipe TEXT NOT NULL,       -- a JSON object
    made_at TEXT NOT NULL,      -- UTC
    shape_sha256 TEXT NOT NULL, -- of the WKB that it gave
    PRIMARY KEY (layer, code)
) WITHOUT ROWID;
