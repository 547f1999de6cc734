#!/usr/bin/env python3
"""Owns the test of work orders in the programs that people open them with: LibreOffice prints the workbook and saves
it anew, GDAL reads it, a headless Chromium prints the page; what LibreOffice saved is taken back into the register.

usage: orders.py TERRIER      exit code 77: no LibreOffice, Chromium, GDAL or poppler on this machine"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import browser
import checking
from checking import EXAMPLE, SOURCE, check, run

FILL = SOURCE / "tests/cli/fill_order.py"
TIMEOUT_S = 240


def tool(*words):
    """Another program's answer."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=TIMEOUT_S)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def make_register(terrier, lang):
    run(terrier, "init", "r.sqlite", "--lang", lang, "--name", "土默特左旗")
    run(terrier, "gazetteer", "import", EXAMPLE / "places.csv", "--kind", "places", allowed=(0, 3))
    run(terrier, "gazetteer", "import", EXAMPLE / "roads.geojson", "--kind", "roads", allowed=(0, 3))
    run(terrier, "import", "hydrant", EXAMPLE / "broken-hydrants.csv", "--set", "status=out_of_service",
        allowed=(0, 3))
    run(terrier, "geocode", "hydrant", allowed=(0, 3))
    run(terrier, "order", "issue", "--on", "2023-06-01", "--to", "order.xlsx", "--to", "order.html")


def office(form, name):
    """Each language's file of that name turned into another form, all in one start of LibreOffice, into the folder "out"
    beside it."""
    sources = [shutil.copy(Path(lang, name), f"{lang}-{name}") for lang in WORDS]
    tool("soffice", f"-env:UserInstallation=file://{Path.cwd()}/office", "--headless", "--convert-to", form, "--outdir",
        "converted", *sources)
    for lang, source in zip(WORDS, sources):
        target = Path(name).with_suffix("." + form.split(":")[0]).name
        shutil.move(Path("converted", f"{lang}-{target}"), Path(lang, "out", target))


def pages_of(pdf):
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", tool("pdfinfo", "-l", "99", pdf))
    return [(float(width), float(height)) for width, height in sizes]


def check_workbook(words):
    """Each township's sheet prints to the width of one page on its side, with its title, its list and its map."""
    pdf = "out/order.pdf"
    pages, text = pages_of(pdf), tool("pdftotext", "-layout", pdf, "-")
    check("the workbook prints to pages on their side", all(width > height for width, height in pages))
    check(f"the workbook prints to {len(pages)} pages", 5 <= len(pages) <= 12)
    by_page = text.split("\f")
    for code in (1, 43, 44, 82):
        check(f"H-{code:06} is printed once", text.count(f"H-{code:06}") == 1)
    check("headings are repeated on each page of a list", sum(words["result"] in page for page in by_page) >= 4)
    check("all columns are on one page", all(words["signature"] in page for page in by_page if words["result"] in page))
    check("what is known to the township only is to be located first", words["locate"] in text)
    pictures = tool("pdfimages", "-list", pdf).splitlines()[2:]
    check("the map is printed", len(pictures) >= 1)
    layers = tool("ogrinfo", "-ro", "-q", "order.xlsx")
    check("GDAL sees a sheet a township", "察素齐镇" in layers and "金川开发区" in layers)
    rows = tool("ogrinfo", "-ro", "-al", "--config", "OGR_XLSX_HEADERS", "DISABLE", "order.xlsx")
    check(f"GDAL reads {rows.count('= H-0000')} codes of 82", rows.count("= H-0000") == 82)


def check_page(words):
    browser.printed("order.html", "page.pdf")
    pages, text = pages_of("page.pdf"), tool("pdftotext", "-layout", "page.pdf", "-")
    by_page = text.split("\f")
    starts = [i for i, page in enumerate(by_page) if "WO-2023-001 ·" in page]
    check(f"a page begins for each of 3 townships: {len(starts)}", len(starts) >= 3)
    check("sheets lie on their side", all(pages[i][0] > pages[i][1] for i in starts))
    check("the page has the columns and notes of a sheet", words["signature"] in text and words["locate"] in text)
    html = Path("order.html").read_text()
    svg = re.findall(r"<svg class=.?plot.*?</svg>", html, re.S)
    check(f"one township of three has places to draw: {len(svg)} maps", len(svg) == 1)
    check("each placed stop has its number", svg and len(re.findall(r"w-(?:vague|badge)[\"\s>]", svg[0])) == 43)
    check("the map fetches nothing", "http" not in svg[0] if svg else False)


def fill_in(words):
    tool(sys.executable, "-B", FILL, "order.xlsx", "filled.xlsx", "H-000001.result=" + words["mended"],
        "H-000001.date=2023-07-01", "H-000001.cost=380.5", "H-000001.parts=阀芯2个", "H-000045.result=" + words["mended"],
        "H-000045.date=2023-07-02")


def take_back(terrier):
    """A workbook that LibreOffice saved anew, as .xlsx and as .ods, is taken back like the one that was issued."""
    for saved in ("out/filled.xlsx", "out/filled.ods"):
        answer = json.loads(run(terrier, "import", "event", saved, "--dry-run", "--format", "json"))
        check(f"what LibreOffice saved as {saved} is read: {answer}",
              (answer["rows"], answer["taken"], answer["rejected"]) == (2, 2, 0))
    rows = tool("ogrinfo", "-ro", "-al", "--config", "OGR_XLSX_HEADERS", "DISABLE", "out/filled.xlsx")
    check("LibreOffice keeps what was filled in", "380.5" in rows)
    run(terrier, "import", "event", "out/filled.xlsx")
    again = json.loads(run(terrier, "import", "event", "out/filled.ods", "--format", "json"))
    check(f"the same again changes nothing: {again}", (again["taken"], again["unchanged"]) == (0, 2))
    run(terrier, "order", "show", "WO-2023-001", "--to", "again.xlsx")


def check_totals():
    totals = tool("pdftotext", "-layout", "out/again.pdf", "-").split("\f")[-2]
    check("the sheet of totals counts what came back", "380.5" in totals)
    check("the sheet of totals lists the parts", "阀芯" in totals)


WORDS = {
    "zh": {"result": "具体位置", "signature": "签名", "locate": "先核实位置", "mended": "已修复"},
    "en": {"result": "Location", "signature": "Signature", "locate": "locate first", "mended": "mended"},
}


def in_each(folder, step):
    """A step in each language's folder, on its register."""
    for lang in WORDS:
        os.chdir(folder / lang)
        os.environ["TERRIER_DB"] = "r.sqlite"
        step(lang)
    os.chdir(folder)


def check_orders(terrier, folder):
    for lang in WORDS:
        shutil.rmtree(folder / lang, ignore_errors=True)
        (folder / lang / "out").mkdir(parents=True)
    in_each(folder, lambda lang: make_register(terrier, lang))
    in_each(folder, lambda lang: fill_in(WORDS[lang]))
    office("pdf", "order.xlsx")
    office("xlsx:Calc MS Excel 2007 XML", "filled.xlsx")
    office("ods", "filled.xlsx")
    in_each(folder, lambda lang: check_workbook(WORDS[lang]))
    in_each(folder, lambda lang: check_page(WORDS[lang]))
    in_each(folder, lambda lang: take_back(terrier))
    office("pdf", "again.xlsx")
    in_each(folder, lambda lang: check_totals())
    os.chdir("/")


if __name__ == "__main__":
    checking.need("soffice", "ogrinfo", "pdfinfo", "pdfimages")
    checking.main(check_orders)
