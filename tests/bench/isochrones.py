"""Owns the comparison of the road network with pgRouting, on one network that is the same on every machine: a street
grid of some 180,000 edges, a tenth of it missing. Both start at the same crossings, drive at the same speed, and must
reach the same crossings in the same times."""

import csv
import json
import random
import subprocess
from pathlib import Path

from measure import Failed, Series, asking, memory, remove, run_once, times, way
from postgis import PostGIS

SIDE = 316  # crossings a row, and rows
MINUTES = 8
METRIC = 4546  # the working system that terrier chooses for these positions
SPEEDS = Path(__file__).parents[2] / "src" / "roads" / "speeds.json"
PLAIN, CLASS = "residential", "first"  # the class of all streets, and of all stations


def speeds():
    """Seconds a station takes to turn out, and metres a second of the streets, from the table that is shipped."""
    with open(SPEEDS, encoding="utf-8") as file:
        table = json.load(file)
    turnout_s = next(one["minutes"] for one in table["turnout"] if one["class"] == CLASS) * 60
    return turnout_s, next(one["km_h"] for one in table["classes"] if one["class"] == PLAIN) / 3.6


def streets(missing=0.1, seed=7):
    """Edges of a grid as pairs of (column, row), each a street between two crossings."""
    chance = random.Random(seed)
    for row in range(SIDE):
        for column in range(SIDE):
            for end in ((column + 1, row), (column, row + 1)):
                if end[0] < SIDE and end[1] < SIDE and chance.random() >= missing:
                    yield (column, row), end


def crossings():
    return ((column, row) for row in range(SIDE) for column in range(SIDE))


def stations(count=20, seed=8):
    chance = random.Random(seed)
    return [(chance.randrange(SIDE), chance.randrange(SIDE)) for _ in range(count)]


def number(crossing):
    return crossing[0] + 1 + crossing[1] * SIDE


def position(crossing, spacing_deg=0.0012):
    return [round(111.0 + crossing[0] * spacing_deg, 7), round(40.0 + crossing[1] * spacing_deg, 7)]


def write_roads(path, edges):
    """The streets as a file for `gazetteer import --kind roads`."""
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        file.write(",\n".join(json.dumps({
            "type": "Feature", "properties": {"class": PLAIN},
            "geometry": {"type": "LineString", "coordinates": [position(a), position(b)]}}) for a, b in edges))
        file.write("\n]}\n")


def write_points(path, places, cells=None):
    """Positions, and beside them the same further cells: {column: cell}; each has a name of its own."""
    cells = cells or {}
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["lon", "lat", "name", *cells])
        writer.writerows([*position(place), f"{place[0]}/{place[1]}", *cells.values()] for place in places)


def load(server, edges):
    """The streets with their costs and crossings ready: ours works them out from the lines each time."""
    points = ",".join(f"({number(one)}, ST_Point({position(one)[0]}, {position(one)[1]}, 4326))" for one in crossings())
    rows = ",".join(f"({number(a)},{number(b)})" for a, b in edges)
    server.ask(f"""CREATE TABLE crossing (id bigint PRIMARY KEY, geom geometry);
                   INSERT INTO crossing VALUES {points};
                   CREATE TABLE street (id bigserial, source bigint, target bigint, cost float8);
                   INSERT INTO street (source, target) VALUES {rows};
                   UPDATE street SET cost = ST_Distance(a.geom::geography, b.geom::geography) / {speeds()[1]}
                       FROM crossing AS a, crossing AS b WHERE a.id = source AND b.id = target;
                   VACUUM ANALYZE street; ANALYZE crossing;""")


def reached(within_s, first_only):
    starts = [number(station) for station in stations()]
    return ("pgr_drivingDistance('SELECT id, source, target, cost FROM street',"
            f" ARRAY{starts}, {within_s}, false, {str(first_only).lower()})")


def queries(limit_s):
    """What pgRouting is asked: only to read, who is first within the limit, with outlines, and the three dues."""
    return {
        "read": f"SELECT count(*), sum(agg_cost) FROM {reached(0, True)}",
        "single": f"SELECT count(*), sum(agg_cost) FROM {reached(limit_s, True)}",
        "outlines": "SELECT sum(ST_Area(outline)) FROM (SELECT ST_ConcaveHull(ST_Collect(geom), 0.2) AS outline"
                    f" FROM {reached(limit_s, True)} JOIN crossing ON crossing.id = node GROUP BY from_v) AS outlines",
        "dues": "SELECT count(*), sum(agg_cost) FROM (SELECT agg_cost, row_number() OVER (PARTITION BY node"
                f" ORDER BY agg_cost) AS rank FROM {reached(1e9, False)}) AS dues WHERE rank <= 3",
    }


