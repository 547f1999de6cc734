#!/usr/bin/env python3
"""Owns the test of the grazing bans' report and of the public map in a real browser: figures are those of the command, texts
of the data stay texts, nothing that is not public is in the public page, and neither needs a network.

usage: zones.py PROGRAM [FOLDER]    FOLDER keeps the pages and the pictures; else all is thrown away
Ends with 77, which CTest counts as skipped, where Chromium is not installed."""

import json
import re

import browser
import checking
from checking import EVIL, check, run

SECRET = "SECRET"


def square(west, east):
    ring = [[west, 40.70], [east, 40.70], [east, 40.72], [west, 40.72], [west, 40.70]]
    return {"type": "MultiPolygon", "coordinates": [[ring]]}


def make_register(program, folder):
    bans = [("front_slope", 111.10, 111.14, "in_force", "surveyed"), ("front_slope", 111.12, 111.16, "in_force", "surveyed"),
            ("nature_reserve", 111.13, 111.15, "in_force", "official_map"), ("highway_belts", 111.2, 111.22, "draft", "buffer")]
    features = [{"type": "Feature", "geometry": square(west, east), "properties":
                 {"code": f"G-{i}", "kind": kind, "name": f"{i} {EVIL}", "status": status, "boundary": boundary,
                  "managing_unit": "站", "remark": f"{SECRET}-remark-{i}", "derived_from": f"{SECRET}-derived-{i}",
                  "valid_from": "2024-01-01", "uncertainty_m": 3.25}}
                for i, (kind, west, east, status, boundary) in enumerate(bans)]
    (folder / "bans.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    checking.open_register(program, folder)
    run(program, "import", "grazing_ban", folder / "bans.geojson", "--source", f"{SECRET}-source")
    run(program, "event", "add", "-", "violation", "sheep_units=7", f"finding={SECRET}-finding", "--at", "111.11,40.71")


def open_page(path, picture):
    browser.picture(path, picture, 2400)
    return browser.Page(path)


def check_report(program, folder, lang):
    page = folder / f"zones-{lang}.html"
    run(program, "report", "zones", "--lang", lang, "--out", page, allowed=(0, 3))
    rows = json.loads(run(program, "report", "zones", "--lang", lang, "--format", "json", allowed=(0, 3)))
    shown = open_page(page, folder / f"zones-{lang}.png")
    document = shown.markup
    checking.check_title(shown)
    check("the footnotes' commands give the page's figures", all(answer == rows for answer in
                                                                checking.check_commands(program, page)))
    total = next(row for row in rows if row["measure"] == "area_in_force_once")
    check(f"{lang}: land counts once", total["value"] < total["of"])
    check(f"{lang}: the total is the command's", f'{total["value"] / 1e6:.3f}' in document, total)
    check(f"{lang}: both kinds in force are drawn", document.count("s-ban b-0 leaflet-interactive") == document.count("s-ban b-1 leaflet-interactive") == 1)
    check(f"{lang}: what is not in force is drawn, dashed", document.count("s-draft b-2 leaflet-interactive") == 1 and
          ("尚未生效" if lang == "zh" else "not in force") in document)
    check(f"{lang}: texts stay texts", "<title>broken</title>" not in document and "<img src" not in document)
    check(f"{lang}: each table is there", all(f'data-table="{name}"' in document
                                              for name in ("kinds", "townships", "overlaps", "offences", "herds", "rates")))
    check(f"{lang}: the command is named", "report zones" in document and "--format json" in document)


def check_public(program, folder, lang):
    page, drafts = folder / f"public-{lang}.html", folder / f"drafts-{lang}.html"
    run(program, "publish", "grazing_ban", "--lang", lang, "--to", page)
    run(program, "publish", "grazing_ban", "--lang", lang, "--drafts", "--to", drafts)
    text, document = page.read_text(encoding="utf-8"), open_page(page, folder / f"public-{lang}.png").markup
    check(f"{lang}: nothing that is not public is in the file", SECRET not in text and "3.25" not in re.sub(
        r"<(style|script)(?! type).*?</\1>", "", text, flags=re.S) and str(folder) not in text)
    check(f"{lang}: three bans, no draft", len(re.findall(r"s-ban b-\d leaflet-interactive", document)) == 3 and "G-3" not in text)
    check(f"{lang}: texts stay texts", "<title>broken</title>" not in document and "<img src" not in document)
    marked = browser.Page(drafts).markup
    check(f"{lang}: the draft is dashed and marked", marked.count("s-draft leaflet-interactive") == 1 and
          ("草案" if lang == "zh" else "draft") in marked and SECRET not in drafts.read_text(encoding="utf-8"))


if __name__ == "__main__":
    checking.main(make_register, *(lambda program, folder, step=step, lang=lang: step(program, folder, lang)
                                   for lang in ("en", "zh") for step in (check_report, check_public)))
