"""Checks that ten programs may read and write one register at the same time: four terriers that write, two that read, two
of plain sqlite3, and QGIS through each of its providers; see users.py. What is promised:

- nothing goes wrong but that a program is told, after the timeout, that the register is busy;
- what was reported as stored is there, each step of it in the history, and what was reported as refused is not;
- readers never see a part of a run, and an export shows all its layers at one moment;
- the write-ahead log stays small, no program hangs, and `terrier check` finds no fault afterwards.

For some seconds the conductor holds the lock itself, longer than anybody waits: so the answer is met, too.

usage: ten.py --program PROGRAM [--seconds N]    ends with 77, which CTest counts as skipped, where PyQGIS is missing"""

import argparse
import collections
import contextlib
import importlib.util
import json
import multiprocessing
import os
import queue
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback

import users

HELD_S = users.BUSY_TIMEOUT_S + 2
LARGEST_LOG = 64 << 20
SPAWN = multiprocessing.get_context("spawn")
EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "examples", "tumed-left")
SHARED, INSPECTED = "H-000001", "H-000002"
TEN = {
    "import": (users.import_lists, []),
    "set": (users.set_fields, ["H-000003", INSPECTED]),
    "place": (users.place_records, [f"H-{i:06}" for i in range(20, 107)]),
    "geocode": (users.geocode_and_derive, []),
    "keep": (users.keep, []),
    "read": (users.read, [INSPECTED]),
    "sqlite3": (users.update_by_sql, ["H-000004", SHARED]),
    "mod_spatialite": (users.insert_by_sql, [SHARED]),
    "qgis-spatialite": (users.edit_in_spatialite, ["H-000005", "H-000006"]),
    "qgis-ogr": (users.edit_in_ogr, ["H-000007", "H-000008"]),
}


