"""Checks the memory of the main commands under valgrind, on the example: nothing is read that was not written, nothing
outside of what was asked for, and nothing is lost. Each command works on a copy of its own of one register, so that they
run side by side. What foreign libraries lose is named in foreign.supp, each with its reason; nothing of terrier's is.

usage: memcheck.py --program PROGRAM [--jobs N] [--all | NAME…]    --all: also what differs little from the others.
Ends with 77, which CTest counts as skipped, where valgrind is missing."""

import argparse
import concurrent.futures
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLE = os.path.join(HERE, "..", "..", "docs", "examples", "tumed-left")
FOUND = 99
DONE = (0, 3)  # 3: done, and something wants attention
VALGRIND = [
    "valgrind", "--quiet", "--tool=memcheck", "--leak-check=full", "--show-leak-kinds=definite,indirect",
    "--errors-for-leak-kinds=definite,indirect", f"--error-exitcode={FOUND}", "--num-callers=24", "--keep-debuginfo=yes",
    "--child-silent-after-fork=yes", f"--suppressions={HERE}/foreign.supp",
]
PATCH = '{"type":"FeatureCollection","features":[%s]}' % ",".join(
    '{"type":"Feature","properties":{"patch_no":"%s"},"geometry":{"type":"Polygon","coordinates":[[[%s,40.70],[%s,40.70],'
    '[%s,40.72],[%s,40.72],[%s,40.70]]]}}' % (name, west, east, east, west, west)
    for name, west, east in (("west", 111.10, 111.13), ("east", 111.12, 111.15)))

# NAME: words of the command line; {out} is a new folder, {example} the example, {fixed} what was made beforehand.
COMMANDS = {
    "init": "init {out}/new.sqlite --name x --lang zh",
    "import-csv": "import hydrant {example}/broken-hydrants.csv --source again --set status=out_of_service",
    "import-xlsx": "import hydrant {fixed}/hydrants.xlsx --source book --rejects {out}/rejects.csv",
    "import-geojson": "import land_use {fixed}/patches.geojson --source patches",
    "gazetteer-places": "gazetteer import {example}/places.csv --kind places",
    "gazetteer-roads": "gazetteer import {example}/roads.geojson --kind roads",
    "geocode": "geocode hydrant --redo",
    "geocode-text": "geocode --text 敕勒川大街与和平路交叉口南70米西侧辅路 --township 察素齐镇 --explain",
    "find": "find hydrant --township 察素齐镇 --where status='out_of_service' --format geojson",
    "review": "review hydrant --candidates --limit 5",
    "nearest": "nearest hydrant --for station",
    "at": "at 111.16,40.73 --uncertainty 10",
    "set": "set hydrant H-000001 remark=x --note y",
    "place": "place hydrant H-000002 111.16,40.73 --uncertainty 5",
    "event": "event add hydrant H-000003 inspection result=works",
    "log": "log hydrant --limit 5 --format json",
    "undo": "log --undo 4",
    "check": "check",
    "check-fix": "check --fix",
    "export-geojson": "export hydrant --to {out}/x.geojson",
    "export-csv": "export hydrant --to {out}/x.csv",
    "export-xlsx": "export hydrant station --to {out}/x.xlsx",
    "export-gpkg": "export hydrant --to {out}/x.gpkg",
    "export-shp": "export hydrant --to {out}/x.shp",
    "coverage": "coverage hydrant --scenario planned --assume-exact --out {out}/coverage",
    "coverage-close": "coverage hydrant --assume-exact --close 3",
    "derive": "derive grazing_ban --kind (四) --road 110国道 --road 103省道 --buffer 50",
    "area": "area land_use --write",
    "overlay": "overlay land_use land_use --to {out}/x.csv",
    "topology": "topology land_use",
    "plan": "plan repair --per-year 27,27,28 --from-year 2023 --by township --on 2023-06-30 --save plan",
    "report-coverage": "report coverage hydrant --scenario planned --assume-exact --out {out}/coverage.html",
    "report-overdue": "report overdue --on 2023-12-31 --present --out {out}/overdue.html",
    "report-zones": "report zones --on 2024-03-01 --out {out}/zones.html",
    "order": "order issue --on 2023-06-30 --to {out}/order.xlsx --to {out}/order.html",
    "qgis": "qgis {out}/x.qgz",
    "backup": "backup {out}/copy.sqlite",
    "help": "help import",
    "refused-words": "find hydrnt --where",
    "refused-list": "import hydrant {fixed}/patches.geojson --source wrong",
    "refused-where": "find hydrant --where load_extension('x')=1",
}
SELDOM = {
    "import-geojson", "geocode-text", "review", "place", "event", "check-fix", "export-shp", "coverage-close", "overlay",
    "topology", "report-overdue", "report-zones", "help", "refused-words", "refused-where",
}
REFUSED = (1, 2)
PREPARE = (
    "init {db} --name 土默特左旗 --lang zh",
    "gazetteer import {example}/places.csv --kind places",
    "gazetteer import {example}/roads.geojson --kind roads",
    "import hydrant {example}/broken-hydrants.csv --set status=out_of_service --source 附件3",
    "import hydrant {example}/new-hydrants.csv --set status=planned --source 附件2",
    "import station {example}/stations.csv --source 附件1",
    "import grazing_ban {example}/grazing-bans.csv --set status=announced --source 64",
    "import land_use {fixed}/patches.geojson --source patches",
    "geocode hydrant",
    "geocode station",
    "export hydrant --to {fixed}/hydrants.xlsx --limit 20",
)


