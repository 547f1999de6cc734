"""Owns the figures of the nearest hydrant along the roads, for all addresses of Grand Bahama: real data that is not
kept here, but where TERRIER_TEST_DATA says."""

import csv
import os
from pathlib import Path

from measure import Failed, in_mb, in_seconds, measure, median_of, remove

ADDRESSES = 61_722


def compare(bench):
    source = Path(os.environ.get("TERRIER_TEST_DATA", "/nowhere")) / "grand-bahama" / "grand-bahama.gpkg"
    if not source.exists():
        print("skipped: ways: TERRIER_TEST_DATA names no folder with grand-bahama/grand-bahama.gpkg", flush=True)
        return
    register, answer = bench.work / "bahama.sqlite", bench.work / "ways.csv"
    db = [bench.program, "--db", register]
    remove(register)
    measure([bench.program, "init", register, "--crs", "EPSG:4326"])
    measure([*db, "import", "hydrant", source, "--from", "hydrants", "--set", "status=in_service"])
    measure([*db, "gazetteer", "import", source, "--from", "roads", "--kind", "roads", "--uncertainty", "5"])
    seconds, memory_mb = median_of(
        bench.runs, lambda: [*db, "nearest", "hydrant", "--for", f"{source}:addresses", "--along-roads", "--format",
                             "csv"], allowed=(0, 3), target=answer)
    with open(answer, encoding="utf-8", newline="") as file:
        ways = [row["way_m"] for row in csv.DictReader(file)]
    if len(ways) != ADDRESSES or sum(way != "" for way in ways) < ADDRESSES / 2:
        raise Failed(f"ways: {len(ways)} rows, {sum(way != '' for way in ways)} of them with a way")
    bench.report(f"nearest hydrant along the roads for {ADDRESSES:,} addresses of Grand Bahama, start to exit "
                 f"({sum(way != '' for way in ways):,} have a way)", in_seconds(seconds), None, "-", True)
    bench.report("peak memory of that", in_mb(memory_mb), None, "-", True)
    answer.unlink()
    remove(register)
