#!/usr/bin/env python3
"""Owns the test of the repair report in a real browser: its figures are those of the command, each record stands once in
its year's list, texts of the data stay texts, it sorts, its map is drawn, and it prints.

usage: repair.py PROGRAM [FOLDER]    FOLDER keeps the pages, the pictures and the PDFs; else all is thrown away
Ends with 77, which CTest counts as skipped, where Chromium or pdftotext is not installed."""

import json

import browser
import checking
from checking import EVIL, check, run

QUESTION = ["--per-year", "7,5,4", "--from-year", "2023", "--by", "township", "--on", "2023-06-30"]
PARTS = ["severity", "certain", "possible", "sites", "age", "target", "share"]


def make_register(program, folder):
    """24 broken hydrants in three townships, one of them with a name that is an attack; some coarse, one nowhere."""
    defects = ["no_water", "flooded", "too_deep", "leaking"]
    features = []
    for i in range(24):
        properties = {"code": f"H-{i:03}", "road": EVIL if i == 2 else "Road", "status": "out_of_service",
                      "defect": defects[i % 4], "township": ("察素齐镇", EVIL, "北什轴乡")[min(i % 5, 2)],
                      "uncertainty_m": 400 if i % 6 == 0 else 15, "status_since": "2022-06-30" if i % 2 else None,
                      "location_text": f"{i} m north"}
        geometry = {"type": "Point", "coordinates": [111.1 + 0.0011 * i, 40.7 + 0.0007 * (i % 7)]}
        features.append({"type": "Feature", "properties": properties, "geometry": None if i == 5 else geometry})
    path = folder / "hydrants.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    checking.open_register(program, folder)
    run(program, "import", "hydrant", path, "--source", f"文件 {EVIL}")
    run(program, "plan", "repair", *QUESTION, "--save", "approved", allowed=(3,))
    run(program, "set", "hydrant", "H-001", "status=in_service")


def check_scores(page, items):
    """Each part of each score, to the last digit that is shown."""
    rows = page.tables["scores"][1:]
    check("a score for each record", len(rows) == len(items), len(rows), len(items))
    for row, item in zip(rows, items):
        points = [cell["value"] for cell in row[2:9]]
        expected = [item[f"{part}_points"] for part in PARTS]
        good = all((a is None or a != a) == (b is None) and (b is None or abs(a - b) < 0.006)
                   for a, b in zip(points, expected))
        good &= row[1]["text"] == item["code"] and abs(row[9]["value"] - item["score"]) < 0.006
        if not good:
            check(f"the score of {item['code']}", False, points, expected)
    check("the scores equal the JSON", True)


def check_lists(page, items):
    listed = {}
    for name, table in page.tables.items():
        if name and name.startswith(("year-", "no-year-")):
            year = int(name.split("-")[1]) if name.startswith("year-") else None
            for row in table[1:]:
                listed.setdefault(row[1]["text"], []).append(year)
    check("each record stands once, in its year", listed == {item["code"]: [item["year"]] for item in items}, listed)
    total = page.tables["by-township"][-1]
    counts = [sum(item["year"] == year for item in items) for year in (2023, 2024, 2025, None)]
    check("the totals by year", [cell["value"] for cell in total[2:]] == counts, counts)
    for column in range(1, len(total)):
        parts = sum(row[column]["value"] for row in page.tables["by-township"][1:-1])
        check(f"column {column} adds up", parts == total[column]["value"], parts)


def check_map(page, items):
    layers = json.loads(page.data["map-data"])["layers"]
    placed = {(item["year"], item["lon"], item["lat"]) for item in items if item["lon"] is not None}
    pins = sum(len(layer["g"]) for layer in layers if layer["shape"] == "numbers")
    check("the map was drawn", page.attribute("html", "data-map") == "drawn")
    check("a number for each place and year", pins == len(placed), pins, len(placed))
    check("the pins have the colour of their year", page.with_class("div", "y-1") and page.with_class("div", "y-2"))


