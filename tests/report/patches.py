#!/usr/bin/env python3
"""Owns the test of the report on patches in a real browser: its figures are those of the command, texts of the data
stay texts, it needs no network, and it prints on A4.

usage: patches.py PROGRAM [FOLDER]    FOLDER keeps the pages, the pictures and the PDFs; else all is thrown away
Ends with 77, which CTest counts as skipped, where Chromium or pdftotext is not installed."""

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import browser

EVIL = "</script><img src=x onerror=\"document.title='broken'\">&amp;"
DAY = "2023-10-20"
WIDEST_PT = 595  # A4 across
faults = 0


def check(what, good, *more):
    global faults
    print("ok  " if good else "FAIL", what, *([] if good else more))
    faults += not good


def run(program, *words, allowed=(0,)):
    done = subprocess.run([program, *words], capture_output=True, text=True)
    if done.returncode not in allowed:
        sys.exit(f"terrier {' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def square(west):
    return f"POLYGON(({west} 40.7,{west + 0.001} 40.7,{west + 0.001} 40.701,{west} 40.701,{west} 40.7))"


def make_register(program, folder):
    """Patches of every sort, one of whose texts is an attack, and a ban that holds two of them."""
    register = folder / "register.sqlite"
    os.environ["TERRIER_DB"] = str(register)
    run(program, "init", register, "--name", "登记册 <b>&", "--lang", "zh")
    head = ["code", "patch_no", "origin", "township", "village", "status", "judgement", "found_on", "verified_on",
            "corrected_on", "farmland_m2", "project_class", "fits_plan", "wkt"]
    patches = [
        ["A1", EVIL, "satellite", "察素齐镇", "甲村", "verified", "unlawful", "2023-10-02", "2023-10-09", "", 4800, "dwelling", "no"],
        ["A2", "2", "satellite", "察素齐镇", "甲村", "found", "", "2023-10-03", "", "", "", "", ""],
        ["A3", "3", "patrol", "察素齐镇", "乙村", "corrected", "unlawful", "2023-09-05", "2023-09-06", "2023-09-28", 1000, "", ""],
        ["A4", "4", "patrol", "毕克齐镇", "", "penalised", "unlawful", "2023-02-01", "2023-02-03", "", 0, "major", "yes"],
        ["A5", "5", "patrol", "毕克齐镇", "丙村", "closed", "lawful", "2023-08-01", "2023-08-03", "", "", "", ""],
    ]
    with open(folder / "patches.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows([*patch, square(111 + i / 100)] for i, patch in enumerate(patches))
    run(program, "import", "land_use", folder / "patches.csv", "--source", f"卫片 {EVIL}")
    ban = "POLYGON((110.9995 40.69,111.025 40.69,111.025 40.71,110.9995 40.71,110.9995 40.69))"
    (folder / "bans.csv").write_text(f'code,kind,status,boundary,wkt\nZ1,幼林地,in_force,surveyed,"{ban}"\n', encoding="utf-8")
    run(program, "import", "grazing_ban", folder / "bans.csv", "--source", "z")


def check_report(program, folder, lang, unlike):
    path = folder / f"{lang}.html"
    words = ["report", "patches", "--lang", lang, "--on", DAY, "--in", "grazing_ban"]
    run(program, *words, "--out", path, allowed=(3,))
    lists = {name: json.loads(run(program, *words, "--table", name, "--format", "json", allowed=(3,)))
             for name in ("act", "thresholds", "months", "inside")}
    page = browser.Page(path)
    text = "".join(page.text)
    check(f"-- {lang}: the console is silent", not page.console, *page.console)
    check("no script of the data ran", "broken" not in page.title, page.title)
    check("no picture came from data", not any(tag == "img" for tag, _ in page.elements))
    check("the texts of the data are shown as they are", EVIL in text)
    check("the page speaks one language", not any(word in text for word in unlike))
    for name, rows in lists.items():
        shown = [[cell["text"] for cell in row] for row in page.tables[name][1:]]
        check(f"{name}: each of the {len(rows)} rows is there", len(shown) == len(rows) + (name == "months"), len(shown))
    codes = [row["code"] for row in lists["act"]]
    shown = [[cell["text"] for cell in row] for row in page.tables["act"][1:]]
    check("what presses most stands first", all(code in row for code, row in zip(codes, shown)), shown)
    check("what lies inside the ban is listed", [row["code"] for row in lists["inside"]] == ["A1", "A2", "A3"], lists["inside"])
    reached = [row for row in lists["thresholds"] if row["state"] == "reached"]
    check("the threshold of the village is reached", any(row["village"] == "甲村" for row in reached), reached)
    check("a share without its whole has no data",
          all(row["state"] == "no_data" for row in lists["thresholds"] if row["rule"] == "township_farmland_share"))
    pages = browser.printed(path, folder / f"{lang}.pdf")
    print_words = [word for sheet in pages for word in sheet]
    check("it prints on a few pages, none empty", 2 <= len(pages) <= 12 and all(pages), len(pages))
    check("nothing lies outside the paper", all(0 <= word[1] and word[3] <= WIDEST_PT for word in print_words))
    browser.picture(path, folder / f"{lang}.png", 3200)


def main():
    program = Path(sys.argv[1]).resolve()
    if not browser.chromium() or not shutil.which("pdftotext"):
        print("skipped: a browser is missing (Debian: chromium poppler-utils fonts-noto-cjk)")
        sys.exit(browser.SKIPPED)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("register.sqlite*"):
            old.unlink()
        make_register(program, folder)
        check_report(program, folder, "zh", ["Thresholds", "overdue"])
        check_report(program, folder, "en", ["问责限值", "本周待办"])
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
