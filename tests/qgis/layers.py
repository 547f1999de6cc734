"""Checks that QGIS opens each layer through both providers as a finished one: its rows and CRS, the stored style
with a symbol for every choice, titles, value maps, what is read-only, constraints that say what is wrong.

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
    if not checks.equal(renderer.type(), "categorizedSymbol", "the stored style is applied"):
        return
    found = [(c.value(), c.label()) for c in renderer.categories()]
    wanted = [(v["value"], v["title"][lang]) for v in values]
    checks.equal(found[:-1], wanted, "a category for each choice, titled in the register's language")
    checks.equal(found[-1][0], "", "a last category for all else")
    colors = [c.symbol().symbolLayer(c.symbol().symbolLayerCount() - 1).color().name() for c in renderer.categories()]
    if layer.geometryType() == 0:
        given = [(found, v["color"]) for found, v in zip(colors, values) if "color" in v]
        checks.equal([found for found, _ in given], [color for _, color in given], "the colours of the definition")
    else:
        checks.equal(len(set(colors)), len(colors), "a colour for each category")
    labels = layer.labeling().settings()
    checks.that(
        layer.labelsEnabled() and labels.fieldName == "code" and labels.scaleVisibility and labels.minimumScale > 0,
        "labelled by code, at large scales only",
    )


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
    check_constraints(checks, layer)


def check_constraints(checks, layer):
    from qgis.core import QgsFeature, QgsFieldConstraints, QgsVectorLayerUtils

    def complaints(name, value):
        feature = QgsFeature(layer.fields())
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
    lost = sorted(line for line in lost if "@version=" not in line)
    checks.that(not lost, "QGIS understands every word of the style", f"{len(lost)} lost, first {lost[:8]}")


def check_layer(checks, terrier, table, provider, lang, folder):
    defined = definition(terrier.registry, table)
    mapped = defined["geometry"] != "None"
    layer = open_layer(terrier.registry, table, provider, "(geom)" if mapped else "")
    if not checks.that(layer.isValid(), "opens", layer.error().message()):
        return
    checks.equal(layer.featureCount(), len(terrier.json("find", table)), "as many rows as terrier finds")
    if mapped:
        checks.equal(layer.crs().authid(), "EPSG:4490", "the CRS is known")
        check_style(checks, layer, choices(defined, defined["style"]["by"]), lang)
    check_form(checks, layer, defined["status"]["values"], lang, terrier.registry)
    check_document(checks, layer, terrier.registry, folder)


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
                failed += checks.failed
            for table in ("road", "place"):
                checks = Checks(f"{provider} {table}")
                checks.that(open_layer(registry, table, provider).isValid(), "opens")
                failed += checks.failed
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
