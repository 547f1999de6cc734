#!/usr/bin/env python3
"""Owns the test of the report on patches in a real browser: its figures are those of the command, texts of the data
stay texts, it needs no network, and it prints on A4.

usage: patches.py PROGRAM [FOLDER]    FOLDER keeps the pages, the pictures and the PDFs; else all is thrown away
Ends with 77, which CTest counts as skipped, where Chromium or pdftotext is not installed."""

import csv
import json

import browser
import checking
from checking import EVIL, check, run

DAY = "2023-10-20"


def square(west):
    return f"POLYGON(({west} 40.7,{west + 0.001} 40.7,{west + 0.001} 40.701,{west} 40.701,{west} 40.7))"


def make_register(program, folder):
    """Patches of every sort, one of whose texts is an attack, and a ban that holds two of them."""
    checking.open_register(program, folder)
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


def check_report(program, folder, lang, title, unlike):
    path = folder / f"{lang}.html"
    words = ["report", "patches", "--lang", lang, "--on", DAY, "--in", "grazing_ban"]
    run(program, *words, "--out", path, allowed=(3,))
    lists = {name: json.loads(run(program, *words, "--table", name, "--format", "json", allowed=(3,)))
             for name in ("act", "thresholds", "months", "inside")}
    page = browser.Page(path)
    text = "".join(page.text)
    checking.check_safe(page, lang)
    checking.check_title(page)
    answers = checking.check_commands(program, path)
    check("the footnotes' commands give the page's figures", all(rows in answers for rows in lists.values()))
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
    checking.check_print(path, folder / f"{lang}.pdf", title)
    browser.picture(path, folder / f"{lang}.png", 3200)


if __name__ == "__main__":
    checking.main(make_register,
                  lambda program, folder: check_report(program, folder, "zh", "违法用地", ["Thresholds", "overdue"]),
                  lambda program, folder: check_report(program, folder, "en", "Land", ["问责限值", "本周待办"]))
