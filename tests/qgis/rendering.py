"""Checks that QGIS draws records where they are and in the colour of their status: points imported for the purpose,
one of each status, some on one point, some with an error radius, and a zone that what lies below it can be seen
through.

usage: rendering.py PROGRAM REGISTRY FOLDER"""

import json
import math
import sys

from session import PROVIDERS, Checks, Terrier, copy_registry, open_layer, qgis, rows

# Outside the example's area, so that nothing else is drawn there; and the extent must follow.
WEST, SOUTH, STEP = 112.4, 41.3, 0.01
STACK = (112.4, 41.4)  # two records on one point
ROUND = (112.6, 41.4)  # one that may be RADIUS_M away
RADIUS_M = 500
METRIC = "EPSG:4547"  # CGCS2000, 3-degree Gauss-Kruger, 114°E: a map in metres
NEAR = 8  # of 255, in each of red, green and blue


def import_points(terrier, folder, statuses):
    path = f"{folder}/one-of-each.csv"
    with open(path, "w", encoding="utf-8") as out:
        out.write("编号,经度,纬度,状态,误差\n")
        for i, status in enumerate(statuses):
            out.write(f"R-{i},{WEST + i * STEP},{SOUTH},{status},5\n")
        out.write(f"S-0,{STACK[0]},{STACK[1]},planned,5\nS-1,{STACK[0]},{STACK[1]},out_of_service,5\n")
        out.write(f"C-0,{ROUND[0]},{ROUND[1]},in_service,{RADIUS_M}\n")
    terrier.run("import", "hydrant", path)


def paint(layer, extent, width, height, crs=None):
    from qgis.core import (
        QgsExpressionContext,
        QgsExpressionContextUtils,
        QgsMapRendererParallelJob,
        QgsMapSettings,
    )
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(crs or layer.crs())
    settings.setExtent(extent)
    settings.setOutputSize(QSize(width, height))
    settings.setBackgroundColor(QColor("white"))
    context = QgsExpressionContext()  # as a map's canvas gives it: the scale, the reference system
    context.appendScope(QgsExpressionContextUtils.globalScope())
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    settings.setExpressionContext(context)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage(), settings.mapToPixel(), [error.message for error in job.errors()]


def is_near(color, wanted):
    parts = (color.red() - wanted.red(), color.green() - wanted.green(), color.blue() - wanted.blue())
    return all(abs(part) <= NEAR for part in parts)


def check_points(checks, registry, provider, folder, statuses):
    from qgis.core import QgsRectangle
    from qgis.PyQt.QtGui import QColor

    layer = open_layer(registry, "hydrant", provider)
    last = WEST + STEP * (len(statuses) - 1)
    extent = QgsRectangle(WEST - STEP, SOUTH - STEP, last + STEP, SOUTH + STEP)
    image, to_pixel, errors = paint(layer, extent, 700, 200)
    image.save(f"{folder}/status-{provider}.png")
    checks.equal(errors, [], "draws without errors")
    for i, (status, color) in enumerate(statuses.items()):
        pixel = to_pixel.transform(WEST + i * STEP, SOUTH)
        found = image.pixelColor(round(pixel.x()), round(pixel.y()))
        checks.that(is_near(found, QColor(color)), f"{status} is drawn in {color}", found.name())
    corner = image.pixelColor(3, 3)
    checks.that(is_near(corner, QColor("white")), "and nothing where no record is", corner.name())


