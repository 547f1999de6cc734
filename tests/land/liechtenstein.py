"""The land use of Liechtenstein, measured, laid over its municipalities and checked for gaps and overlaps: by terrier,
and by GEOS in an equal-area projection. Skipped (77) without the data or GDAL's Python, which is Debian's own
interpreter's (python3-gdal)."""

import argparse
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


try:
    from osgeo import gdal, ogr, osr
except ImportError:
    skip("GDAL's Python is not installed")
ogr.UseExceptions()
osr.UseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")  # areas of lines: they are none

SOURCE = pathlib.Path(os.environ.get("TERRIER_TEST_DATA", "/nowhere")) / "liechtenstein" / "liechtenstein_2021.osm.pbf"
# Areas with landuse (3,165), natural (1,514) or leisure (377) that are no buildings; 13 of them have two of these. Land
# use and nature alone are 4,670.
POLYGONS = 5043
MIN_M2 = 0.5  # what is compared one by one
PIECE_DEG = 0.0005  # edges are straight in degrees: so long are the pieces that the projection may bend


def check(name, got, wanted, tolerance):
    if abs(got - wanted) > tolerance:
        sys.exit(f"{name}: terrier says {got}, GEOS {wanted}")
    print(f"{name}: {got} (GEOS: {wanted})")


class Measure:
    """Areas by GEOS in EPSG:6933, a cylinder on which areas are those of the ellipsoid."""

    def __init__(self):
        degrees, cylinder = osr.SpatialReference(), osr.SpatialReference()
        degrees.ImportFromEPSG(4326)
        cylinder.ImportFromEPSG(6933)
        degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        cylinder.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        self.transform = osr.CoordinateTransformation(degrees, cylinder)

    def m2(self, shape):
        shape = shape.Clone()
        if ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbGeometryCollection:
            areas = ogr.Geometry(ogr.wkbMultiPolygon)
            for i in range(shape.GetGeometryCount()):
                part = shape.GetGeometryRef(i)
                if part.GetArea() > 0:
                    areas = areas.Union(part)
            shape = areas
        if shape.GetArea() == 0:
            return 0.0
        shape.Segmentize(PIECE_DEG)
        shape.Transform(self.transform)
        return shape.GetArea()


class Terrier:
    def __init__(self, program, folder):
        self.program, self.register = program, folder / "li.sqlite"
        self.run("init", self.register, "--crs", "EPSG:4326", "--quiet", register=False)

    def run(self, *words, register=True, ok=(0,)):
        command = [self.program] + (["--db", self.register] if register else []) + list(words)
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode not in ok:
            sys.exit(f"{' '.join(map(str, command))}: {done.returncode}: {done.stderr}")
        return done.stdout

    def rows(self, *words):
        return json.loads(self.run(*words, "--format", "json", ok=(0, 3)))


def write_layer(target, name, wanted, fields):
    """Polygons of the source for which `wanted` gives values, as a layer of a GeoPackage."""
    source = ogr.Open(str(SOURCE))
    layer = source.GetLayer("multipolygons")
    degrees = osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    out = target.CreateLayer(name, degrees, ogr.wkbMultiPolygon)
    for field in fields:
        out.CreateField(ogr.FieldDefn(field, ogr.OFTString))
    target.StartTransaction()
    count = 0
    for feature in layer:
        values = wanted(feature)
        if not values:
            continue
        made = ogr.Feature(out.GetLayerDefn())
        for field, value in zip(fields, values):
            made.SetField(field, value)
        made.SetGeometry(ogr.ForceToMultiPolygon(feature.GetGeometryRef().Clone()))
        out.CreateFeature(made)
        count += 1
    target.CommitTransaction()
    return count


def write_sources(path):
    target = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))

    def number(feature):
        return feature.GetField("osm_id") or f"w{feature.GetField('osm_way_id')}"

    def use(feature):
        values = [feature.GetField(key) for key in ("landuse", "natural", "leisure")]
        return next(filter(None, values), None) if not feature.GetField("building") else None

    patches = write_layer(target, "landuse", lambda one: use(one) and (number(one), use(one)), ("patch_no", "use"))
    towns = write_layer(target, "towns", lambda one: one.GetField("admin_level") == "8" and
                        (number(one), one.GetField("name")), ("id", "name"))
    return patches, towns


def stored(terrier):
    """The records' shapes as the register has them, by code."""
    path = terrier.register.with_name("stored.gpkg")
    terrier.run("export", "land_use", "--to", path)
    source = ogr.Open(str(path))
    return {one.GetField("code"): one.GetGeometryRef().Clone() for one in source.GetLayer(0)
            if one.GetGeometryRef() is not None}


def areas(terrier, shapes, measure):
    rows = terrier.rows("area", "land_use")
    worst, total = 0.0, 0.0
    for row in rows:
        wanted = measure.m2(shapes[row["code"]])
        off = abs(row["area_m2"] - wanted)
        worst = max(worst, off / (1 + wanted * 1e-6))
        total += wanted
    check("records measured", len(rows), len(shapes), 0)
    check("their area, m2", round(sum(row["area_m2"] for row in rows), 2), round(total, 2), 1e-7 * total)
    check("the worst of them: off by, of 1 m2 + 1 ppm", round(worst, 4), 0, 0.1)


def boxes_meet(a, b):
    return a[0] <= b[1] and b[0] <= a[1] and a[2] <= b[3] and b[2] <= a[3]


