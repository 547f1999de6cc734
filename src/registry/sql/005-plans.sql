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
    issued_on TEXT NOT NULL,     -- the day on the paper, YYYY-MM-DD
    issued_at TEXT NOT NULL,     -- UTC
    request TEXT NOT NULL        -- what was asked, as a JSON object
);

CREATE TABLE work_order_item (
    order_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    position INTEGER NOT NULL,   -- 1: the first on the paper
    township TEXT,               -- whose sheet it stands on
    round INTEGER,               -- of the order's rounds; NULL: in none
    history_id INTEGER NOT NULL, -- the newest entry of the history about the record that the paper knows of
    answer TEXT,                 -- what its row said when it came back, as a JSON object; NULL: nothing yet
    event_code TEXT,             -- the event that the answer became
    closed INTEGER NOT NULL DEFAULT 0, -- 1: the answer is final
    take TEXT,                   -- 'paper' or 'register': how a conflict was settled; NULL: there was none
    PRIMARY KEY (order_id, code)
) WITHOUT ROWID;

-- How the shape of a record was derived from others: each run of a recipe, and what it gave.
CREATE TABLE recipe (
    layer TEXT NOT NULL,
    code TEXT NOT NULL,
    shape_sha256 TEXT NOT NULL, -- of the WKB that it gave
    recipe TEXT NOT NULL,       -- a JSON object
    sources TEXT NOT NULL,      -- what it found then, as JSON: to tell what appeared or vanished since
    made_at TEXT NOT NULL,      -- UTC
    PRIMARY KEY (layer, code, shape_sha256)
) WITHOUT ROWID;
