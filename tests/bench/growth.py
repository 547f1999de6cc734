"""Owns how cost grows: the main jobs on the same kind of data in sizes from 10^4 to 10^7, and the exponent that
fits them."""

import math
import shutil
from dataclasses import dataclass
from typing import Callable

import coverage
import geocoding
import overlay
from measure import Failed, memory, remove, run_once, times, turns, way
from points import QUERIES, make_register, nearest_command, write_points

SIZES = (10_000, 20_000, 100_000, 1_000_000, 10_000_000)  # a county has some 20,000 hydrants
PATIENCE_S = 10  # a job is repeated until that much time is gone


class Stock:
    """The data of one size, made when it is first asked for."""

    def __init__(self, bench, size):
        self.program, self.work, self.size, self.runs = bench.program, bench.work / f"growth-{size}", size, bench.runs
        self.work.mkdir(exist_ok=True)
        self.answer = self.work / "answer"

    def points(self):
        path = self.work / "points.csv"
        if not path.exists():
            write_points(path, self.size)
        return path

    def register(self):
        path = self.work / "points.sqlite"
        if not path.exists():
            make_register(self.program, path, self.points())
        return path

    def times_of(self, *words, prepare=lambda: None, allowed=(0,)):
        """What the command takes on the register of points, made before the watch starts."""
        register = self.register()
        return self.times_of_command([self.program, "--db", register, *words], prepare, allowed)

    def times_of_command(self, words, prepare=lambda: None, allowed=(0,)):
        runs, = turns(self.runs, way(lambda: words, prepare, allowed=allowed, target=self.answer),
                      patience=PATIENCE_S, least=1)
        return runs


def importing(stock):
    register, points = stock.work / "points.sqlite", stock.points()

    def prepare():
        remove(register)
        run_once([stock.program, "init", register])
    return stock.times_of_command([stock.program, "--db", register, "import", "hydrant", points], prepare)


def exporting(stock):
    path = stock.work / "out.geojson"
    runs = stock.times_of("export", "hydrant", "--to", path, prepare=lambda: path.unlink(missing_ok=True))
    path.unlink()
    return runs


def backing_up(stock):
    copy = stock.work / "copy.sqlite"
    runs = stock.times_of("backup", copy, prepare=lambda: remove(copy))
    remove(copy)
    return runs


def joining(stock):
    places = stock.work / "places.csv"
    write_points(places, stock.size, seed=3)
    runs = stock.times_of_command(nearest_command(stock.program, stock.register(), places))
    places.unlink()
    return runs


def geocoding_texts(stock):
    """A list without positions, placed by a gazetteer of 100,000 names; each run begins with the same register."""
    register, texts, placed = (stock.work / name for name in ("country.sqlite", "texts.csv", "placed.sqlite"))

    def prepare():
        remove(placed)
        shutil.copyfile(register, placed)
    geocoding.make_country(stock.work, stock.size)
    geocoding.import_gazetteer(stock.program, register, stock.work)
    lines = stock.work / f"texts-{stock.size}.tsv"
    with open(lines, encoding="utf-8") as source, open(texts, "w", encoding="utf-8") as target:
        target.write("location_text,township,road\n")
        target.writelines(",".join(line.rstrip("\n").split("\t")[1:]) + "\n" for line in source)
    run_once([stock.program, "--db", register, "import", "hydrant", texts], allowed=(0, 3))
    runs = stock.times_of_command([stock.program, "--db", placed, "geocode", "hydrant"], prepare, allowed=(0, 3))
    for path in (lines, texts):
        path.unlink()
    for path in (register, placed):
        remove(path)
    return runs


def overlaying(stock, zones=400):
    """The patches grow smaller as they grow more; the zones stay."""
    side = math.isqrt(stock.size)
    patches, areas, register = stock.work / "patches.csv", stock.work / "zones.csv", stock.work / "patches.sqlite"
    overlay.write_patches(patches, side, side)
    overlay.write_zones(areas, zones)
    overlay.make_register(stock.program, register, patches)
    runs = stock.times_of_command(overlay.command(stock.program, register, areas))
    for path in (patches, areas):
        path.unlink()
    remove(register)
    return runs


@dataclass(frozen=True)
class Job:
    said: str
    most: int           # the largest size that is worth its time
    run: Callable


JOBS = {
    "import": Job("import a CSV list", 10_000_000, importing),
    "filter": Job("find 20 by township and status", 10_000_000,
                  lambda stock: stock.times_of("find", "hydrant", *QUERIES["filter"])),
    "near": Job("find the 20 nearest", 10_000_000,
                lambda stock: stock.times_of("find", "hydrant", "--near", "111.16,40.73", "--limit", "20")),
    "export": Job("export to GeoJSON", 10_000_000, exporting),
    "backup": Job("backup, verified", 10_000_000, backing_up),
    "check": Job("check", 1_000_000, lambda stock: stock.times_of("check", allowed=(0, 3))),
    "nearest": Job("nearest for as many points", 1_000_000, joining),
    "discs": Job("coverage by discs of 150 m", 1_000_000,
                 lambda stock: stock.times_of_command(coverage.command(stock.program, stock.register()),
                                                      allowed=(0, 3))),
    "geocode": Job("geocode and store", 1_000_000, geocoding_texts),
    "overlay": Job("overlay patches with 400 zones", 1_000_000, overlaying),
}


def key_of(name, size):
    return f"{name} {size}"


def series_of(kept):
    """What was kept, as {job: {size: figures}}, in the order of the table and of size."""
    return {name: {size: kept[key_of(name, size)] for size in sorted(sizes_of(kept)) if key_of(name, size) in kept}
            for name in JOBS if any(key.split()[0] == name for key in kept)}


def sizes_of(kept):
    return {int(key.split()[1]) for key in kept}


def exponent(points):
    """The slope of the straight line that fits best in a log-log plot, by least squares."""
    logs = [(math.log(size), math.log(cost)) for size, cost in points]
    mid_x, mid_y = (sum(column) / len(logs) for column in zip(*logs))
    return sum((x - mid_x) * (y - mid_y) for x, y in logs) / sum((x - mid_x) ** 2 for x, y in logs)


def file_mb(register):
    return register.stat().st_size / 1e6 if register.exists() else None


def measure_size(bench, size, jobs):
    """Each job that is wanted for this size; what was measured is kept at once."""
    wanted = [name for name in jobs if size <= JOBS[name].most
              and not (bench.missing and key_of(name, size) in bench.results["growth"])]
    if not wanted:
        return
    stock = Stock(bench, size)
    bench.look()
    for name in wanted:
        try:
            runs = JOBS[name].run(stock)
        except Failed as failure:
            bench.fail(f"growth of {name} at {size:,}: {failure}")
            continue
        kept = {"time": times(runs).stored(), "memory_mb": memory(runs).median, "busy": bench.busy}
        if name == "import":
            kept["file_mb"] = file_mb(stock.register())
        bench.results.store("growth", key_of(name, size), kept)
        bench.say(f"{JOBS[name].said}, {size:,}: {kept['time']['median']:.3f} s, {kept['memory_mb']:.0f} MB")
    for path in stock.work.iterdir():
        path.unlink()
    stock.work.rmdir()


def compare(bench):
    for size in bench.sizes:
        measure_size(bench, size, bench.jobs)
