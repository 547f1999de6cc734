#!/usr/bin/env python3
"""Owns the proof that the bench itself works, on tiny sizes and without the peers: what is measured is kept and
written into its places in a page, the picture is sound, goals are judged, and an interrupted bench leaves nothing.

usage: smoke.py TERRIER"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import growth
import measure
import rows

HERE = Path(__file__).resolve().parent
PAGE = ("before\n<!-- bench: rows -->\nold\n<!-- bench: end -->\n"
        "between\n<!-- bench: growth -->\n<!-- bench: end -->\nafter\n")
JOBS = ["import", "filter", "export", "nearest"]


def expect(holds, what):
    if not holds:
        sys.exit(f"bench: {what}")


def judge_goals():
    """Each kind of bound, met and missed; a ratio without a peer is never met."""
    cases = ((rows.TENTH, 1, 10, True), (rows.TENTH, 1.01, 10, False), (rows.TENTH, 1, None, False),
             (rows.SOON, 0.06, None, True), (rows.SOON, 0.061, None, False),
             (rows.ROWS["geocode"].goal, 9_999, None, False), (rows.ROWS["geocode"].goal, 10_000, None, True),
             (rows.ROWS["geocode.memory"].goal, 84, 80, True), (rows.ROWS["geocode.memory"].goal, 84.1, 80, False))
    for goal, ours, peer, met in cases:
        expect(goal.met(ours, peer) == met, f"{goal.said}: {ours} beside {peer} is judged wrongly")


def fit_exponents():
    for wanted in (0, 1, 1.5):
        found = growth.exponent([(size, 3 * size ** wanted) for size in (10, 100, 1000)])
        expect(abs(found - wanted) < 1e-9, f"the exponent of n^{wanted} is said to be {found}")


def take_turns():
    """Turn about, and no longer than patience allows, but twice."""
    order = []

    def way(name):
        def once():
            order.append(name)
            return measure.Run(1.0)
        return once
    measure.turns(3, way("ours"), way("peer"))
    expect(order == ["ours", "peer"] * 3, f"the turns were {order}")
    runs, = measure.turns(5, way("ours"), patience=-1)
    expect(len(runs) == 2, f"{len(runs)} runs without patience, wanted 2")


def bench(program, folder, *words):
    command = [sys.executable, "-B", HERE / "bench.py", "--program", program, "--work", folder / "work", "--results",
               folder / "kept.json", "--runs", "1", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def write_page(program, folder):
    """Two families that need no peer; the page keeps what people wrote around the tables."""
    page, picture = folder / "page.md", folder / "page-growth.svg"
    page.write_text(PAGE, encoding="utf-8")
    for _ in range(2):  # the second run has nothing to measure, and writes the same
        done = bench(program, folder, "query", "growth", "--points", "200", "--sizes", "30,300", "--jobs",
                     ",".join(JOBS), "--missing", "--to", str(page))
        said = done.communicate()[1]
        expect(done.returncode in (0, 1) and "failed" not in said, f"exit {done.returncode}: {said}")
    text = page.read_text(encoding="utf-8")
    expect(text.startswith("before\n") and "\nbetween\n" in text and text.endswith("\nafter\n") and "old" not in text,
           f"the page is not what it was around its tables:\n{text}")
    expect("among 200" in text and all(f"| {growth.JOBS[name].said} |" in text for name in JOBS),
           f"the page lacks a figure:\n{text}")
    expect("bench:" not in said, f"the second run measured again: {said}")
    shapes = [element.tag.rpartition("}")[2] for element in ElementTree.parse(picture).iter()]
    expect(shapes.count("circle") == 2 * 2 * len(JOBS), f"the picture has {shapes.count('circle')} points")
    expect(not (folder / "work").exists(), "the work folder is still there")


def interrupt(program, folder):
    """Stopped from outside in the middle of its work: the data is gone, and so is what it started."""
    running = bench(program, folder, "query", "--points", "300000")
    while running.poll() is None and not (folder / "work" / "points-300000.csv").exists():
        time.sleep(0.01)
    running.send_signal(signal.SIGTERM)
    running.communicate()
    expect(running.returncode == 128 + signal.SIGTERM, f"exit {running.returncode} after SIGTERM")
    expect(not (folder / "work").exists(), "an interrupted bench leaves its data")
    marked = str(folder).encode()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        if process.parent.name != str(os.getpid()):
            try:
                expect(marked not in process.read_bytes(), f"process {process.parent.name} still runs")
            except OSError:
                continue


def main():
    program = Path(sys.argv[1]).resolve()
    judge_goals()
    fit_exponents()
    take_turns()
    with tempfile.TemporaryDirectory(prefix="terrier-bench-") as folder:
        write_page(program, Path(folder))
        interrupt(program, Path(folder))
    print("bench: goals, exponents, turns, page, picture, and nothing left behind")


if __name__ == "__main__":
    main()
