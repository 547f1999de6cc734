"""Checks that QGIS opens each layer through both providers as a finished one: its rows and CRS, the stored style
with a symbol for every choice, a legend in the register's language, titles, value maps, tabs, what is read-only,
constraints that say what is wrong, tips.

usage: layers.py PROGRAM REGISTRY FOLDER"""

import json
import sys
import xml.etree.ElementTree as ElementTree

from session import PROVIDERS, Checks, Terrier, open_layer, qgis, rows


def definition(registry, table):
    return json.loads(rows(registry, "SELECT definition FROM layer WHERE name = ?", table)[0][0])


def choices(layer, name):
    """The domain of a field: status values stand apart in a definition, the common domains in a file of their own."""
    if name == "status":
        return layer["status"]["values"]
    return layer["domains"][next(f for f in layer["fields"] if f["name"] == name)["domain"]]


def check_style(checks, layer, values, lang):
    renderer = layer.renderer()
    if layer.geometryType() == 0:
        if not checks.equal(renderer.type(), "pointDisplacement", "records on one point stand in a ring"):
            return
        renderer = renderer.embeddedRenderer()
    if not checks.equal(renderer.type(), "categorizedSymbol", "the stored style is applied"):
        return
    found = [(c.value(), c.label()) for c in renderer.categories()]
    wanted = [(v["value"], v["title"][lang]) for v in values]
    checks.equal(found[:-1], wanted, "a category for each choice, titled in the register's language")
    checks.equal(found[-1][0], "", "a last category for all else")
    legend = [item.label() for item in layer.renderer().legendSymbolItems()]
    checks.equal(legend[: len(wanted)], [title for _, title in wanted], "the legend says the same")
    colors = [c.symbol().symbolLayer(c.symbol().symbolLayerCount() - 1).color().name() for c in renderer.categories()]
    if layer.geometryType() == 0:
        given = [(found, v["color"]) for found, v in zip(colors, values) if "color" in v]
        checks.equal([found for found, _ in given], [color for _, color in given], "the colours of the definition")
        check_swatches(checks, renderer)
    elif layer.name() != "township":
        checks.equal(len(set(colors)), len(colors), "a colour for each category")
    check_labels(checks, layer)


def check_swatches(checks, renderer):
    """A legend has no scale: no error circle and no ring may be drawn round its markers."""
    from qgis.core import QgsSymbolLayerUtils
    from qgis.PyQt.QtCore import QSize

    def is_clean(symbol):
        image = QgsSymbolLayerUtils.symbolPreviewPixmap(symbol, QSize(40, 40)).toImage()
        edges = [image.pixelColor(at, 20) for at in (*range(12), *range(28, 40))]
        return all(edge.alpha() == 0 for edge in edges) and image.pixelColor(20, 20).alpha() > 200

    checks.that(all(is_clean(c.symbol()) for c in renderer.categories()), "a swatch is the marker alone")


def check_labels(checks, layer):
    from qgis.core import QgsExpression

    rule = layer.labeling().rootRule().children()[0]
    feature = next(layer.getFeatures(), None)
    checks.that(layer.labelsEnabled() and rule.minimumScale() > 0, "labelled, at large scales only")
    if feature is None:
        return
    context = layer.createExpressionContext()
    context.setFeature(feature)
    settings = rule.settings()
    label = QgsExpression(settings.getLabelExpression().expression()).evaluate(context)
    named = "name" in layer.fields().names() and feature["name"]
    checks.equal(label, feature["name"] if named else feature["code"], "labelled by its name, else by its code")


def check_form(checks, layer, values, lang, registry):
    form, fields = layer.editFormConfig(), layer.fields()
    status = fields.indexOf("status")
    widget = layer.editorWidgetSetup(status)
    checks.equal(widget.type(), "ValueMap", "the status is chosen from a list")
    entries = [entry for part in widget.config().get("map", []) for entry in part.items()]
    checks.equal(entries, [(v["title"][lang], v["value"]) for v in values], "the list is the domain")
    checks.equal(layer.editorWidgetSetup(fields.indexOf("status_since")).type(), "DateTime", "a date has a calendar")
    checks.equal(fields.at(status).alias(), {"zh": "状态", "en": "status"}[lang], "fields have titles")
    read_only = {fields.at(i).name() for i in range(fields.count()) if form.readOnly(i)}
    checks.equal(read_only, {"id", "source_id", "updated_at"}, "what triggers keep is read-only")
    check_tabs(checks, layer, form, lang)
    check_constraints(checks, layer)


def check_tabs(checks, layer, form, lang):
    wanted = {"zh": ["记录", "位置", "来源", "事件"], "en": ["Record", "Position", "Source", "Events"]}[lang]
    if layer.geometryType() == 4:  # no map
        del wanted[1]
    if {"about_layer", "about_code"} <= set(layer.fields().names()):  # itself about another record
        del wanted[-1]
    checks.equal([tab.name() for tab in form.tabs()], wanted, "the form has tabs")
    shown = [field.name() for tab in form.tabs() for field in tab.findElements(1)]
    fields = [name for name in layer.fields().names() if name != "geom"]  # empty, in a table without a map
    checks.equal(sorted(shown), sorted(fields), "each field stands in one of them")


