"""Owns the figures of overlays: 202,500 patches that share winding borders, laid over 400 zones of some hundred
corners, a fifth of them with a hole; every intersection's area, beside PostGIS's ST_Intersection join. And a million
patches imported, measured and checked for gaps and overlaps."""

import csv
import io
import math
import random
import subprocess

from measure import Failed, in_mb, in_seconds, measure, median_of, remove
from postgis import PostGIS

WEST, EAST, SOUTH, NORTH = 110.75, 111.75, 40.4, 41.1
SIDE_POINTS = 5  # between two corners of a patch


def borders(columns, rows, chance):
    """The winding lines between the corners of a grid: one for each side, shared by the two patches beside it."""
    dx, dy = (EAST - WEST) / columns, (NORTH - SOUTH) / rows

    def corner(column, row):
        return WEST + column * dx, SOUTH + row * dy

    def line(start, end, across):
        points = [start]
        for i in range(1, SIDE_POINTS + 1):
            part = i / (SIDE_POINTS + 1)
            off = chance.uniform(-0.08, 0.08)
            points.append((start[0] + (end[0] - start[0]) * part + off * across[0],
                           start[1] + (end[1] - start[1]) * part + off * across[1]))
        return points + [end]

    level = [[line(corner(c, r), corner(c + 1, r), (0, dy)) for c in range(columns)] for r in range(rows + 1)]
    upright = [[line(corner(c, r), corner(c, r + 1), (dx, 0)) for c in range(columns + 1)] for r in range(rows)]
    return level, upright


def ring_text(points):
    return "(" + ",".join(f"{x:.7f} {y:.7f}" for x, y in points) + ")"


def write_patches(path, columns, rows, seed=11):
    chance = random.Random(seed)
    level, upright = borders(columns, rows, chance)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["patch_no", "wkt"])
        for row in range(rows):
            for column in range(columns):
                ring = (level[row][column][:-1] + upright[row][column + 1][:-1] + level[row + 1][column][:0:-1]
                        + upright[row][column][::-1])
                writer.writerow([f"{row}-{column}", f"MULTIPOLYGON(({ring_text(ring)}))"])


def blob(chance, x, y, radius_m, corners, phases):
    ring = []
    for i in range(corners):
        turn = 2 * math.pi * i / corners
        r = radius_m * (1 + sum(0.25 / k * math.cos(k * turn + phase) for k, phase in enumerate(phases, 2)))
        ring.append((x + r * math.cos(turn) / (111320 * math.cos(math.radians(y))), y + r * math.sin(turn) / 110574))
    return ring + ring[:1]


