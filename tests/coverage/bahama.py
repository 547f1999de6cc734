"""Coverage on Grand Bahama, counted three ways: by terrier, by GEOS, and by a loop over all pairs. Skipped (77)
without the data or GDAL's Python, which is Debian's own interpreter's (python3-gdal)."""

import argparse
import csv
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

RADIUS_M = 150


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


try:
    from osgeo import ogr, osr
except ImportError:
    skip("GDAL's Python is not installed")
ogr.UseExceptions()
osr.UseExceptions()

SOURCE = pathlib.Path(os.environ.get("TERRIER_TEST_DATA", "/nowhere")) / "grand-bahama" / "grand-bahama.gpkg"


def check(name, got, wanted, tolerance=0.0):
    if abs(got - wanted) > tolerance * max(1, abs(wanted)):
        sys.exit(f"{name}: terrier says {got}, the other way of counting {wanted}")
    print(f"{name}: {got}")


class Terrier:
    def __init__(self, program, folder):
        self.program, self.register = program, folder / "gb.sqlite"
        self.run("init", self.register, "--crs", "EPSG:4326", "--quiet", register=False)

    def run(self, *words, register=True, ok=(0,)):
        command = [self.program] + (["--db", self.register] if register else []) + list(words)
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode not in ok:
            sys.exit(f"{' '.join(map(str, command))}: {done.returncode}: {done.stderr}")
        return done.stdout

    def cover(self, *words):
        return json.loads(self.run("coverage", "hydrant", "--format", "json", *words, ok=(0, 3)))


def features(layer):
    """Geometries of the file as it stands: metres of UTM zone 17N."""
    with_geometry = []
    data = ogr.Open(str(SOURCE))
    for feature in data.GetLayer(layer):
        shape = feature.GetGeometryRef()
        if shape is not None and not shape.IsEmpty():
            with_geometry.append(shape.Clone())
    return with_geometry


def xy(shape):
    return shape.GetX(), shape.GetY()


def centre(shape):
    shape.CloseRings()
    return xy(shape.Centroid())


def loop(places, hydrants, radius_m):
    """How many places have no hydrant within the radius, by trying all pairs; and how near the edge any is."""
    beyond, margin = 0, math.inf
    for x, y in places:
        nearest = min(math.hypot(x - a, y - b) for a, b in hydrants)
        beyond += nearest > radius_m
        margin = min(margin, abs(nearest - radius_m))
    return beyond, margin


def by_geos(places, hydrants, radius_m):
    """The same by GEOS: a point's distance to the multipoint of all hydrants near by."""
    index = {}
    for x, y in hydrants:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                cell = (math.floor(x / radius_m) + dx, math.floor(y / radius_m) + dy)
                index.setdefault(cell, []).append((x, y))
    shapes = {}
    for cell, members in index.items():
        shapes[cell] = ogr.Geometry(ogr.wkbMultiPoint)
        for member in members:
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(*member)
            shapes[cell].AddGeometry(point)
    beyond = 0
    for x, y in places:
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(x, y)
        near = shapes.get((math.floor(x / radius_m), math.floor(y / radius_m)))
        beyond += near is None or near.Distance(point) > radius_m
    return beyond


def discs(hydrants, radii, quadrant=512):
    """The union of polygons of 4 * 512 corners, which lack 2e-6 of a circle's area."""
    parts = ogr.Geometry(ogr.wkbMultiPolygon)
    for (x, y), radius in zip(hydrants, radii):
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(x, y)
        parts.AddGeometry(point.Buffer(radius, quadrant))
    return parts.UnionCascaded()


class Parts:
    """The polygons of a union, each with its box, so that most shapes meet none of them."""

    def __init__(self, union):
        self.parts = [union.GetGeometryRef(i) for i in range(union.GetGeometryCount())]
        self.boxes = [part.GetEnvelope() for part in self.parts]
        self.union = union  # owns the parts

    def shared(self, shape, measure):
        west, east, south, north = shape.GetEnvelope()
        return sum(measure(shape.Intersection(part)) for part, box in zip(self.parts, self.boxes)
                   if box[0] <= east and box[1] >= west and box[2] <= north and box[3] >= south)