def pairs_with_land(first, second, measure, least=1e-3):
    """All pairs of two lists of (key, shape, box) that share land, by GEOS: {(key, key): m2}."""
    found = {}
    for key, shape, box in first:
        for other_key, other, other_box in second:
            if not boxes_meet(box, other_box) or (first is second and key >= other_key) or \
                    not shape.Intersects(other):
                continue
            shared = measure.m2(shape.Intersection(other))
            if shared >= least:
                found[key, other_key] = shared
    return found


def listed(shapes):
    return [(key, shape if shape.IsValid() else shape.MakeValid(), shape.GetEnvelope()) for key, shape in shapes.items()]


def compare(name, rows, wanted):
    check(f"{name}: area, m2", round(sum(rows.values()), 2), round(sum(wanted.values()), 2),
          1e-6 * sum(wanted.values()) + 0.01 * len(wanted))
    large = {key for key, m2 in wanted.items() if m2 >= MIN_M2}
    missing = large - set(rows)
    foreign = {key for key, m2 in rows.items() if m2 >= 2 * MIN_M2} - set(wanted)
    if missing or foreign:
        sys.exit(f"{name}: terrier lacks {sorted(missing)[:5]}, GEOS lacks {sorted(foreign)[:5]}")
    worst = max((abs(rows[key] - wanted[key]) / (1 + wanted[key] * 1e-6) for key in large), default=0)
    check(f"{name}: {len(large)} one by one, the worst off by, of 1 m2 + 1 ppm", round(worst, 4), 0, 0.2)


def overlay(terrier, path, shapes, measure):
    rows = terrier.rows("overlay", "land_use", f"{path}:towns")
    source = ogr.Open(str(path))
    towns = {one.GetField("id"): one.GetGeometryRef().Clone() for one in source.GetLayer("towns")}
    wanted = pairs_with_land(listed(shapes), listed(towns), measure)
    compare("land use in municipalities", {(row["code"], row["area"]): row["inside_m2"] for row in rows}, wanted)
    sums = terrier.rows("overlay", "land_use", f"{path}:towns", "--by", "code")
    union = None
    for town in towns.values():
        union = town if union is None else union.Union(town)
    inside = pairs_with_land(listed(shapes), [("all", union, union.GetEnvelope())], measure)
    compare("inside any, counted once", {row["group"]: row["inside_m2"] for row in sums},
            {key: m2 for (key, _), m2 in inside.items()})


def gaps(shapes):
    """What is left of the land round all records, without the part that reaches the outside."""
    heap = ogr.Geometry(ogr.wkbMultiPolygon)
    for _, shape, _ in listed(shapes):
        for i in range(shape.GetGeometryCount()):
            part = shape.GetGeometryRef(i)
            if ogr.GT_Flatten(shape.GetGeometryType()) == ogr.wkbPolygon:
                heap.AddGeometry(shape)
                break
            if ogr.GT_Flatten(part.GetGeometryType()) == ogr.wkbPolygon:
                heap.AddGeometry(part)
    west, east, south, north = heap.GetEnvelope()
    frame = (west - 1, east + 1, south - 1, north + 1)
    corners = [(frame[0], frame[2]), (frame[1], frame[2]), (frame[1], frame[3]), (frame[0], frame[3]), (frame[0], frame[2])]
    box = ogr.CreateGeometryFromWkt(f"POLYGON(({','.join(f'{x!r} {y!r}' for x, y in corners)}))")
    left = ogr.ForceToMultiPolygon(box.Difference(heap.UnionCascaded()))
    for i in range(left.GetGeometryCount()):
        if left.GetGeometryRef(i).GetEnvelope() != frame:
            yield left.GetGeometryRef(i).Clone()


def topology(terrier, shapes, measure):
    rows = terrier.rows("topology", "land_use", "--min-area", MIN_M2)
    records = listed(shapes)
    overlaps = {key: m2 for key, m2 in pairs_with_land(records, records, measure).items() if m2 >= MIN_M2}
    compare("overlaps", {tuple(sorted((row["code"], row["other_code"]))): row["area_m2"] for row in rows
                         if row["kind"] == "overlap"}, overlaps)
    ours = sorted(row["area_m2"] for row in rows if row["kind"] == "gap")
    wanted = sorted(m2 for m2 in map(measure.m2, gaps(shapes)) if m2 >= MIN_M2)
    check("gaps", len(ours), len(wanted), 0)
    check("gaps: area, m2", round(sum(ours), 2), round(sum(wanted), 2), 1e-6 * sum(wanted))
    worst = max((abs(a - b) / (1 + b * 1e-6) for a, b in zip(ours, wanted)), default=0)
    check("gaps: one by one, the worst off by, of 1 m2 + 1 ppm", round(worst, 4), 0, 0.2)
    check("numbers given twice", sum(row["kind"] == "duplicate" for row in rows), 0, 0)
    if not math.isfinite(worst):
        sys.exit("gaps: not a number")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    program = parser.parse_args().program
    if not SOURCE.exists():
        skip(f"{SOURCE} is not there (TERRIER_TEST_DATA names its folder)")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        path, measure = folder / "li.gpkg", Measure()
        patches, towns = write_sources(path)
        check("land-use polygons in the source", patches, POLYGONS, 0)
        check("municipalities", towns, towns, 0)
        terrier = Terrier(program, folder)
        terrier.run("import", "land_use", path, "--from", "landuse", "--map", "dlmc=use", ok=(0, 3))
        shapes = stored(terrier)
        check("records with a shape", len(shapes), POLYGONS, 0)
        areas(terrier, shapes, measure)
        overlay(terrier, path, shapes, measure)
        topology(terrier, shapes, measure)


if __name__ == "__main__":
    main()
