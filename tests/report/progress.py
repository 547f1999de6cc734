#!/usr/bin/env python3
"""Owns the test of the progress report in a real browser: its figures are those of the command, texts of the data stay
texts, it needs no network, and it prints on A4.

usage: progress.py PROGRAM [FOLDER]    FOLDER keeps the pages, the pictures and the PDFs; else all is thrown away
Ends with 77, which CTest counts as skipped, where Chromium or pdftotext is not installed."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import browser

SOURCE = Path(__file__).resolve().parents[2]
EXAMPLE = SOURCE / "docs/examples/tumed-left"
EVIL = "</script><img src=x onerror=\"document.title='broken'\">'&amp;"
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


def make_register(program, folder):
    """The gazette's promises, one of a text that is an attack, and facts for some of them."""
    register = folder / "register.sqlite"
    os.environ["TERRIER_DB"] = str(register)
    run(program, "init", register, "--name", "登记册 <b>&", "--lang", "zh")
    run(program, "import", "township", EXAMPLE / "townships.csv", "--source", "公报")
    run(program, "import", "target", EXAMPLE / "targets.csv", "--source", f"土左政办发〔2023〕53号 {EVIL}")
    run(program, "set", "target", "P-0007", f"task={EVIL}")
    for day, words in (("2023-12-20", ["P-0006", "completed", "amount=12"]), ("2024-02-01", ["P-0003", "completed", "amount=5"]),
                       ("2024-11-01", ["P-0007", "completed", "amount=2"])):
        run(program, "event", "add", "target", *words, "document_no=验收〔2024〕1号", "--on", day)


def check_report(program, folder, lang, day, on_top):
    path = folder / f"{lang}-{day}.html"
    words = ["report", "progress", "--lang", lang, "--on", day]
    run(program, *words, "--out", path, allowed=(3,))
    promises = json.loads(run(program, *words, "--format", "json", allowed=(3,)))
    page = browser.Page(path)
    text = "".join(page.text)
    check(f"-- {lang} {day}: the console is silent", not page.console, *page.console)
    check("no script of the data ran", "broken" not in page.title, page.title)
    check("no picture came from data", not any(tag == "img" for tag, _ in page.elements))
    check("the texts of the data are shown as they are", EVIL in text)
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
    pages = browser.printed(path, folder / f"{lang}-{day}.pdf")
    words = [word for sheet in pages for word in sheet]
    check("it prints on a few pages, none empty", 2 <= len(pages) <= 12 and all(pages), len(pages))
    check("nothing lies outside the paper", all(0 <= word[1] and word[3] <= WIDEST_PT for word in words))
    check("the title stands on top", any(word[0].startswith(on_top) for word in pages[0]))
    browser.picture(path, folder / f"{lang}-{day}.png", 3200)


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
        check_report(program, folder, "zh", "2023-12-31", "任务进展")
        check_report(program, folder, "en", "2025-06-30", "Progress")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