def exact_positions(terrier):
    hydrants = [xy(shape) for shape in features("hydrants")]
    overs = ("--over", f"{SOURCE}:addresses", "--over", f"{SOURCE}:buildings", "--as", "count")
    answer = terrier.cover("--assume-exact", *overs)
    if answer["radius_m"] != RADIUS_M or answer["epsg"] != 32617:
        sys.exit(f"{answer['radius_m']} m in EPSG:{answer['epsg']}")
    places = {"addresses": [xy(shape) for shape in features("addresses")],
              "buildings": [centre(shape) for shape in features("buildings")]}
    for over in answer["over"]:
        beyond, margin = loop(places[over["name"]], hydrants, RADIUS_M)
        check(f"{over['name']} in all", over["total"], len(places[over["name"]]))
        check(f"{over['name']} beyond {RADIUS_M} m, by loop (nearest to the edge: {margin:.6f} m)", over["gap"], beyond)
        check(f"{over['name']} beyond {RADIUS_M} m, by GEOS", over["gap"],
              by_geos(places[over["name"]], hydrants, RADIUS_M))
        check(f"{over['name']} certain", over["certain"], over["possible"])
    union = discs(hydrants, [RADIUS_M] * len(hydrants))
    check("area reached, by GEOS's polygons", answer["certain_m2"], union.Area(), 3e-6)
    return Parts(discs(hydrants, [RADIUS_M] * len(hydrants), 64))


def lines_and_polygons(terrier, parts, folder):
    """Roads in metres and blocks in square metres against GEOS; the drawn gaps against the figures."""
    out = folder / "out"
    answer = terrier.cover("--assume-exact", "--over", f"{SOURCE}:roads", "--over", f"{SOURCE}:blocks", "--out", out)
    roads, blocks = answer["over"]
    shapes = features("roads")
    check("roads in all, m", roads["total"], sum(shape.Length() for shape in shapes), 1e-7)
    check("roads covered, m, by GEOS", roads["certain"], sum(parts.shared(shape, ogr.Geometry.Length) for shape in shapes), 3e-4)
    areas = 0
    for shape in features("blocks"):
        shape.CloseRings()
        valid = shape if shape.IsValid() else shape.MakeValid()
        areas += parts.shared(valid, ogr.Geometry.Area)
    check("blocks covered, m2, by GEOS", blocks["certain"], areas, 3e-4)
    data = ogr.Open(str(out / "coverage.gpkg"))
    names = {data.GetLayer(i).GetName() for i in range(data.GetLayerCount())}
    for name in ("certain", "gap", "uncovered_lines", "sources", "layer_styles"):
        if name not in names:
            sys.exit(f"coverage.gpkg has no {name}: {sorted(names)}")
    pieces = sum(feature["length_m"] for feature in data.GetLayer("uncovered_lines"))
    check("uncovered pieces, m", pieces, roads["gap"], 1e-6)
    gaps = sum(feature["area_m2"] for feature in data.GetLayer("gap"))
    # chords cut into the discs; where blocks lie upon one another the drawing has them once, the figure twice
    if not 0.95 * blocks["gap"] < gaps < 1.001 * blocks["gap"]:
        sys.exit(f"gaps drawn: {gaps} m2, counted: {blocks['gap']} m2")
    print(f"gaps drawn, m2: {gaps:.0f} of {blocks['gap']:.0f}")
    for path in sorted(out.glob("*.geojson")):
        with open(path, encoding="utf-8") as file:
            if not json.load(file)["features"]:
                sys.exit(f"{path.name} is empty")
        if not path.with_suffix(".qml").exists():
            sys.exit(f"{path.name} has no style beside it")


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("code", "lon", "lat", "uncertainty_m"))
        writer.writerows(rows)


