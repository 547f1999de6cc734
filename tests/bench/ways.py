"""Owns the figures of the nearest hydrant along the roads, for all addresses of Grand Bahama: real data that is not
kept here, but where TERRIER_TEST_DATA says."""

import csv
import os
from pathlib import Path

from measure import Failed, Skipped, memory, remove, run_once, times, way

ADDRESSES = 61_722


def compare(bench):
    source = Path(os.environ.get("TERRIER_TEST_DATA", "/nowhere")) / "grand-bahama" / "grand-bahama.gpkg"
    if not source.exists():
        raise Skipped("TERRIER_TEST_DATA names no folder with grand-bahama/grand-bahama.gpkg")
    register, answer = bench.work / "bahama.sqlite", bench.work / "ways.csv"
    db = [bench.program, "--db", register]
    remove(register)
    run_once([bench.program, "init", register, "--crs", "EPSG:4326"])
    run_once([*db, "import", "hydrant", source, "--from", "hydrants", "--set", "status=in_service"])
    run_once([*db, "gazetteer", "import", source, "--from", "roads", "--kind", "roads", "--uncertainty", "5"])
    runs, = bench.turns(way(lambda: [*db, "nearest", "hydrant", "--for", f"{source}:addresses", "--along-roads",
                                     "--format", "csv"], allowed=(0, 3), target=answer))
    with open(answer, encoding="utf-8", newline="") as file:
        found = [row["way_m"] != "" for row in csv.DictReader(file)]
    if len(found) != ADDRESSES or sum(found) < ADDRESSES / 2:
        raise Failed(f"ways: {len(found)} rows, {sum(found)} of them with a way")
    bench.row("ways", times(runs), addresses=ADDRESSES, found=sum(found))
    bench.row("ways.memory", memory(runs))
    answer.unlink()
    remove(register)