def write_zones(path, count, seed=12):
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "wkt"])
        for number in range(count):
            x, y = chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)
            radius_m, corners = chance.uniform(800, 4000), chance.randrange(150, 600)
            phases = [chance.uniform(0, 2 * math.pi) for _ in range(6)]
            rings = [blob(chance, x, y, radius_m, corners, phases)]
            if number % 5 == 0:
                rings.append(blob(chance, x, y, radius_m / 3, corners // 4, phases)[::-1])
            writer.writerow([number + 1, f"POLYGON({','.join(ring_text(ring) for ring in rings)})"])


def load(server, table, path, key):
    server.ask(f"""CREATE TABLE {table} ({key} text, wkt text);
                   \\copy {table} FROM '{path}' CSV HEADER
                   ALTER TABLE {table} ADD geom geometry;
                   UPDATE {table} SET geom = ST_SetSRID(ST_GeomFromText(wkt), 4490);
                   ALTER TABLE {table} DROP wkt;
                   CREATE INDEX ON {table} USING gist (geom);
                   VACUUM FULL ANALYZE {table};""")


def peer_overlay(patches, zones, runs):
    """Pairs, seconds of the query that sums planar areas in square degrees (PostGIS's cheapest), and the square metres
    of the same intersections, which are not timed."""
    join = "FROM zone JOIN patch ON ST_Intersects(patch.geom, zone.geom)"
    with PostGIS() as server:
        load(server, "patch", patches, "patch_no")
        load(server, "zone", zones, "id")
        (_, _), seconds = server.seconds(
            f"SELECT count(*), sum(ST_Area(ST_Intersection(patch.geom, zone.geom))) {join}", runs)
        pairs, area_m2 = server.ask(
            f"""SELECT count(*), sum(area) FROM (
                    SELECT ST_Area(geography(ST_SetSRID(ST_Intersection(patch.geom, zone.geom), 4326))) AS area {join}
                ) AS cut WHERE area > 0""").split("|")
    return int(pairs), float(area_m2), seconds


def compare(bench, columns=450, rows=450, zones=400):
    patches, areas, register = bench.work / "patches.csv", bench.work / "zones.csv", bench.work / "patches.sqlite"
    write_patches(patches, columns, rows)
    write_zones(areas, zones)
    measure([bench.program, "init", register])
    measure([bench.program, "--db", register, "import", "land_use", patches])
    command = [str(word) for word in (bench.program, "--db", register, "overlay", "land_use", areas, "--format", "csv")]
    ours, memory_mb = median_of(max(3, bench.runs), lambda: command)
    done = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    cuts = [float(row["inside_m2"]) for row in csv.DictReader(io.StringIO(done))]
    pairs, peer_m2, peer = peer_overlay(patches, areas, bench.runs)
    if abs(math.fsum(cuts) / peer_m2 - 1) > 1e-6:
        raise Failed(f"overlay: {math.fsum(cuts):.2f} m2 in {len(cuts)} pairs, PostGIS says {peer_m2:.2f} in {pairs}")
    bench.report(f"{columns * rows:,} patches x {zones} zones, the area of each of {len(cuts):,} intersections in square "
                 "metres on the ellipsoid, start to exit (peer: PostGIS ST_Intersection join, planar, the query alone; "
                 f"totals differ by {abs(math.fsum(cuts) / peer_m2 - 1):.0e})",
                 in_seconds(ours), in_seconds(peer), "ratio <= 0.2", ours <= peer / 5)
    bench.report("peak memory of the overlay", in_mb(memory_mb), None, "-", True)
    for path in (patches, areas):
        path.unlink()
    remove(register)


def check(bench, columns=1000, rows=1000):
    """Ours alone: there is no peer that does the same. Every patch is sound, so nothing must be found but the two
    faults that are planted: a patch that is missing, and one that is there twice."""
    patches, register = bench.work / "million.csv", bench.work / "million.sqlite"
    write_patches(patches, columns, rows)
    lines = patches.read_text(encoding="utf-8").splitlines(keepends=True)
    gap, twin = len(lines) // 3, len(lines) // 2
    patches.write_text("".join(lines[:gap] + lines[gap + 1:] + [lines[twin]]), encoding="utf-8")
    measure([bench.program, "init", register])
    taken, memory_mb = measure([bench.program, "--db", register, "import", "land_use", patches])
    bench.report(f"import {columns * rows:,} patches, peak {memory_mb:.0f} MB", in_seconds(taken), None, "minutes",
                 taken < 180)
    taken, memory_mb = measure([bench.program, "--db", register, "area", "land_use", "--to", bench.work / "areas.csv"])
    bench.report(f"their areas, peak {memory_mb:.0f} MB", in_seconds(taken), None, "minutes", taken < 180)
    command = [str(word) for word in (bench.program, "--db", register, "topology", "land_use", "--format", "csv")]
    ours, memory_mb = median_of(1, lambda: command, allowed=(0, 3))
    done = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    kinds = sorted(row["kind"] for row in csv.DictReader(io.StringIO(done)))
    if kinds != ["duplicate", "gap", "overlap"]:
        raise Failed(f"topology: found {kinds[:10]}, wanted the planted gap and the planted twin")
    bench.report(f"gaps, overlaps, slivers and twins among them, peak {memory_mb:.0f} MB", in_seconds(ours), None,
                 "minutes", ours < 180)
    for path in (patches, bench.work / "areas.csv"):
        path.unlink()
    remove(register)
