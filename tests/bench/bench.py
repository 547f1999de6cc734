#!/usr/bin/env python3
"""Owns the figures of speed: each row runs terrier and its peer side by side on the same data, and fails where
the goal of the design is missed. Medians of a few runs; time and peak memory are those of the child process."""

import argparse
import csv
import io
import os
import platform
import random
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # where postgis.py stands, for all tests

import coverage
import isochrones
import overlay
import postgis
import ways
from measure import Failed, in_mb, in_seconds, measure, median_of, remove, run_once

TOWNSHIPS = ["察素齐镇", "毕克齐镇", "善岱镇", "台阁牧镇", "白庙子镇", "沙尔沁镇", "敕勒川镇", "北什轴乡", "金川开发区"]
ROADS = ["和平路", "博彦路", "敕勒川大街", "乌兰大街", "团结大街", "土默特大街", "人民路", "光明路", "110国道", "X022"]
KINDS = ["pillar", "underground", "wall", "crane", "tank"]
STATUSES = ["in_service"] * 8 + ["limited", "out_of_service"]
SIDES = ["北", "南", "东侧", "西侧"]


def write_points(path, count, seed=1):
    """The same points on every machine: the generator is seeded."""
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["lon", "lat", "kind", "status", "road", "township", "location_text"])
        for _ in range(count):
            road = chance.choice(ROADS)
            writer.writerow([
                f"{chance.uniform(110.75, 111.75):.7f}", f"{chance.uniform(40.4, 41.1):.7f}",
                chance.choice(KINDS), chance.choice(STATUSES), road, chance.choice(TOWNSHIPS),
                f"{road}与{chance.choice(ROADS)}交叉口{chance.choice(SIDES)}{chance.randrange(5, 300)}米"])


def load(server, table, path):
    """A file of write_points as a table with an indexed geography."""
    server.ask(f"""CREATE TABLE {table} (lon float8, lat float8, kind text, status text, road text, township text,
                                         location_text text);
                   \\copy {table} FROM '{path}' CSV HEADER
                   ALTER TABLE {table} ADD id serial, ADD geog geography(Point, 4326);
                   UPDATE {table} SET geog = ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography;
                   CREATE INDEX ON {table} USING gist (geog);
                   VACUUM ANALYZE {table};""")


