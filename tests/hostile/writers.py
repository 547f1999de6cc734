"""Owns the test that hostile texts come out of every writer as the texts they are.

A register is filled with values that mean something to spreadsheets, browsers, XML readers, shells, terminals and file
systems. Each file that the program writes is read back by a parser of its own kind, and the texts in it are compared
with what went in. Usage: writers.py PROGRAM
"""

import csv
import html.parser
import io
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><!--<script>",
    "\"'&amp;&lt;&#60;",
    "]]><x>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "-5",
    "@SUM(1)",
    "＝1+1",
    "'=1+1",
    "{=1+1}",
    "http://evil.example/?a=1",
    "mailto:a@evil.example",
    "external:C:\\Temp\\x",
    "javascript:alert(1)",
    "../../../tmp/pwned",
    "/etc/passwd",
    "'); DROP TABLE hydrant; --",
    "[% env('HOME') %]",
    "%n%s%1$s {{7*7}} ${HOME} `id` $(id)",
    "abc\u202egpj.exe",
    "zero\u200bwidth\ufeff",
    "\U0001f525 𠮷",
    "a,b;c\"d\"e",
    "CON",
    "History",
    "x" * 5000,
)
TOWNSHIPS = ("../../evil", "/etc/[x]:*?\\", "History", "'quoted'", "<b>镇", "t" * 300)
faults = []


def terrier(*arguments, code=0, folder=None, text=True):
    done = subprocess.run([str(PROGRAM), *arguments], capture_output=True, timeout=120, cwd=folder)
    if code is not None and done.returncode != code:
        faults.append(f"terrier {' '.join(arguments)}: exit {done.returncode}: {done.stderr.decode(errors='replace')[:300]}")
    return done.stdout.decode() if text else done.stdout


def same(where, got, wanted):
    """The texts that went in and those that came out, in any order."""
    missing = [text for text in wanted if text not in got]
    if missing:
        near = [text for text in got if text and text not in wanted][:5]
        faults.append(f"{where}: not as they were: {[text[:60] for text in missing]}; instead perhaps {[text[:60] for text in near]}")


