"""Owns the running of pages in headless Chromium: what they say, what they complain of, how they print. Knows no
report."""

import re
import shutil
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path

SKIPPED = 77
TIMEOUT_S = 180
pictures_are_kept = False
# No host has an address: a page that asks for anything but itself gets nothing and says so on the console.
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
         "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars", "--enable-logging=stderr", "--v=0",
         "--window-size=1200,1000", "--virtual-time-budget=8000"]


def chromium():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def _run(page, *flags):
    with tempfile.TemporaryDirectory() as profile:
        return subprocess.run([chromium(), *FLAGS, f"--user-data-dir={profile}", *flags, Path(page).resolve().as_uri()],
                              capture_output=True, text=True, timeout=TIMEOUT_S, check=True)


def _console(log):
    return [line for line in log.splitlines() if ":CONSOLE" in line]


class Page(HTMLParser):
    """The page after its scripts ran: its elements, its tables, its blocks of data, and the console's lines."""

    def __init__(self, path, *flags):
        super().__init__(convert_charrefs=True)
        done = _run(path, "--dump-dom", *flags)
        self.markup = done.stdout
        self.console = _console(done.stderr)
        self.elements, self.tables, self.data, self.text = [], {}, {}, []
        self._table = self._cell = self._block = None
        self.title, self._in_title = "", False
        self.feed(done.stdout)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.elements.append((tag, attrs))
        if tag == "table":
            self._table = self.tables.setdefault(attrs.get("data-table"), [])
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        elif tag in ("td", "th") and self._table:
            self._cell = {"text": "", "value": None, "sort": attrs.get("aria-sort")}
            if "data-value" in attrs:
                self._cell["value"] = float(attrs["data-value"])
            self._table[-1].append(self._cell)
        elif tag == "title":
            self._in_title = not self.title  # pictures have titles, too
        elif tag in ("script", "style"):
            self._block = attrs.get("id", "")
            self.data[self._block] = ""

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._cell = None
        elif tag == "table":
            self._table = None
        elif tag == "title":
            self._in_title = False
        elif tag in ("script", "style"):
            self._block = None

    def handle_data(self, text):
        if self._block is not None:
            self.data[self._block] += text
            return
        self.text.append(text)
        if self._in_title:
            self.title += text
        if self._cell is not None:
            self._cell["text"] += text

    def with_class(self, tag, name):
        return [attrs for found, attrs in self.elements if found == tag and name in attrs.get("class", "").split()]

    def attribute(self, tag, name):
        return next((attrs[name] for found, attrs in self.elements if found == tag and name in attrs), None)


def probed(path, script):
    """A copy of a page, beside it, that runs one more script, which the page's policy would not let in."""
    text = Path(path).read_text(encoding="utf-8")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    copy = Path(path).with_suffix(".probe.html")
    copy.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return copy


def picture(path, target, height=1000):
    """For somebody to look at: no test reads it, so it is drawn only where the folder is kept."""
    if not pictures_are_kept:
        return
    _run(path, f"--screenshot={target}", f"--window-size=1200,{height}")


def printed(path, target):
    """Print to A4; returns the words of each page with the height of each."""
    _run(path, "--no-pdf-header-footer", f"--print-to-pdf={target}")
    layout = subprocess.run(["pdftotext", "-bbox", target, "-"], capture_output=True, text=True, check=True).stdout
    pages = []
    for line in layout.splitlines():
        word = re.search(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>', line)
        if "<page " in line:
            pages.append([])
        elif word:
            pages[-1].append((word[5], *map(float, word.groups()[:4])))
    return pages
