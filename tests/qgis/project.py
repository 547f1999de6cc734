"""Checks the project that terrier writes beside a register: it opens whole through both providers wherever the two
files are moved, shows styles, groups and bookmarks, edits and relates, and its atlas gives one sheet a township.

usage: project.py PROGRAM REGISTRY FOLDER"""

import json
import os
import shutil
import subprocess
import sys

from layers import shown_form
from session import PROVIDERS, Checks, Terrier, copy_registry, qgis, rows

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/examples/tumed-left")
OWN_LABEL = "执勤（本队改）"  # what somebody made of a style in QGIS
BOUNDED = ("T-0006", "沙尔沁镇", 111.60, 40.50)  # a township without records, which gets a boundary
BROKEN = "#d55e00"
DPI = 96


def make_register(program, registry, folder):
    """The example with townships, a boundary, stations, an event and a style that somebody changed."""
    terrier = Terrier(program, copy_registry(registry, f"{folder}/register.sqlite"))
    terrier.run("import", "township", f"{EXAMPLE}/townships.csv")
    terrier.run("import", "station", f"{EXAMPLE}/stations.csv")
    terrier.run("geocode", "station")
    code, name, west, south = BOUNDED
    ring = [[west, south], [west + 0.1, south], [west + 0.1, south + 0.05], [west, south + 0.05], [west, south]]
    feature = {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
        "properties": {"code": code, "name": name},
    }
    with open(f"{folder}/boundary.geojson", "w", encoding="utf-8") as out:
        json.dump({"type": "FeatureCollection", "features": [feature]}, out)
    terrier.run("import", "township", f"{folder}/boundary.geojson", "--key", "code")
    broken = rows(terrier.registry, "SELECT code FROM hydrant WHERE status = 'out_of_service' ORDER BY id LIMIT 2")
    terrier.run("event", "add", "hydrant", broken[0][0], "repair", "--note", "换阀门")
    change_style(terrier.registry)
    return terrier, broken[0][0], broken[1][0]


def change_style(registry):
    import contextlib
    import sqlite3

    with contextlib.closing(sqlite3.connect(registry)) as connection:
        changed = connection.execute(
            "UPDATE layer_styles SET styleQML = replace(styleQML, 'label=\"执勤\"', ?) WHERE f_table_name = 'station'",
            (f'label="{OWN_LABEL}"',),
        )
        assert changed.rowcount == 2
        connection.commit()


def write_project(program, terrier, folder, provider, *options):
    """The project, with the register, moved away from where it was written."""
    here, there = f"{folder}/written-{provider}", f"{folder}/moved-{provider}"
    for path in (here, there):
        shutil.rmtree(path, ignore_errors=True)
    os.makedirs(f"{here}/data")
    moved = Terrier(program, copy_registry(terrier.registry, f"{here}/data/register.sqlite"))
    moved.run("qgis", f"{here}/map.qgz", "--provider", provider, *options)
    os.rename(here, there)
    return f"{there}/map.qgz", Terrier(program, f"{there}/data/register.sqlite")


def read_project(path):
    from qgis.core import QgsProject

    project = QgsProject.instance()
    if not project.read(path):
        raise SystemExit(f"project.py: QGIS cannot read {path}: {project.error()}")
    return project


def layer_of(project, name):
    return project.mapLayer(f"register_table_{name}")


def legend(layer):
    """What the categories are called; points that stand on one another are spread by a renderer around theirs."""
    renderer = layer.renderer()
    while renderer.embeddedRenderer():
        renderer = renderer.embeddedRenderer()
    return [category.label() for category in renderer.categories()]


# What is in it


