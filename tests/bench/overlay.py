"""Owns the figures of overlays: 202,500 patches that share winding borders, laid over 400 zones of some hundred
corners, a fifth of them with a hole; every intersection's area, beside PostGIS's ST_Intersection join. And a million
patches imported, measured and checked for gaps and overlaps."""

import csv
import io
import math
import random
import subprocess

from measure import Failed, asking, memory, remove, run_once, times, way
from points import COUNTY
from postgis import PostGIS

WEST, EAST, SOUTH, NORTH = COUNTY
SIDE_POINTS = 5  # between two corners of a patch


class Borders:
    """The winding lines between the corners of a grid, as texts of their points: one for each side, shared by the two
    patches beside it."""

    def __init__(self, columns, rows, chance):
        self.columns, self.chance = columns, chance
        self.dx, self.dy = (EAST - WEST) / columns, (NORTH - SOUTH) / rows

    def line(self, column, row, along, across):
        """From a corner to the next, along one axis, off it along the other."""
        x, y, chance = WEST + column * self.dx, SOUTH + row * self.dy, self.chance
        points = [f"{x:.7f} {y:.7f}"]
        for i in range(1, SIDE_POINTS + 1):
            part, off = i / (SIDE_POINTS + 1), chance.uniform(-0.08, 0.08)
            points.append(f"{x + part * along[0] + off * across[0]:.7f} {y + part * along[1] + off * across[1]:.7f}")
        return [*points, f"{x + along[0]:.7f} {y + along[1]:.7f}"]

    def level(self, row):
        return [self.line(column, row, (self.dx, 0), (0, self.dy)) for column in range(self.columns)]

    def upright(self, row):
        return [self.line(column, row, (0, self.dy), (self.dx, 0)) for column in range(self.columns + 1)]


def ring_text(points):
    return "(" + ",".join(f"{x:.7f} {y:.7f}" for x, y in points) + ")"


def write_patches(path, columns, rows, seed=11):
    borders = Borders(columns, rows, random.Random(seed))
    below = borders.level(0)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("patch_no,wkt\n")
        for row in range(rows):
            upright, above = borders.upright(row), borders.level(row + 1)
            for column in range(columns):
                ring = (below[column][:-1] + upright[column + 1][:-1] + above[column][:0:-1] + upright[column][::-1])
                file.write(f'{row}-{column},"MULTIPOLYGON((({",".join(ring)})))"\n')
            below = above


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


JOIN = "FROM zone JOIN patch ON ST_Intersects(patch.geom, zone.geom)"
# Planar areas in square degrees are PostGIS's cheapest; the same in square metres, not timed, must agree with ours.
TIMED = f"SELECT count(*), sum(ST_Area(ST_Intersection(patch.geom, zone.geom))) {JOIN}"
TRUTH = f"""SELECT count(*), sum(area) FROM (
                SELECT ST_Area(geography(ST_SetSRID(ST_Intersection(patch.geom, zone.geom), 4326))) AS area {JOIN}
            ) AS cut WHERE area > 0"""


def make_register(program, register, patches):
    remove(register)
    run_once([program, "init", register])
    return run_once([program, "--db", register, "import", "land_use", patches])


def command(program, register, zones):
    return [str(word) for word in (program, "--db", register, "overlay", "land_use", zones, "--format", "csv")]


def compare(bench, side=450, zones=400):
    side = min(side, math.isqrt(bench.points))
    patches, areas, register = bench.work / "patches.csv", bench.work / "zones.csv", bench.work / "patches.sqlite"
    write_patches(patches, side, side)
    write_zones(areas, zones)
    make_register(bench.program, register, patches)
    words = command(bench.program, register, areas)
    done = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    cuts = [float(row["inside_m2"]) for row in csv.DictReader(io.StringIO(done))]
    with PostGIS() as server:
        load(server, "patch", patches, "patch_no")
        load(server, "zone", areas, "id")
        ours, peer = bench.turns(way(lambda: words), asking(server, TIMED))
        pairs, peer_m2 = server.ask(TRUTH).split("|")
    off = abs(math.fsum(cuts) / float(peer_m2) - 1)
    if off > 1e-6:
        raise Failed(f"overlay: {math.fsum(cuts):.2f} m2 in {len(cuts)} pairs, PostGIS says {peer_m2} in {pairs}")
    bench.row("overlay", times(ours), times(peer), patches=side * side, zones=zones, cuts=len(cuts), off=off)
    bench.row("overlay.memory", memory(ours))
    for path in (patches, areas):
        path.unlink()
    remove(register)


def plant_faults(patches, faulty, side):
    """A copy in which one patch is missing and one is there twice, both inside: nothing else is to be found."""
    gap, twin = (side * (side * share // 6) + side // 2 for share in (2, 3))
    with open(patches, encoding="utf-8") as source, open(faulty, "w", encoding="utf-8") as target:
        for number, line in enumerate(source):
            if number != gap:
                target.write(line * 2 if number == twin else line)


def check(bench, side=1000):
    """Ours alone: there is no peer that does the same."""
    side = min(side, math.isqrt(bench.points))
    patches, faulty, register = (bench.work / name for name in ("patches.csv", "million.csv", "million.sqlite"))
    areas, found = bench.work / "areas.csv", bench.work / "found.csv"
    write_patches(patches, side, side)
    plant_faults(patches, faulty, side)
    patches.unlink()
    imported, area, topology = bench.turns(
        lambda: make_register(bench.program, register, faulty),
        way(lambda: [bench.program, "--db", register, "area", "land_use", "--to", areas]),
        way(lambda: [bench.program, "--db", register, "topology", "land_use", "--format", "csv"], allowed=(0, 3),
            target=found), runs=1)
    bench.row("topology.import", times(imported), patches=side * side)
    with open(found, encoding="utf-8", newline="") as file:
        kinds = sorted(row["kind"] for row in csv.DictReader(file))
    if kinds != ["duplicate", "gap", "overlap"]:
        raise Failed(f"topology: found {kinds[:10]}, wanted the planted gap and the planted twin")
    bench.row("topology.area", times(area))
    bench.row("topology", times(topology))
    bench.row("topology.memory", memory(topology))
    for path in (faulty, areas, found):
        path.unlink()
    remove(register)
