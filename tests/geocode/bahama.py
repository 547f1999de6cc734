"""Owns the roads of Grand Bahama, an island with English names: out of its GeoPackage into longitude and latitude."""

import json
import math
import sqlite3
import struct

CENTRAL_MERIDIAN = -81  # UTM 17N
N = 1 / 298.257223563 / (2 - 1 / 298.257223563)
RADIUS = 6378137 / (1 + N) * (1 + N**2 / 4 + N**4 / 64)
# Krueger's series from the plane to the sphere, then from conformal to geographic latitude
BETA = (N / 2 - 2 * N**2 / 3 + 37 * N**3 / 96, N**2 / 48 + N**3 / 15, 17 * N**3 / 480)
DELTA = (2 * N - 2 * N**2 / 3 - 2 * N**3, 7 * N**2 / 3 - 8 * N**3 / 5, 56 * N**3 / 15)


def from_utm(east, north):
    xi, eta = north / (0.9996 * RADIUS), (east - 500000) / (0.9996 * RADIUS)
    xi0 = xi - sum(b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in enumerate(BETA, 1))
    eta0 = eta - sum(b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in enumerate(BETA, 1))
    chi = math.asin(math.sin(xi0) / math.cosh(eta0))
    lat = chi + sum(d * math.sin(2 * j * chi) for j, d in enumerate(DELTA, 1))
    lon = math.atan2(math.sinh(eta0), math.cos(xi0))
    return (round(CENTRAL_MERIDIAN + math.degrees(lon), 7), round(math.degrees(lat), 7))


def lines(blob):
    """The points of each line of a GeoPackage LineString or MultiLineString."""
    start, count = 8 + (0, 32, 48, 48, 64)[blob[3] >> 1 & 7], 1
    if struct.unpack_from("<I", blob, start + 1)[0] == 5:
        count, start = struct.unpack_from("<I", blob, start + 5)[0], start + 9
    for _ in range(count):
        size = struct.unpack_from("<I", blob, start + 5)[0]
        yield [from_utm(*struct.unpack_from("<2d", blob, start + 9 + 16 * i)) for i in range(size)]
        start += 9 + 16 * size


def read_bahama(path):
    """Named ways, as roads.py wants them."""
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as file:
        rows = file.execute("""SELECT geom, ST_NAME || ' ' || SUFFIX FROM roads
                               WHERE ST_NAME <> '' AND SUFFIX <> '' AND geom IS NOT NULL ORDER BY fid""")
        for blob, name in rows:
            for points in lines(blob):
                yield {"name": name, "highway": "residential"}, points, points


def write_geojson(path, ways):
    features = [{"type": "Feature", "properties": tags, "geometry": {"type": "LineString", "coordinates": points}}
                for tags, _, points in ways]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