def check_layers(checks, project, registry):
    layers = project.mapLayers().values()
    checks.equal([layer.id() for layer in layers if not layer.isValid()], [], "every layer is valid")
    elsewhere = [layer.id() for layer in layers if os.path.abspath(registry) not in layer.source()]
    checks.equal(elsewhere, [], "every layer is the moved register's")
    names = {name for (name,) in rows(registry, "SELECT name FROM layer")}
    checks.equal({n for n in names if layer_of(project, n) is None}, set(), "no layer of the register is missing")
    views = {name for (name,) in rows(registry, "SELECT view_name FROM views_geometry_columns")}
    shown = {layer.id() for layer in layers}
    checks.equal({v for v in views if f"register_view_{v}" not in shown}, set(), "and no view")
    bare = [layer.id() for layer in layers if layer.isSpatial() and layer.renderer().type() == "singleSymbol"]
    checks.equal(bare, [], "no style is missing")
    forms = [n for n in names if not layer_of(project, n).editorWidgetSetup(1).type()]
    checks.equal(forms, [], "and no form")
    labels = legend(layer_of(project, "station"))
    checks.that(OWN_LABEL in labels, "a style that somebody changed is taken as it is", labels)


def check_tree(checks, project, registry):
    root = project.layerTreeRoot()
    groups = [group.name() for group in root.children()]
    checks.equal(groups, ["工作", "设施", "区域与土地", "地名底图"], "the groups, the gazetteer last")
    checks.that(not root.children()[-1].isExpanded(), "the gazetteer is collapsed")
    wrong = []
    for (name,) in rows(registry, "SELECT name FROM layer"):
        any_row = bool(rows(registry, f"SELECT 1 FROM {name} LIMIT 1"))
        if root.findLayer(f"register_table_{name}").itemVisibilityChecked() != any_row:
            wrong.append(name)
    checks.equal(wrong, [], "what has records is on, and nothing else")
    editable = [l.id() for l in project.mapLayers().values() if l.id().startswith("gazetteer") and not l.readOnly()]
    checks.equal(editable, [], "the gazetteer is read-only")


def check_map(checks, project, registry):
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsRectangle

    checks.equal(project.crs().authid(), "EPSG:4546", "the map is in the metric system of the data")
    checks.equal(project.ellipsoid(), "EPSG:1024", "lengths are measured on the register's ellipsoid")
    checks.equal(project.title(), "土默特左旗", "the project is called like the register")
    towns = rows(
        registry,
        "SELECT name FROM township t WHERE geom IS NOT NULL OR EXISTS (SELECT 1 FROM hydrant WHERE township = t.name"
        " AND geom IS NOT NULL) OR EXISTS (SELECT 1 FROM station WHERE township = t.name AND geom IS NOT NULL)"
        " ORDER BY code",
    )
    marks = project.bookmarkManager().bookmarks()
    checks.equal([m.name() for m in marks], [name for (name,) in towns], "a bookmark for each township on the map")
    checks.equal({m.extent().crs().authid() for m in marks}, {"EPSG:4490"}, "in the register's system")
    to_map = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4490"), project.crs(), project)
    data = to_map.transformBoundingBox(layer_of(project, "hydrant").extent())
    view = project.viewSettings().defaultViewExtent()
    checks.that(QgsRectangle(view).contains(data), "all hydrants are in the first view", view.toString())
    return [name for (name,) in towns]


# Work with it


def save(layer, feature, **values):
    layer.startEditing()
    for name, value in values.items():
        layer.changeAttributeValue(feature.id(), layer.fields().indexOf(name), value)
    if layer.commitChanges():
        return []
    complaints = layer.commitErrors()
    layer.rollBack()
    return complaints


def find(layer, code):
    return next((f for f in layer.getFeatures() if f["code"] == code), None)


def check_edits(checks, project, registry, code, other):
    hydrants = layer_of(project, "hydrant")
    checks.that(save(hydrants, find(hydrants, code), status="planned"), "a forbidden status is refused")
    checks.equal(save(hydrants, find(hydrants, code), remark="看过"), [], "and the next save is accepted")
    view = project.mapLayer("register_view_hydrant_not_available")
    checks.equal(save(view, find(view, other), remark="清单里改的"), [], "a list of work can be edited")
    stored = rows(registry, "SELECT remark, status FROM hydrant WHERE code IN (?, ?) ORDER BY id", code, other)
    wanted = [("看过", "out_of_service"), ("清单里改的", "out_of_service")]
    checks.equal(stored, wanted, "both stand in the register")


