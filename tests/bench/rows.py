"""Owns what is measured beside whom, and what is asked of it: the table of rows, in the order of the page. A key is
the row's family, and what it is within it; `{…}` in a row's words is filled in by who measures it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A bound on our figure, or on its ratio to the peer's."""
    said: str
    ratio: float | None = None         # at most so many times the peer's
    at_most: float | None = None
    at_least: float | None = None
    over_peer: float | None = None     # at most so much more than the peer's

    def met(self, ours, peer):
        return all((self.ratio is None or (peer is not None and ours <= peer * self.ratio),
                    self.at_most is None or ours <= self.at_most,
                    self.at_least is None or ours >= self.at_least,
                    self.over_peer is None or (peer is not None and ours <= peer + self.over_peer)))


@dataclass(frozen=True)
class Row:
    work: str
    goal: Goal | None = None
    peer: str = ""                     # who does the same, and what of it is timed; nobody, if empty
    unit: str = "s"


SOON = Goal("below 60 ms", at_most=0.060)
TENTH = Goal("at most 1/10", ratio=0.1)
MINUTES = Goal("below 3 min", at_most=180)

ROWS = {
    "import": Row("import {points:,} CSV points: validated, indexed, with provenance and history",
                  Goal("at most 1/3 (aim: 1/4)", ratio=1 / 3), "ogr2ogr, CSV to SpatiaLite"),
    "import.memory": Row("its peak memory", Goal("below 256 MB", at_most=256), "ogr2ogr", "MB"),
    "export": Row("export {points:,} points to GeoJSON", Goal("no slower", ratio=1.0), "ogr2ogr, the same register"),
    "query.filter": Row("find by township and status among {points:,} records", SOON),
    "query.near": Row("find the records within 300 m of a position among {points:,}", SOON),
    "query.box": Row("find the records in a box among {points:,}", SOON),
    "nearest": Row("nearest in-service hydrant for {count:,} points, {count:,} hydrants", TENTH,
                   "PostGIS `<->` lateral join, the query alone"),
    "discs.county": Row("union of {count:,} discs of 150 m over a county: area, gaps", TENTH,
                        "PostGIS `ST_Union(ST_Buffer())`, the query alone; its area is {less:.2%} less"),
    "discs.county.memory": Row("its peak memory", unit="MB"),
    "discs.town": Row("the same in one town, each place covered {deep:.0f} times", TENTH,
                      "PostGIS `ST_Union(ST_Buffer())`, the query alone; its area is {less:.2%} less"),
    "discs.town.memory": Row("its peak memory", unit="MB"),
    "overlay": Row("{patches:,} patches x {zones} zones: the ellipsoid's area of each of {cuts:,} intersections",
                   Goal("at most 1/5", ratio=0.2),
                   "PostGIS `ST_Intersection` join, planar, the query alone; totals differ by {off:.0e}"),
    "overlay.memory": Row("its peak memory", unit="MB"),
    "isochrones": Row("first, second and third due station of every crossing on {edges:,} edges, reading included, as "
                      "`coverage station` asks", TENTH,
                      "pgRouting `pgr_drivingDistance` from {stations} stations and `row_number()`"),
    "isochrones.search": Row("the same, the search alone", None, "pgRouting, less what it takes with a limit of 0"),
    "isochrones.single": Row("only what is within {minutes} min of {stations} stations, reading included", None,
                             "pgRouting `pgr_drivingDistance`, first due alone; its costs and crossings are ready"),
    "isochrones.single.search": Row("the same, the search alone", None,
                                    "pgRouting, less what it takes with a limit of 0"),
    "isochrones.command": Row("`coverage station --minutes {minutes}` over {crossings:,} crossings, from start to exit",
                              None, "pgRouting and a `ST_ConcaveHull` a station, the query alone"),
    "isochrones.memory": Row("its peak memory", unit="MB"),
    "roads": Row("read {edges:,} edges, and ask for one way"),
    "roads.memory": Row("its peak memory", unit="MB"),
    "ways": Row("nearest hydrant along the roads for {addresses:,} addresses of Grand Bahama, {found:,} with a way"),
    "ways.memory": Row("its peak memory", unit="MB"),
    "geocode": Row("geocode {texts:,} texts, one core, a gazetteer of 100,000 names",
                   Goal("10,000 texts/s", at_least=10_000), unit="texts/s"),
    "geocode.start": Row("one text, from start to exit"),
    "geocode.memory": Row("peak memory of {many:,} texts", Goal("at most 4 MB more", over_peer=4),
                          "terrier itself, {texts:,} texts", "MB"),
    "geocode.gazetteer": Row("import that gazetteer: places, roads and their junctions"),
    "topology.import": Row("import {patches:,} land-use patches", MINUTES),
    "topology.area": Row("their areas on the ellipsoid", MINUTES),
    "topology": Row("the gaps, overlaps, slivers and twins among them", MINUTES),
    "topology.memory": Row("its peak memory", unit="MB"),
}


def family_of(key):
    return key.split(".")[0]


def keys_of(family):
    return [key for key in ROWS if family_of(key) == family]
