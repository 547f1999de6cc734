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
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
EXAMPLE = SOURCE / "docs/examples/tumed-left"
FILL = SOURCE / "tests/cli/fill_order.py"
TIMEOUT_S = 240
faults = []


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            print(f"skipped: no {program} on this machine")
            sys.exit(77)


def run(*words, good=(0,)):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=TIMEOUT_S)
    if done.returncode not in good:
        sys.exit(f"{' '.join(map(str, words))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def check(true, what):
    if not true:
        faults.append(what)
        print("FAILED:", what)


def make_register(terrier, lang):
    run(terrier, "init", "r.sqlite", "--lang", lang, "--name", "土默特左旗")
    os.environ["TERRIER_DB"] = "r.sqlite"
    run(terrier, "gazetteer", "import", EXAMPLE / "places.csv", "--kind", "places", good=(0, 3))
    run(terrier, "gazetteer", "import", EXAMPLE / "roads.geojson", "--kind", "roads", good=(0, 3))
    run(terrier, "import", "hydrant", EXAMPLE / "broken-hydrants.csv", "--set", "status=out_of_service",
        good=(0, 3))
    run(terrier, "geocode", "hydrant", good=(0, 3))
    run(terrier, "order", "issue", "--on", "2023-06-01", "--to", "order.xlsx", "--to", "order.html")


def office(form, source):
    run("soffice", f"-env:UserInstallation=file://{Path.cwd()}/office", "--headless", "--convert-to", form, "--outdir",
        "out", source)
    return Path("out") / Path(source).with_suffix("." + form.split(":")[0]).name


def pages_of(pdf):
    sizes = re.findall(r"Page +\d+ size: +([\d.]+) x ([\d.]+)", run("pdfinfo", "-l", "99", pdf))
    return [(float(width), float(height)) for width, height in sizes]


def check_workbook(words):
    """Each township's sheet prints to the width of one page on its side, with its title, its list and its map."""
    pdf = office("pdf", "order.xlsx")
    pages, text = pages_of(pdf), run("pdftotext", "-layout", pdf, "-")
    check(all(width > height for width, height in pages), "the workbook prints to pages on their side")
    check(5 <= len(pages) <= 12, f"the workbook prints to {len(pages)} pages")
    by_page = text.split("\f")
    for code in (1, 43, 44, 82):
        check(text.count(f"H-{code:06}") == 1, f"H-{code:06} is printed once")
    check(sum(words["result"] in page for page in by_page) >= 4, "headings are repeated on each page of a list")
    check(all(words["signature"] in page for page in by_page if words["result"] in page),
          "all columns are on one page")
    check(words["locate"] in text, "what is known to the township only is to be located first")
    pictures = run("pdfimages", "-list", pdf).splitlines()[2:]
    check(len(pictures) >= 1, "the map is printed")
    layers = run("ogrinfo", "-ro", "-q", "order.xlsx")
    check("察素齐镇" in layers and "金川开发区" in layers, "GDAL sees a sheet a township")
    rows = run("ogrinfo", "-ro", "-al", "--config", "OGR_XLSX_HEADERS", "DISABLE", "order.xlsx")
    check(rows.count("= H-0000") == 82, f"GDAL reads {rows.count('= H-0000')} codes of 82")


def check_page(words):
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        "--print-to-pdf=page.pdf", "file://" + str(Path("order.html").resolve()))
    pages, text = pages_of("page.pdf"), run("pdftotext", "-layout", "page.pdf", "-")
    by_page = text.split("\f")
    starts = [i for i, page in enumerate(by_page) if "WO-2023-001 ·" in page]
    check(len(starts) >= 3, f"a page begins for each of 3 townships: {len(starts)}")
    check(all(pages[i][0] > pages[i][1] for i in starts), "sheets lie on their side")
    check(words["signature"] in text and words["locate"] in text, "the page has the columns and notes of a sheet")
    html = Path("order.html").read_text()
    svg = re.findall(r"<svg class=.?plot.*?</svg>", html, re.S)
    check(len(svg) == 1, f"one township of three has places to draw: {len(svg)} maps")
    check(svg and len(re.findall(r"w-(?:vague|badge)[\"\s>]", svg[0])) == 43, "each placed stop has its number")
    check("http" not in svg[0] if svg else False, "the map fetches nothing")


def check_return(terrier, words):
    """A workbook that LibreOffice saved anew, as .xlsx and as .ods, is taken back like the one that was issued."""
    run(sys.executable, "-B", FILL, "order.xlsx", "filled.xlsx", "H-000001.result=" + words["mended"],
        "H-000001.date=2023-07-01", "H-000001.cost=380.5", "H-000001.parts=阀芯2个", "H-000045.result=" + words["mended"],
        "H-000045.date=2023-07-02")
    for form in ("xlsx:Calc MS Excel 2007 XML", "ods"):
        saved = office(form, "filled.xlsx")
        answer = json.loads(run(terrier, "import", "event", saved, "--dry-run", "--format", "json"))
        check((answer["rows"], answer["taken"], answer["rejected"]) == (2, 2, 0),
              f"what LibreOffice saved as {saved.suffix} is read: {answer}")
    rows = run("ogrinfo", "-ro", "-al", "--config", "OGR_XLSX_HEADERS", "DISABLE", "out/filled.xlsx")
    check("380.5" in rows, "LibreOffice keeps what was filled in")
    run(terrier, "import", "event", "out/filled.xlsx")
    again = json.loads(run(terrier, "import", "event", "out/filled.ods", "--format", "json"))
    check((again["taken"], again["unchanged"]) == (0, 2), f"the same again changes nothing: {again}")
    run(terrier, "order", "show", "WO-2023-001", "--to", "again.xlsx")
    totals = run("pdftotext", "-layout", office("pdf", "again.xlsx"), "-").split("\f")[-2]
    check("380.5" in totals, "the sheet of totals counts what came back")
    check("阀芯" in totals, "the sheet of totals lists the parts")


def main(terrier):
    need("soffice", "chromium", "ogrinfo", "pdfinfo", "pdftotext", "pdfimages")
    languages = {
        "zh": {"result": "具体位置", "signature": "签名", "locate": "先核实位置", "mended": "已修复"},
        "en": {"result": "Location", "signature": "Signature", "locate": "locate first", "mended": "mended"},
    }
    for lang, words in languages.items():
        with tempfile.TemporaryDirectory(prefix="terrier-orders-") as folder:
            os.chdir(folder)
            os.mkdir("out")
            make_register(terrier, lang)
            check_workbook(words)
            check_page(words)
            check_return(terrier, words)
            os.chdir("/")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
