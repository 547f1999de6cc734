"""Checks the views in QGIS: each opens through both providers as a finished layer and shows the records it should,
by a reckoning of its own; edits through it are stored, refused and recorded like those of the layer itself.

QGIS's OGR provider opens a view read-only. Its user edits the layer itself under a filter that names the view.

usage: views.py PROGRAM REGISTRY FOLDER"""

import datetime
import json
import sys

from editing import session
from session import PROVIDERS, Checks, Terrier, copy_registry, open_layer, qgis, rows, write

TODAY = datetime.date.today()
COARSE_M = 100


def days(count):
    return (TODAY + datetime.timedelta(count)).isoformat()


def prepare(terrier):
    """Records on both sides of every line that a view draws; returns the codes of three broken hydrants."""
    codes = [c for (c,) in rows(terrier.registry, "SELECT code FROM hydrant WHERE status = 'out_of_service'")][:7]
    for code, day in zip(codes, (days(-40), days(-1), TODAY.isoformat(), days(1))):
        terrier.run("set", "hydrant", code, f"target_date={day}")
    terrier.run("set", "hydrant", codes[4], "status=in_service", f"target_date={days(-5)}")  # nothing runs any more
    lon, lat = 111.2, 40.7
    terrier.run("place", "hydrant", codes[5], f"{lon},{lat}", "--uncertainty", "5")
    # Known well, and yet an inspection did not find it: only the events say that it wants a look.
    write(terrier.registry, "UPDATE hydrant SET uncertainty_m = 5 WHERE code = ?", codes[6])
    terrier.run("event", "add", "hydrant", codes[6], "inspection", "result=not_found", "--at", "111.2,40.7")
    for code, day in (("T-LATE", days(-3)), ("T-SOON", days(3))):
        write(terrier.registry, "INSERT INTO target (code, subject, due_on) VALUES (?, 'other', ?)", code, day)
    return codes


def definitions(registry):
    return [json.loads(text) for (text,) in rows(registry, "SELECT definition FROM layer ORDER BY position")]


def not_found(registry):
    """The hydrants that the last visit did not find, by the events of `prepare`."""
    return {code for (code,) in rows(registry, "SELECT about_code FROM event WHERE result = 'not_found'")}


def wanted(registry, layer):
    """The views of a layer and the codes in each, reckoned from its definition for deadlines on a date itself."""
    status = layer["status"]
    usable, table = status.get("available", []), layer["name"]
    fixed = [d for d in layer.get("deadlines", []) if "within" not in d]
    names = ", ".join(["code", "status", "uncertainty_m", *(d["from"] for d in fixed)])
    views = {}
    unusable = [v["value"] for v in status["values"] if v["value"] not in usable]
    if usable and layer["geometry"] != "None" and any(status["transitions"].get(v) for v in unusable):
        views["not_available"] = set()
    if layer["geometry"] == "Point":
        views["to_review"] = set()
    if layer.get("deadlines"):
        views["overdue"], views["planned_works"] = set(), set()
    first = min((i for i, v in enumerate(status["values"]) if v["value"] in usable), default=0)
    unbuilt = [v["value"] for v in status["values"][:first]]
    missing = not_found(registry) if table == "hydrant" else set()
    for code, now, radius, *dates in rows(registry, f"SELECT {names} FROM {table}"):
        running = [(d, date) for d, date in zip(fixed, dates) if now in d["open_while"]]
        due = [date for _, date in running if date]
        hits = {
            "not_available": now not in usable,
            "to_review": radius is None or radius > COARSE_M or code in missing,
            "overdue": any(date < TODAY.isoformat() for date in due),
            "planned_works": any(date >= TODAY.isoformat() for date in due)
            or (running and not due and now in unbuilt),
        }
        for view in views:
            if hits[view]:
                views[view].add(code)
    return {f"{table}_{view}": codes for view, codes in views.items()}


def check_view(checks, registry, layer, view, codes, provider, title):
    mapped = layer["geometry"] != "None"
    opened = open_layer(registry, view, provider, "(geom)" if mapped else "")
    if not checks.that(opened.isValid(), f"{view} opens", opened.error().message()):
        return
    features = list(opened.getFeatures())
    checks.equal({f["code"] for f in features}, codes, f"{view} shows what it should")
    checks.equal(opened.featureCount(), len(codes), f"{view} knows how many records it has")
    checks.that(all(f["id"] and f["updated_at"] for f in features), f"{view} has the layer's columns")
    if mapped:
        checks.equal(opened.crs().authid(), "EPSG:4490", f"{view} has its CRS")
        checks.that(opened.renderer().type() != "singleSymbol", f"{view} has its style")
        outside = [f["code"] for f in features if f.hasGeometry() and not
                   opened.extent().buffered(1e-6).contains(f.geometry().boundingBox())]
        checks.equal(outside, [], f"the extent of {view} covers its records")
    stored = rows(registry, "SELECT DISTINCT styleName FROM layer_styles WHERE f_table_name = ?", view)
    checks.that(stored and stored[0][0].startswith(title), f"{view} has a title", stored)


