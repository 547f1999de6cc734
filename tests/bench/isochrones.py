"""Owns the comparison of station isochrones with pgRouting's driving distance on one network. A street grid of some
180,000 edges, a tenth of it missing, is the same on every machine. bench.py gives the program and its PostGIS."""

import json
import random


def streets(columns=316, rows=316, missing=0.1, seed=7):
    """Edges of a grid as pairs of (column, row), each a street between two crossings."""
    chance = random.Random(seed)
    for row in range(rows):
        for column in range(columns):
            for end in ((column + 1, row), (column, row + 1)):
                if end[0] < columns and end[1] < rows and chance.random() >= missing:
                    yield (column, row), end


def position(node, spacing_deg=0.0012):
    return [round(111.0 + node[0] * spacing_deg, 7), round(40.0 + node[1] * spacing_deg, 7)]


def write_roads(path):
    """The streets as a file for `gazetteer import --kind roads`; returns how many there are."""
    edges = list(streets())
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        file.write(",\n".join(json.dumps({
            "type": "Feature", "properties": {"class": "residential"},
            "geometry": {"type": "LineString", "coordinates": [position(a), position(b)]}}) for a, b in edges))
        file.write("\n]}\n")
    return len(edges)


def write_stations(path, count=20, seed=8):
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8") as file:
        file.write("lon,lat,name,class\n")
        for number in range(count):
            lon, lat = position((chance.randrange(316), chance.randrange(316)))
            file.write(f"{lon},{lat},station {number},first\n")


def peer_seconds(server, runs, minutes=8, km_h=30, count=20, seed=8):
    """pgr_drivingDistance from the same crossings over the same streets; the median of its times, and how many nodes
    it reached. The reply is counted in the server, so that nothing is sent."""
    chance = random.Random(seed)
    nodes = [chance.randrange(316) + 1 + chance.randrange(316) * 316 for _ in range(count)]
    server.ask("CREATE EXTENSION IF NOT EXISTS pgrouting; CREATE TABLE street (id bigserial, source bigint,"
               " target bigint, a geometry, b geometry, cost float8)")
    rows = ",".join(
        f"({a[0] + 1 + a[1] * 316},{b[0] + 1 + b[1] * 316},ST_MakePoint({position(a)[0]},{position(a)[1]}),"
        f"ST_MakePoint({position(b)[0]},{position(b)[1]}))" for a, b in streets())
    server.ask(f"INSERT INTO street (source, target, a, b) VALUES {rows};"
               f"UPDATE street SET cost = ST_Distance(a::geography, b::geography) / {km_h / 3.6}; ANALYZE street;")
    (reached, *_), seconds = server.seconds(
        "SELECT count(*) FROM pgr_drivingDistance('SELECT id, source, target, cost FROM street',"
        f" ARRAY{nodes}, {minutes * 60}, false, true)", runs)
    return seconds, int(reached)