class Bench:
    """The rows of the table, one method each; what they share is kept in the work folder."""

    def __init__(self, program, work, rows, runs):
        self.program, self.work, self.rows, self.runs = program, work, rows, runs
        self.points, self.register = work / "points.csv", work / "points.sqlite"
        self.missed = []

    def new_register(self):
        remove(self.register)
        measure([self.program, "init", self.register])

    def import_command(self):
        return [self.program, "--db", self.register, "import", "hydrant", self.points]

    def need_points(self):
        marker = self.work / "points.rows"
        if not (marker.exists() and marker.read_text() == str(self.rows)):
            write_points(self.points, self.rows)
            marker.write_text(str(self.rows))

    def need_register(self):
        """The register that the import left behind, or one made now."""
        if not self.register.exists():
            self.need_points()
            self.new_register()
            measure(self.import_command())

    def report(self, what, ours, peer, goal, met):
        """One row of the table; ours and peer are numbers with the same unit, (number, text) each."""
        ratio = f"{ours[0] / peer[0]:.2f}" if peer else "-"
        print(f"| {what} | {ours[1]} | {peer[1] if peer else '-'} | {ratio} | {goal} | {'yes' if met else 'NO'} |",
              flush=True)
        if not met:
            self.missed.append(what)

    def row_import(self):
        self.need_points()
        theirs = self.work / "peer.sqlite"
        ours, memory_mb = median_of(self.runs, self.import_command, self.new_register)
        peer, peer_mb = median_of(self.runs, lambda: [
            "ogr2ogr", "-f", "SQLite", "-dsco", "SPATIALITE=YES", theirs, self.points, "-oo", "X_POSSIBLE_NAMES=lon",
            "-oo", "Y_POSSIBLE_NAMES=lat", "-a_srs", "EPSG:4490", "-nln", "hydrant"], lambda: remove(theirs))
        remove(theirs)
        self.report(f"import {self.rows:,} CSV points (peer: ogr2ogr to SpatiaLite)", in_seconds(ours), in_seconds(peer),
                    "ratio <= 0.33, aim 0.25", ours <= peer / 3)
        self.report("peak memory of the import", in_mb(memory_mb), in_mb(peer_mb), "< 256 MB", memory_mb < 256)

    def row_export(self):
        self.need_register()
        mine, theirs = self.work / "ours.geojson", self.work / "peer.geojson"
        ours, _ = median_of(self.runs, lambda: [self.program, "--db", self.register, "export", "hydrant", "--to", mine],
                            lambda: mine.unlink(missing_ok=True))
        peer, _ = median_of(self.runs, lambda: ["ogr2ogr", "-f", "GeoJSON", "-lco", "RFC7946=YES", theirs,
                                                self.register, "hydrant"], lambda: theirs.unlink(missing_ok=True))
        for path in (mine, theirs):
            path.unlink()
        self.report(f"export {self.rows:,} points to GeoJSON (peer: ogr2ogr)", in_seconds(ours),
                    in_seconds(peer), "ratio <= 1", ours <= peer)

    def row_nearest(self):
        """Ours from start to exit with a CSV of all pairs; the peer's query alone, without sending any rows."""
        count, hydrants, places = 100_000, self.work / "hydrants.csv", self.work / "places.csv"
        register = self.work / "hydrants.sqlite"
        write_points(hydrants, count, seed=2)
        write_points(places, count, seed=3)
        measure([self.program, "init", register])
        measure([self.program, "--db", register, "import", "hydrant", hydrants])
        command = [str(word) for word in (self.program, "--db", register, "nearest", "hydrant", "--for", places,
                                          "--status", "in_service", "--format", "csv")]
        ours, _ = median_of(max(5, self.runs), lambda: command)
        pairs = csv.DictReader(io.StringIO(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        total_m = sum(float(pair["distance_m"]) for pair in pairs)
        with postgis.PostGIS() as server:
            load(server, "hydrant", hydrants)
            load(server, "place", places)
            (rows, peer_m), peer = server.seconds("""
                SELECT count(*), sum(metres) FROM place CROSS JOIN LATERAL (
                    SELECT hydrant.id, ST_Distance(place.geog, hydrant.geog) AS metres FROM hydrant
                    WHERE status = 'in_service' ORDER BY place.geog <-> hydrant.geog LIMIT 1) AS nearest""", self.runs)
        # PostGIS orders by the sphere: here and there it takes a neighbour that is a little further away.
        if int(rows) != count or not 0.999 < total_m / float(peer_m) < 1.000001:
            raise Failed(f"nearest: {total_m:.3f} m in all, PostGIS says {peer_m} m for {rows} places")
        self.report(f"nearest in-service hydrant for {count:,} points, {count:,} hydrants, start to exit "
                    "(peer: PostGIS <-> lateral join, the query alone)", in_seconds(ours), in_seconds(peer),
                    "ratio <= 0.1", ours <= peer / 10)
        for path in (hydrants, places):
            path.unlink()
        remove(register)

    def row_geocode(self):
        """A gazetteer of 100,000 names; lists of texts spread over all of it, some of them not in it. The country is
        made by a process of its own: a child's peak memory begins with that of its parent."""
        some, many, register = 50_000, self.rows, self.work / "country.sqlite"
        subprocess.run([sys.executable, "-B", Path(__file__).with_name("country.py"), self.work, "1", str(some),
                        str(many)], check=True)
        measure([self.program, "init", register, "--lang", "zh"])
        for path, kind in ((self.work / "places.csv", "places"), (self.work / "roads.geojson", "roads")):
            seconds, memory_mb = measure([self.program, "--db", register, "gazetteer", "import", path, "--kind", kind,
                                          "--uncertainty", "10"])
            self.report(f"gazetteer import of {path.name}, peak {memory_mb:.0f} MB", in_seconds(seconds), None, "-", True)
            path.unlink()
        results = {}
        for count in (1, some, many):
            texts = self.work / f"texts-{count}.tsv"
            runs = [run_once([self.program, "--db", register, "geocode", "--stdin"], (0, 3), texts)
                    for _ in range(1 if count == many else self.runs)]
            results[count] = sorted(runs, key=lambda one: one.cpu)[len(runs) // 2]
            texts.unlink()
        speed = some / (results[some].cpu - results[1].cpu)
        start = in_seconds(results[1].seconds)
        self.report("geocode, 100,000 names, start to exit with one text", start, None, "-", True)
        self.report(f"geocode {some:,} texts, one core, without the start", (speed, f"{speed:,.0f} texts/s"), None,
                    ">= 10,000 texts/s", speed >= 10_000)
        memory_mb = results[many].memory_mb, results[some].memory_mb
        self.report(f"memory of geocode --stdin with {many:,} lines (beside: {some:,})", in_mb(memory_mb[0]),
                    in_mb(memory_mb[1]), "at most 4 MB more", memory_mb[0] <= memory_mb[1] + 4)
        remove(register)

    def row_query(self):
        self.need_register()
        queries = {
            "township and status": ["--township", "善岱镇", "--status", "out_of_service", "--limit", "20"],
            "near": ["--near", "111.16,40.73", "--within", "300"],
            "box": ["--bbox", "111.16,40.73,111.165,40.735"],
        }
        for name, filters in queries.items():
            ours, _ = median_of(max(9, self.runs), lambda words=filters: [
                self.program, "--db", self.register, "find", "hydrant", *words])
            self.report(f"find by {name} among {self.rows:,}, start to exit", in_seconds(ours), None, "< 60 ms", ours < 0.060)

    def row_discs(self):
        coverage.compare(self)

    def row_isochrones(self):
        isochrones.compare(self)

    def row_roads(self):
        isochrones.read(self)

    def row_ways(self):
        ways.compare(self)

    def row_overlay(self):
        overlay.compare(self)

    def row_topology(self):
        overlay.check(self)


def say_machine(program):
    def first_line(*command):
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), platform.machine())
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"{os.cpu_count()} cores of {model}, {memory_gb:.0f} GB, {platform.system()} {platform.release()}")
    print(f"{first_line(program, '--version')}; {first_line('ogr2ogr', '--version')}\n")


def main():
    rows = [name[4:] for name in vars(Bench) if name.startswith("row_")]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"which rows: {', '.join(rows)} (all without one)")
    parser.add_argument("--program", required=True, type=Path, help="the terrier to measure")
    parser.add_argument("--work", required=True, type=Path, help="folder for data; emptied at the end")
    parser.add_argument("--points", type=int, default=1_000_000, help="how many points (default 1,000,000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts (default 3)")
    args = parser.parse_args()
    for name in args.rows:
        if name not in rows:
            parser.error(f"no row \"{name}\"; known: {', '.join(rows)}")
    args.work.mkdir(parents=True, exist_ok=True)
    say_machine(args.program.resolve())
    print("| work | ours | peer | ratio | goal | met |\n|---|---|---|---|---|---|", flush=True)
    bench = Bench(args.program.resolve(), args.work.resolve(), args.points, args.runs)
    try:
        for name in args.rows or rows:
            getattr(bench, f"row_{name}")()
    except (Failed, postgis.Missing, postgis.Refused) as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(bench.work, ignore_errors=True)
    if bench.missed:
        print(f"\nmissed: {'; '.join(bench.missed)}", file=sys.stderr)
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
