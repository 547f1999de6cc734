"""Kills terrier with SIGKILL at many moments of import, geocode, derive, backup and export, and proves each time that
the register passes `check`, holds all of the run or nothing, that the run repeated gives what an unkilled one gives,
and that nothing of ours is left lying about.

    kill.py --fault TOOL TERRIER [--only NAME]     environment: TERRIER_KILLS=FACTOR, 1 by default; SEED

Most kills are before a system call that changes a file (with a write torn in half, too), so that the few
milliseconds of a commit meet as many as the whole rest; the others are spread evenly over the run's time. A run's
calls are all met where there are fewer of them than kills; else a quarter of the kills is at the very last ones, a
quarter in the last quarter. What a kill leaves is judged each time; of kills that left the same bytes and files, but
for moments and random letters, one stands for all when the run is repeated."""

import argparse
import concurrent.futures
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from crashing import (EXAMPLE, KILLED, Terrier, content, fail, fingerprint, listing, long_list, make_register,
                      produced, skip)

WORKERS = 2
RANDOM_LETTERS = re.compile(r"(\.terrier-)\w{6}")
LONG_ROWS, LARGE_ROWS = 2000, 100_000  # the second is where an import sets triggers aside and changes the journal


class Case:
    """One command: how often it is killed, what it may end with, and what it writes beside the register."""

    def __init__(self, name, kills, words, codes=(0,), writes=(), changes=True, before=None):
        self.name, self.kills, self.words, self.codes = name, kills, words, codes
        self.writes, self.changes, self.before = writes, changes, before


def cases(lists):
    listed = ("import", "hydrant", EXAMPLE / "new-hydrants.csv", "--set", "status=planned", "--rejects", "no.csv")
    long = ("import", "hydrant", lists / "long.csv", "--quiet")
    large = ("import", "hydrant", lists / "large.csv", "--quiet")
    belt = ("derive", "grazing_ban", "--kind", "highway_belts", "--road", "110国道", "--buffer", "50")
    shape = tuple(f"x.{ending}" for ending in ("shp", "shx", "dbf", "prj", "cpg", "fields.csv"))
    found = [
        Case("import", 100, listed, codes=(0, 3)),
        Case("import-long", 100, long),
        Case("import-large", 5, large),
        Case("geocode", 200, ("geocode", "hydrant"), codes=(0, 3)),
        Case("derive", 50, belt),
        Case("backup", 50, ("backup", "copy.sqlite"), writes=("copy.sqlite",), changes=False),
    ]
    answer = ("coverage", "station", "--out", "answer", "--radius")
    found.append(Case("coverage", 10, (*answer, "3000"), codes=(0, 3), changes=False, before=(*answer, "2000"),
                      writes=tuple(f"answer/coverage.{ending}" for ending in ("gpkg", "json"))))
    for kills, writes in ((13, ("x.geojson",)), (13, shape), (12, ("x.xlsx",)), (12, ("x.gpkg",))):
        words = ("export", "hydrant", "--to", writes[0])
        found.append(Case(f"export-{Path(writes[0]).suffix[1:]}", kills, words, writes=writes, changes=False,
                          before=(*words, "--limit", "5")))
    return found


