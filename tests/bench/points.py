"""Owns the figures of points: a list as CSV, imported, asked and exported, beside ogr2ogr; and each point's nearest
hydrant, beside PostGIS."""

import csv
import io
import random
import subprocess

from measure import Failed, asking, memory, remove, run_once, times, way
from postgis import PostGIS

TOWNSHIPS = ["察素齐镇", "毕克齐镇", "善岱镇", "台阁牧镇", "白庙子镇", "沙尔沁镇", "敕勒川镇", "北什轴乡", "金川开发区"]
ROADS = ["和平路", "博彦路", "敕勒川大街", "乌兰大街", "团结大街", "土默特大街", "人民路", "光明路", "110国道", "X022"]
KINDS = ["pillar", "underground", "wall", "crane", "tank"]
STATUSES = ["in_service"] * 8 + ["limited", "out_of_service"]
SIDES = ["北", "南", "东侧", "西侧"]
COUNTY = (110.75, 111.75, 40.4, 41.1)  # west, east, south, north
DESCRIBED = 100_000                    # so many different descriptions; longer lists repeat them elsewhere
QUERIES = {
    "filter": ["--township", "善岱镇", "--status", "out_of_service", "--limit", "20"],
    "near": ["--near", "111.16,40.73", "--within", "300"],
    "box": ["--bbox", "111.16,40.73,111.165,40.735"],
}


def described(chance):
    road = chance.choice(ROADS)
    return (f"{chance.choice(KINDS)},{chance.choice(STATUSES)},{road},{chance.choice(TOWNSHIPS)},"
            f"{road}与{chance.choice(ROADS)}交叉口{chance.choice(SIDES)}{chance.randrange(5, 300)}米")


def write_points(path, count, seed=1, box=COUNTY):
    """The same points on every machine: the generator is seeded."""
    chance, (west, east, south, north) = random.Random(seed), box
    known = [described(chance) for _ in range(min(count, DESCRIBED))]
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("lon,lat,kind,status,road,township,location_text\n")
        file.writelines(f"{chance.uniform(west, east):.7f},{chance.uniform(south, north):.7f},{known[i % DESCRIBED]}\n"
                        for i in range(count))


def make_register(program, register, points):
    remove(register)
    run_once([program, "init", register])
    run_once([program, "--db", register, "import", "hydrant", points])


def need_points(bench):
    """The list that several families read, made once."""
    path = bench.work / f"points-{bench.points}.csv"
    if not path.exists():
        write_points(path, bench.points)
    return path


def need_register(bench):
    """The register that the import left behind, or one made now."""
    register = bench.work / "points.sqlite"
    if not register.exists():
        make_register(bench.program, register, need_points(bench))
    return register


def compare_import(bench):
    points, register, theirs = need_points(bench), bench.work / "points.sqlite", bench.work / "peer.sqlite"

    def prepare():
        remove(theirs)
        remove(register)
        run_once([bench.program, "init", register])
    ours, peer = bench.turns(
        way(lambda: [bench.program, "--db", register, "import", "hydrant", points], prepare),
        way(lambda: ["ogr2ogr", "-f", "SQLite", "-dsco", "SPATIALITE=YES", theirs, points, "-oo",
                     "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-a_srs", "EPSG:4490", "-nln", "hydrant"]))
    remove(theirs)
    bench.row("import", times(ours), times(peer), points=bench.points)
    bench.row("import.memory", memory(ours), memory(peer))


def compare_export(bench):
    register, mine, theirs = need_register(bench), bench.work / "ours.geojson", bench.work / "peer.geojson"

    def prepare():
        for path in (mine, theirs):
            path.unlink(missing_ok=True)
    ours, peer = bench.turns(
        way(lambda: [bench.program, "--db", register, "export", "hydrant", "--to", mine], prepare),
        way(lambda: ["ogr2ogr", "-f", "GeoJSON", "-lco", "RFC7946=YES", theirs, register, "hydrant"]))
    prepare()
    bench.row("export", times(ours), times(peer), points=bench.points)


def compare_queries(bench):
    register = need_register(bench)
    ways = [way(lambda words=words: [bench.program, "--db", register, "find", "hydrant", *words])
            for words in QUERIES.values()]
    for name, runs in zip(QUERIES, bench.turns(*ways, runs=3 * bench.runs)):
        bench.row(f"query.{name}", times(runs), points=bench.points)


def load(server, table, path):
    """A file of write_points as a table with an indexed geography."""
    server.ask(f"""CREATE TABLE {table} (lon float8, lat float8, kind text, status text, road text, township text,
                                         location_text text);
                   \\copy {table} FROM '{path}' CSV HEADER
                   ALTER TABLE {table} ADD id serial, ADD geog geography(Point, 4326);
                   UPDATE {table} SET geog = ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography;
                   CREATE INDEX ON {table} USING gist (geog);
                   VACUUM ANALYZE {table};""")


def nearest_command(program, register, places):
    return [program, "--db", register, "nearest", "hydrant", "--for", places, "--status", "in_service", "--format",
            "csv"]


def compare_nearest(bench, count=100_000):
    """Ours from start to exit with a CSV of all pairs; the peer's query alone, without sending any rows."""
    count = min(count, bench.points)
    hydrants, places, register = (bench.work / name for name in ("hydrants.csv", "places.csv", "hydrants.sqlite"))
    write_points(hydrants, count, seed=2)
    write_points(places, count, seed=3)
    make_register(bench.program, register, hydrants)
    command = [str(word) for word in nearest_command(bench.program, register, places)]
    pairs = csv.DictReader(io.StringIO(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    total_m = sum(float(pair["distance_m"]) for pair in pairs)
    with PostGIS() as server:
        load(server, "hydrant", hydrants)
        load(server, "place", places)
        query = asking(server, """
            SELECT count(*), sum(metres) FROM place CROSS JOIN LATERAL (
                SELECT hydrant.id, ST_Distance(place.geog, hydrant.geog) AS metres FROM hydrant
                WHERE status = 'in_service' ORDER BY place.geog <-> hydrant.geog LIMIT 1) AS nearest""")
        ours, peer = bench.turns(way(lambda: command), query)
    rows, peer_m = peer[-1].answer
    # PostGIS orders by the sphere: here and there it takes a neighbour that is a little further away.
    if int(rows) != count or not 0.999 < total_m / float(peer_m) < 1.000001:
        raise Failed(f"nearest: {total_m:.3f} m in all, PostGIS says {peer_m} m for {rows} places")
    bench.row("nearest", times(ours), times(peer), count=count)
    for path in (hydrants, places):
        path.unlink()
    remove(register)
