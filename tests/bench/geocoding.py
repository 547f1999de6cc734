"""Owns the figures of the geocoder: a gazetteer of 100,000 names, and lists of texts spread over all of it, some of
them not in it."""

import subprocess
import sys
from pathlib import Path

from measure import Run, Series, memory, remove, run_once, times, way

SOME, MANY = 50_000, 300_000


def make_country(folder, *counts):
    """By a process of its own: a child's peak memory begins with that of its parent."""
    script = Path(__file__).with_name("country.py")
    subprocess.run([sys.executable, "-B", script, folder, *map(str, counts)], check=True)


def import_gazetteer(program, register, folder):
    """What both imports took together."""
    remove(register)
    run_once([program, "init", register, "--lang", "zh"])
    runs = []
    for path, kind in ((folder / "places.csv", "places"), (folder / "roads.geojson", "roads")):
        runs.append(run_once([program, "--db", register, "gazetteer", "import", path, "--kind", kind, "--uncertainty",
                              "10"]))
        path.unlink()
    return Run(sum(run.seconds for run in runs), sum(run.cpu for run in runs), max(run.memory_mb for run in runs))


def compare(bench):
    some, many, register = min(SOME, bench.points), min(MANY, bench.points), bench.work / "country.sqlite"
    make_country(bench.work, 1, some, many)
    gazetteer, = bench.turns(lambda: import_gazetteer(bench.program, register, bench.work), runs=1)
    bench.row("geocode.gazetteer", times(gazetteer))

    def of(count):
        return way(lambda: [bench.program, "--db", register, "geocode", "--stdin"], allowed=(0, 3),
                   source=bench.work / f"texts-{count}.tsv")
    one, list_of_some = bench.turns(of(1), of(some))
    # The speed of the work itself: one core, without the start, which is a row of its own.
    start_s = min(run.cpu for run in one)
    bench.row("geocode", Series([some / max(1e-9, run.cpu - start_s) for run in list_of_some]), texts=some)
    bench.row("geocode.start", times(one))
    bench.row("geocode.memory", memory(bench.turns(of(many), runs=1)[0]), memory(list_of_some), many=many, texts=some)
    for count in (1, some, many):
        (bench.work / f"texts-{count}.tsv").unlink(missing_ok=True)
    remove(register)