class Trial:
    """One command on copies of one register; what it does when nobody kills it is the measure."""

    def __init__(self, case, options, register, top):
        self.case, self.options, self.register, self.top = case, options, register, top
        self.known, self.repeated, self.before = {}, set(), content(register)
        folder = self.copy("unkilled")
        terrier = self.terrier(folder)
        self.former = {name: produced(folder / name) for name in case.writes}
        took = time.monotonic()
        done = terrier.run("--db", "r.sqlite", *case.words, before=(options.fault, "--count", top / "count"))
        self.takes_s = time.monotonic() - took
        self.files = listing(folder)
        if done.returncode not in case.codes:
            fail(f"{case.name}: {done.returncode}: {done.said}")
        self.after = content(folder / "r.sqlite")
        self.results = {name: produced(folder / name) for name in case.writes}
        self.calls = int((top / "count").read_text(encoding="ascii"))
        if case.changes == (self.after == self.before):
            fail(f"{case.name}: the unkilled run is not what this test takes it for")
        self.held(terrier, folder)
        terrier.run("--db", "r.sqlite", *case.words)  # a second zone is derived, a second backup refused
        self.after_two = self.held(terrier, folder)
        self.takes_s = min(self.takes_s, *(self.time_once() for _ in range(2)))

    def time_once(self):
        folder = self.copy("timed")
        started = time.monotonic()
        self.terrier(folder).must("--db", "r.sqlite", *self.case.words, codes=self.case.codes)
        took = time.monotonic() - started
        shutil.rmtree(folder)
        return took

    def terrier(self, folder):
        return Terrier(self.options.program, folder, self.top / "temporary")

    def copy(self, name):
        first, folder = self.top / "first", self.top / name
        if not first.exists():
            first.mkdir()
            shutil.copyfile(self.register, first / "r.sqlite")
            if self.case.before:
                self.terrier(first).must("--db", "r.sqlite", *self.case.before, codes=(0, 3))
        shutil.copytree(first, folder)
        return folder

    def moments(self, kills, dice):
        """(call, torn) or seconds."""
        if 2 * self.calls <= kills * 3 // 4:
            met = [(call, torn) for call in range(1, self.calls + 1) for torn in (False, True)]
        else:
            last = self.calls - self.calls // 4
            met = [(max(1, self.calls - i), False) for i in range(kills // 4)]
            met += [(dice.randint(*((last, self.calls) if i % 2 else (1, self.calls))), dice.random() < 0.5)
                    for i in range(kills // 2)]
        return met + [dice.uniform(0, self.takes_s) for _ in range(kills - len(met))]

    def kill(self, terrier, moment):
        words = ("--db", "r.sqlite", *self.case.words)
        if isinstance(moment, tuple):
            tool = [self.options.fault, "--at", moment[0]] + (["--torn"] if moment[1] else [])
            return terrier.run(*words, before=tool).returncode == KILLED
        running = terrier.start(*words)
        try:
            running.wait(moment)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
        running.communicate()
        return running.returncode == -signal.SIGKILL

    def held(self, terrier, folder):
        """What the register holds, checked; both are asked once for each content of a file, which decides them."""
        print_ = fingerprint(folder / "r.sqlite")
        if print_ not in self.known:
            answer = terrier.run("--db", "r.sqlite", "check")
            if b"no faults" not in answer.stdout and b"\n0 faults" not in answer.stdout:
                fail(f"{self.case.name}: {folder}: check says {answer.stdout.decode()} {answer.said}")
            self.known[print_] = content(folder / "r.sqlite")
        return self.known[print_]

    def recover(self, terrier, folder):
        """Whoever opens the register next plays its journal back, or in."""
        journals = [name for name in listing(folder) if name.startswith("r.sqlite-")]
        if not any((folder / name).stat().st_size for name in journals):
            return
        opened = terrier.run("--db", "r.sqlite", "find", "hydrant", "--limit", "1")
        if opened.returncode != 0:
            fail(f"{self.case.name}: {folder}: cannot be opened: {opened.said}")

    def look(self, terrier, folder):
        """What a killed run left, all or nothing: whether it is all, and what decides how a repeated run goes."""
        self.recover(terrier, folder)
        held = self.held(terrier, folder)
        if held not in (self.before, self.after):
            fail(f"{self.case.name}: {folder}: the register holds a part of the run")
        states = {name: produced(folder / name) for name in self.case.writes}
        main = self.case.writes[0] if self.case.writes else None
        if main and states[main] is not None and states not in (self.former, self.results):
            fail(f"{self.case.name}: {folder}: {main} is neither the former one nor the new one")
        names = tuple(RANDOM_LETTERS.sub(r"\1", name) for name in listing(folder))
        return (held == self.after if self.case.changes else states == self.results,
                (fingerprint(folder / "r.sqlite"), names, tuple(states.values())))

    def repeat(self, terrier, folder, whole):
        done = terrier.run("--db", "r.sqlite", *self.case.words)
        left = listing(folder)
        if done.returncode not in (*self.case.codes, *((1,) if whole and self.case.name == "backup" else ())):
            fail(f"{self.case.name}: {folder}: repeated: {done.returncode}: {done.said}")
        if self.held(terrier, folder) != (self.after_two if whole else self.after):
            fail(f"{self.case.name}: {folder}: repeated, the register holds something else")
        if {name: produced(folder / name) for name in self.case.writes} != self.results:
            fail(f"{self.case.name}: {folder}: repeated, what it wrote is something else")
        return left

    def one(self, number, moment):
        """Whether it was killed in time, and whether all of the run was there."""
        at = f"call-{moment[0]}{'-torn' if moment[1] else ''}" if isinstance(moment, tuple) else f"{moment:.4f}-s"
        folder = self.copy(f"{number}-killed-at-{at}")
        terrier = self.terrier(folder)
        killed = self.kill(terrier, moment)
        whole, state = self.look(terrier, folder)
        if state not in self.repeated:
            left = set(self.repeat(terrier, folder, whole)) ^ set(self.files)
            if left - {"no.csv"}:  # an import repeated whole may have nothing to refuse
                fail(f"{self.case.name}: {folder}: left lying after {moment}: {' '.join(sorted(left))}")
            self.repeated.add(state)
        shutil.rmtree(folder)
        return killed, whole


def try_case(case, options, register, top, seed):
    trial = Trial(case, options, register, top)
    factor = float(os.environ.get("TERRIER_KILLS", "1"))
    moments = trial.moments(max(1, round(case.kills * factor)), random.Random(seed))
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        results = list(pool.map(trial.one, range(len(moments)), moments))
    killed = sum(1 for result in results if result[0])
    whole = sum(1 for result in results if result[0] and result[1])
    print(f"{case.name}: killed {killed} of {len(results)} times ({trial.calls} calls, {trial.takes_s:.2f} s), "
          f"{whole} times with all of the run there, {killed - whole} with nothing; {len(trial.repeated)} states repeated",
          flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fault", required=True)
    parser.add_argument("--only")
    parser.add_argument("program")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        skip(f"no release build at {options.program}")
    options.fault = str(Path(options.fault).resolve())
    if subprocess.run([options.fault, "true"], check=False, capture_output=True).returncode != 0:
        skip("no program may be traced here")
    seed = int(os.environ.get("SEED", "20231201"))
    with tempfile.TemporaryDirectory(prefix="terrier-kill-") as name:
        top = Path(name)
        (top / "temporary").mkdir()
        long_list(top / "long.csv", LONG_ROWS)
        long_list(top / "large.csv", LARGE_ROWS)
        make_register(Terrier(options.program, top, top / "temporary"), "base.sqlite")
        for case in cases(top):
            if options.only in (None, case.name):
                (top / case.name).mkdir()
                (top / case.name / "temporary").mkdir()
                try_case(case, options, top / "base.sqlite", top / case.name, seed)


if __name__ == "__main__":
    main()