def around(layer, crs, point, reach_m):
    """A square map about a point, in the given reference system."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject, QgsRectangle

    system = QgsCoordinateReferenceSystem(crs)
    center = QgsCoordinateTransform(layer.crs(), system, QgsProject.instance()).transform(QgsPointXY(*point))
    reach = reach_m / 111320 if system.isGeographic() else reach_m
    x, y = center.x(), center.y()
    return system, QgsRectangle(x - reach, y - reach, x + reach, y + reach)


def check_stack(checks, registry, provider, folder, statuses):
    """Two records on one point: both colours are to be seen, beside each other, at a town's and a county's scale."""
    from qgis.PyQt.QtGui import QColor

    layer = open_layer(registry, "hydrant", provider)
    for reach_m in (400, 15000):
        system, extent = around(layer, METRIC, STACK, reach_m)
        image, _, _ = paint(layer, extent, 400, 400, system)
        image.save(f"{folder}/stack-{reach_m}-{provider}.png")
        for status in ("planned", "out_of_service"):
            near = [image.pixelColor(x, y) for x in range(180, 221) for y in range(180, 221)]
            count = sum(is_near(color, QColor(statuses[status])) for color in near)
            checks.that(count >= 8, f"{status} is seen on a point with another, {reach_m} m about it", count)


def check_circle(checks, registry, provider, folder):
    """The edge of the error circle lies where its radius ends on the ground, east and north, whatever the map."""
    layer = open_layer(registry, "hydrant", provider)
    for crs in ("EPSG:4490", METRIC, "EPSG:3857"):
        system, extent = around(layer, crs, ROUND, 4 * RADIUS_M)
        image, to_pixel, _ = paint(layer, extent, 600, 600, system)
        image.save(f"{folder}/circle-{crs[5:]}-{provider}.png")
        for bearing, dx, dy in ((90, 1, 0), (0, 0, -1)):
            wanted = reach_on_map(layer, system, to_pixel, bearing)
            line = [image.pixelColor(300 + round(dx * r), 300 + round(dy * r)).lightness() for r in range(12, 299)]
            found = 12 + max(range(len(line) - 1), key=lambda i: abs(line[i] - line[i + 1]))
            good = abs(found - wanted) <= 0.02 * wanted + 2
            checks.that(good, f"the circle of {RADIUS_M} m ends there at {bearing}° in {crs}", (found, wanted))
        outside = image.pixelColor(590, 590)
        checks.that(outside.lightness() == 255, f"and nothing is beyond it in {crs}", outside.name())
    system, extent = around(layer, METRIC, ROUND, RADIUS_M / 8)
    image, _, _ = paint(layer, extent, 600, 600, system)
    checks.that(image.pixelColor(100, 300).lightness() == 255, "a circle that would cover the map is not drawn")


def reach_on_map(layer, system, to_pixel, bearing):
    """How many pixels the radius is, as a geodesic says."""
    from qgis.core import QgsCoordinateTransform, QgsDistanceArea, QgsPointXY, QgsProject

    measure = QgsDistanceArea()
    measure.setSourceCrs(layer.crs(), QgsProject.instance().transformContext())
    measure.setEllipsoid("EPSG:7030")
    end = measure.computeSpheroidProject(QgsPointXY(*ROUND), RADIUS_M, math.radians(bearing))
    transform = QgsCoordinateTransform(layer.crs(), system, QgsProject.instance())
    a, b = (to_pixel.transform(transform.transform(point)) for point in (QgsPointXY(*ROUND), end))
    return math.hypot(a.x() - b.x(), a.y() - b.y())


def draw_zone(registry):
    """A zone put in by OGR, as an analyst's script would."""
    from osgeo import ogr

    ogr.UseExceptions()
    source = ogr.Open(registry, 1)
    layer = source.GetLayerByName("grazing_ban")
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetField("kind", "wetland_park")
    feature.SetField("name", "试验区")
    ring = ", ".join(f"{WEST + x} {SOUTH + y}" for x, y in ((0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)))
    feature.SetGeometry(ogr.CreateGeometryFromWkt(f"MULTIPOLYGON ((({ring})))"))
    layer.CreateFeature(feature)


def check_zone(checks, registry, provider, folder, color):
    from qgis.core import QgsRectangle
    from qgis.PyQt.QtGui import QColor

    layer = open_layer(registry, "grazing_ban", provider)
    extent = QgsRectangle(WEST - 0.02, SOUTH - 0.02, WEST + 0.12, SOUTH + 0.12)
    image, to_pixel, errors = paint(layer, extent, 420, 420)
    image.save(f"{folder}/zone-{provider}.png")
    checks.equal(errors, [], "draws without errors")
    left, top = to_pixel.transform(WEST, SOUTH + 0.1).x(), to_pixel.transform(WEST, SOUTH + 0.1).y()
    edge = [image.pixelColor(round(left) + dx, round(top) + 100) for dx in (-1, 0, 1)]
    drawn = any(is_near(pixel, QColor(color)) for pixel in edge)
    checks.that(drawn, f"its edge is drawn in {color}", [pixel.name() for pixel in edge])
    inside = [image.pixelColor(round(left) + 50 + x, round(top) + 50 + y) for x in range(60) for y in range(60)]
    wash = max(inside, key=lambda color: sum(is_near(color, other) for other in inside[::7]))
    share = sum(is_near(color, wash) for color in inside) / len(inside)
    checks.that(wash.lightness() > 200 and 0.4 < share < 0.98, "its inside is hatched and can be seen through", share)


def main(program, registry, folder):
    definitions = {name: json.loads(text) for name, text in rows(registry, "SELECT name, definition FROM layer")}
    statuses = {value["value"]: value["color"] for value in definitions["hydrant"]["status"]["values"]}
    zone = definitions["grazing_ban"]["status"]["values"][0]["color"]
    copy = copy_registry(registry, f"{folder}/rendering.sqlite")
    import_points(Terrier(program, copy), folder, statuses)
    draw_zone(copy)
    failed = 0
    with qgis():
        for provider in PROVIDERS:
            checks = Checks(f"{provider} hydrant")
            extent = open_layer(copy, "hydrant", provider).extent().buffered(1e-9)
            checks.that(extent.contains(WEST, SOUTH), "the extent follows an import from outside", extent.toString(4))
            check_points(checks, copy, provider, folder, statuses)
            check_stack(checks, copy, provider, folder, statuses)
            check_circle(checks, copy, provider, folder)
            zones = Checks(f"{provider} grazing_ban")
            check_zone(zones, copy, provider, folder, zone)
            failed += checks.failed + zones.failed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