def words(line, **names):
    return [word.format(**names) for word in line.split()]


def prepare(program, fixed):
    """The register that all work on copies of, made without valgrind."""
    db = f"{fixed}/register.sqlite"
    with open(f"{fixed}/patches.geojson", "w", encoding="utf-8") as file:
        file.write(PATCH)
    for line in PREPARE:
        command = [program, "--db", db, *words(line, db=db, fixed=fixed, example=EXAMPLE)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        if done.returncode not in DONE:
            raise RuntimeError(f"terrier {line}: {done.stderr.strip()}")
    return db


def copy(source, target):
    with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
        old.backup(new)


def judge(name, program, register, fixed, folder):
    """What valgrind, or the command itself, complains about; nothing when all is well."""
    out = f"{folder}/{name}"
    os.mkdir(out)
    db = f"{out}/register.sqlite"
    copy(register, db)
    line = words(COMMANDS[name], out=out, fixed=fixed, example=EXAMPLE)
    done = subprocess.run([*VALGRIND, f"--log-file={out}/valgrind.log", program, "--db", db, *line],
                          capture_output=True, text=True, encoding="utf-8", errors="replace")
    with open(f"{out}/valgrind.log", encoding="utf-8", errors="replace") as log:
        found = log.read()
    if done.returncode == FOUND:
        return f"terrier {' '.join(line)}\n{found}"
    if done.returncode not in (REFUSED if name.startswith("refused") else DONE):
        return f"terrier {' '.join(line)} ended with {done.returncode}: {done.stderr.strip()}\n{found}"
    return ""


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--all", action="store_true")
    arguments.add_argument("names", nargs="*")
    given = arguments.parse_args()
    if not shutil.which("valgrind"):
        print("skipped: valgrind is missing (Debian: valgrind)")
        return 77
    os.environ["LC_ALL"] = "C.UTF-8"
    started, failed = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="terrier-memory-") as folder:
        fixed = f"{folder}/fixed"
        os.mkdir(fixed)
        register = prepare(given.program, fixed)
        names = given.names or [name for name in COMMANDS if given.all or name not in SELDOM]
        with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
            for name, found in zip(names, pool.map(
                    lambda name: judge(name, given.program, register, fixed, folder), names)):
                failed += bool(found)
                if found:
                    print(f"FAIL {name}: {found}")
    print(f"{len(names) - failed} of {len(names)} commands are clean under valgrind, {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
