"""Owns the comparison of the road network with pgRouting, on one network that is the same on every machine: a street
grid of some 180,000 edges, a tenth of it missing. Both start at the same crossings, drive at the same speed, and must
reach the same crossings in the same times."""

import csv
import json
import random
import statistics
import subprocess
from pathlib import Path

from measure import Failed, in_mb, in_seconds, measure, median_of, remove
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


class Peer:
    """What pgRouting takes, and what it reaches."""

    def __init__(self, edges, runs):
        limit_s, starts = MINUTES * 60 - speeds()[0], [number(station) for station in stations()]

        def reached(within_s, first_only="true"):
            return ("pgr_drivingDistance('SELECT id, source, target, cost FROM street',"
                    f" ARRAY{starts}, {within_s}, false, {first_only})")

        with PostGIS("pgrouting") as server:
            self.load(server, edges)
            pairs = []  # turn about, and the best of each: a busy moment is not to be taken for a difference
            for _ in range(max(9, runs)):
                self.reached, query = server.seconds(f"SELECT count(*), sum(agg_cost) FROM {reached(limit_s)}", 1)
                pairs.append((query, server.seconds(f"SELECT count(*), sum(agg_cost) FROM {reached(0)}", 1)[1]))
            self.query, self.read = (statistics.median(times) for times in zip(*pairs))
            query, read = (min(times) for times in zip(*pairs))
            self.search = query - read
            _, self.outlines = server.seconds(
                "SELECT sum(ST_Area(outline)) FROM (SELECT ST_ConcaveHull(ST_Collect(geom), 0.2) AS outline"
                f" FROM {reached(limit_s)} JOIN crossing ON crossing.id = node GROUP BY from_v) AS outlines", runs)
            self.dues, self.dues_query = server.seconds(
                "SELECT count(*), sum(agg_cost) FROM (SELECT agg_cost, row_number() OVER (PARTITION BY node"
                f" ORDER BY agg_cost) AS rank FROM {reached(1e9, 'false')}) AS dues WHERE rank <= 3", 1)

    @staticmethod
    def load(server, edges):
        points = ",".join(f"({number(one)}, ST_Point({position(one)[0]}, {position(one)[1]}, 4326))"
                          for one in crossings())
        rows = ",".join(f"({number(a)},{number(b)})" for a, b in edges)
        server.ask(f"""CREATE TABLE crossing (id bigint PRIMARY KEY, geom geometry);
                       INSERT INTO crossing VALUES {points};
                       CREATE TABLE street (id bigserial, source bigint, target bigint, cost float8);
                       INSERT INTO street (source, target) VALUES {rows};
                       UPDATE street SET cost = ST_Distance(a.geom::geography, b.geom::geography) / {speeds()[1]}
                           FROM crossing AS a, crossing AS b WHERE a.id = source AND b.id = target;
                       VACUUM ANALYZE street; ANALYZE crossing;""")


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
        measure([self.bench.program, "init", self.register])
        measure([*self.db(), "import", "station", stations_csv])
        measure([*self.db(), "gazetteer", "import", roads, "--kind", "roads", "--uncertainty", "1"])
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


def search(network, limit_s, runs):
    """What the search found within the limit, and the medians of reading and of searching."""
    program = build(network.bench.program.parent)
    starts = "".join("{} {}\n".format(*position(station)) for station in stations())
    said = []
    for _ in range(runs):
        done = subprocess.run([program, network.register, str(METRIC), str(limit_s)], input=starts,
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Failed(done.stderr.strip())
        said.append(json.loads(done.stdout))
    return said[0], *(statistics.median(one[part] for one in said) for part in ("read_s", "search_s"))


def same(count, total_s, peer):
    if count != int(peer[0]) or abs(total_s / float(peer[1]) - 1) > 1e-6:
        raise Failed(f"isochrones: {count} in {total_s:.6f} s, pgRouting says {peer[0]} in {peer[1]} s")


def compare_searches(bench, network, peer, runs):
    """The search by itself, both with the streets in memory, and with what both spend on reading."""
    edges, limit_s = len(network.edges), MINUTES * 60 - speeds()[0]
    ours, read_s, search_s = search(network, limit_s, runs)
    same(ours["reached"], ours["total_s"], peer.reached)
    peer_s = peer.search
    if peer_s <= 0:
        raise Failed("isochrones: this machine is too busy to tell pgRouting's search from its reading")
    bench.report(f"station isochrones on {edges:,} edges, {MINUTES} min, the search alone with first, second and third "
                 "due (peer: pgr_drivingDistance, first due, less the time it takes with a limit of 0)",
                 in_seconds(search_s), in_seconds(peer_s), "-", True)
    bench.report("the same with reading, lengths and crossings of the streets (peer: the whole query; its table has "
                 "the crossings and costs ready)", in_seconds(read_s + search_s), in_seconds(peer.query), "ratio <= 0.1",
                 read_s + search_s <= peer.query / 10)
    ours, read_s, search_s = search(network, "inf", runs)
    same(ours["dues"], ours["dues_s"], peer.dues)
    peer_s = peer.dues_query - peer.read
    bench.report(f"first, second and third due of every crossing on {edges:,} edges, the search alone (peer: "
                 "pgr_drivingDistance from each station and row_number(), less the time it takes with a limit of 0)",
                 in_seconds(search_s), in_seconds(peer_s), "ratio <= 0.1", search_s <= peer_s / 10)


def compare_commands(bench, network, peer):
    """What a user runs, beside pgRouting with outlines and without."""
    seconds, memory_mb = median_of(
        bench.runs, lambda: [*network.db(), "coverage", "station", "--minutes", str(MINUTES), "--assume-exact",
                             "--over", network.crossings, "--format", "json"], allowed=(0, 3), target=network.answer)
    over, reached = json.loads(network.answer.read_text(encoding="utf-8"))["over"][0], int(peer.reached[0])
    # Beside a street its time holds 100 m deep: a crossing just beyond the last reached place is reached, too.
    if not reached <= over["certain"] <= reached * 1.02:
        raise Failed(f"isochrones: {over['certain']} crossings, pgRouting reaches {reached}")
    bench.report(f"coverage station --minutes {MINUTES} --over {over['total']:,} crossings, start to exit (peer: "
                 "pgr_drivingDistance and a ST_ConcaveHull a station, the query alone)", in_seconds(seconds),
                 in_seconds(peer.outlines), "-", True)
    bench.report("the same beside pgr_drivingDistance, which draws nothing", in_seconds(seconds),
                 in_seconds(peer.query), "-", True)
    bench.report(f"peak memory of coverage station on {len(network.edges):,} edges", in_mb(memory_mb), None, "-", True)


def compare(bench):
    runs = max(5, bench.runs)
    with Network(bench) as network:
        peer = Peer(network.edges, runs)
        compare_searches(bench, network, peer, runs)
        compare_commands(bench, network, peer)


def read(bench):
    """Reading a register's streets into a graph, start to exit: the way from a station to a place beside it."""
    with Network(bench) as network:
        seconds, memory_mb = median_of(
            max(5, bench.runs), lambda: [*network.db(), "nearest", "station", "--for", network.one, "--along-roads",
                                         "--max", "1", "--format", "csv"])
        bench.report(f"read {len(network.edges):,} edges into a graph and ask for one way, start to exit",
                     in_seconds(seconds), None, "-", True)
        bench.report("peak memory of that", in_mb(memory_mb), None, "-", True)