def make_registry(program, registry):
    def run(*words):
        done = subprocess.run([program, "--db", registry, *words], capture_output=True, text=True, encoding="utf-8")
        if done.returncode not in (0, 3):
            raise RuntimeError(f"terrier {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    run("init", registry, "--name", "土默特左旗", "--lang", "en")
    run("gazetteer", "import", f"{EXAMPLE}/places.csv", "--kind", "places")
    run("gazetteer", "import", f"{EXAMPLE}/roads.geojson", "--kind", "roads")
    run("import", "hydrant", f"{EXAMPLE}/broken-hydrants.csv", "--set", "status=out_of_service")
    run("import", "hydrant", f"{EXAMPLE}/new-hydrants.csv", "--set", "status=planned")
    run("geocode", "hydrant")
    for code in (SHARED, "H-000003", "H-000004", "H-000005", "H-000007"):
        run("set", "hydrant", code, "remark=0")
    return run


def work(name, program, registry, folder, ready, start, stop, results):
    """One of the ten, in a process of its own."""
    os.environ.update(QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8")
    loop, codes = TEN[name]
    user = users.User(name, program, registry, folder, stop)
    ready.put(name)
    start.wait()
    try:
        loop(user, codes)
    except Exception:  # whatever it is, it must be told, and the others must be waited for
        user.fault(traceback.format_exc())
    results.put(user.report())


class Conductor:
    """Starts the ten, watches the log, holds the lock for a while, and collects the ledgers."""

    def __init__(self, program, registry, folder):
        self.registry = registry
        self.log_bytes = 0
        self.faults = []
        self.start, self.stop = SPAWN.Event(), SPAWN.Event()
        ready, self.results = SPAWN.Queue(), SPAWN.Queue()
        self.processes = {
            name: SPAWN.Process(target=work, name=name, daemon=True, args=(
                name, program, registry, folder, ready, self.start, self.stop, self.results))
            for name in TEN
        }
        for process in self.processes.values():
            process.start()
        for _ in TEN:
            ready.get(timeout=120)

    def watch(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(FileNotFoundError):
                self.log_bytes = max(self.log_bytes, os.stat(f"{self.registry}-wal").st_size)
            time.sleep(0.05)

    def hold(self):
        with contextlib.closing(sqlite3.connect(self.registry, timeout=60, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            self.watch(HELD_S)
            connection.execute("ROLLBACK")

    def conduct(self, seconds):
        self.start.set()
        self.watch(seconds / 2)
        self.hold()
        self.watch(max(0, seconds / 2 - HELD_S))
        self.stop.set()
        return self.collect()

    def collect(self):
        reports = []
        try:
            for _ in TEN:
                reports.append(self.results.get(timeout=users.HANG_S + 30))
        except queue.Empty:
            silent = set(TEN) - {report["name"] for report in reports}
            self.faults.append(f"hung, or died without a word: {', '.join(sorted(silent))}")
        for process in self.processes.values():
            process.join(timeout=30)
            if process.is_alive():
                self.faults.append(f"{process.name} does not end")
                process.kill()
            elif process.exitcode:
                self.faults.append(f"{process.name} ended with {process.exitcode}")
        return reports


class Judge:
    """Compares what the register holds with what the ledgers say it must."""

    def __init__(self, registry, reports):
        self.connection = sqlite3.connect(f"file:{registry}?mode=ro", uri=True)
        self.ledgers = [report["ledger"] for report in reports]
        self.faults = []

    def all(self, key):
        return [entry for ledger in self.ledgers for entry in ledger.get(key, [])]

    def rows(self, sql, *values):
        return self.connection.execute(sql, values).fetchall()

    def equal(self, what, found, wanted):
        if found != wanted:
            self.faults.append(f"{what}: found {str(found)[:200]}, not {str(wanted)[:200]}")

    def history(self, code):
        """The values that a record's remark had, in their order, the last one as it stands."""
        record, now = self.rows("SELECT id, remark FROM hydrant WHERE code = ?", code)[0]
        entries = self.rows(
            "SELECT before FROM history WHERE layer = 'hydrant' AND record_id = ? AND operation = 'update' ORDER BY id",
            record)
        values = [json.loads(before)["remark"] for (before,) in entries] + [now]
        return [value for i, value in enumerate(values) if value and (i == 0 or value != values[i - 1])]

    def judge_counts(self):
        stored = collections.defaultdict(lambda: ["0"])
        for code, value in self.all("counted"):
            stored[code].append(value)
        for code, values in stored.items():
            self.equal(f"the history of {code}", self.history(code), values)
        shared = [str(i) for i in range(len(self.all("shared")) + 1)]
        self.equal("the history of the shared counter", self.history(SHARED), shared)

    def judge_lists(self):
        lists = {number: remark for number, remark in self.all("lists")}
        found = self.rows("SELECT code, remark FROM hydrant WHERE code LIKE 'I-%' ORDER BY code")
        wanted = [(f"I-{n:04}-{i:04}", lists[n]) for n in sorted(lists) for i in range(users.LIST_ROWS)]
        self.equal("the imported lists", found, wanted)
        sources = self.rows("SELECT count(*) FROM source WHERE name LIKE 'list %'")[0][0]
        editions = sum(1 + (remark == "second") for remark in lists.values())
        self.equal("the sources of the lists", sources, editions)

    def judge_records(self):
        found = {c for (c,) in self.rows("SELECT code FROM hydrant WHERE code LIKE 'S-%' OR code LIKE 'Q-%'")}
        self.equal("the records drawn", found, set(self.all("inserted")))
        visits = self.all("visits")
        found = self.rows("SELECT about_code, remark, happened_on FROM event ORDER BY id")
        self.equal("the events", found, [tuple(visit) for visit in visits])
        day = self.rows("SELECT inspected_on FROM hydrant WHERE code = ?", INSPECTED)[0][0]
        self.equal("the last inspection", day, visits[-1][2] if visits else None)
        zones = [name for (name,) in self.rows("SELECT name FROM grazing_ban WHERE name LIKE 'zone %' ORDER BY id")]
        self.equal("the derived zones", zones, self.all("zones"))

    def judge_positions(self):
        at = {
            code: (method, west, south)
            for code, method, west, south in self.rows(
                "SELECT code, method, xmin, ymin FROM hydrant JOIN idx_hydrant_geom ON pkid = hydrant.id")
        }
        last = {code: (lon, lat) for code, lon, lat in self.all("placed") + self.all("moved")}
        for code, (lon, lat) in last.items():
            method, west, south = at.get(code, ("lost", 0, 0))
            if method != "manual" or abs(west - lon) > 1e-4 or abs(south - lat) > 1e-4:
                self.faults.append(f"{code} was placed at {lon},{lat} by hand: it is {method} at {west},{south}")

    def judge(self):
        for part in (self.judge_counts, self.judge_lists, self.judge_records, self.judge_positions):
            part()
        self.equal("the row that says who writes", self.rows("SELECT * FROM write_context"), [])
        return self.faults


def judge_end(conductor, reports, run):
    """What must hold once all have gone."""
    faults = list(conductor.faults)
    if conductor.log_bytes > LARGEST_LOG:
        faults.append(f"the write-ahead log grew to {conductor.log_bytes} bytes")
    found = [row for row in json.loads(run("check", "--format", "json")) if row["severity"] == "fault"]
    if found:
        faults.append(f"check finds faults: {found[:3]}")
    run("set", "hydrant", SHARED, "owner=last")  # whoever writes last and alone leaves one file
    left = [tail for tail in ("-wal", "-journal") if os.path.exists(conductor.registry + tail)]
    if left:
        faults.append(f"files are left beside the register: {left}")
    idle = [report["name"] for report in reports if not sum(report["done"].values())]
    if idle:
        faults.append(f"nothing was done by {', '.join(idle)}: that proves nothing")
    if not sum(sum(report["busy"].values()) for report in reports):
        faults.append("nobody met the lock: that proves nothing")
    return faults


def describe(reports, log_bytes):
    done, busy, waits = collections.Counter(), collections.Counter(), {}
    for report in reports:
        done.update(report["done"])
        busy.update(report["busy"])
        waits.update({kind: max(seconds, waits.get(kind, 0)) for kind, seconds in report["waits"].items()})
    longest = max(waits, key=waits.get)
    counts = ", ".join(f"{kind} {count}" for kind, count in sorted(done.items()))
    refused = ", ".join(f"{kind} {count}" for kind, count in sorted(busy.items()) if count)
    return (f"done: {counts}; busy: {refused or 'never'}; longest wait {waits[longest]:.1f} s ({longest}); "
            f"write-ahead log at most {log_bytes / 1e6:.1f} MB")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--keep", help="keep the register in this folder")
    given = arguments.parse_args()
    os.environ["LC_ALL"] = "C.UTF-8"
    if not importlib.util.find_spec("qgis"):
        print("skipped: PyQGIS is missing (Debian: python3-qgis qgis-providers)")
        return 77
    folder = given.keep or tempfile.mkdtemp(prefix="terrier-ten-")
    os.makedirs(folder, exist_ok=True)
    try:
        registry = f"{folder}/register.sqlite"
        run = make_registry(given.program, registry)
        conductor = Conductor(given.program, registry, folder)
        reports = conductor.conduct(given.seconds)
        faults = [fault for report in reports for fault in report["faults"]]
        faults += judge_end(conductor, reports, run) + Judge(registry, reports).judge()
        print(describe(reports, conductor.log_bytes))
        for fault in faults:
            print(f"FAIL {fault}")
        return 1 if faults else 0
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
