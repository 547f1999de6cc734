#!/usr/bin/env python3
"""Owns the command that measures: which rows, how often, where figures are kept and written. Each row runs terrier and
its peer turn about on the same data; medians count. It fails where a goal of the design is missed, and leaves nothing
running. What was measured stays in a file: one row can be measured again, and the page written anew."""

import argparse
import shutil
import signal
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # where postgis.py stands, for all tests

import coverage
import geocoding
import growth
import isochrones
import measure
import overlay
import page
import points
import postgis
import rows
import scale
import ways
from results import Results

FAMILIES = {
    "import": points.compare_import, "export": points.compare_export, "query": points.compare_queries,
    "nearest": points.compare_nearest, "discs": coverage.compare, "overlay": overlay.compare,
    "isochrones": isochrones.compare, "roads": isochrones.read, "ways": ways.compare, "geocode": geocoding.compare,
    "topology": overlay.check,
}
MORE = {"scale": scale.compare, "growth": growth.compare}  # long, and without goals: only when asked for


class Bench:
    """What a family needs to measure its rows, and where it puts them."""

    def __init__(self, options, results):
        self.program, self.work = options.program.resolve(), options.work.resolve()
        self.points, self.runs, self.missing = options.points, options.runs, options.missing
        self.sizes, self.jobs = options.sizes, options.jobs
        self.results, self.busy, self.failures, self.missed = results, 0.0, [], []

    def look(self):
        """How calm the machine is; said where it is not."""
        self.busy = measure.busy_cores()
        if self.busy > measure.BUSY:
            self.say(f"warning: others use {self.busy:.1f} cores of this machine; the next figures are disturbed")

    def turns(self, *ways, runs=None):
        self.look()
        return measure.turns(runs or self.runs, *ways)

    def row(self, key, ours, peer=None, **words):
        row = rows.ROWS[key]
        met = row.goal is None or row.goal.met(ours.median, peer.median if peer else None)
        kept = {"ours": ours.stored(), "peer": peer.stored() if peer else None, "met": met, "busy": self.busy,
                "words": words}
        self.results.store("rows", key, kept)
        print(page.row_line(key, kept), flush=True)
        if not met:
            self.missed.append(row.work.format(**words))

    def fail(self, reason):
        self.failures.append(reason)
        self.say(f"failed: {reason}")

    def say(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def measure(self, family):
        """One family; its failure does not keep the others from being measured."""
        try:
            (FAMILIES | MORE)[family](self)
        except measure.Skipped as reason:
            self.say(f"skipped: {family}: {reason}")
        except (measure.Failed, postgis.Missing, postgis.Refused, OSError, subprocess.CalledProcessError) as failure:
            self.fail(f"{family}: {failure}")


def known(table):
    def one(name):
        if name not in table:
            raise argparse.ArgumentTypeError(f"no \"{name}\"; known: {', '.join(table)}")
        return name
    return one


def sizes(text):
    return sorted(int(size) for size in text.split(","))


def jobs(text):
    return [known(growth.JOBS)(name) for name in text.split(",")]


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*", metavar="ROW", type=known({**FAMILIES, **MORE}),
                        help=f"which rows: {', '.join(FAMILIES)} (all of these without one); {', '.join(MORE)}")
    parser.add_argument("--program", required=True, type=Path, help="the terrier to measure")
    parser.add_argument("--work", required=True, type=Path, help="folder for data; removed at the end")
    parser.add_argument("--results", type=Path, help="file that keeps the figures (default: WORK.json)")
    parser.add_argument("--points", type=int, default=1_000_000, help="how many points (default: 1,000,000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts (default: 3)")
    parser.add_argument("--growth", action="store_true", help="also how cost grows with size")
    parser.add_argument("--sizes", type=sizes, metavar="N,N,…", default=growth.SIZES,
                        help=f"sizes of the growth series (default: {','.join(map(str, growth.SIZES))})")
    parser.add_argument("--jobs", type=jobs, metavar="JOB,…", default=list(growth.JOBS),
                        help=f"jobs of the growth series: {', '.join(growth.JOBS)} (default: all)")
    parser.add_argument("--missing", action="store_true", help="only what the file of figures lacks")
    parser.add_argument("--to", action="append", type=Path, metavar="FILE.md", default=[],
                        help="write the tables into their places in this page, and the picture of growth beside it; "
                             "may be repeated")
    options = parser.parse_args()
    options.results = options.results or options.work.with_suffix(".json")
    options.families = options.families or [*FAMILIES, *(["growth"] if options.growth else ())]
    return options


def wanted(options, results):
    """The families to measure; with --missing those whose rows are not all there. Growth looks for itself."""
    for family in options.families:
        lacking = [key for key in rows.keys_of(family) if key not in results["rows"]]
        if family == "scale":
            lacking = [key for key in scale.FIGURES if key not in results["scale"]]
        if lacking or family == "growth" or not options.missing:
            yield family


def stop(number, _):
    """The end of the program, through every `finally` and `with` on the way."""
    sys.exit(128 + number)


def run(bench, options):
    bench.work.mkdir(parents=True, exist_ok=True)
    try:
        for family in wanted(options, bench.results):
            bench.measure(family)
    finally:
        shutil.rmtree(bench.work, ignore_errors=True)


def main():
    options = read_options()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    results = Results(options.results)
    bench = Bench(options, results)
    results.begin(bench.program)
    print(f"{page.about(results, [])}\n\n{page.HEADINGS}", flush=True)
    run(bench, options)
    for path in options.to:
        page.write(path, results)
    for text, reasons in (("missed", bench.missed), ("failed", bench.failures)):
        if reasons:
            bench.say(f"{text}: {'; '.join(reasons)}")
    return 1 if bench.missed or bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