def check_constraints(checks, layer):
    from qgis.core import QgsFeature, QgsFieldConstraints, QgsVectorLayerUtils

    def complaints(name, value, of=None):
        feature = QgsFeature(of) if of is not None else QgsFeature(layer.fields())
        feature.setAttribute(name, value)
        index = layer.fields().indexOf(name)
        valid, errors = QgsVectorLayerUtils.validateAttribute(
            layer, feature, index, QgsFieldConstraints.ConstraintStrengthHard
        )
        return layer.constraintDescription(index) if not valid and errors else ""

    from qgis.PyQt.QtCore import QVariant

    checks.that(complaints("status", QVariant()), "the form refuses an empty status, with a sentence")
    checks.that(complaints("uncertainty_m", -1.0), "the form refuses a number out of range, with a sentence")
    checks.equal(complaints("uncertainty_m", 12.5), "", "the form takes a number in range")
    checks.equal(complaints("uncertainty_m", QVariant()), "", "the form takes no number")
    checks.that(complaints("method", "hearsay"), "the form refuses a value outside the domain, with a sentence")
    check_ways(checks, layer, complaints)


def check_ways(checks, layer, complaints):
    """A status may become what the life-cycle lets it; that of a new record, anything."""
    if layer.name() != "hydrant":
        return
    broken = next(f for f in layer.getFeatures() if f["status"] == "out_of_service")
    for status in ("out_of_service", "under_repair", "retired"):
        checks.equal(complaints("status", status, broken), "", f"out of service may become {status}")
    checks.that(complaints("status", "planned", broken), "but not planned")
    checks.equal(complaints("status", "planned"), "", "a new record may be planned")


def statement_of(html):
    return " ".join(html.split("</style>")[1].split())


def check_tip(checks, layer, registry):
    """What a list says may hold anything; in a tip it is text and never markup."""
    from qgis.core import QgsExpression

    feature = next(f for f in layer.getFeatures() if f["uncertainty_m"])
    feature.setAttribute("location_text", "<b>A&B</b> [% 1 + 1 %]")
    context = layer.createExpressionContext()
    context.setFeature(feature)
    tip = statement_of(QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context))
    checks.that("&lt;b&gt;A&amp;B&lt;/b&gt; [% 1 + 1 %]" in tip, "a tip shows a text as it is", tip)
    checks.that(f"<b>{feature['code']}</b>" in tip and "[% CASE" not in tip, "a tip says which record it is", tip)
    checks.that("公里以内" in tip or " km" in tip, "a tip says how far the place may be off", tip)
    name = QgsExpression(layer.displayExpression()).evaluate(context)
    checks.that(str(name).startswith(feature["code"]), "a record is called by its code", name)


def shown_form(layer, feature):
    """The form as QGIS opens it: its visible tabs, and what it says of the status after each change."""
    from qgis.core import QgsVectorLayerTools
    from qgis.gui import QgsAttributeEditorContext, QgsAttributeForm
    from qgis.PyQt.QtWidgets import QApplication, QLabel, QTabWidget

    class Tools(QgsVectorLayerTools):
        pass

    context, tools = QgsAttributeEditorContext(), Tools()
    context.setVectorLayerTools(tools)
    layer.startEditing()
    form = QgsAttributeForm(layer, feature, context)
    form.show()
    QApplication.processEvents()
    tabs = [w.tabText(i) for w in form.findChildren(QTabWidget) for i in range(w.count()) if w.isTabVisible(i)]
    form.changeAttribute("status", "planned")
    QApplication.processEvents()
    said = [label.text() for label in form.findChildren(QLabel) if "\n" in label.text()]
    form.close()
    del form
    layer.rollBack()
    return tabs, said


def check_shown_form(checks, registry, provider, lang):
    """With a project's relation the form has the record's events; without one it is whole all the same."""
    from qgis.core import QgsProject, QgsRelation
    from qgis.gui import QgsGui

    QgsGui.editorWidgetRegistry().initEditors()
    hydrants, events = open_layer(registry, "hydrant", provider), open_layer(registry, "event", provider)
    project = QgsProject.instance()
    project.addMapLayers([hydrants, events])
    feature = next(f for f in hydrants.getFeatures() if f["status"] == "out_of_service")
    alone, said = shown_form(hydrants, feature)
    relation = QgsRelation()
    relation.setId("event_of_hydrant")
    relation.setReferencingLayer(events.id())
    relation.setReferencedLayer(hydrants.id())
    relation.addFieldPair("about_code", "code")
    project.relationManager().addRelation(relation)
    related, _ = shown_form(hydrants, feature)
    project.clear()
    title = {"zh": "事件", "en": "Events"}[lang]
    checks.equal(len(alone), 3, "without a relation the form has three tabs")
    checks.equal(related, [*alone, title], "with it, the record's events too")
    wanted = {
        "zh": "状态：无法使用 不能变为 规划新建；\n只能变为 正常、受限、维修中、已报废",
        "en": "status out of service cannot become planned;\n"
        "it may become in service, limited, under repair, retired",
    }
    checks.equal(said, [wanted[lang]], "the form says why a status is refused, and which are not")


