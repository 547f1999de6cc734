"""Checks that what is edited in QGIS is stored, and refused where it must be, through both providers. Each editing
session is a program of its own that ends before its work is looked at: QGIS 3.22 can report a save as done and
lose it on exit.

usage: edits.py PROGRAM REGISTRY FOLDER"""

import json
import sys
from pathlib import Path

from editing import session
from session import PROVIDERS, Checks, Terrier, copy_registry, rows

DRAWN = [(111.2345, 40.7123), (111.2355, 40.7133)]
TOWNSHIP = [[111.23, 40.7], [111.235, 40.7], [111.235, 40.75], [111.23, 40.75], [111.23, 40.7]]  # around the first


def make_refusals(editor, first, second):
    """A good save, refused ones of each sort, and good ones after them."""
    from qgis.PyQt.QtCore import QDate

    return {
        "before": editor.set(first, remark="before the refusals"),
        "transition": editor.set(first, status="planned"),
        "after_transition": editor.set(first, owner="after the transition"),
        "domain": editor.set(second, defect="nonsense"),
        "range": editor.set(second, pressure_mpa=-1.0),
        "taken": editor.set(second, code=first),
        "insert": editor.add([(111.2, 40.7)], code=first, status="planned"),
        "half_bad": editor.set_all({first: {"remark": "half bad"}, second: {"defect": "nonsense"}}),
        "after": editor.set(second, remark="after the refusals"),
        "date": editor.set(second, target_date=QDate(2025, 6, 30)),
        "permitted": editor.set(second, status="under_repair"),
    }


def make_records(editor, moved, deleted):
    """New records in one save, a moved one, a deleted one."""
    return {
        "insert": editor.add(DRAWN, status="planned", location_text="drawn in QGIS"),
        "move": editor.move(moved, 111.25, 40.75),
        "delete": editor.delete(deleted),
    }


def outside(terrier, code):
    """What others than terrier changed in a record, oldest first."""
    return [entry for entry in reversed(terrier.json("log", "hydrant", code)) if entry["tool"] == "outside"]


def changed(entry):
    """What an edit changed, without what triggers keep up with it."""
    return sorted(set(entry["after"] or {}) - {"updated_at", "status_since"})


def check_refusals(checks, terrier, provider, first, second):
    count = rows(terrier.registry, "SELECT count(*) FROM hydrant")
    said = session(make_refusals, terrier.registry, provider, first, second)
    for name in ("before", "after_transition", "after", "date", "permitted"):
        checks.equal(said[name], [], f"a good save is reported as stored ({name})")
    for name in ("transition", "domain", "range", "taken", "insert", "half_bad"):
        checks.that(said[name], f"a bad save is reported as refused ({name})")
    stored = rows(
        terrier.registry,
        "SELECT code, status, remark, owner, target_date FROM hydrant WHERE code IN (?, ?) ORDER BY code",
        first, second,
    )
    checks.equal(
        stored,
        [
            (first, "out_of_service", "before the refusals", "after the transition", None),
            (second, "under_repair", "after the refusals", None, "2025-06-30"),
        ],
        "after QGIS has ended all good saves are there, and no bad one",
    )
    checks.equal(rows(terrier.registry, "SELECT count(*) FROM hydrant"), count, "no record came or went")
    found = [changed(entry) for code in (first, second) for entry in outside(terrier, code)]
    wanted = [["remark"], ["owner"], ["remark"], ["target_date"], ["status"]]
    checks.equal(found, wanted, "the history has each good save once, with what it changed")


def make_guarded(editor, first, second):
    """Changes of status that a guard of the layer refuses, each with a good save after it."""
    return {
        "farmland": editor.set(first, status="regularising"),
        "after_farmland": editor.set(first, remark="after the farmland"),
        "visit": editor.set(second, status="filed"),
        "after_visit": editor.set(second, remark="after the visit"),
        "dates": editor.set(second, occurred_on="2023-09-30"),
        "permitted": editor.set(first, status="demolishing"),
        "last": editor.set(second, village="the last save"),
    }


def check_guards(checks, terrier, provider, folder):
    path = Path(folder) / "patches.csv"
    path.write_text(
        "code,origin,status,judgement,found_on,penalised_on,farmland_m2,project_class,fits_plan\n"
        "P1,patrol,penalised,unlawful,2023-09-01,2023-09-20,300,major,yes\n"
        "P2,satellite,verified,unlawful,2023-09-01,,,,\n"
    )
    terrier.run("import", "land_use", str(path), "--quiet")
    said = session(make_guarded, terrier.registry, provider, "P1", "P2", table="land_use")
    for name in ("after_farmland", "after_visit", "permitted", "last"):
        checks.equal(said[name], [], f"a good save is reported as stored ({name})")
    for name in ("farmland", "visit", "dates"):
        checks.that(said[name], f"what a guard forbids is reported as refused ({name})")
    stored = rows(terrier.registry, "SELECT code, status, remark, village, occurred_on FROM land_use ORDER BY code")
    wanted = [
        ("P1", "demolishing", "after the farmland", None, None),
        ("P2", "verified", "after the visit", "the last save", None),
    ]
    checks.equal(stored, wanted, "after QGIS has ended all good saves are there, and nothing that a guard forbids")


def add_township(terrier, folder):
    """A polygon, so that what is drawn in it gets its name."""
    path = f"{folder}/township.geojson"
    geometry = {"type": "Polygon", "coordinates": [TOWNSHIP]}
    feature = {"type": "Feature", "properties": {"name": "Drawn Town"}, "geometry": geometry}
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": [feature]}, file)
    terrier.run("import", "township", path, "--quiet")


