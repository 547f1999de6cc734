#!/usr/bin/env python3
"""Draws a picture of a register as QGIS shows it: the hydrants, or another layer, with the style stored in the file,
over the gazetteer's roads, with legend and scale bar.

usage: render.py [--layer NAME] REGISTRY OUT.png [WIDTH HEIGHT] [WEST,SOUTH,EAST,NORTH]"""

import math
import sys

from session import open_layer, qgis, rows

DPI = 144
MARGIN_MM = 6
FONT = "Noto Sans CJK SC"  # what it lacks is drawn as boxes, which no test would see
GEOCODED = {"zh": "部分位置由地址匹配得出，有误差", "en": "some positions are geocoded and may be off"}
SKETCH = {"zh": "道路为示意草图，未经测量", "en": "the roads are a sketch, not surveyed"}
ROUGH = {"zh": "虚线圈：误差大到本图画不下", "en": "a dotted ring: off by more than this map can show"}
ROADS = {"zh": "道路", "en": "roads"}


def text_format(size, color, halo=0.0, bold=False):
    from qgis.core import QgsTextBufferSettings, QgsTextFormat
    from qgis.PyQt.QtGui import QColor, QFont

    font = QFont(FONT)
    font.setBold(bold)
    form = QgsTextFormat()
    form.setFont(font)
    form.setSize(size)
    form.setColor(QColor(color))
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(halo > 0)
    buffer.setSize(halo)
    buffer.setColor(QColor("#f7f6f3"))
    form.setBuffer(buffer)
    return form


def frame(rectangle, width, height, share=0.12):
    """A rectangle about the given one, with room at its edges and the picture's shape."""
    from qgis.core import QgsRectangle

    center = rectangle.center()
    shrink = math.cos(math.radians(center.y()))  # a degree of longitude beside one of latitude
    wide = max(rectangle.width(), rectangle.height() / shrink * width / height, 0.01) * (1 + 2 * share)
    high = wide * shrink * height / width
    if high < rectangle.height() * (1 + 2 * share):
        high = rectangle.height() * (1 + 2 * share)
        wide = high / shrink * width / height
    return QgsRectangle(center.x() - wide / 2, center.y() - high / 2, center.x() + wide / 2, center.y() + high / 2)


def note(registry, table, lang):
    """What a reader must know of how far the picture can be trusted."""
    parts = []
    if rows(registry, f"SELECT 1 FROM {table} WHERE method = 'geocoded' LIMIT 1"):
        parts.append(GEOCODED[lang])
    if rows(registry, f"SELECT 1 FROM {table} WHERE uncertainty_m > 1000 LIMIT 1"):
        parts.append(ROUGH[lang])
    if rows(registry, "SELECT 1 FROM road WHERE origin = 'sketch' LIMIT 1"):
        parts.append(SKETCH[lang])
    return {"zh": "；", "en": "; "}[lang].join(parts)


def town(layer, reach_deg=0.035):
    """Where most points stand within reach of one of them: the town that is worth showing."""
    from qgis.core import QgsRectangle

    points = [f.geometry().asPoint() for f in layer.getFeatures() if not f.geometry().isNull()]
    if not points:
        return layer.extent()
    near = max(([q for q in points if math.hypot(p.x() - q.x(), p.y() - q.y()) < reach_deg] for p in points), key=len)
    xs, ys = [p.x() for p in near], [p.y() for p in near]
    return QgsRectangle(min(xs), min(ys), max(xs), max(ys))


def place(item, layout, x, y, width=None, height=None, corner=None):
    from qgis.core import QgsLayoutItem, QgsLayoutPoint, QgsLayoutSize, QgsUnitTypes

    layout.addLayoutItem(item)
    item.setReferencePoint(corner if corner is not None else QgsLayoutItem.UpperLeft)
    if width:
        item.attemptResize(QgsLayoutSize(width, height, QgsUnitTypes.LayoutMillimeters))
    item.attemptMove(QgsLayoutPoint(x, y, QgsUnitTypes.LayoutMillimeters))


def panel(item):
    """A light plate under a text, so that it reads on any ground."""
    from qgis.PyQt.QtGui import QColor

    item.setBackgroundEnabled(True)
    item.setBackgroundColor(QColor(255, 255, 255, 225))


def add_title(layout, title, subtitle):
    """Two lines on one plate."""
    from qgis.core import QgsLayoutItemLabel
    from qgis.PyQt.QtGui import QColor, QFont

    labels = []
    for text, size, color, bold in ((title, 15.0, "#2d2a26", True), (subtitle, 7.5, "#6f6a60", False)):
        font = QFont(FONT)
        font.setPointSizeF(size)
        font.setBold(bold)
        label = QgsLayoutItemLabel(layout)
        label.setText(text)
        label.setFont(font)
        label.setFontColor(QColor(color))
        label.setMarginX(2.5)
        label.setMarginY(1)
        label.adjustSizeToText()
        panel(label)
        labels.append(label)
    width = max(label.rect().width() for label in labels) + 2
    place(labels[0], layout, MARGIN_MM, MARGIN_MM, width, 9)
    place(labels[1], layout, MARGIN_MM, MARGIN_MM + 9, width, 6)