def check_view_forms(checks, project):
    from qgis.gui import QgsGui

    QgsGui.editorWidgetRegistry().initEditors()
    view = project.mapLayer("register_view_hydrant_not_available")
    tabs, _ = shown_form(view, next(view.getFeatures()))
    checks.equal(tabs[-1:], ["事件"], "the form of a list has the record's events too")


def check_events(checks, project, registry, code):
    from qgis.core import QgsAttributeEditorElement, QgsVectorLayerUtils

    relation = project.relationManager().relation("event_of_hydrant")
    if not checks.that(relation.isValid(), "hydrants and their events are related"):
        return
    hydrants, events = layer_of(project, "hydrant"), relation.referencingLayer()
    related = [event["kind"] for event in relation.getRelatedFeatures(find(hydrants, code))]
    checks.equal(related, ["repair"], "a hydrant's form shows its events")
    checks.that("represent_value" in events.displayExpression(), "called by their day and kind")
    form = hydrants.editFormConfig()
    relations = [
        element.relation().id()
        for tab in form.tabs()
        if tab.type() == QgsAttributeEditorElement.AeTypeContainer
        for element in tab.findElements(QgsAttributeEditorElement.AeTypeRelation)
    ]
    tabbed = form.layout() == form.TabLayout
    checks.equal(relations, ["event_of_hydrant"] if tabbed else [], "on one tab, where the form has tabs")
    event = QgsVectorLayerUtils.createFeature(events)
    checks.equal(event["about_layer"], "hydrant", "a new event there is about a hydrant")
    event["about_code"], event["kind"], event["happened_on"] = code, "inspection", "2023-11-01"
    events.startEditing()
    checks.that(events.addFeature(event) and events.commitChanges(), "and can be saved", events.commitErrors())
    count = rows(registry, "SELECT count(*) FROM event WHERE about_layer = 'hydrant' AND about_code = ?", code)
    checks.equal(count, [(2,)], "both stand in the register")
    made = rows(registry, "SELECT code, status FROM event ORDER BY id DESC LIMIT 1")[0]
    checks.that(made[0].startswith("E-") and made[1], "an event without a position has its code and status", made)
    check_view_forms(checks, project)
    hidden = [l.id() for l in project.mapLayers().values() if "events_of" in l.id() and not l.flags() & l.Private]
    checks.equal(hidden, [], "the layers that serve relations are hidden")


# The sheets


