"""Derived zones and imported polygons on the real roads and land use of Liechtenstein, held to GEOS. Skipped (77)
without the data or GDAL's Python, which is Debian's own interpreter's (python3-gdal)."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

WIDTH_M, CUT_M, METRIC = 50, 12, 32632


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


try:
    from osgeo import gdal, ogr, osr
except ImportError:
    skip("GDAL's Python is not installed")
gdal.UseExceptions()
ogr.UseExceptions()
osr.UseExceptions()

SOURCE = pathlib.Path(os.environ.get("TERRIER_TEST_DATA", "/nowhere")) / "liechtenstein" / "liechtenstein_2021.osm.pbf"


def check(name, got, wanted, tolerance=0.0):
    if abs(got - wanted) > tolerance * max(1, abs(wanted)):
        sys.exit(f"{name}: terrier says {got}, GEOS {wanted}")
    print(f"{name}: {got}")


class Terrier:
    def __init__(self, program, folder):
        self.program, self.register = program, folder / "li.sqlite"
        self.run("init", self.register, "--crs", "EPSG:4326", "--lang", "en", "--quiet", register=False)

    def run(self, *words, register=True, ok=(0,)):
        command = [self.program] + (["--db", self.register] if register else []) + list(words)
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
        if done.returncode not in ok:
            sys.exit(f"{' '.join(map(str, command))}: {done.returncode}: {done.stderr}")
        return done.stdout

    def json(self, *words, ok=(0,)):
        return json.loads(self.run(*words, "--format", "json", ok=ok))


def system(epsg):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


TO_METRES = osr.CoordinateTransformation(system(4326), system(METRIC))


def metres(shape):
    shape = shape.Clone()
    shape.Transform(TO_METRES)
    return shape


def ways(register, where):
    """Lines of the gazetteer, as the register's own file has them."""
    with_geometry = []
    data = ogr.Open(str(register))
    layer = data.GetLayerByName("road")
    layer.SetAttributeFilter(where)
    for feature in layer:
        with_geometry.append(metres(feature.GetGeometryRef()))
    return with_geometry


def union(shapes):
    whole = ogr.Geometry(ogr.wkbMultiPolygon)
    for shape in shapes:
        for part in [shape] if shape.GetGeometryType() == ogr.wkbPolygon else shape:
            whole.AddGeometry(part)
    return whole.UnionCascaded()


def zone(register, code):
    data = ogr.Open(str(register))
    layer = data.GetLayerByName("grazing_ban")
    layer.SetAttributeFilter(f"code = '{code}'")
    feature = layer.GetNextFeature()
    shape = feature.GetGeometryRef().Clone()
    if not shape.IsValid():
        sys.exit(f"{code} is not valid")
    return metres(shape)


def same_shape(name, got, wanted, tolerance):
    """The part of the area in which the two differ."""
    off = got.SymDifference(wanted).GetArea() / wanted.GetArea()
    if off > tolerance:
        sys.exit(f"{name}: {off:.2e} of the area is elsewhere than GEOS has it")
    print(f"{name}: {got.GetArea():.0f} m2, {off:.1e} of it elsewhere than GEOS has it")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    program = pathlib.Path(parser.parse_args().program).resolve()
    if not SOURCE.exists():
        skip(f"{SOURCE} is not there (TERRIER_TEST_DATA names the folder)")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        land = folder / "land.gpkg"
        gdal.VectorTranslate(str(land), str(SOURCE), format="GPKG", layerName="land",
                             SQLStatement="SELECT osm_id, landuse AS type FROM multipolygons WHERE landuse IS NOT NULL",
                             geometryType="PROMOTE_TO_MULTI")
        run(Terrier(program, folder), land)


def run(terrier, land):
    data = ogr.Open(str(land))
    features = [feature for feature in data.GetLayer()]
    found = terrier.json("import", "grazing_ban", land, "--set", "kind=young_forest", "--map", "remark=type", "--mend",
                         "--mended", land.with_suffix(".csv"), ok=(0, 3))
    check("polygons read", found["rows"], len(features))
    check("polygons stored or refused", found["inserted"] + found["rejected"], len(features))
    print(f"mended {found['mended']}, slivers {found['slivers']}, refused {found['rejected']}")
    register = ogr.Open(str(terrier.register))
    check("polygons that are not valid", sum(not zone.GetGeometryRef().IsValid() for zone in register.GetLayerByName("grazing_ban")), 0)
    register = None

    terrier.run("gazetteer", "import", SOURCE, "--quiet")
    belt = terrier.json("derive", "grazing_ban", "--kind", "highway_belts", "--road", "16", "--buffer", WIDTH_M)
    roads = union([way.Buffer(WIDTH_M, 32) for way in ways(terrier.register, "ref = '16'")])
    same_shape("belts of road 16", zone(terrier.register, belt["code"]), roads, 2e-3)
    check("working system", belt["working_epsg"], METRIC)

    cut = terrier.json("derive", "grazing_ban", "--kind", "highway_belts", "--road", "16", "--buffer", WIDTH_M,
                       "--minus", f"road:16@{CUT_M}", "--clip", land, "--where", "type=forest,meadow")
    lanes = union([way.Buffer(CUT_M, 32) for way in ways(terrier.register, "ref = '16'")])
    green = union([metres(feature.GetGeometryRef()).Buffer(0) for feature in features
                   if feature["type"] in ("forest", "meadow")])
    same_shape("the same, its green part", zone(terrier.register, cut["code"]),
               roads.Difference(lanes).Intersection(green), 5e-3)

    water = terrier.json("derive", "grazing_ban", "--kind", "waterside", "--water", "Tobelbach", "--buffer", 30)
    streams = union([way.Buffer(30, 32) for way in ways(terrier.register, "kind = 2 AND name = 'Tobelbach'")])
    same_shape("banks of Tobelbach", zone(terrier.register, water["code"]), streams, 2e-3)

    everything = terrier.json("derive", "grazing_ban", "--kind", "young_forest", "--of", "grazing_ban", "--where",
                              "remark = 'forest'", "--buffer", 20, "--dry-run")
    forests = union([metres(feature.GetGeometryRef()).Buffer(0).Buffer(20, 32) for feature in features
                     if feature["type"] == "forest"])
    check("forests and 20 m round them", everything["area_m2"] / forests.GetArea(), 1, 2e-3)

    again = terrier.json("derive", "again", "grazing_ban")
    check("zones that changed by themselves", sum(change["state"] != "same" for change in again), 0)
    target = land.with_name("zones.gpkg")
    terrier.run("export", "grazing_ban", "--where", "derived_from IS NOT NULL", "--to", target, "--quiet")
    info = subprocess.run(["ogrinfo", "-ro", "-q", str(target), "-sql",
                           "SELECT count(*) AS n, sum(ST_IsValid(geom)) AS good FROM grazing_ban"],
                          capture_output=True, text=True, check=False).stdout
    if "n (Integer) = 3" not in info or "good (Integer) = 3" not in info:
        sys.exit(f"ogrinfo does not find three valid zones: {info}")
    if "no faults" not in terrier.run("check"):
        sys.exit("check finds faults")


main()
