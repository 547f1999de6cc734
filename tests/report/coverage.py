#!/usr/bin/env python3
"""Owns the test of the coverage report in a real browser: its figures are those of the command, its map shows the gaps,
texts of the data stay texts, it needs no network, it sorts, and it prints.

usage: coverage.py PROGRAM [FOLDER]    FOLDER keeps the pages, the pictures and the PDFs; else all is thrown away
Ends with 77, which CTest counts as skipped, where Chromium or pdftotext is not installed."""

import json
import shutil
import subprocess
import xml.etree.ElementTree

import browser
import checking
from checking import EVIL, EXAMPLE, check, run



def feature(geometry, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": geometry, "coordinates": coordinates}}


def write_features(path, features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def square(west, south, east, north):
    return [[[[west, south], [east, south], [east, north], [west, north], [west, south]]]]


def make_register(program, folder):
    """Two townships, one of them with a name that is an attack, 20 hydrants in a row, 60 addresses in a net."""
    west, south = 111.10, 40.70
    hydrants = [feature("Point", [west + 0.002 * i, south + 0.004], code=f"H-{i:03}", road=EVIL,
                        status="in_service", uncertainty_m=200 if i == 7 else 10 + i) for i in range(20)]
    addresses = [feature("Point", [west + 0.004 * (i % 10), south + 0.0015 * (i // 10)],
                         code=EVIL if i == 0 else f"A{i}") for i in range(60)]
    halves = [square(west - 0.01, south - 0.01, west + 0.02, south + 0.02),
              square(west + 0.02, south - 0.01, west + 0.05, south + 0.02)]
    townships = [feature("MultiPolygon", half, name=name) for half, name in zip(halves, ("察素齐镇", EVIL))]
    write_features(folder / "hydrants.geojson", hydrants)
    write_features(folder / "addresses.geojson", addresses)
    write_features(folder / "townships.geojson", townships)
    stations = [feature("Point", [west + 0.01 * i, south], code=f"S{i}", name=f"{i} {EVIL}", status="in_service",
                        uncertainty_m=(10, 3000)[i], **{"class": "second"}) for i in range(2)]
    write_features(folder / "stations.geojson", stations)
    streets = [feature("LineString", [[west - 0.005, south], [west + 0.045, south]], name="Long", **{"class": "primary"}),
               feature("LineString", [[west + 0.01, south], [west + 0.01, south + 0.01]], name="Cross")]
    write_features(folder / "streets.geojson", streets)
    checking.open_register(program, folder)
    run(program, "gazetteer", "import", EXAMPLE / "roads.geojson", "--kind", "roads")
    run(program, "gazetteer", "import", folder / "streets.geojson", "--kind", "roads", "--uncertainty", "8")
    run(program, "import", "station", folder / "stations.geojson")
    run(program, "import", "township", folder / "townships.geojson")
    run(program, "import", "hydrant", folder / "hydrants.geojson", "--source", f"文件 {EVIL}")


def same(a, b):
    return abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))


def check_row(what, cells, figures):
    expected = [figures["total"], figures["certain"], figures["possible"], figures["gap"]]
    values = [cell["value"] for cell in cells]
    check(what, len(values) == 4 and all(same(a, b) for a, b in zip(values, expected)), values, expected)


def check_figures(page, answer):
    """Every figure of the answer stands in the page, to the last digit."""
    rows = page.tables["figures"][1:]
    check("a row for each thing covered", len(rows) == len(answer["over"]), len(rows))
    for row, over in zip(rows, answer["over"]):
        check_row(f"the figures of {over['name']} equal the JSON", row[2:6], over)
    for over in answer["over"]:
        table = page.tables[f"by-township {over['name']}"]
        check_row(f"the total of {over['name']} by township", table[-1][1:5], over)
        parts = [row[1:5] for row in table[1:-1]]
        sums = [sum(part[i]["value"] for part in parts) for i in range(4)]
        check(f"the townships of {over['name']} add up",
              all(abs(a - cell["value"]) < 0.001 * len(table) for a, cell in zip(sums, table[-1][1:5])), sums)


def check_map(page, answer):
    layers = json.loads(page.data["map-data"])["layers"]
    gaps = sum(len(layer["g"]) for layer in layers if layer["class"] == "s-gap" and not layer["hidden"])
    dots = sum(len(layer["g"]) for layer in layers if layer["class"] == "d-gap")
    points = sum(over["gap"] for over in answer["over"] if over["measure"] == "count")
    check("the map was drawn", page.attribute("html", "data-map") == "drawn")
    check("there are gap polygons, each a path", gaps and len(page.with_class("path", "s-gap")) == gaps, gaps)
    check("each address in the gap is a dot", dots == points, dots, points)
    check("certain and possible areas are drawn",
          page.with_class("path", "s-certain") and page.with_class("path", "s-possible"))
    check("the background shows roads", any(layer["background"] and layer["g"] for layer in layers))
    check("the worst places are numbered", len(page.with_class("div", "pin")) > 0)


def check_page(page, answer):
    text = "".join(page.text)
    check("the console is silent", not page.console, *page.console)
    check("no script of the data ran", page.title and "broken" not in page.title, page.title)
    check("no picture came from data", not any(tag == "img" for tag, _ in page.elements))
    check("the texts of the data are shown as they are", EVIL in text)
    check("three scripts run, one block holds data", sum(tag == "script" for tag, _ in page.elements) == 4)
    check_figures(page, answer)
    check_map(page, answer)


PROBE = """
var heading = document.querySelectorAll('table[data-table^=by-township] th')[1];
var button = heading.querySelector('[role=button]');
button.click();
var column = Array.from(heading.closest('table').tBodies[0].rows,
    function (row) { return row.cells[1].dataset.value; });
document.body.dataset.first = heading.getAttribute('aria-sort') + ' ' + column.join(' ');
button.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', cancelable: true}));
document.body.dataset.second = heading.getAttribute('aria-sort');
var box = document.querySelectorAll('.legend input')[Array.from(document.querySelectorAll('.legend .swatch > *'))
    .findIndex(function (swatch) { return swatch.matches('.s-gap'); })];
box.click();
document.body.dataset.gaps = document.querySelectorAll('path.s-gap').length;
box.click();
document.body.dataset.again = document.querySelectorAll('path.s-gap').length;
var path = document.querySelector('path.s-gap'), at = path.getBoundingClientRect();
var middle = {bubbles: true, clientX: at.x + at.width / 2, clientY: at.y + at.height / 2};
path.dispatchEvent(new MouseEvent('click', middle));
var popup = document.querySelector('.leaflet-popup-content');
document.body.dataset.popup = popup ? popup.textContent : '';
document.querySelector('button.place').click();
"""


def check_use(path):
    """Sorting, switching layers, popups: in a copy of the page that lets a script of ours in."""
    page = browser.Page(browser.probed(path, PROBE))
    body = next(attrs for tag, attrs in page.elements if tag == "body")
    order, *values = body["data-first"].split()
    falling = sorted(values, key=float, reverse=True)
    check("a click sorts, the largest first", order == "descending" and values == falling, values)
    check("a second click turns it round", body["data-second"] == "ascending")
    check("a layer is switched off and on", int(body["data-gaps"]) < int(body["data-again"]), body)
    check("a gap says what it is", "²" in body["data-popup"] or "平方" in body["data-popup"], body["data-popup"])
    check("none of it troubles the console", not page.console, *page.console)


def check_print(path, target, title):
    words = checking.check_print(path, target, title)
    heads = sum(word[0].startswith(("Longitude", "经度")) for word in words)
    check("a table that goes on has its headings again", heads >= 2, heads)


def check_report(program, folder, lang, title):
    path, over = folder / f"{lang}.html", folder / "addresses.geojson"
    words = ["hydrant", "--radius", "150", "--over", over, "--over", "roads", "--lang", lang]
    said = run(program, "report", "coverage", *words, "--out", path, allowed=(3,))
    check(f"-- {lang}: the report says where it is", str(path) in said)
    answer = json.loads(run(program, "coverage", *words, "--format", "json", allowed=(3,)))
    page = browser.Page(path)
    check("the page names its language", page.attribute("html", "lang").startswith(lang))
    check_page(page, answer)
    check_use(path)
    check_print(path, folder / f"{lang}.pdf", title)
    browser.picture(path, folder / f"{lang}.png", 4200)


def check_files(program, folder):
    """The same figures as files, and nobody's work written over."""
    words = ["hydrant", "--radius", "150", "--over", folder / "addresses.geojson", "--lang", "en"]
    target = folder / "figures.json"
    run(program, "report", "coverage", *words, "--out", target, allowed=(3,))
    answer = run(program, "coverage", *words, "--format", "json", allowed=(3,))
    check("a .json holds what coverage answers", json.loads(target.read_text()) == json.loads(answer))
    mine = folder / "mine.html"
    mine.write_text("<p>mine</p>")
    refused = subprocess.run([program, "report", "coverage", *words, "--out", mine], capture_output=True, text=True)
    check("somebody's page is left alone", refused.returncode == 1 and mine.read_text() == "<p>mine</p>",
          refused.stderr)
    run(program, "report", "coverage", *words, "--out", mine, "--overwrite", allowed=(3,))
    check("--overwrite permits it", "terrier report" in mine.read_text()[:60])
    run(program, "report", "coverage", *words, "--out", mine, allowed=(3,))
    check("a report is replaced", "terrier report" in mine.read_text()[:60])


def check_stations(program, folder):
    """By time and along roads the page says what the command says, and who is due when."""
    addresses, townships = folder / "addresses.geojson", folder / "townships.geojson"
    for name, words in (("minutes", ["station", "--over", addresses, "--over", "township"]),
                        ("hoses", ["hydrant", "--along-roads", "200", "--over", "roads", "--over", townships,
                                   "--over", addresses, "--assume-exact", "--close", "2"])):
        path = folder / f"{name}.html"
        run(program, "report", "coverage", *words, "--lang", "en", "--out", path, allowed=(3,))
        answer = json.loads(run(program, "coverage", *words, "--lang", "en", "--format", "json", allowed=(3,)))
        page = browser.Page(path)
        check(f"-- {name}: the console is silent", not page.console, *page.console)
        limits = answer.get("levels", [answer])
        rows = page.tables["figures"][1:]
        check("a row for each limit and thing", len(rows) == len(limits) * len(answer["over"]), len(rows))
        overs = [over for limit in limits for over in limit["over"]]
        for row, over in zip(rows, overs):
            check_row(f"the figures of {over['name']} equal the JSON", row[2:6], over)
        for over in answer["over"]:
            check_row(f"the total of {over['name']} by township",
                      page.tables[f"by-township {over['name']}"][-1][1:5], over)
        check("the title says that positions were taken for exact",
              ("--assume-exact" in "".join(page.text)) == answer["assume_exact"])


def check_styles(program, folder):
    """What is only possible is hatched in a colour of its own, in QGIS too; every style can be read."""
    target = folder / "gaps"
    shutil.rmtree(target, ignore_errors=True)
    run(program, "coverage", "hydrant", "--over", "township", "--over", folder / "addresses.geojson", "--lang", "zh",
        "--out", target, allowed=(3,))
    looks = {}
    for path in sorted(target.glob("*.qml")):
        fill = xml.etree.ElementTree.parse(path).find(".//layer[@class='SimpleFill']")
        if fill is not None:
            looks[path.stem] = {prop.get("k"): prop.get("v") for prop in fill.iter("prop")}
    check("certain, possible and gap have styles", {"certain", "possible", "gap"} <= looks.keys(), *looks)
    check("what is possible is hatched, never filled", looks["possible"]["style"] == "b_diagonal")
    check("what is certain is filled", looks["certain"]["style"] == "solid")
    check("each has its colour", len({looks[name]["color"] for name in ("certain", "possible", "gap")}) == 3)
    answer = json.loads((target / "coverage.json").read_text())
    gaps = json.loads((target / "gap.geojson").read_text())["features"]
    drawn, exact = sum(gap["properties"]["area_m2"] for gap in gaps), answer["over"][0]["gap"]
    check("the gaps drawn are those counted, but for chords", abs(drawn - exact) < 0.001 * exact, drawn, exact)
    parts = [row["over"][0]["total"] for row in answer["by_township"] if row["over"]]
    check("townships that touch share no area", same(round(sum(parts)), round(answer["over"][0]["total"])), parts)


if __name__ == "__main__":
    checking.main(make_register, lambda program, folder: check_report(program, folder, "en", "Coverage"),
                  lambda program, folder: check_report(program, folder, "zh", "消火栓"), check_files, check_stations,
                  check_styles)