def draws_chinese(font):
    """Two characters that a font lacks look alike: boxes."""
    from qgis.PyQt.QtGui import QColor, QImage, QPainter

    pictures = []
    for character in "察齐":
        image = QImage(80, 80, QImage.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.setFont(font)
        painter.drawText(10, 60, character)
        painter.end()
        pictures.append(image)
    return pictures[0] != pictures[1]


def count_color(path, color):
    from qgis.PyQt.QtGui import QColor, QImage

    image, wanted = QImage(path), QColor(color)
    found = 0
    for y in range(image.height()):
        for x in range(image.width()):
            seen = image.pixelColor(x, y)
            parts = (seen.red() - wanted.red(), seen.green() - wanted.green(), seen.blue() - wanted.blue())
            found += all(abs(part) <= 8 for part in parts)
    return found


def check_maps(checks, project, layout, towns):
    """The map of each sheet shows the township's boundary, or its records."""
    from qgis.core import QgsCoordinateTransform, QgsRectangle

    atlas, chart = layout.atlas(), layout.itemById("map")
    to_map = QgsCoordinateTransform(layer_of(project, "hydrant").crs(), project.crs(), project)
    wrong, scales = [], []
    atlas.beginRender()
    for index, name in enumerate(towns):
        atlas.seekTo(index)
        layout.refresh()
        points = [f.geometry() for f in layer_of(project, "hydrant").getFeatures() if f["township"] == name]
        if name == BOUNDED[1]:
            points = [find(layer_of(project, "township"), BOUNDED[0]).geometry()]
        for point in points:
            if not chart.extent().contains(to_map.transformBoundingBox(QgsRectangle(point.boundingBox()))):
                wrong.append(name)
                break
        scales.append(round(chart.scale()))
    atlas.endRender()
    checks.equal(wrong, [], "each map shows the boundary, or all records")
    checks.that(all(5000 < scale < 400000 for scale in scales), "at a scale that shows something", scales)


def check_sheets(checks, project, towns, folder, provider):
    from qgis.core import QgsLayoutExporter

    layout = project.layoutManager().layouts()[0]
    atlas = layout.atlas()
    atlas.updateFeatures()
    names = [atlas.nameForPage(i) for i in range(atlas.count())]
    checks.equal(names, towns, "a sheet for each township with a boundary or records, none for the others")
    checks.that(draws_chinese(layout.itemById("title").font()), "the sheets' font has Chinese characters")
    check_maps(checks, project, layout, towns)
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = DPI
    path = f"{folder}/atlas-{provider}.pdf"
    result, message = QgsLayoutExporter.exportToPdf(atlas, path, settings)
    checks.equal((result, message), (QgsLayoutExporter.Success, ""), "the atlas is exported to PDF")
    check_pdf(checks, path, towns)


def check_pdf(checks, path, towns):
    if not shutil.which("pdfinfo") or not shutil.which("pdftoppm"):
        print("skipped: the pages of the PDF (Debian: poppler-utils)")
        return
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    fields = dict(line.split(":", 1) for line in info.splitlines() if ":" in line)
    checks.equal(int(fields["Pages"]), len(towns), "one page a township")
    size = fields["Page size"].strip()
    checks.that(size.startswith("84") and "A4" in size, "A4, landscape", size)
    first = path.removesuffix(".pdf")
    subprocess.run(["pdftoppm", "-r", "60", "-png", "-f", "1", "-l", "1", "-singlefile", path, first], check=True)
    pixels = count_color(f"{first}.png", BROKEN)
    checks.that(pixels > 100, "broken hydrants are on the sheet in their colour", pixels)


# The whole


def check_provider(program, terrier, folder, provider, code, other):
    checks = Checks(f"{provider} project")
    path, moved = write_project(program, terrier, folder, provider)
    with qgis():
        project = read_project(path)
        check_layers(checks, project, moved.registry)
        check_tree(checks, project, moved.registry)
        towns = check_map(checks, project, moved.registry)
        if provider == "ogr":  # the one that recovers after a refusal
            check_edits(checks, project, moved.registry, code, other)
        check_events(checks, project, moved.registry, code)
        check_sheets(checks, project, towns, folder, provider)
        project.clear()
    return checks.failed


def check_english(program, terrier, folder):
    checks = Checks("project in English")
    path, _ = write_project(program, terrier, folder, "ogr", "--lang", "en")
    with qgis():
        project = read_project(path)
        hydrants = layer_of(project, "hydrant")
        checks.equal(hydrants.name(), "Hydrants", "titles are English")
        labels = legend(hydrants)
        checks.that("out of service" in labels, "a derived style is derived in English", labels)
        project.clear()
    return checks.failed


def main(program, registry, folder):
    folder = f"{folder}/project"
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    terrier, code, other = make_register(program, registry, folder)
    steps = [(check_provider, provider, code, other) for provider in PROVIDERS]
    failed = sum(in_process(step, program, terrier, folder, *rest) for step, *rest in steps)
    return 1 if failed + in_process(check_english, program, terrier, folder) else 0


def in_process(work, *values):
    """Each project in a QGIS of its own, which ends before the next begins."""
    import concurrent.futures
    import multiprocessing

    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(work, *values).result()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
