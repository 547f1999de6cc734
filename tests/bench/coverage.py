"""Owns the figures of coverage by radius: the union of 100,000 discs of 150 m, spread over a county or heaped in one
town, beside PostGIS's union of buffers."""

import json
import math

from measure import Failed, asking, memory, remove, times, way
from points import COUNTY, make_register, write_points
from postgis import PostGIS

RADIUS_M = 150
METRIC = 4546  # the working system that terrier chooses for these positions
TOWN = (111.20, 111.32, 40.75, 40.84)


def command(program, register):
    return [program, "--db", register, "coverage", "hydrant", "--radius", RADIUS_M, "--assume-exact", "--format",
            "json"]


def load(server, path):
    """The discs' centres; terrier counts those that give water. The pitch of 64 corners keeps within 0.3 %."""
    server.ask(f"""CREATE TABLE disc (lon float8, lat float8, kind text, status text, road text, township text,
                                      location_text text);
                   \\copy disc FROM '{path}' CSV HEADER
                   ALTER TABLE disc ADD geom geometry(Point, {METRIC});
                   UPDATE disc SET geom = ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), 4490), {METRIC});
                   VACUUM ANALYZE disc;""")


def compare_one(bench, key, count, box):
    points, register, answer = bench.work / "discs.csv", bench.work / "discs.sqlite", bench.work / "discs.json"
    write_points(points, count, seed=4, box=box)
    # each a hydrant in service, so that both sides have the same discs
    points.write_text(points.read_text(encoding="utf-8").replace(",limited,", ",in_service,")
                      .replace(",out_of_service,", ",in_service,"), encoding="utf-8")
    make_register(bench.program, register, points)
    with PostGIS() as server:
        load(server, points)
        query = asking(server, f"SELECT ST_Area(ST_Union(ST_Buffer(geom, {RADIUS_M}, 16))) FROM disc")
        ours, peer = bench.turns(way(lambda: command(bench.program, register), allowed=(0, 3), target=answer), query)
    area_m2, peer_m2 = json.loads(answer.read_text(encoding="utf-8"))["certain_m2"], float(peer[-1].answer[0])
    if not peer_m2 <= area_m2 <= peer_m2 * 1.003:
        raise Failed(f"coverage: {area_m2:.0f} m2 ({key}), PostGIS says {peer_m2:.0f} m2")
    bench.row(key, times(ours), times(peer), count=count, less=1 - peer_m2 / area_m2,
              deep=count * math.pi * RADIUS_M ** 2 / area_m2)
    bench.row(f"{key}.memory", memory(ours))
    for path in (points, answer):
        path.unlink()
    remove(register)


def compare(bench):
    """Ours is the whole command from start to exit, reading the register included."""
    count = min(100_000, bench.points)
    compare_one(bench, "discs.county", count, COUNTY)
    compare_one(bench, "discs.town", count, TOWN)