def with_radii(program, folder):
    """Certain and possible against a loop: hydrants and addresses with radii of error, some unknown."""
    plane, globe = osr.SpatialReference(), osr.SpatialReference()
    plane.ImportFromEPSG(32617)
    globe.ImportFromEPSG(4326)
    for system in (plane, globe):
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    there, back = osr.CoordinateTransformation(plane, globe), osr.CoordinateTransformation(globe, plane)

    def listed(shapes, error):
        rows, places = [], []
        for i, shape in enumerate(shapes):
            lon, lat, _ = there.TransformPoint(*xy(shape))
            lon, lat, u = round(lon, 9), round(lat, 9), error(i)
            rows.append((f"X{i}", f"{lon:.9f}", f"{lat:.9f}", "" if u is None else u))
            places.append(back.TransformPoint(lon, lat)[:2] + (u,))
        return rows, places

    folder = folder / "radii"
    folder.mkdir()
    terrier = Terrier(program, folder)
    rows, hydrants = listed(features("hydrants"), lambda i: 1 + i * 37 % 223)
    write_csv(folder / "hydrants.csv", rows)
    rows, places = listed(features("addresses")[::7], lambda i: None if i % 5 == 0 else i * 13 % 90)
    write_csv(folder / "addresses.csv", rows)
    terrier.run("import", "hydrant", folder / "hydrants.csv", "--set", "status=in_service", "--quiet")
    answer = terrier.cover("--over", folder / "addresses.csv")
    certain = possible = 0
    for x, y, own in places:
        u = own or 0
        certain += any(math.hypot(x - a, y - b) <= RADIUS_M - r - u for a, b, r in hydrants)
        possible += any(math.hypot(x - a, y - b) <= RADIUS_M + r + u for a, b, r in hydrants)
    check("addresses certainly covered", answer["over"][0]["certain"], certain)
    check("addresses possibly covered", answer["over"][0]["possible"], possible)
    coarse = [f"X{i}" for i, (_, _, r) in enumerate(hydrants) if r >= RADIUS_M]
    check("too coarse to say", len(answer["too_coarse"]), len(coarse))
    if answer["too_coarse"] != coarse:
        sys.exit(f"too coarse: {answer['too_coarse']}, not {coarse}")
    inner = discs([h[:2] for h in hydrants if h[2] < RADIUS_M], [RADIUS_M - h[2] for h in hydrants if h[2] < RADIUS_M])
    check("area certainly reached, by GEOS's polygons", answer["certain_m2"], inner.Area(), 3e-6)
    outer = discs([h[:2] for h in hydrants], [RADIUS_M + h[2] for h in hydrants])
    check("area possibly reached, by GEOS's polygons", answer["possible_m2"], outer.Area(), 3e-6)


def without(terrier):
    """What is lost while some are shut is the difference of two runs."""
    overs = ("--assume-exact", "--over", f"{SOURCE}:addresses")
    shut = terrier.cover(*overs, "--without", "H-000001,H-000002,H-000050")
    whole = terrier.cover(*overs)
    check("addresses lost while three are shut", shut["lost"]["over"][0]["certain"],
          whole["over"][0]["certain"] - shut["over"][0]["certain"])
    check("area lost while three are shut", shut["lost"]["certain_m2"], whole["certain_m2"] - shut["certain_m2"], 1e-9)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    program = pathlib.Path(parser.parse_args().program).resolve()
    if not SOURCE.exists():
        skip("TERRIER_TEST_DATA has no grand-bahama")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        terrier = Terrier(program, folder)
        terrier.run("import", "hydrant", f"{SOURCE}", "--from", "hydrants", "--set", "status=in_service", "--quiet")
        parts = exact_positions(terrier)
        lines_and_polygons(terrier, parts, folder)
        with_radii(program, folder)
        without(terrier)


main()