def check_new_records(checks, terrier, last):
    new = rows(
        terrier.registry,
        "SELECT code, status, method, location_text, updated_at IS NOT NULL, uncertainty_m, xmin, ymin FROM hydrant"
        " JOIN idx_hydrant_geom ON pkid = id WHERE id > ? ORDER BY id",
        last,
    )
    if not checks.equal(len(new), len(DRAWN), "what was drawn in QGIS is in the file and its spatial index"):
        return
    codes = {record[0] for record in new}
    checks.that(len(codes) == len(DRAWN) and all(c.startswith("H-") for c in codes), "with generated codes", codes)
    defaults = {record[1:5] for record in new}
    checks.equal(defaults, {("planned", "manual", "drawn in QGIS", 1)}, "and their defaults")
    checks.that(all(record[5] and record[5] > 0 for record in new), "and error radii")
    near = all(abs(x - r[6]) < 1e-4 and abs(y - r[7]) < 1e-4 for r, (x, y) in zip(new, DRAWN))
    checks.that(near, "where they were drawn", new)
    found = rows(terrier.registry, "SELECT township FROM hydrant WHERE id > ? ORDER BY id", last)
    checks.equal(found, [("Drawn Town",), (None,)], "and the township whose polygon is around them")
    listed = [f["code"] for f in terrier.json("check", "--limit", "0") if f["kind"] == "township"]
    checks.that(new[0][0] not in listed and new[1][0] in listed, "where there is none, check lists them", listed)
    entries = [[entry["operation"] for entry in outside(terrier, code)] for code in codes]
    checks.equal(entries, [["insert"]] * len(DRAWN), "and once each in the history")


def whole(registry, code):
    """All that the file has of a record but the time of its last change."""
    record = rows(registry, "SELECT * FROM hydrant WHERE code = ?", code)
    names = [column for (column,) in rows(registry, "SELECT name FROM pragma_table_info('hydrant')")]
    return [dict(zip(names, values), updated_at=None) for values in record]


def check_records(checks, terrier, provider, moved, deleted):
    last = rows(terrier.registry, "SELECT max(id) FROM hydrant")[0][0]
    before = rows(terrier.registry, "SELECT status, remark FROM hydrant WHERE code = ?", deleted)[0]
    entire = whole(terrier.registry, deleted)
    said = session(make_records, terrier.registry, provider, moved, deleted)
    for name, complaints in said.items():
        checks.equal(complaints, [], f"{name} is reported as stored")
    check_new_records(checks, terrier, last)
    method = rows(terrier.registry, "SELECT method, precision, placed_note FROM hydrant WHERE code = ?", moved)
    checks.equal(method, [("manual", None, None)], "a moved record is placed by hand")
    entries = outside(terrier, moved)
    moves = [(entry["operation"], entry["moved"]) for entry in entries]
    checks.equal(moves, [("update", True)], "the move is in the history, once")
    left = rows(terrier.registry, "SELECT 1 FROM hydrant WHERE code = ?", deleted)
    checks.equal(left, [], "a deleted record is gone")
    entries = outside(terrier, deleted)
    if checks.equal([e["operation"] for e in entries], ["delete"], "the deletion is in the history, once"):
        image = entries[0]["before"]
        checks.equal((image["status"], image["remark"]), before, "with the record as it was")
        terrier.run("log", "hydrant", "--undo", str(entries[0]["id"]))
        checks.equal(whole(terrier.registry, deleted), entire, "undone, the record is back, with code and geometry")
        indexed = rows(terrier.registry, "SELECT 1 FROM idx_hydrant_geom WHERE pkid = ?", entire[0]["id"])
        checks.equal(indexed, [(1,)], "and in the spatial index")


def rewrite_with_ogr(registry, code):
    """Change one field the way ogr2ogr and scripts do: OGR writes all columns back."""
    from osgeo import ogr

    ogr.UseExceptions()
    source = ogr.Open(registry, 1)
    layer = source.GetLayerByName("hydrant")
    layer.SetAttributeFilter(f"code = '{code}'")
    feature = layer.GetNextFeature()
    feature.SetField("owner", "by OGR")
    layer.SetFeature(feature)


def check_ogr(checks, terrier, code):
    rewrite_with_ogr(terrier.registry, code)
    entries = outside(terrier, code)
    checks.equal([changed(e) for e in entries], [["owner"]], "a rewrite of all columns is one change of one field")
    checks.that(not any(e["moved"] for e in entries), "and no move")


def main(program, registry, folder):
    broken = rows(registry, "SELECT code FROM hydrant WHERE status = 'out_of_service' ORDER BY code")
    codes = [code for (code,) in broken]
    placed = rows(registry, "SELECT code FROM hydrant WHERE method = 'geocoded' ORDER BY code DESC LIMIT 1")[0][0]
    failed = 0
    for provider in PROVIDERS:
        checks = Checks(f"{provider} edits")
        copy = Terrier(program, copy_registry(registry, f"{folder}/edits-{provider}.sqlite"))
        add_township(copy, folder)
        check_refusals(checks, copy, provider, codes[0], codes[1])
        check_records(checks, copy, provider, placed, codes[2])
        check_guards(checks, copy, provider, folder)
        failed += checks.failed
    checks = Checks("python ogr")
    check_ogr(checks, Terrier(program, copy_registry(registry, f"{folder}/edits-osgeo.sqlite")), codes[0])
    return 1 if failed + checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