def statements(element, path=""):
    """All that a document says, as a set of lines."""
    name = "/".join(filter(None, (element.get("name"), element.get("field"))))
    path = f"{path}/{element.tag}[{name}]"
    said = {f"{path}@{key}={value}" for key, value in element.attrib.items()}
    if element.text and element.text.strip():
        said.add(f"{path}={element.text.strip()}")
    return said.union(*(statements(child, path) for child in element))


def check_document(checks, layer, registry, folder):
    """QGIS reads the document and writes it anew: all that we said must come back."""
    ours = rows(
        registry, "SELECT styleQML FROM layer_styles WHERE f_table_name = ? AND f_table_catalog IS NULL", layer.name()
    )[0][0]
    path = f"{folder}/{layer.name()}-by-qgis.qml"
    layer.saveNamedStyle(path)
    lost = statements(ElementTree.fromstring(ours.encode())) - statements(ElementTree.parse(path).getroot())
    # A relation's id comes back only where the project has the relation.
    lost = sorted(line for line in lost if "@version=" not in line and "@relation=event_of_" not in line)
    checks.that(not lost, "QGIS understands every word of the style", f"{len(lost)} lost, first {lost[:8]}")


def check_layer(checks, terrier, table, provider, lang, folder):
    defined = definition(terrier.registry, table)
    mapped = defined["geometry"] != "None"
    layer = open_layer(terrier.registry, table, provider, "(geom)" if mapped else "")
    if not checks.that(layer.isValid(), "opens", layer.error().message()):
        return
    # featureCount() is 0 with QGIS's SpatiaLite provider where no record has a geometry, though all are listed
    listed = sum(1 for _ in layer.getFeatures())
    checks.equal(listed, len(terrier.json("find", table)), "as many rows as terrier finds")
    if mapped:
        checks.equal(layer.crs().authid(), "EPSG:4490", "the CRS is known")
        check_style(checks, layer, choices(defined, defined["style"]["by"]), lang)
    check_form(checks, layer, defined["status"]["values"], lang, terrier.registry)
    check_document(checks, layer, terrier.registry, folder)


def check_gazetteer(checks, registry, table, provider, lang, folder):
    """A ground for the layers: each row has one class, and its legend is in the register's language."""
    layer = open_layer(registry, table, provider)
    if not checks.that(layer.isValid() and layer.renderer().type() == "RuleRenderer", "opens with its own style"):
        return
    rules = layer.renderer().rootRule().children()
    last = {"road": {"zh": "铁路", "en": "railway"}, "place": {"zh": "其他地点", "en": "other place"}}[table][lang]
    checks.equal(rules[-1].label(), last, "the classes have titles in the register's language")
    counts = []
    for rule in rules:
        layer.setSubsetString(rule.filterExpression())
        counts.append(sum(1 for _ in layer.getFeatures()))
    layer.setSubsetString("")
    checks.equal(sum(counts), rows(registry, f"SELECT count(*) FROM {table}")[0][0], "each row is of one class")
    check_document(checks, layer, registry, folder)


def check_extent(checks, registry, provider):
    """QGIS takes the extent from SpatiaLite's statistics: stale ones hide what was imported last."""
    layer = open_layer(registry, "hydrant", provider)
    extent, outside = layer.extent().buffered(1e-9), []  # OGR rounds the statistics to 15 digits
    for feature in layer.getFeatures():
        if not feature.geometry().isNull() and not extent.contains(feature.geometry().asPoint()):
            outside.append(feature["code"])
    checks.that(not outside, "the extent covers every point", f"{len(outside)} outside, first {outside[:3]}")


def main(program, registry, folder):
    terrier, failed = Terrier(program, registry), 0
    lang = rows(registry, "SELECT value FROM meta WHERE key = 'lang'")[0][0]
    with qgis():
        for provider in PROVIDERS:
            for (table,) in rows(registry, "SELECT name FROM layer ORDER BY position"):
                checks = Checks(f"{provider} {table}")
                check_layer(checks, terrier, table, provider, lang, folder)
                if table == "hydrant":
                    check_extent(checks, registry, provider)
                    check_tip(checks, open_layer(registry, table, provider), registry)
                    check_shown_form(checks, registry, provider, lang)
                failed += checks.failed
            for table in ("road", "place"):
                checks = Checks(f"{provider} {table}")
                check_gazetteer(checks, registry, table, provider, lang, folder)
                failed += checks.failed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
