#!/usr/bin/env python3
"""Owns the test of the report on deadlines in a real browser: its figures are those of the command, its tables sort,
texts of the data stay texts, Chinese lines do not break inside a date or a code, and it prints; the workbook is read
back.

usage: overdue.py PROGRAM [FOLDER]    FOLDER keeps the pages, the pictures and the PDFs; else all is thrown away
Ends with 77, which CTest counts as skipped, where Chromium or pdftotext is not installed."""

import datetime
import json
import shutil
import subprocess

import browser
import checking
from checking import EVIL, check, run

DAY = datetime.date(2023, 12, 31)
TOWNSHIPS = ["察素齐镇", "毕克齐镇", "善岱镇", "台阁牧镇", "敕勒川镇", ""]
WORDS = ["report", "overdue", "--on", str(DAY), "--present"]


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def write(path, headings, rows):
    lines = [",".join(headings)] + [",".join(quoted(str(cell)) for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def make_register(program, folder):
    """40 hydrants with and without a date, 20 nursing homes, 12 patches whose case is to be filed."""
    def day(shift):
        return DAY + datetime.timedelta(shift)
    hydrants = [(f"XF-{i:03}", TOWNSHIPS[i % 6], "市政自来水公司", "" if i % 7 == 0 else day(9 * i - 200),
                 f"站前街与和平路交叉口北{i}米") for i in range(40)]
    homes = [(EVIL if i == 0 else f"{i}号敬老院", "nursing_home", TOWNSHIPS[i % 5], "旗民政局",
              "" if i % 6 == 1 else day(-8 * i - 60)) for i in range(20)]
    patches = [(f"P{i}", TOWNSHIPS[i % 6], "unlawful", day(-40), day(-3 * i)) for i in range(12)]
    write(folder / "hydrants.csv", ("code", "township", "owner", "target_date", "location_text"), hydrants)
    write(folder / "homes.csv", ("name", "kind", "township", "supervisor", "inspected_on"), homes)
    write(folder / "patches.csv", ("code", "township", "judgement", "found_on", "verified_on"), patches)
    checking.open_register(program, folder)
    run(program, "import", "hydrant", folder / "hydrants.csv", "--set", "status=out_of_service")
    run(program, "import", "site", folder / "homes.csv", "--source", f"文件 {EVIL}")
    run(program, "import", "land_use", folder / "patches.csv", "--set", "status=verified")


def check_figures(page, answer):
    """Every late deadline stands in its layer's table; sums add up to what the command says."""
    for layer in sorted({row["layer"] for row in answer if row["state"] == "overdue"}):
        late = [row for row in answer if row["layer"] == layer and row["state"] == "overdue"]
        table = page.tables[f"overdue {layer}"]
        texts = [[cell["text"] for cell in row] for row in table[1:]]
        check(f"{layer}: a row for each late deadline", len(texts) == len(late), len(texts), len(late))
        check(f"{layer}: in the command's order, with code and day",
              all(row["code"] in text and row["due"] in text for row, text in zip(late, texts)))
        values = [{cell["value"] for cell in row} for row in table[1:]]
        check(f"{layer}: with its days", all(row["days_late"] in value for row, value in zip(late, values)))
    states = ["overdue", "soon", "later", "unknown"]
    counts = [sum(row["state"] == state for row in answer) for state in states]
    for name, first in (("by-township", 1), ("by-rule", 2)):
        totals = [cell["value"] for cell in page.tables[name][-1][first:first + 4]]
        check(f"{name}: the totals are the command's", totals == counts, totals, counts)
        sums = [sum(row[first + i]["value"] for row in page.tables[name][1:-1]) for i in range(4)]
        check(f"{name}: its rows add up", sums == counts, sums, counts)
    check("what falls due soon is listed", len(page.tables["soon"]) - 1 == counts[1])
    check("what has no date is counted", sum(row[3]["value"] for row in page.tables["missing"][1:]) == counts[3])


PROBE = """
var heading = document.querySelector('table[data-table="overdue hydrant"] th.number');
var button = heading.querySelector('[role=button]'), at = heading.cellIndex;
button.click();
document.body.dataset.first = heading.getAttribute('aria-sort') + ' ' + Array.from(
    heading.closest('table').tBodies[0].rows, function (row) { return row.cells[at].dataset.value; }).join(' ');
button.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', cancelable: true}));
document.body.dataset.second = heading.getAttribute('aria-sort');
var broken = Array.from(document.querySelectorAll('td.word')).filter(function (cell) {
    var range = document.createRange();
    range.selectNodeContents(cell);
    return range.getClientRects().length > 1;
});
document.body.dataset.broken = broken.length;
document.body.dataset.wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
"""


def check_use(path):
    page = browser.Page(browser.probed(path, PROBE))
    body = next(attrs for tag, attrs in page.elements if tag == "body")
    order, *values = body["data-first"].split()
    check("a click sorts, the largest first", order == "descending" and len(values) > 5
          and values == sorted(values, key=float, reverse=True), values)
    check("Enter turns it round", body["data-second"] == "ascending")
    check("no date and no code is broken over lines", body["data-broken"] == "0", body["data-broken"])
    check("the page is no wider than the window", int(body["data-wide"]) <= 0, body["data-wide"])
    check("none of it troubles the console", not page.console, *page.console)


def check_report(program, folder, lang, title):
    path = folder / f"{lang}.html"
    run(program, *WORDS, "--lang", lang, "--out", path, allowed=(3,))
    answer = json.loads(run(program, *WORDS, "--lang", lang, "--format", "json", allowed=(3,)))
    page = browser.Page(path)
    checking.check_safe(page, lang)
    checking.check_title(page)
    whole, *by_layer = checking.check_commands(program, path)
    check("the footnotes' commands give the page's figures", whole == answer and sum(by_layer, []) == answer)
    check("each section's command names its layer",
          f"report overdue site --on {DAY} --present --lang {lang} --format json" in "".join(page.text))
    check_figures(page, answer)
    check_use(path)
    checking.check_print(path, folder / f"{lang}.pdf", title)
    browser.picture(path, folder / f"{lang}.png", 4200)


def check_calendar(program, folder):
    """Without holidays the page says so before any figure, and counts weekends only."""
    run(program, "calendar", "use", "none")
    path = folder / "weekends.html"
    run(program, *WORDS, "--lang", "en", "--out", path, allowed=(3,))
    warnings = browser.Page(path).with_class("p", "warning")
    check("it warns of holidays that nobody knows", len(warnings) == 2, len(warnings))
    run(program, "calendar", "use", "cn")


def check_workbook(program, folder):
    """Through GDAL, as others read it."""
    path = folder / "late.xlsx"
    path.unlink(missing_ok=True)
    run(program, *WORDS, "--lang", "en", "--out", path, allowed=(3,))
    answer = json.loads(run(program, *WORDS, "--lang", "en", "--format", "json", allowed=(3,)))
    if not shutil.which("ogrinfo"):
        print("skipped: ogrinfo is missing (Debian: gdal-bin)")
        return
    said = subprocess.run(["ogrinfo", "-al", path], capture_output=True, text=True, check=True).stdout
    check("the workbook has all rows", said.count("OGRFeature(") == len(answer), said.count("OGRFeature("))
    check("and the text of the data", "<img src=x onerror=" in said)


if __name__ == "__main__":
    checking.main(make_register, lambda program, folder: check_report(program, folder, "en", "Deadlines"),
                  lambda program, folder: check_report(program, folder, "zh", "期限"), check_calendar, check_workbook)
