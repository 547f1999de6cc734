"""Owns what the tests of reports share: the count of faults, the running of terrier, what every page must keep to.
Knows no report."""

import html
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import browser

SOURCE = Path(__file__).resolve().parents[2]
EXAMPLE = SOURCE / "docs/examples/tumed-left"
EVIL = "</script><!--<img src=x onerror=\"document.title='broken'\">'&amp; 中文\u2028end"
WIDEST_PT, TITLE_PT = 595, 20  # A4 across; the title's line box when nothing made the page shrink
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


def open_register(program, folder, name="登记册 <b>&"):
    """A new register, which all that follows works on."""
    register = folder / "register.sqlite"
    os.environ["TERRIER_DB"] = str(register)
    run(program, "init", register, "--name", name, "--lang", "zh")


def check_safe(page, lang, evil=EVIL):
    """The page complains of nothing, and what the data says stays text."""
    check(f"{lang}: the page names its language", page.attribute("html", "lang").startswith(lang))
    check("the console is silent", not page.console, *page.console)
    check("no script of the data ran", page.title and "broken" not in page.title, page.title)
    check("no picture came from data", not any(tag == "img" for tag, _ in page.elements))
    check("the texts of the data are shown as they are", evil in "".join(page.text))


def check_title(page, *more):
    """The block that all reports share, in one order."""
    labels = [("登记册", "Register"), ("日期", "Date"), ("范围", "Scope"), ("位置精度", "Positions"), ("资料来源", "Source documents")]
    text, at = "".join(page.text), 0
    for pair in labels:
        at = max(text.find(label, at) for label in pair)
        check(f"the title block says the {pair[1].lower()}, in its place", at >= 0)
        at = max(at, 0)


def check_commands(program, path):
    """Each footnote's command runs as it stands; what they answer, in the page's order."""
    text = Path(path).read_text(encoding="utf-8")
    lines = [html.unescape(line) for line in re.findall(r'<li id="command-\d+"><code>(.*?)</code>', text, re.S)]
    check("the page names its commands", lines)
    answers = []
    for line in lines:
        done = subprocess.run([program, *shlex.split(line)[1:]], capture_output=True, text=True)
        check(f"it runs: {line[:110]}", done.returncode in (0, 3), done.stderr)
        answers.append(json.loads(done.stdout) if done.returncode in (0, 3) else None)
    return answers


def check_print(path, target, title, least=2, most=12):
    """Prints to A4; returns the words of each page."""
    pages = browser.printed(path, target)
    words = [word for page in pages for word in page]
    check("it prints on a few pages", least <= len(pages) <= most, len(pages))
    check("no page is empty", all(pages))
    check("no page holds the footer alone", len(pages[-1]) > 8, pages[-1])
    check("nothing lies outside the paper", all(0 <= word[1] and word[3] <= WIDEST_PT for word in words))
    heights = [word[4] - word[2] for word in pages[0] if word[0].startswith(title)]
    check("the page was not shrunk to fit", heights and max(heights) >= TITLE_PT, heights)
    return words


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            print(f"skipped: no {program} on this machine")
            sys.exit(browser.SKIPPED)


def main(*steps):
    """PROGRAM [FOLDER]: each step is called with both; the folder's register is made anew."""
    program = Path(sys.argv[1]).resolve()
    if not browser.chromium() or not shutil.which("pdftotext"):
        print("skipped: a browser is missing (Debian: chromium poppler-utils fonts-noto-cjk)")
        sys.exit(browser.SKIPPED)
    with tempfile.TemporaryDirectory() as temporary:
        browser.pictures_are_kept = len(sys.argv) > 2
        folder = Path(sys.argv[2] if len(sys.argv) > 2 else temporary).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for old in (*folder.glob("register.sqlite*"), *folder.glob("*.xlsx"), *folder.glob("*.json")):
            old.unlink()
        for step in steps:
            step(program, folder)
    sys.exit(1 if faults else 0)