def occurs(layer, rule, area):
    from qgis.core import QgsFeatureRequest

    request = QgsFeatureRequest().setFilterExpression(rule.filterExpression()).setFilterRect(area)
    return any(True for _ in layer.getFeatures(request))


def add_legend(layout, page, roads, area):
    """All layers of the project, in its order; of the roads only the classes that the picture shows."""
    from qgis.core import QgsLayoutItem, QgsLayoutItemLegend, QgsLegendStyle, QgsMapLayerLegendUtils
    from qgis.PyQt.QtGui import QFont

    legend = QgsLayoutItemLegend(layout)
    legend.setAutoUpdateModel(False)
    node = legend.model().rootGroup().findLayer(roads.id())
    used = [i for i, rule in enumerate(roads.renderer().rootRule().children()) if occurs(roads, rule, area)]
    QgsMapLayerLegendUtils.setLegendNodeOrder(node, list(reversed(used)))
    legend.model().refreshLayerLegend(node)
    for style, size in ((QgsLegendStyle.Subgroup, 10.0), (QgsLegendStyle.SymbolLabel, 9.0)):
        font = QFont(FONT)
        font.setPointSizeF(size)
        legend.setStyleFont(style, font)
    legend.setSymbolHeight(4)
    legend.setStyleMargin(QgsLegendStyle.Subgroup, QgsLegendStyle.Top, 1.5)
    panel(legend)
    legend.adjustBoxSize()
    place(legend, layout, page[0] - MARGIN_MM, page[1] - MARGIN_MM, corner=QgsLayoutItem.LowerRight)


def add_scale_bar(layout, page, chart):
    from qgis.core import QgsLayoutItem, QgsLayoutItemScaleBar, QgsUnitTypes

    bar = QgsLayoutItemScaleBar(layout)
    bar.setLinkedMap(chart)
    bar.setStyle("Line Ticks Up")
    bar.setUnits(QgsUnitTypes.DistanceKilometers)
    bar.setUnitLabel("km")
    bar.setNumberOfSegments(2)
    bar.setNumberOfSegmentsLeft(0)
    wide_km = chart.extent().width() * 111.32 * math.cos(math.radians(chart.extent().center().y()))
    step = 10 ** math.floor(math.log10(wide_km / 8))
    bar.setUnitsPerSegment(max(s * step for s in (1, 2, 5) if s * step <= wide_km / 8))
    bar.setTextFormat(text_format(8, "#2d2a26"))
    panel(bar)
    bar.update()
    place(bar, layout, MARGIN_MM, page[1] - MARGIN_MM, corner=QgsLayoutItem.LowerLeft)


def draw(registry, table, out, width, height, box):
    from qgis.core import (
        QgsLayoutExporter,
        QgsLayoutItemMap,
        QgsLayoutSize,
        QgsPrintLayout,
        QgsProject,
        QgsRectangle,
        QgsUnitTypes,
    )
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    lang = rows(registry, "SELECT value FROM meta WHERE key = 'lang'")[0][0]
    name = rows(registry, "SELECT value FROM meta WHERE key = 'name'")[0][0]
    title = rows(registry, "SELECT styleName FROM layer_styles WHERE f_table_name = ?", table)[0][0]
    points, roads = open_layer(registry, table, "spatialite"), open_layer(registry, "road", "spatialite")
    if not points.isValid() or not roads.isValid():
        raise SystemExit(f"render.py: QGIS cannot open {registry}")
    points.setName(title)
    roads.setName(ROADS[lang])
    project = QgsProject.instance()
    project.setCrs(points.crs())
    project.addMapLayers([points, roads])

    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    page = width / DPI * 25.4, height / DPI * 25.4
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(*page, QgsUnitTypes.LayoutMillimeters))
    layout.renderContext().setDpi(DPI)
    chart = QgsLayoutItemMap(layout)
    place(chart, layout, 0, 0, *page)
    chart.setLayers([points, roads])
    chart.setBackgroundColor(QColor("#f7f6f3"))
    area = QgsRectangle(*box) if box else frame(town(points), width, height)
    chart.zoomToExtent(area)
    add_title(layout, f"{name} · {title}", note(registry, table, lang))
    add_legend(layout, page, roads, area)
    add_scale_bar(layout, page, chart)

    image = QgsLayoutExporter(layout).renderPageToImage(0, QSize(width, height))
    del layout
    project.clear()
    if not image.save(out):
        raise SystemExit(f"render.py: {out} cannot be written")


def main(table, registry, out, *size):
    box = [float(part) for part in size[2].split(",")] if len(size) > 2 else None
    width, height = (int(part) for part in size[:2]) if len(size) >= 2 else (1600, 1000)
    with qgis():
        draw(registry, table, out, width, height, box)


if __name__ == "__main__":
    words, drawn = sys.argv[1:], "hydrant"
    if words[:1] == ["--layer"] and len(words) > 1:
        drawn, words = words[1], words[2:]
    if len(words) not in (2, 4, 5):
        sys.exit(__doc__)
    main(drawn, *words)