def fill(folder):
    """A register whose texts are the hostile ones; townships named like paths and sheets."""
    os.environ["TERRIER_DB"] = str(folder / "a.sqlite")
    terrier("init", os.environ["TERRIER_DB"], "--name", HOSTILE[0], "--lang", "en")
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [111 + i / 1000, 40 + i / 1000]},
         "properties": {"code": f"H-{i:03}", "remark": value, "road": value, "status": "out_of_service", "township": TOWNSHIPS[i % len(TOWNSHIPS)]}}
        for i, value in enumerate(HOSTILE)
    ]
    (folder / "in.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    terrier("import", "hydrant", str(folder / "in.geojson"), "--source", HOSTILE[0])


def check_csv(folder):
    terrier("export", "hydrant", "--to", str(folder / "o.csv"))
    for where, text in (("o.csv", (folder / "o.csv").read_text(encoding="utf-8-sig")), ("find csv", terrier("find", "hydrant", "--format", "csv"))):
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        same(where, [cell[1:] if re.match(r"'+([=+\-@\t\r]|＝)", cell) else cell for cell in cells], HOSTILE)
        live = [cell for cell in cells if cell[:1] in tuple("=+-@\t\r＝") and not re.fullmatch(r"[-+]?[0-9.]+", cell)]
        if live:
            faults.append(f"{where}: a spreadsheet would compute {live}")
    again = folder / "again.sqlite"
    terrier("--db", str(again), "init", str(again))
    terrier("--db", str(again), "import", "hydrant", str(folder / "o.csv"), "--source", "again")
    same("csv imported again", [row[0] for row in sqlite3.connect(again).execute("SELECT remark FROM hydrant")], HOSTILE)


def check_json(folder):
    for name in ("o.geojson", "o.geojsonl"):
        terrier("export", "hydrant", "--to", str(folder / name))
        text = (folder / name).read_text(encoding="utf-8")
        features = json.loads(text)["features"] if name == "o.geojson" else [json.loads(line) for line in text.splitlines()]
        same(name, [feature["properties"]["remark"] for feature in features], HOSTILE)
    same("find json", [row["remark"] for row in json.loads(terrier("find", "hydrant", "--format", "json"))], HOSTILE)


def check_tables(folder):
    terrier("export", "hydrant", "--to", str(folder / "o.gpkg"))
    same("o.gpkg", [row[0] for row in sqlite3.connect(folder / "o.gpkg").execute("SELECT remark FROM hydrant")], HOSTILE)


def check_kml(folder):
    terrier("export", "hydrant", "--to", str(folder / "o.kml"))
    same("o.kml", [element.text for element in ElementTree.parse(folder / "o.kml").iter()], HOSTILE)


def workbook(path):
    """The texts of a workbook, and the parts of it that a spreadsheet would follow or compute."""
    with zipfile.ZipFile(path) as book:
        strings = [
            "".join(part.text or "" for part in item.iter(SHEET + "t"))
            for item in ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(SHEET + "si")
        ] if "xl/sharedStrings.xml" in book.namelist() else []
        formulas, links = [], []
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                tree = ElementTree.fromstring(book.read(name))
                formulas += [element.text for element in tree.iter(SHEET + "f")]
                strings += ["".join(part.text or "" for part in item.iter(SHEET + "t")) for item in tree.iter(SHEET + "is")]
            if name.endswith(".rels"):
                links += re.findall(rb'TargetMode="External"', book.read(name))
        sheets = [element.get("name") for element in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(SHEET + "sheet")]
    return [re.sub(r"_x([0-9A-F]{4})_", lambda match: chr(int(match.group(1), 16)), text) for text in strings], formulas, links, sheets


def check_sheet_names(where, sheets):
    for name in sheets:
        if re.search(r"[\[\]:*?/\\]", name) or len(name) > 31 or name[:1] == "'" or name[-1:] == "'" or name.lower() == "history":
            faults.append(f"{where}: no spreadsheet takes the sheet name {name!r}")
    if len({name.lower() for name in sheets}) != len(sheets):
        faults.append(f"{where}: sheet names twice: {sheets}")


def check_workbooks(folder):
    terrier("export", "hydrant", "--to", str(folder / "o.xlsx"))
    terrier("order", "issue", "hydrant", "--to", str(folder / "order.xlsx"), "--to", str(folder / "order.html"))
    terrier("report", "overdue", "hydrant", "--out", str(folder / "overdue.xlsx"), code=None)
    for name in ("o.xlsx", "order.xlsx"):
        strings, formulas, links, sheets = workbook(folder / name)
        if name == "o.xlsx":
            same(name, strings, HOSTILE)
        wrong = [formula for formula in formulas if any(text in (formula or "") for text in HOSTILE[:6])]
        if links or wrong:
            faults.append(f"{name}: links {links}, formulas {wrong}")
        check_sheet_names(name, sheets)


def check_shapefile(folder):
    terrier("export", "hydrant", "--to", str(folder / "o.shp"))
    text = subprocess.run(["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", str(folder / "o.shp")], capture_output=True, check=True).stdout.decode()
    texts = [text for feature in json.loads(text)["features"] for text in feature["properties"].values()]
    same("o.shp", texts, [value for value in HOSTILE if len(value.encode()) <= 254])


class Page(html.parser.HTMLParser):
    """What stands in a page: its scripts, its attributes that act, its texts."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.scripts, self.acting, self.texts, self.open = [], [], [], None

    def handle_starttag(self, tag, attributes):
        self.open = tag if tag in ("script", "style") else None
        if tag == "script":
            self.scripts.append("")
        for name, value in attributes:
            if name.startswith("on") or (name in ("href", "src") and re.match(r"\s*(javascript|data:text|http://evil)", value or "", re.I)):
                self.acting.append((tag, name, value))

    def handle_endtag(self, tag):
        self.open = None

    def handle_data(self, data):
        if self.open == "script":
            self.scripts[-1] += data
        elif self.open is None:
            self.texts.append(data)


def check_pages(folder):
    commands = (("report", "overdue", "hydrant"), ("report", "progress"), ("report", "repair", "--per-year", "9"), ("report", "zones"), ("report", "patches"))
    for command in commands:
        terrier(*command, "--out", str(folder / f"{command[1]}.html"), code=None)
    terrier("report", "coverage", "hydrant", "150", "--out", str(folder / "coverage.html"), code=None)
    terrier("publish", "hydrant", "--to", str(folder / "public.html"), code=None)
    for path in sorted(folder.glob("*.html")):
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        foreign = [script for script in page.scripts if script.strip() in ("alert(1)", "")]
        if page.acting or foreign:
            faults.append(f"{path.name}: acts by {page.acting[:3]} or runs {foreign[:3]}")
        if "default-src" not in path.read_text(encoding="utf-8"):
            faults.append(f"{path.name}: has no policy")


def check_project(folder):
    terrier("qgis", str(folder / "q.qgz"), code=0)
    with zipfile.ZipFile(folder / "q.qgz") as project:
        for name in project.namelist():
            if "/" in name or name.startswith("."):
                faults.append(f"q.qgz holds {name}")
            if name.endswith(".qgs"):
                ElementTree.fromstring(project.read(name))


def check_terminal(folder):
    """Tables and errors hold no character that speaks to a terminal, turns the line or ends it."""
    for arguments in (("find", "hydrant"), ("log", "hydrant", "H-021"), ("find", "hydrant", "--township", "\u202eevil\x1b[2J\u009b31m"), ("find", "\x1b]0;title\x07")):
        done = subprocess.run([str(PROGRAM), *arguments], capture_output=True, timeout=60)
        text = (done.stdout + done.stderr).decode()
        speaking = re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]", text)
        if speaking:
            faults.append(f"{arguments}: prints {speaking!r}")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fill(folder)
        for check in (check_csv, check_json, check_tables, check_kml, check_workbooks, check_shapefile, check_pages, check_project, check_terminal):
            try:
                check(folder)
            except Exception as problem:  # a file that a parser refuses is a finding like any other
                faults.append(f"{check.__name__}: {type(problem).__name__}: {problem}")
        strays = [name for name in ("pwned", "evil") if (pathlib.Path("/tmp") / name).exists()]
        if strays:
            faults.append(f"files were written by names of the data: {strays}")
    print("\n".join(faults) if faults else f"{len(HOSTILE)} hostile texts came out of every writer as they went in")
    return 1 if faults else 0


sys.exit(main())
