#!/usr/bin/env python3
"""Owns the test of the progress report in a real browser: its figures are those of the command, texts of the data stay
texts, it needs no network, and it prints on A4.

usage: progress.py PROGRAM [FOLDER]    FOLDER keeps the pages, the pictures and the PDFs; else all is thrown away
Ends with 77, which CTest counts as skipped, where Chromium or pdftotext is not installed."""

import json

import browser
import checking
from checking import EVIL, EXAMPLE, check, run



def make_register(program, folder):
    """The gazette's promises, one of a text that is an attack, and facts for some of them."""
    checking.open_register(program, folder)
    run(program, "import", "township", EXAMPLE / "townships.csv", "--source", "公报")
    run(program, "import", "target", EXAMPLE / "targets.csv", "--source", f"土左政办发〔2023〕53号 {EVIL}")
    run(program, "set", "target", "P-0007", f"task={EVIL}")
    for day, words in (("2023-12-20", ["P-0006", "completed", "amount=12"]), ("2024-02-01", ["P-0003", "completed", "amount=5"]),
                       ("2024-11-01", ["P-0007", "completed", "amount=2"])):
        run(program, "event", "add", "target", *words, "document_no=验收〔2024〕1号", "--on", day)


def check_report(program, folder, lang, day, title):
    path = folder / f"{lang}-{day}.html"
    words = ["report", "progress", "--lang", lang, "--on", day]
    run(program, *words, "--out", path, allowed=(3,))
    promises = json.loads(run(program, *words, "--format", "json", allowed=(3,)))
    page = browser.Page(path)
    text = "".join(page.text)
    checking.check_safe(page, lang)
    checking.check_title(page)
    check("the footnotes' commands give the page's figures", all(answer == promises for answer in
                                                                checking.check_commands(program, path)))
    rows = [row for name, table in page.tables.items() if name.startswith("year") for row in table[1:]]
    codes = {row[-1]["text"] for row in rows}
    check("each promise has its row", codes == {promise["code"] for promise in promises} and len(rows) == len(promises))
    for state in ("late", "unknown"):
        shown = [row[-1]["text"] for row in page.tables.get(state, [])[1:]]
        known = [promise["code"] for promise in promises if promise["state"] == state]
        check(f"what is {state} is listed so", shown == known, shown, known)
    bars = page.with_class("text", "remark")
    check("each promise has its bar", len(bars) == len(promises), len(bars))
    check("the day is in the title", day in text)
    checking.check_print(path, folder / f"{lang}-{day}.pdf", title)
    browser.picture(path, folder / f"{lang}-{day}.png", 3200)


if __name__ == "__main__":
    checking.main(make_register, lambda program, folder: check_report(program, folder, "zh", "2023-12-31", "任务进展"),
                  lambda program, folder: check_report(program, folder, "en", "2025-06-30", "Progress"))