PROBE = """
var table = document.querySelector('table[data-table=scores]');
var heading = table.querySelectorAll('th')[9];
heading.querySelector('[role=button]').click();
document.body.dataset.order = heading.getAttribute('aria-sort');
document.body.dataset.values = Array.from(table.tBodies[0].rows, function (row) { return row.cells[9].dataset.value; }).join(' ');
document.querySelector('button.place').click();
"""


def check_use(path):
    page = browser.Page(browser.probed(path, PROBE))
    body = next(attrs for tag, attrs in page.elements if tag == "body")
    values = [float(value) for value in body["data-values"].split()]
    check("a click sorts by score", body["data-order"] == "descending" and values == sorted(values, reverse=True), values)
    check("none of it troubles the console", not page.console, *page.console)


CREWS = ["--crew-day", "6", "--crews", "2"]


def check_rounds(page, rounds):
    """Each round of the command has its table, in its order; what is too coarse stands in none."""
    for made in rounds:
        kind = {"round": "round", "to_locate": "locate"}[made["kind"]]
        table = page.tables[f"{kind}-{made['year']}-{made['round']}"][1:]
        code = 2 if kind == "round" else 1
        check(f"{made['year']}, {kind} {made['round']}: its stops in their order",
              [row[code]["text"] for row in table] == [call["code"] for call in made["calls"]])
        if kind == "round":
            good = all(abs(row[1]["value"] - call["arrive_min"]) < 0.06 and abs(row[6]["value"] - call["travel_m"]) < 0.06
                       for row, call in zip(table, made["calls"]))
            check("with its minutes and its way", good)
            check("and what to bring", all(row[5]["text"] for row in table))
    driven = [made for made in rounds if made["kind"] == "round"]
    shown = [row for name, table in page.tables.items() if (name or "").startswith("rounds-") for row in table[1:]]
    check("a line for each round, with its day and crew",
          [[cell["value"] for cell in row[3:6]] for row in shown]
          == [[made["day"], made["crew"], len(made["calls"])] for made in driven], len(shown), len(driven))
    lines = [layer for layer in json.loads(page.data["map-data"])["layers"] if layer["class"].startswith("r-")]
    check("the map has a line for each round", sum(len(layer["g"]) for layer in lines) == len(driven) > 3, len(driven))
    check("the first year's are shown", [layer["hidden"] for layer in lines].count(False) == 1)


def check_report(program, folder, lang, title):
    path = folder / f"{lang}.html"
    said = run(program, "report", "repair", *QUESTION, *CREWS, "--lang", lang, "--against", "approved", "--out", path,
               allowed=(3,))
    check(f"-- {lang}: the report says where it is", str(path) in said)
    items = json.loads(run(program, "plan", "repair", *QUESTION, "--lang", lang, "--format", "json", allowed=(3,)))
    changes = json.loads(run(program, "plan", "repair", *QUESTION, "--lang", lang, "--against", "approved", "--format",
                             "json", allowed=(3,)))
    page = browser.Page(path)
    text = "".join(page.text)
    checking.check_safe(page, lang)
    checking.check_title(page)
    check("it warns of coarse positions", len(page.with_class("p", "warning") + page.with_class("div", "warning")) == 1)
    check("it names the command", "plan repair --per-year 7,5,4" in text)
    check_lists(page, items)
    check_scores(page, items)
    check_map(page, items)
    listed, differs, rounds = (checking.check_commands(program, path) + [None] * 3)[:3]
    check("the footnotes' commands give the page's figures", listed == items and differs == changes)
    check_rounds(page, rounds)
    differing = [change["code"] for change in changes if change["change"] != "same"]
    check("what differs stands in the page",
          [row[1]["text"] for row in page.tables["changes"][1:]] == differing and "H-001" in differing, differing)
    check_use(path)
    checking.check_print(path, folder / f"{lang}.pdf", title, 3, 20)
    browser.picture(path, folder / f"{lang}.png", 4200)


if __name__ == "__main__":
    checking.main(make_register, lambda program, folder: check_report(program, folder, "en", "Repair"),
                  lambda program, folder: check_report(program, folder, "zh", "消火栓"))
