"""Owns the figures of coverage by radius: the union of 100,000 discs of 150 m, spread over a county or heaped in one
town, beside PostGIS's union of buffers."""

import csv
import json
import random

from measure import Failed, in_mb, in_seconds, measure, median_of, remove
from postgis import PostGIS

RADIUS_M = 150
METRIC = 4546  # the working system that terrier chooses for these positions
SPREADS = {  # west, east, south, north in degrees
    "a county": (110.75, 111.75, 40.4, 41.1),
    "one town": (111.20, 111.32, 40.75, 40.84),
}


def write_discs(path, count, spread, seed=4):
    """The same hydrants on every machine: the generator is seeded."""
    chance, (west, east, south, north) = random.Random(seed), spread
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["lon", "lat", "kind", "status"])
        for _ in range(count):
            writer.writerow([f"{chance.uniform(west, east):.7f}", f"{chance.uniform(south, north):.7f}", "pillar",
                             "in_service"])


def peer_union(path, runs):
    """Area and seconds of the query alone. Circles of 64 corners keep it within 0.3 % of the truth."""
    with PostGIS() as server:
        server.ask(f"""CREATE TABLE disc (lon float8, lat float8, kind text, status text);
                       \\copy disc FROM '{path}' CSV HEADER
                       ALTER TABLE disc ADD geom geometry(Point, {METRIC});
                       UPDATE disc SET geom = ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4490), {METRIC});
                       VACUUM ANALYZE disc;""")
        (area_m2,), seconds = server.seconds(
            f"SELECT ST_Area(ST_Union(ST_Buffer(geom, {RADIUS_M}, 16))) FROM disc", runs)
    return float(area_m2), seconds


def compare(bench, count=100_000):
    """Two rows a spread. Ours is the whole command from start to exit, reading the register included."""
    points, register, answer = bench.work / "discs.csv", bench.work / "discs.sqlite", bench.work / "discs.json"
    for name, spread in SPREADS.items():
        write_discs(points, count, spread)
        measure([bench.program, "init", register])
        measure([bench.program, "--db", register, "import", "hydrant", points])
        ours, memory_mb = median_of(
            max(3, bench.runs), lambda: [bench.program, "--db", register, "coverage", "hydrant", "--radius", RADIUS_M,
                                         "--assume-exact", "--format", "json"], allowed=(0, 3), target=answer)
        area_m2 = json.loads(answer.read_text(encoding="utf-8"))["certain_m2"]
        peer_m2, peer = peer_union(points, bench.runs)
        if not peer_m2 <= area_m2 <= peer_m2 * 1.003:
            raise Failed(f"coverage: {area_m2:.0f} m2 over {name}, PostGIS says {peer_m2:.0f} m2")
        bench.report(f"union of {count:,} discs of {RADIUS_M} m over {name}, start to exit "
                     "(peer: PostGIS ST_Union(ST_Buffer), the query alone; its area is "
                     f"{1 - peer_m2 / area_m2:.2%} less)",
                     in_seconds(ours), in_seconds(peer), "ratio <= 0.1", ours <= peer / 10)
        bench.report(f"peak memory of {count:,} discs over {name}", in_mb(memory_mb), None, "-", True)
        for path in (points, answer):
            path.unlink()
        remove(register)