def check_views(checks, registry, provider, lang):
    for layer in definitions(registry):
        views = wanted(registry, layer)
        found = rows(registry, "SELECT name FROM sqlite_master WHERE type = 'view' AND name LIKE ? || '%' AND sql LIKE ?",
                     layer["name"] + "_", f'%FROM "{layer["name"]}"%')
        checks.equal({name for (name,) in found}, set(views), f"{layer['name']} has its views")
        for view, codes in views.items():
            check_view(checks, registry, layer, view, codes, provider, layer["title"][lang])


def edit_view(editor, moved, mended, refused, deleted):
    return {
        "before": editor.set(moved, remark="before"),
        "transition": editor.set(refused, status="planned"),
        "after transition": editor.set(refused, remark="after the transition"),
        "domain": editor.set(moved, defect="nonsense"),
        "move": editor.move(moved, 111.25, 40.75),
        "insert": editor.add([(111.2, 40.7)]),
        "after insert": editor.set(moved, owner="after the insert"),
        "delete": editor.delete(deleted),
        "mended": editor.set(mended, status="in_service"),
    }


def check_edits(checks, terrier, codes, inserts, **opened):
    """`inserts`: whether a new record is stored."""
    registry = terrier.registry
    moved, mended, refused, deleted = codes
    count = rows(registry, "SELECT count(*) FROM hydrant")[0][0]
    said = session(edit_view, registry, checks.about.split()[0], moved, mended, refused, deleted, **opened)
    bad = {"transition", "domain"} | (set() if inserts else {"insert"})
    for name, complaints in said.items():
        if name in bad:
            checks.that(complaints, f"a bad save is reported as refused ({name})")
        else:
            checks.equal(complaints, [], f"a good save is reported as stored ({name})")
    stored = rows(registry, "SELECT remark, owner, method, defect IS NOT 'nonsense' FROM hydrant WHERE code = ?", moved)
    checks.equal(stored, [("before", "after the insert", "manual", 1)], "what was saved is there after QGIS has ended")
    stored = rows(registry, "SELECT status, remark FROM hydrant WHERE code = ?", refused)
    checks.equal(stored, [("out_of_service", "after the transition")], "after a refusal the next save is stored")
    checks.equal(rows(registry, "SELECT count(*) FROM hydrant")[0][0], count - 1 + inserts, "records come and go")
    left = rows(registry, "SELECT 1 FROM hydrant_not_available WHERE code IN (?, ?)", mended, deleted)
    checks.equal(left, [], "what is mended or deleted is in the view no more")
    made = {code: [e["operation"] for e in terrier.json("log", "hydrant", code) if e["tool"] == "outside"]
            for code in codes}
    wanted_log = {moved: ["update"] * 3, mended: ["update"], refused: ["update"], deleted: ["delete"]}
    checks.equal(made, wanted_log, "each save is in the history once")
    last = terrier.json("log", "hydrant", deleted)[0]
    terrier.run("log", "hydrant", "--undo", str(last["id"]))
    back = rows(registry, "SELECT code FROM hydrant JOIN idx_hydrant_geom ON pkid = id WHERE code = ?", deleted)
    checks.equal(back, [(deleted,)], "the deletion is undone, with code and geometry")


def read_only(editor, code):
    return editor.set(code, remark="through a view")


def check_read_only(checks, terrier, code):
    said = session(read_only, terrier.registry, "ogr", code, table="hydrant_not_available")
    checks.equal(said, ["read-only"], "OGR opens a view read-only, and QGIS says so before anything is typed")


def main(program, registry, folder):
    failed = 0
    lang = rows(registry, "SELECT value FROM meta WHERE key = 'lang'")[0][0]
    copies = {p: Terrier(program, copy_registry(registry, f"{folder}/views-{p}.sqlite")) for p in PROVIDERS}
    codes = {provider: prepare(terrier) for provider, terrier in copies.items()}
    with qgis():
        for provider, terrier in copies.items():
            checks = Checks(f"{provider} views")
            check_views(checks, terrier.registry, provider, lang)
            failed += checks.failed
    for provider, terrier in copies.items():
        checks = Checks(f"{provider} views")
        if provider == "spatialite":
            check_edits(checks, terrier, codes[provider][:4], False, table="hydrant_not_available")
        else:
            check_read_only(checks, terrier, codes[provider][0])
            only = '"id" IN (SELECT id FROM hydrant_not_available)'
            check_edits(checks, terrier, codes[provider][:4], True, only=only)
        checks.that("extent" not in terrier.run("check", "--quiet"), "the extents are right after that")
        failed += checks.failed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
