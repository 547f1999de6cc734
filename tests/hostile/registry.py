"""Owns the test with registers that a stranger made: cells that no terrier wrote, objects that no terrier made.

Every command ends with an exit code of its own (never by a signal) and says what is wrong in one line; what would act
is refused, and what analysts add beside goes on working. Usage: registry.py PROGRAM
"""

import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
ENVIRONMENT = {**os.environ, "SPATIALITE_SECURITY": "relaxed"}  # what opens SpatiaLite's doors elsewhere
TIME_LIMIT_S = 100
SET = ("set", "hydrant", "H-1")
FIND = ("find", "hydrant", "--format", "json")
faults = []

# Name, what a stranger does to the file, and the word by which reading and writing are refused (None: they go on).
OBJECTS = (
    ("trigger", "CREATE TRIGGER evil AFTER UPDATE ON hydrant BEGIN SELECT BlobToFile(x'41', '{out}/pwned'); END", None, "trigger evil"),
    ("trigger on history", "CREATE TRIGGER evil BEFORE INSERT ON history BEGIN DELETE FROM source; END", None, "trigger evil"),
    ("trigger on metadata", "CREATE TRIGGER evil AFTER UPDATE ON geometry_columns_statistics BEGIN DELETE FROM source; END", None, "trigger evil"),
    ("trigger on a shadow table", "CREATE TRIGGER evil AFTER INSERT ON idx_hydrant_geom_rowid BEGIN DELETE FROM source; END", None, "trigger evil"),
    ("trigger like a guard", "CREATE TRIGGER ter_hydrant_xx AFTER UPDATE ON hydrant BEGIN DELETE FROM source; END", None, "trigger ter_hydrant_xx"),
    ("trigger like SpatiaLite's", "CREATE TRIGGER tmx_hydrant_geom AFTER UPDATE ON hydrant BEGIN SELECT eval('x'); END", None, "trigger tmx_hydrant_geom"),
    ("altered guard", "DROP TRIGGER ter_hydrant_bu; CREATE TRIGGER ter_hydrant_bu BEFORE UPDATE ON hydrant BEGIN SELECT 1; END", None, "check --fix"),
    ("missing guard", "DROP TRIGGER ter_hydrant_bu", None, "check --fix"),
    ("view for a table", "DROP TABLE hydrant; CREATE VIEW hydrant AS SELECT 1 AS id, 'x' AS code", "a view stands", "a view stands"),
    ("view for the history", "DROP TABLE history; CREATE VIEW history AS SELECT 1 AS id", "a view stands", "a view stands"),
    ("view for the layers", "DROP TABLE layer; CREATE VIEW layer AS SELECT 'x' AS name", "a view stands", "a view stands"),
    ("virtual table", "DROP TABLE recipe; CREATE VIRTUAL TABLE recipe USING fts4(layer, code)", "a virtual table stands", "a virtual table stands"),
    ("virtual table of a file", "DROP TABLE source; PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES ('table', 'source', 'source', 0, "
     "'CREATE VIRTUAL TABLE source USING VirtualText(''/etc/passwd'', UTF-8)')", "a virtual table stands", "a virtual table stands"),
    ("generated column", "ALTER TABLE hydrant ADD COLUMN boom TEXT AS (hex(zeroblob(900000000)))", "zeroblob", "zeroblob"),
    ("index that calls", "CREATE INDEX boom ON hydrant (hex(zeroblob(id)))", "zeroblob", "zeroblob"),
    ("forged name", "CREATE TABLE own (x); CREATE TRIGGER hidden AFTER UPDATE ON hydrant BEGIN DELETE FROM source; END; PRAGMA writable_schema = ON; "
     "UPDATE sqlite_master SET tbl_name = 'own' WHERE name = 'hidden'", "forged", "forged"),
    ("own objects", "CREATE TABLE own (x INTEGER PRIMARY KEY, y); CREATE TRIGGER own_t AFTER INSERT ON own BEGIN UPDATE own SET y = abs(random()); END; "
     "CREATE VIEW big AS SELECT * FROM hydrant WHERE flow_lps > 10; CREATE INDEX own_i ON hydrant (remark); CREATE INDEX own_e ON hydrant (lower(road)); "
     "ALTER TABLE hydrant ADD COLUMN mine VARCHAR(20) DEFAULT 'x'; INSERT INTO layer_styles (f_table_name, styleName) VALUES ('hydrant', 'mine'); "
     "CREATE VIRTUAL TABLE words USING fts4(t); CREATE VIEW calls AS SELECT load_extension('x')", None, None),
)
# Tables whose cells are forged, and commands that read them.
CELLS = {
    "meta": [FIND], "layer": [FIND, ("layer", "list")], "domain_value": [SET + ("remark=a",)], "status_transition": [("layer", "show", "hydrant")],
    "source": [FIND, ("log", "hydrant", "H-1"), ("report", "overdue")], "history": [("log", "hydrant"), ("find", "hydrant", "--as-of", "2020-01-01")],
    "place": [("at", "和平路"), ("geocode", "hydrant")], "road": [("at", "和平路"), ("geocode", "hydrant")], "layer_styles": [("qgis", "{out}/q.qgz")],
    "junction": [("geocode", "hydrant")], "calendar_day": [("calendar", "list"), ("report", "overdue")], "hydrant": [FIND, ("check",), ("geocode", "hydrant")],
    "plan": [("plan", "list")], "plan_item": [("plan", "show", "first")], "work_order": [("order", "list")], "work_order_item": [("order", "list")],
    "recipe": [("derive", "again", "grazing_ban"), ("check",)], "geometry_columns": [("check",), SET + ("remark=b",)],
}
VALUES = {"null": None, "blob": b"\x00\xff\xfe" * 50, "number": -(2**63)}


