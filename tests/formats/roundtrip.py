#!/usr/bin/env python3
"""Owns the proof of what each format holds: the same records go out in every format and come back into a fresh
register, and what survives must be what the table of docs/formats.md says, which is made from here.

usage: roundtrip.py PROGRAM        UPDATE=1 in the environment writes the table anew

What tools are missing (ogrinfo, QGIS, PostgreSQL) is said, and their part left out."""

import json
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # where postgis.py stands, for all tests

import postgis
import rfc7946

DOCUMENT = HERE.parent.parent / "docs" / "formats.md"
BEGIN, END = "<!-- table: made by tests/formats/roundtrip.py -->", "<!-- end of the table -->"
OSM = "© OpenStreetMap contributors, ODbL"
LONG = "长" * 300

# One field a probe: what is in it must come back as it was.
FIELDS = {
    "whole": ("whole numbers", -42),
    "large": ("whole numbers of 12 digits", 123456789012),
    "ratio": ("real numbers, every digit", 0.1 + 0.2),
    "day": ("dates", "2023-12-31"),
    "old_day": ("dates before 1900", "1850-06-01"),
    "kind": ("values of a list", "wall"),
    "lit": ("yes and no", "no"),
    "zh": ("Chinese text", "金四路与金三道交叉口北85米（路东）"),
    "quotes": ("quotes, commas, <, &", "\"路东\", 'x'; <b>a&b</b> \\"),
    "lines": ("line breaks", "第一行\n第二行"),
    "rare": ("rare characters, emoji", "𠮷𡈽🚒"),
    "digits": ("digits that are text", "007"),
    "formula": ("text that looks like a formula", "=1+1"),
    "long": ("text of 300 Chinese characters", LONG),
    "nothing": ("empty fields", None),
}
AT = (111.162345678912, 40.731234567891)
OTHERS = {
    "position": "positions to 1e-9°",
    "unplaced": "records without a position",
    "areas": "areas with holes and parts",
    "zh_headings": "`--lang zh` comes back",
    "crs": "`--crs` of your choice",
    "several": "several layers in one",
    "stdout": "standard output (`--to -`)",
    "attribution": "attribution inside",
    "ogrinfo": "opens in GDAL (ogrinfo)",
    "qgis": "opens in QGIS",
}
FORMATS = ["GeoJSON", "GeoJSONSeq", "Shapefile", "GeoPackage", "FlatGeobuf", "KML", "XLSX", "CSV", "PostGIS"]
ENDING = {"GeoJSON": "geojson", "GeoJSONSeq": "geojsonl", "Shapefile": "shp", "GeoPackage": "gpkg", "FlatGeobuf": "fgb",
          "KML": "kml", "XLSX": "xlsx", "CSV": "csv"}

# What does not hold, and why: the footnotes of the table. The test fails where this and the facts part.
WGS84 = "Always WGS 84: RFC 7946 and KML know no other; CGCS2000 is taken unchanged, the transformation being null."
SEVEN = "Seven decimals (about 1 cm), as RFC 7946 advises; nothing else is rounded."
ONE = "One layer a file."
DIGITS = "15 digits a number; a sixteenth and seventeenth are rounded away."
FILE_ONLY = "Cannot be written as a stream, or is no file."
LIMITS = {
    "GeoJSON": {"position": SEVEN, "crs": WGS84, "several": ONE},
    "GeoJSONSeq": {"position": SEVEN, "crs": WGS84, "several": ONE,
                   "attribution": "No place for it: `export` says it, and you must."},
    "Shapefile": {"ratio": DIGITS, "long": "254 bytes a text, which are 84 Chinese characters in UTF-8 and 127 in CP936; cut "
                  "between characters, and counted in a note.",
                  "several": ONE, "stdout": FILE_ONLY, "attribution": "No place for it: `export` says it, and you must."},
    "GeoPackage": {"stdout": FILE_ONLY},
    "FlatGeobuf": {"unplaced": "Cannot hold them beside positions: they are left out, and counted in a note. The order of "
                   "records changes with the spatial index.",
                   "several": ONE, "stdout": FILE_ONLY, "attribution": "No place for it: `export` says it, and you must."},
    "KML": {"crs": WGS84, "stdout": FILE_ONLY},
    "XLSX": {"ratio": DIGITS, "stdout": FILE_ONLY},
    "CSV": {"several": ONE, "attribution": "No place for it: `export` says it, and you must."},
    "PostGIS": {"ratio": DIGITS, "stdout": FILE_ONLY},
}


class Failed(Exception):
    """A command that was to work did not."""


