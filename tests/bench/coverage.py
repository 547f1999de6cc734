"""Owns the figures of coverage: the union of 100,000 discs of 150 m, spread over a county or heaped in one town, beside
PostGIS's union of buffers. The rows of bench.py call it; its classes come from there."""

import csv
import json
import random
import subprocess

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


def load_discs(server, path):
    server.ask(f"""CREATE TABLE disc (lon float8, lat float8, kind text, status text);
                   \\copy disc FROM '{path}' CSV HEADER
                   ALTER TABLE disc ADD geom geometry(Point, {METRIC});
                   UPDATE disc SET geom = ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4490), {METRIC});
                   VACUUM ANALYZE disc;""")


def peer_union(server, runs):
    """Area and seconds of the query alone; circles of 64 corners, as many as keep it within 0.3 % of the truth."""
    (area_m2,), seconds = server.seconds(f"SELECT ST_Area(ST_Union(ST_Buffer(geom, {RADIUS_M}, 16))) FROM disc", runs)
    return float(area_m2), seconds


def compare(bench, tools, count=100_000):
    """One row a spread. `tools` is bench.py as a module: PostGIS, measure, median_of, in_seconds, in_mb, Failed. Ours is
    the whole command from start to exit, reading the register included."""
    for name, spread in SPREADS.items():
        points, register = bench.work / "discs.csv", bench.work / "discs.sqlite"
        write_discs(points, count, spread)
        tools.remove(register)
        tools.measure([bench.program, "init", register])
        tools.measure([bench.program, "--db", register, "import", "hydrant", points])
        command = [bench.program, "--db", register, "coverage", "hydrant", "--radius", str(RADIUS_M), "--assume-exact",
                   "--format", "json"]
        runs = [tools.run_once(command, (0, 3)) for _ in range(max(3, bench.runs))]
        ours = sorted(run.seconds for run in runs)[len(runs) // 2]
        said = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False).stdout
        area_m2 = json.loads(said)["certain_m2"]
        with tools.PostGIS() as server:
            load_discs(server, points)
            peer_m2, peer = peer_union(server, 1)
        if not peer_m2 <= area_m2 <= peer_m2 * 1.003:
            raise tools.Failed(f"coverage: {area_m2:.0f} m2 over {name}, PostGIS says {peer_m2:.0f} m2")
        bench.report(f"union of {count:,} discs of {RADIUS_M} m over {name}, start to exit "
                     f"(peer: PostGIS ST_Union(ST_Buffer), the query alone; {1 - peer_m2 / area_m2:.2%} less area)",
                     tools.in_seconds(ours), tools.in_seconds(peer), "ratio <= 0.1", ours <= peer / 10)
        memory_mb = max(run.memory_mb for run in runs)
        bench.report(f"peak memory of {count:,} discs over {name}", tools.in_mb(memory_mb), None, "-", True)
        points.unlink()
        tools.remove(register)
