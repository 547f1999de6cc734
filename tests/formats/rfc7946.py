"""Owns the rules of RFC 7946 that can be read off a file: a sentence for each breach, with its place."""

import json
import re

POSITION_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def positions_of(geometry):
    """All positions of a geometry, one after the other."""
    def walk(node, depth):
        if depth == 0:
            yield node
        else:
            for part in node:
                yield from walk(part, depth - 1)
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from positions_of(part)
    else:
        yield from walk(geometry["coordinates"], POSITION_DEPTH[geometry["type"]])


def signed_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) / 2


def ring_faults(rings, where):
    for index, ring in enumerate(rings):
        place = f"{where}, ring {index}"
        if len(ring) < 4 or ring[0] != ring[-1]:
            yield f"{place}: a ring has four positions or more and ends where it begins"
        if (signed_area(ring) > 0) != (index == 0):
            yield f"{place}: outer rings run counter-clockwise and holes clockwise"


def geometry_faults(geometry, where):
    for at in positions_of(geometry):
        if len(at) != 2:
            yield f"{where}: a position of {len(at)} numbers"
        elif not (-180 <= at[0] <= 180 and -90 <= at[1] <= 90):
            yield f"{where}: {at} is no longitude and latitude, in this order"
    if geometry["type"] == "Polygon":
        yield from ring_faults(geometry["coordinates"], where)
    if geometry["type"] == "MultiPolygon":
        for rings in geometry["coordinates"]:
            yield from ring_faults(rings, where)


def feature_faults(feature, where):
    if feature.get("type") != "Feature" or "geometry" not in feature or not isinstance(feature.get("properties"), dict):
        yield f"{where}: a Feature has a type, a geometry and properties"
    elif feature["geometry"] is not None:
        yield from geometry_faults(feature["geometry"], where)
    if "crs" in feature:
        yield f"{where}: the member crs was abolished"


def strictly(text):
    """Parse, refusing a name that is used twice in an object."""
    def unique(pairs):
        names = [name for name, _ in pairs]
        if len(set(names)) != len(names):
            raise ValueError(f"a name is used twice: {names}")
        return dict(pairs)
    return json.loads(text, object_pairs_hook=unique)


def decimal_faults(text, most):
    for number in re.findall(r'"coordinates":([\[\]0-9eE.,+-]*)', text.replace(" ", "")):
        for decimals in re.findall(r"\.(\d+)", number):
            if len(decimals) > most:
                yield f"{len(decimals)} decimals in a position: {number[:60]}"
        if re.search(r"[eE]", number):
            yield f"an exponent in a position: {number[:60]}"


def faults(text, decimals=7):
    """What is wrong with a FeatureCollection; nothing, where all is well."""
    if text.startswith("\ufeff"):
        yield "begins with a byte order mark"
    collection = strictly(text)
    if collection.get("type") != "FeatureCollection" or not isinstance(collection.get("features"), list):
        yield "is no FeatureCollection"
        return
    if "crs" in collection:
        yield "the member crs was abolished"
    for index, feature in enumerate(collection["features"]):
        yield from feature_faults(feature, f"feature {index}")
    yield from decimal_faults(text, decimals)