class Network:
    """The register with the streets and stations, made once for all rows."""

    def __init__(self, bench):
        self.bench, self.edges = bench, list(streets())
        self.register, self.one = bench.work / "streets.sqlite", bench.work / "one.csv"
        self.crossings, self.answer = bench.work / "crossings.csv", bench.work / "answer.json"

    def __enter__(self):
        roads, stations_csv = self.bench.work / "streets.geojson", self.bench.work / "stations.csv"
        write_roads(roads, self.edges)
        write_points(stations_csv, stations(), {"class": CLASS, "uncertainty_m": 1})
        write_points(self.crossings, crossings())
        write_points(self.one, stations()[:1])
        remove(self.register)
        run_once([self.bench.program, "init", self.register])
        run_once([*self.db(), "import", "station", stations_csv])
        run_once([*self.db(), "gazetteer", "import", roads, "--kind", "roads", "--uncertainty", "1"])
        for path in (roads, stations_csv):
            path.unlink()
        return self

    def __exit__(self, *_):
        for path in (self.one, self.crossings, self.answer):
            path.unlink(missing_ok=True)
        remove(self.register)

    def db(self):
        return [self.bench.program, "--db", self.register]


def build(folder):
    """The program that times reading and searching apart, beside the one that is measured."""
    built = subprocess.run(["cmake", "--build", folder, "--target", "bench_roads"], capture_output=True, text=True,
                           check=False)
    if built.returncode != 0:
        raise Failed(f"bench_roads: {built.stdout.strip()[-2000:]} {built.stderr.strip()}")
    return folder / "bench_roads"


def searching(network, limit_s):
    """The search as one of several ways: start to exit, and within that reading and searching apart."""
    program, starts = build(network.bench.program.parent), network.bench.work / "starts.txt"
    starts.write_text("".join("{} {}\n".format(*position(station)) for station in stations()), encoding="ascii")

    def once():
        run = run_once([program, network.register, METRIC, limit_s], source=starts, target=network.answer)
        run.answer = json.loads(network.answer.read_text(encoding="ascii"))
        return run
    return once


def same(count, total_s, answer):
    if count != int(answer[0]) or abs(total_s / float(answer[1]) - 1) > 1e-6:
        raise Failed(f"isochrones: {count} in {total_s:.6f} s, pgRouting says {answer[0]} in {answer[1]} s")


def searched(runs):
    return Series([run.answer["search_s"] for run in runs])


def less(runs, read):
    """A query's times without the reading; at least a millisecond, where a busy machine blurs the difference."""
    read_s = times(read).median
    return Series([max(0.001, run.seconds - read_s) for run in runs])


def compare_searches(bench, network, server, limit_s):
    """Who arrives when, in the same seconds on both sides; with reading the streets, and without."""
    asked = {name: asking(server, sql) for name, sql in queries(limit_s).items()}
    read, single, single_peer = bench.turns(asked["read"], searching(network, limit_s), asked["single"],
                                            runs=max(5, bench.runs))
    said = single[0].answer
    same(said["reached"], said["total_s"], single_peer[0].answer)
    dues, dues_peer = bench.turns(searching(network, "inf"), asked["dues"])
    said = dues[0].answer
    same(said["dues"], said["dues_s"], dues_peer[0].answer)
    words = {"edges": len(network.edges), "stations": len(stations()), "minutes": MINUTES}
    bench.row("isochrones", times(dues), times(dues_peer), **words)
    bench.row("isochrones.search", searched(dues), less(dues_peer, read))
    bench.row("isochrones.single", times(single), times(single_peer), **words)
    bench.row("isochrones.single.search", searched(single), less(single_peer, read))
    return int(single_peer[0].answer[0])


def compare_command(bench, network, server, limit_s, least):
    """What a user runs, beside pgRouting with outlines."""
    ours, peer = bench.turns(
        way(lambda: [*network.db(), "coverage", "station", "--minutes", str(MINUTES), "--assume-exact", "--over",
                     network.crossings, "--format", "json"], allowed=(0, 3), target=network.answer),
        asking(server, queries(limit_s)["outlines"]))
    over = json.loads(network.answer.read_text(encoding="utf-8"))["over"][0]
    # Beside a street its time holds 100 m deep: a crossing just beyond the last reached place is reached, too.
    if not least <= over["certain"] <= least * 1.02:
        raise Failed(f"isochrones: {over['certain']} crossings, pgRouting reaches {least}")
    bench.row("isochrones.command", times(ours), times(peer), minutes=MINUTES, crossings=over["total"])
    bench.row("isochrones.memory", memory(ours))


def compare(bench):
    limit_s = MINUTES * 60 - speeds()[0]
    with Network(bench) as network, PostGIS("pgrouting") as server:
        load(server, network.edges)
        least = compare_searches(bench, network, server, limit_s)
        compare_command(bench, network, server, limit_s, least)


def read(bench):
    """Reading a register's streets into a graph, start to exit: the way from a station to a place beside it."""
    with Network(bench) as network:
        runs, = bench.turns(way(lambda: [*network.db(), "nearest", "station", "--for", network.one, "--along-roads",
                                         "--max", "1", "--format", "csv"]), runs=max(5, bench.runs))
        bench.row("roads", times(runs), edges=len(network.edges))
        bench.row("roads.memory", memory(runs))
