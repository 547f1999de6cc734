"""Checks that QGIS draws records where they are and in the colour of their status: points imported for the purpose,
one of each status, and a zone that what lies below it can be seen through.

usage: rendering.py PROGRAM REGISTRY FOLDER"""

import json
import sys

from session import PROVIDERS, Checks, Terrier, copy_registry, open_layer, qgis, rows

# Outside the example's area, so that nothing else is drawn there; and the extent must follow.
WEST, SOUTH, STEP = 112.4, 41.3, 0.01
NEAR = 8  # of 255, in each of red, green and blue


def import_points(terrier, folder, statuses):
    path = f"{folder}/one-of-each.csv"
    with open(path, "w", encoding="utf-8") as out:
        out.write("编号,经度,纬度,状态\n")
        for i, status in enumerate(statuses):
            out.write(f"R-{i},{WEST + i * STEP},{SOUTH},{status}\n")
    terrier.run("import", "hydrant", path)


def paint(layer, extent, width, height):
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(extent)
    settings.setOutputSize(QSize(width, height))
    settings.setBackgroundColor(QColor("white"))
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


def draw_township(registry):
    """A zone put in by OGR, as an analyst's script would."""
    from osgeo import ogr

    ogr.UseExceptions()
    source = ogr.Open(registry, 1)
    layer = source.GetLayerByName("township")
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetField("name", "试验乡")
    ring = ", ".join(f"{WEST + x} {SOUTH + y}" for x, y in ((0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)))
    feature.SetGeometry(ogr.CreateGeometryFromWkt(f"MULTIPOLYGON ((({ring})))"))
    layer.CreateFeature(feature)


def check_zone(checks, registry, provider, folder, color):
    from qgis.core import QgsRectangle
    from qgis.PyQt.QtGui import QColor

    layer = open_layer(registry, "township", provider)
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
    zone = definitions["township"]["status"]["values"][0]["color"]
    copy = copy_registry(registry, f"{folder}/rendering.sqlite")
    import_points(Terrier(program, copy), folder, statuses)
    draw_township(copy)
    failed = 0
    with qgis():
        for provider in PROVIDERS:
            checks = Checks(f"{provider} hydrant")
            extent = open_layer(copy, "hydrant", provider).extent().buffered(1e-9)
            checks.that(extent.contains(WEST, SOUTH), "the extent follows an import from outside", extent.toString(4))
            check_points(checks, copy, provider, folder, statuses)
            zones = Checks(f"{provider} township")
            check_zone(zones, copy, provider, folder, zone)
            failed += checks.failed + zones.failed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
