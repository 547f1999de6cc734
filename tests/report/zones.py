#!/usr/bin/env python3
"""Owns the test of the grazing bans' report and of the public map in a real browser: figures are those of the command, texts
of the data stay texts, nothing that is not public is in the public page, and neither needs a network.

usage: zones.py PROGRAM [FOLDER]    FOLDER keeps the pages and the pictures; else all is thrown away
Ends with 77, which CTest counts as skipped, where Chromium is not installed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EVIL = "</script><!--<img src=x onerror=\"document.title='broken'\">'&amp; 中文"
SECRET = "SECRET"
faults = 0


def check(what, good, *more):
    global faults
    print("ok  " if good else "FAIL", what, *([] if good else more))
    faults += not good


def run(program, *words, allowed=(0,)):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True)
    if done.returncode not in allowed:
        sys.exit(f"terrier {' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}")
    return done.stdout


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
    os.environ["TERRIER_DB"] = str(folder / "register.sqlite")
    run(program, "init", folder / "register.sqlite", "--name", "登记册 <b>&", "--lang", "zh")
    run(program, "import", "grazing_ban", folder / "bans.geojson", "--source", f"{SECRET}-source")
    run(program, "event", "add", "-", "violation", "sheep_units=7", f"finding={SECRET}-finding", "--at", "111.11,40.71")


def open_page(path, picture):
    """The page after its scripts have run, as markup."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        print("skipped: Chromium is not installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="terrier-chromium-") as profile:
        common = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND",
                  f"--user-data-dir={profile}", "--window-size=1000,2400"]
        subprocess.run([*common, f"--screenshot={picture}", path.as_uri()], capture_output=True, timeout=120)
        return subprocess.run([*common, "--dump-dom", path.as_uri()], capture_output=True, text=True, timeout=120).stdout


def check_report(program, folder, lang):
    page = folder / f"zones-{lang}.html"
    run(program, "report", "zones", "--lang", lang, "--out", page, allowed=(0, 3))
    rows = json.loads(run(program, "report", "zones", "--format", "json", allowed=(0, 3)))
    document = open_page(page, folder / f"zones-{lang}.png")
    total = next(row for row in rows if row["measure"] == "area_in_force_once")
    check(f"{lang}: land counts once", total["value"] < total["of"])
    check(f"{lang}: the total is the command's", f'{total["value"] / 1e6:.3f}' in document, total)
    check(f"{lang}: both kinds in force are drawn", document.count("s-ban leaflet-interactive") == 2)
    check(f"{lang}: texts stay texts", "<title>broken</title>" not in document and "<img src" not in document)
    check(f"{lang}: each table is there", all(f'data-table="{name}"' in document
                                              for name in ("kinds", "townships", "overlaps", "offences", "herds", "rates")))
    check(f"{lang}: the command is named", "report zones" in document and "--format json" in document)


def check_public(program, folder, lang):
    page, drafts = folder / f"public-{lang}.html", folder / f"drafts-{lang}.html"
    run(program, "publish", "grazing_ban", "--lang", lang, "--to", page)
    run(program, "publish", "grazing_ban", "--lang", lang, "--drafts", "--to", drafts)
    text, document = page.read_text(encoding="utf-8"), open_page(page, folder / f"public-{lang}.png")
    check(f"{lang}: nothing that is not public is in the file", SECRET not in text and "3.25" not in re.sub(
        r"<(style|script)(?! type).*?</\1>", "", text, flags=re.S) and str(folder) not in text)
    check(f"{lang}: three bans, no draft", document.count("s-ban leaflet-interactive") == 3 and "G-3" not in text)
    check(f"{lang}: texts stay texts", "<title>broken</title>" not in document and "<img src" not in document)
    marked = open_page(drafts, folder / f"drafts-{lang}.png")
    check(f"{lang}: the draft is dashed and marked", marked.count("s-draft leaflet-interactive") == 1 and
          ("草案" if lang == "zh" else "draft") in marked and SECRET not in drafts.read_text(encoding="utf-8"))


def main():
    program = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="terrier-zones-") as scratch:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else scratch).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        make_register(program, folder)
        for lang in ("en", "zh"):
            check_report(program, folder, lang)
            check_public(program, folder, lang)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