class Register:
    def __init__(self, program, path):
        self.program, self.path = program, path
        self.run("init", path, "--quiet", register=False)
        for layer in ("sample", "parcel"):
            self.run("layer", "add", HERE / f"{layer}.json")

    def run(self, *words, register=True, codes=(0, 3)):
        command = [self.program, *(["--db", self.path] if register else []), *words]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode not in codes:
            raise Failed(f"{' '.join(str(word) for word in words)}: exit {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def records(self, layer):
        """What stands in the file, every digit of it; positions as the program tells them."""
        with sqlite3.connect(self.path) as connection:
            connection.row_factory = sqlite3.Row
            found = {row["code"]: dict(row) for row in connection.execute(f"SELECT * FROM {layer}")}
        connection.close()
        for record in json.loads(self.run("find", layer, "--format", "json")):
            found[record["code"]].update({axis: record.get(axis) for axis in ("lon", "lat")})
        return found

    def areas(self, folder):
        """The rings of the only parcel; None where it did not come."""
        table = folder / "areas.csv"
        self.run("export", "parcel", "--to", table, "--fields", "code", "--no-bom")
        rows = table.read_text("utf-8").splitlines()[1:]
        polygons = re.findall(r"\(\((.*?)\)\)", rows[0].split("MULTIPOLYGON(")[1]) if rows else []
        return [[[[float(number) for number in at.split()] for at in ring.split(",")] for ring in polygon.split("),(")]
                for polygon in polygons] or None


def square(west, south, size):
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


AREAS = [[square(111, 40, 1), square(111.2, 40.2, 0.123456789012)[::-1]], [square(113, 40, 0.5)]]


def write_seeds(folder):
    """What the first register is filled with; the second sample has no position, the third nothing but one."""
    full = {"code": "S-1", "name": "甲", "status": "broken", "township": "察素齐镇",
            **{field: value for field, (_, value) in FIELDS.items()}}
    points = [(full, AT), ({"code": "S-2", "name": "乙"}, None), ({"code": "S-3"}, (111.5, 40.25))]
    parcels = [({"code": "P-1", "name": "地块"}, AREAS)]

    def write(path, kind, rows):
        features = [{"type": "Feature", "properties": properties,
                     "geometry": at and {"type": kind, "coordinates": at}} for properties, at in rows]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
        return path

    places = folder / "places.csv"
    places.write_text("name,kind,lon,lat\n察素齐,town,111.16,40.73\n", "utf-8")
    return (write(folder / "points.geojson", "Point", points), write(folder / "areas.geojson", "MultiPolygon", parcels))


def add_attribution(register):
    """A gazetteer source that asks for a word of thanks, as an extract of OpenStreetMap leaves it."""
    with sqlite3.connect(register.path) as connection:
        connection.execute("INSERT INTO source (name, kind, attribution, imported_at) VALUES ('extract', 'gazetteer', ?, "
                           "'2026-01-01T00:00:00.000Z')", (OSM,))
    connection.close()


def rings_of(areas):
    """A MultiPolygon without regard to where its rings begin and which way they run."""
    def normal(ring):
        corners = [tuple(at) for at in ring[:-1]]
        turns = [corners[i:] + corners[:i] for i in range(len(corners))]
        turns += [list(reversed(turn)) for turn in turns]
        return min(turns)
    return sorted([normal(rings[0])] + sorted(normal(ring) for ring in rings[1:]) for rings in areas)


def far(a, b):
    """The largest difference between two nested lists of numbers; infinite where their shapes part."""
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return max((far(x, y) for x, y in zip(a, b)), default=0) if len(a) == len(b) else math.inf
    return abs(a - b)


class Trip:
    """One format: out of the first register, into another, and what came back."""

    def __init__(self, source, folder, name, server):
        self.source, self.folder, self.name, self.server = source, folder, name, server
        self.fails = {}

    def target(self, stem):
        return self.server.url(stem) if self.name == "PostGIS" else self.folder / f"{stem}.{ENDING[self.name]}"

    def export(self, layers, stem, *words):
        target = self.target(stem)
        return target, self.source.run("export", *layers, "--to", target, *words)

    def readable(self, target, layer, stem):
        """Terrier imports files: a database is brought into one."""
        if self.name != "PostGIS":
            return target
        back = self.folder / f"back-{stem}.gpkg"
        done = subprocess.run(["ogr2ogr", "-f", "GPKG", back, f"PG:host={self.server.folder} user=postgres dbname=postgres "
                               f"active_schema={stem}", layer], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(f"ogr2ogr: {done.stderr.strip()}")
        return back

    def back(self, layer, stem, *words):
        target, _ = self.export([layer], stem, *words)
        register = Register(self.source.program, self.folder / f"{stem}-back.sqlite")
        register.run("import", layer, self.readable(target, layer, stem))
        return register

    def miss(self, probe, found):
        self.fails[probe] = found

    def probe_fields(self):
        truth, back = self.source.records("sample"), self.back("sample", "points").records("sample")
        full = back.get("S-1", {})
        for field, (_, value) in FIELDS.items():
            if full.get(field) != value or type(full.get(field)) is not type(value):
                self.miss(field, full.get(field))
        for field in ("name", "status", "township", "uncertainty_m", "method"):
            if full.get(field) != truth["S-1"][field]:
                self.miss(field, full.get(field))
        if not back.get("S-3") or far([full.get("lon"), full.get("lat")], AT) > 1e-9:
            self.miss("position", [full.get("lon"), full.get("lat")])
        if "position" in self.fails and far([full.get("lon"), full.get("lat")], AT) > 0.6e-7:
            self.miss("seven decimals", [full.get("lon"), full.get("lat")])
        if "S-2" not in back or back["S-2"]["lon"] is not None or back["S-2"]["name"] != "乙":
            self.miss("unplaced", sorted(back))
        if "S-3" in back and back["S-3"]["name"] is not None:
            self.miss("a name that nobody gave", back["S-3"]["name"])

    def probe_areas(self):
        areas = self.back("parcel", "areas").areas(self.folder)
        distance = far(rings_of(areas), rings_of(AREAS)) if areas else math.inf
        if distance > (0.6e-7 if self.name.startswith("GeoJSON") else 1e-9):
            self.miss("areas", distance)

    def probe_headings(self):
        full = self.back("sample", "zh", "--lang", "zh").records("sample").get("S-1", {})
        wrong = [field for field, (_, value) in FIELDS.items() if full.get(field) != value and field not in self.fails]
        if wrong:
            self.miss("zh_headings", wrong)

    def works(self, probe, *words):
        try:
            self.source.run("export", *words)
        except Failed as failure:
            self.miss(probe, str(failure))

    def probe_options(self):
        self.works("crs", "sample", "--to", self.target("crs"), "--crs", "EPSG:4547")
        self.works("several", "sample", "parcel", "--to", self.target("several"))
        if self.name == "PostGIS":
            self.miss("stdout", "a database")
        else:
            self.works("stdout", "sample", "--to", "-", *(["--format", self.name.lower()] if self.name.lower() in
                                                          ("geojson", "geojsonseq", "csv") else []))

    def content(self):
        target = self.target("points")
        if self.name == "PostGIS":
            return self.server.ask("SELECT obj_description('points.sample'::regclass)")
        if self.name == "XLSX":
            with zipfile.ZipFile(target) as book:
                return "".join(book.read(part).decode("utf-8") for part in book.namelist())
        return target.read_bytes().decode("utf-8", "replace")

    def probe_attribution(self):
        if OSM not in self.content():
            self.miss("attribution", "not there")
            if OSM not in self.export(["sample"], "said")[1]:
                self.miss("attribution said", "neither inside nor on the screen")

    def probe_ogrinfo(self):
        source = self.target("points")
        if self.name == "PostGIS":
            source = f"PG:host={self.server.folder} user=postgres dbname=postgres active_schema=points"
        done = subprocess.run(["ogrinfo", "-ro", "-al", source], capture_output=True, text=True, encoding="utf-8", check=False)
        wanted = 2 if self.name == "FlatGeobuf" else 3
        count = re.search(r"Feature Count: (\d+)", done.stdout)
        if done.returncode != 0 or not count or int(count.group(1)) != wanted or FIELDS["zh"][1] not in done.stdout:
            self.miss("ogrinfo", done.stdout[-300:] + done.stderr)

    def probe_qgis(self):
        words = [str(self.target("points"))]
        if self.name == "CSV":
            words = [f"file://{words[0]}?encoding=UTF-8&delimiter=,&xField=lon&yField=lat&crs=EPSG:4490", "delimitedtext"]
        if self.name == "PostGIS":
            words = [f"host='{self.server.folder}' dbname='postgres' user='postgres' key='id' srid=4490 type=Point "
                     f"table=\"points\".\"sample\" (geom)", "postgres"]
        done = subprocess.run(["/usr/bin/python3", HERE / "qgis_opens.py", *words], capture_output=True, text=True,
                              encoding="utf-8", check=False)
        found = json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}
        # QGIS's delimited text provider leaves out what has no position, as FlatGeobuf itself does.
        wanted = (2, 3) if self.name == "CSV" else (2,) if self.name == "FlatGeobuf" else (3,)
        placed = self.name == "XLSX" or any(far(at, AT) < 0.6e-7 for at in found.get("points", []))
        if not found.get("valid") or found["count"] not in wanted or FIELDS["zh"][1] not in found["texts"] or not placed:
            self.miss("qgis", found or done.stderr[-300:])

    def run(self, has_ogrinfo, has_qgis):
        self.probe_fields()
        self.probe_areas()
        self.probe_headings()
        self.probe_options()
        self.probe_attribution()
        if has_ogrinfo:
            self.probe_ogrinfo()
        if has_qgis:
            self.probe_qgis()
        return self.fails


# ---- what holds for one format only ----

def check_geojson(trip):
    for stem in ("points", "areas"):
        for fault in rfc7946.faults(trip.target(stem).read_text("utf-8")):
            yield f"{stem}.geojson: {fault}"


def check_sequence(trip):
    lines = trip.target("points").read_bytes().split(b"\n")
    if lines.pop() != b"" or len(lines) != 3:
        yield "a line a feature, each ended by a line feed"
    for line in lines:
        yield from rfc7946.feature_faults(rfc7946.strictly(line.decode("utf-8")), "a line")
    marked = trip.folder / "marked.geojsons"
    trip.source.run("export", "sample", "--to", marked)
    if any(line[:1] != b"\x1e" for line in marked.read_bytes().splitlines()):
        yield ".geojsons begins each line with a record separator (RFC 8142)"


def check_csv(trip):
    if not trip.target("points").read_bytes().startswith(b"\xef\xbb\xbf"):
        yield "a .csv begins with the mark by which Excel knows UTF-8"
    bare = trip.folder / "bare.csv"
    trip.source.run("export", "sample", "--to", bare, "--no-bom")
    if bare.read_bytes().startswith(b"\xef\xbb\xbf"):
        yield "--no-bom leaves the mark out"
    if "'=1+1" not in trip.target("points").read_text("utf-8"):
        yield "a text that looks like a formula has an apostrophe before it"


def check_workbook(trip):
    target, _ = trip.export(["sample", "parcel"], "titled", "--lang", "en")
    with zipfile.ZipFile(target) as book:
        sheet, styles = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/styles.xml").decode()
        names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
    if names != ["Samples _a_b__ __", "Parcels"]:
        yield f"sheets are named so that Excel takes them: {names}"
    for what, part, text in [("headings stay in view", '<pane', sheet), ("there is a filter", "<autoFilter", sheet),
                             ("headings are bold", "<b/>", styles), ("dates have a form", "yyyy\\-mm\\-dd", styles)]:
        if part not in text and part.replace("\\", "") not in text:
            yield what
    if shutil.which("soffice"):
        # a profile of its own, for another office may be open; comma, quotes, UTF-8
        done = subprocess.run(["soffice", f"-env:UserInstallation=file://{trip.folder}/office", "--headless", "--convert-to",
                               "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", trip.folder, target],
                              capture_output=True, check=False)
        read = trip.folder / "titled.csv"
        if done.returncode != 0 or not read.exists() or FIELDS["zh"][1] not in read.read_text("utf-8"):
            yield "LibreOffice opens it"


def check_geopackage(trip):
    """A file that holds tables of somebody else's is left alone."""
    target = trip.target("several")
    subprocess.run(["ogr2ogr", "-update", "-f", "GPKG", target, trip.folder.parent / "points.geojson", "-nln", "mine"],
                   check=True, capture_output=True)
    before = target.read_bytes()
    try:
        trip.source.run("export", "sample", "--to", target)
        yield "a table of somebody else's was replaced"
    except Failed as failure:
        if "mine" not in str(failure) or target.read_bytes() != before:
            yield f"the refusal names the table and changes nothing: {failure}"
    trip.source.run("export", "sample", "--to", target, "--overwrite")


def check_postgis(trip):
    ask = trip.server.ask
    facts = {
        "a primary key": "SELECT count(*) FROM pg_index WHERE indrelid = 'points.sample'::regclass AND indisprimary",
        "a spatial index": "SELECT count(*) FROM pg_indexes WHERE schemaname = 'points' AND indexdef LIKE '%gist%'",
        "unique codes": "SELECT count(*) FROM pg_indexes WHERE schemaname = 'points' AND indexdef LIKE 'CREATE UNIQUE%(code)'",
        "comments on columns": "SELECT count(*) FROM pg_description WHERE objoid = 'points.sample'::regclass AND "
                               "objsubid > 0 HAVING count(*) > 20",
        "its own reference system": "SELECT count(DISTINCT 1) FROM points.sample WHERE ST_SRID(geom) = 4490",
    }
    for what, sql in facts.items():
        if ask(sql) in ("", "0"):
            yield f"the table has {what}"
    ask("CREATE SCHEMA other; CREATE TABLE other.sample (mine text); INSERT INTO other.sample VALUES ('precious')")
    try:
        trip.source.run("export", "parcel", "sample", "--to", trip.server.url("other"))
        yield "a table of somebody else's was replaced"
    except Failed as failure:
        if "--overwrite" not in str(failure):
            yield f"the refusal says what to do: {failure}"
    if ask("SELECT count(*) FROM other.sample") != "1" or ask("SELECT to_regclass('other.parcel')") != "":
        yield "a refused export leaves everything as it was"
    try:
        trip.source.run("export", "sample", "--to", "postgresql://postgres:geheim@localhost:1/none")
    except Failed as failure:
        if "geheim" in str(failure).split("exit", 1)[1]:
            yield "a password is in the error"


CHECKS = {"GeoJSON": check_geojson, "GeoJSONSeq": check_sequence, "CSV": check_csv, "XLSX": check_workbook,
          "GeoPackage": check_geopackage, "PostGIS": check_postgis}


# ---- the table ----

def table():
    notes = []
    rows = [f"| | {' | '.join(f'`.{ENDING[name]}`' if name in ENDING else name for name in FORMATS)} |",
            "|---" * (len(FORMATS) + 1) + "|"]
    for probe, what in [*((field, what) for field, (what, _) in FIELDS.items()), *OTHERS.items()]:
        cells = []
        for name in FORMATS:
            why = LIMITS[name].get(probe)
            if why and why not in notes:
                notes.append(why)
            cells.append(f"({notes.index(why) + 1})" if why else "✓")
        rows.append(f"| {what} | {' | '.join(cells)} |")
    return "\n".join([*rows, "", *(f"({number}) {note}" + "  " for number, note in enumerate(notes, 1))])


def check_document():
    text = DOCUMENT.read_text("utf-8")
    head, rest = text.split(BEGIN)
    wanted = f"{head}{BEGIN}\n\n{table()}\n\n{END}{rest.split(END)[1]}"
    if text == wanted:
        return True
    if os.environ.get("UPDATE"):
        DOCUMENT.write_text(wanted, "utf-8")
        return True
    print("FAIL the table in docs/formats.md is not what this test says; UPDATE=1 writes it anew")
    return False


def judge(name, fails):
    good = True
    for probe, found in fails.items():
        if probe not in LIMITS[name]:
            print(f"FAIL {name}: {probe} does not come back: {found!r}"[:600])
            good = False
    for probe in LIMITS[name]:
        if probe not in fails:
            print(f"FAIL {name}: {probe} holds, and the table says it does not")
            good = False
    return good


def has_qgis():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run(["/usr/bin/python3", "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0


def travel(source, folder, name, server, tools):
    trip = Trip(source, folder / name, name, server)
    trip.folder.mkdir()
    good = judge(name, trip.run(*tools))
    for fault in CHECKS.get(name, lambda trip: [])(trip):
        print(f"FAIL {name}: {fault}")
        good = False
    if good:
        print(f"ok   {name}: what went out came back")
    return good


def run(program, folder):
    tools = (shutil.which("ogrinfo") is not None, has_qgis())
    for tool, there in zip(("ogrinfo (Debian: gdal-bin)", "QGIS (Debian: python3-qgis)"), tools):
        if not there:
            print(f"skipped: {tool} is missing, nothing is opened with it")
    source = Register(program, folder / "source.sqlite")
    points, areas = write_seeds(folder)
    source.run("import", "sample", points)
    source.run("import", "parcel", areas)
    add_attribution(source)
    good = all([travel(source, folder, name, None, tools) for name in FORMATS if name != "PostGIS"])
    try:
        with postgis.PostGIS() as server:
            good &= travel(source, folder, "PostGIS", server, tools)
    except postgis.Missing as reason:
        print(f"skipped: PostGIS: {reason}")
    return check_document() and good


def main():
    if len(sys.argv) != 2 or not os.access(sys.argv[1], os.X_OK):
        print("usage: roundtrip.py PROGRAM", file=sys.stderr)
        return 2
    os.environ["LC_ALL"] = "C.UTF-8"
    with tempfile.TemporaryDirectory(prefix="terrier-formats-") as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        return 0 if run(Path(sys.argv[1]).resolve(), Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