def run(where, registry, *arguments):
    """One run over a register: its exit code and its one line."""
    try:
        done = subprocess.run([str(PROGRAM), "--db", str(registry), *arguments], env=ENVIRONMENT, capture_output=True, timeout=TIME_LIMIT_S)
    except subprocess.TimeoutExpired:
        faults.append(f"{where}: {' '.join(arguments)}: no end within {TIME_LIMIT_S} s")
        return 0, ""
    said = done.stderr.decode(errors="replace")
    lines = [line for line in said.splitlines() if line.startswith("terrier:")]
    if done.returncode < 0 or done.returncode > 3 or "Sanitizer" in said or "runtime error" in said:
        faults.append(f"{where}: {' '.join(arguments)}: ended with {done.returncode}: {said[:300]}")
    elif done.returncode in (1, 2) and len(lines) != 1:
        faults.append(f"{where}: {' '.join(arguments)}: exit {done.returncode} with {len(lines)} lines: {said[:200]}")
    return done.returncode, lines[0] if lines else ""


def expect(where, registry, arguments, refusal):
    code, line = run(where, registry, *arguments)
    if (refusal is None) != (code == 0) or (refusal and refusal not in line):
        faults.append(f"{where}: {' '.join(arguments)}: exit {code}, {line!r} instead of {refusal or 'success'}")


def check_objects(base, folder):
    for name, script, reading, writing in OBJECTS:
        registry = folder / f"{name.replace(' ', '-')}.sqlite"
        shutil.copy(base, registry)
        db = sqlite3.connect(registry)
        db.create_function("GeometryConstraints", 3, lambda *_: 1)  # so that SQLite lets tables go
        db.executescript(script.replace("{out}", str(folder)))
        db.close()
        expect(name, registry, FIND, reading)
        expect(name, registry, SET + ("remark=seen",), writing)
        if writing == "check --fix":
            run(name, registry, "check", "--fix")
            expect(name + ", mended", registry, SET + ("remark=again",), None)
        registry.unlink()
    if (folder / "pwned").exists():
        faults.append("a trigger of a stranger wrote a file")


def forge(registry, table, value):
    """Put a value into every cell of a table, whatever guards it."""
    db = sqlite3.connect(registry)
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)).fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_master SET sql = replace(replace(sql, ' NOT NULL ON CONFLICT REPLACE', ''), ' NOT NULL', '') WHERE type = 'table' AND name = ?", (table,))
    db.commit()
    db.close()
    db = sqlite3.connect(registry)
    for row in db.execute(f'PRAGMA table_info("{table}")').fetchall():
        if not row[5]:
            db.execute(f'UPDATE OR IGNORE "{table}" SET "{row[1]}" = ?', (value,))
    db.commit()
    db.close()


def check_cells(base, folder):
    for table, commands in CELLS.items():
        for kind, value in VALUES.items():
            registry = folder / f"{table}-{kind}.sqlite"
            shutil.copy(base, registry)
            forge(registry, table, value)
            for command in commands:
                run(f"{table} of {kind}", registry, *(part.replace("{out}", str(folder)) for part in command))
            registry.unlink()


def make(folder):
    """A register with a row in each table that the commands read."""
    base = folder / "base.sqlite"
    (folder / "h.csv").write_text("code,road,location_text,status,lon,lat\nH-1,和平路,,out_of_service,111,40\nH-2,,和平路与新华街交叉口,in_service,,\n", encoding="utf-8")
    (folder / "p.csv").write_text("name,kind,lon,lat\n察素齐镇,town,111.1,40.7\n", encoding="utf-8")
    lines = ((("和平路"), [[111, 40], [111.2, 40]]), ("新华街", [[111.1, 39.9], [111.1, 40.1]]))
    features = ",".join(
        '{"type":"Feature","properties":{"name":"%s","class":"primary"},"geometry":{"type":"LineString","coordinates":%s}}' % line for line in lines
    )
    (folder / "r.geojson").write_text('{"type":"FeatureCollection","features":[%s]}' % features, encoding="utf-8")
    run("making", base, "init", str(base))
    for command in (
        ("gazetteer", "import", str(folder / "p.csv"), "--kind", "places", "--uncertainty", "50"),
        ("gazetteer", "import", str(folder / "r.geojson"), "--kind", "roads", "--uncertainty", "10"),
        ("import", "hydrant", str(folder / "h.csv"), "--source", "a list"),
        ("calendar", "use", "cn"),
        ("plan", "repair", "--save", "first"),
        ("order", "issue", "hydrant", "--status", "out_of_service", "--to", str(folder / "o.html")),
        ("derive", "grazing_ban", "--road", "和平路", "--buffer", "50", "--name", "Z", "--kind", "highway_belts"),
    ):
        expect("making", base, command, None)
    return base


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        base = make(folder)
        check_objects(base, folder)
        check_cells(base, folder)
    print("\n".join(faults) if faults else f"{len(OBJECTS)} strangers' objects and {len(CELLS) * len(VALUES)} forged tables did no harm")
    return 1 if faults else 0


sys.exit(main())
