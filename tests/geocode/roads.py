"""Owns the real roads as they stand in the public files: ways, names, where they meet, and distances along them.
Reads the files itself and measures in a plane of its own: it must share nothing with the program it judges."""

import heapq
import json
import math
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from itertools import combinations

JUNCTION_M = 60    # nodes of one pair this near to each other are one junction (dual carriageways)
PARALLEL_M = 45    # a way of the same road this near, and parallel, is another carriageway
LANE_M = 3.5
CELL_M = 300       # squares in which roads are looked for that may meet
NAME_KEYS = ("name", "ref", "alt_name", "old_name", "name:zh", "name:zh-Hant", "name:en")

# How many lanes a way has where the file does not say: in one direction, and in both.
LANES = {"motorway": (3, 4), "trunk": (3, 4), "primary": (3, 4), "secondary": (2, 4), "tertiary": (2, 2)}


class Plane:
    """Metres east and north of a point, on the WGS 84 ellipsoid's own curvature there."""

    def __init__(self, lon, lat):
        self.lon, self.lat = lon, lat
        flat = 1 - (0.0818191908426 * math.sin(math.radians(lat))) ** 2
        self.east = math.radians(1) * 6378137 * math.cos(math.radians(lat)) / math.sqrt(flat)
        self.north = math.radians(1) * 6378137 * (1 - 0.0818191908426**2) / flat**1.5

    def metres(self, lonlat):
        return ((lonlat[0] - self.lon) * self.east, (lonlat[1] - self.lat) * self.north)

    def degrees(self, point):
        return (self.lon + point[0] / self.east, self.lat + point[1] / self.north)


def distance(a, b):
    return math.hypot(b[0] - a[0], b[1] - a[1])


def azimuth(a, b):
    return math.degrees(math.atan2(b[0] - a[0], b[1] - a[1])) % 360


def turn(a, b):
    """The angle between two azimuths, 0 to 180."""
    return abs((a - b + 180) % 360 - 180)


def move(point, azimuth_deg, metres):
    angle = math.radians(azimuth_deg)
    return (point[0] + math.sin(angle) * metres, point[1] + math.cos(angle) * metres)


def middle(points):
    return (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))


def along(a, b, metres):
    part = metres / distance(a, b) if a != b else 0
    return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)


def nearest_on(a, b, point):
    """How far from a along a-b the nearest point to `point` lies, and its distance from it."""
    length = distance(a, b)
    if length == 0:
        return 0, distance(a, point)
    ahead = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length
    ahead = min(length, max(0, ahead))
    return ahead, distance(along(a, b, ahead), point)


def crossing(a, b, c, d):
    """Where the segments a-b and c-d cross, else None."""
    cross = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    if cross == 0:
        return None
    s = ((c[0] - a[0]) * (d[1] - c[1]) - (c[1] - a[1]) * (d[0] - c[0])) / cross
    t = ((c[0] - a[0]) * (b[1] - a[1]) - (c[1] - a[1]) * (b[0] - a[0])) / cross
    return (a[0] + s * (b[0] - a[0]), a[1] + s * (b[1] - a[1])) if 0 <= s <= 1 and 0 <= t <= 1 else None


class Way:
    def __init__(self, tags, nodes, points):
        self.tags, self.nodes, self.points = tags, nodes, points
        self.box = (min(p[0] for p in points), min(p[1] for p in points),
                    max(p[0] for p in points), max(p[1] for p in points))
        self.kind = tags.get("highway", "")
        self.level = (int(tags.get("layer") or 0), tags.get("bridge", "no") not in ("", "no"),
                      tags.get("tunnel", "no") not in ("", "no"))

    @property
    def oneway(self):
        return str(self.tags.get("oneway", "no")).lower() in ("yes", "true", "1", "-1")

    @property
    def half_width(self):
        lanes = str(self.tags.get("lanes") or "").split(";")[0].strip("[]' ")
        if not lanes.isdigit():
            lanes = LANES.get(self.kind.replace("_link", ""), (1, 2))[0 if self.oneway else 1]
        return int(lanes) * LANE_M / 2

    def segments(self):
        return zip(self.points, self.points[1:])

    def far_from(self, other, metres=1):
        a, b = self.box, other.box
        return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3]) > metres


class Junction:
    """The nodes where two roads meet, as a circle."""

    def __init__(self, points):
        self.points = points
        self.at = middle([(f(p[0] for p in points), f(p[1] for p in points)) for f in (min, max)])
        self.radius_m = max(distance(self.at, p) for p in points)


def clusters(points):
    """Junctions: points that hang together by steps of at most JUNCTION_M."""
    rest, found = list(points), []
    while rest:
        group, queue = [], [rest.pop()]
        while queue:
            point = queue.pop()
            group.append(point)
            queue += [p for p in rest if distance(p, point) <= JUNCTION_M]
            rest = [p for p in rest if distance(p, point) > JUNCTION_M]
        found.append(Junction(group))
    return found


class Road:
    """All ways of one name, as a network of its own."""

    def __init__(self, name, ways):
        self.name, self.ways = name, ways
        self.edges = [(a, b) for way in ways for a, b in way.segments()]
        self.traditional = next((way.tags["name:zh-Hant"] for way in ways if way.tags.get("name:zh-Hant")), None)
        self.under_construction = any(way.kind == "construction" for way in ways)

    def spots(self, centre, reach_m):
        """Where the road passes a point: (edge, metres from its start, metres still to go to be level with it)."""
        found = []
        for way in self.ways:
            near = min(((*nearest_on(a, b, centre)[::-1], a, b) for a, b in way.segments()), default=None)
            if near and near[0] <= reach_m:
                off, ahead, a, b = near
                spot = along(a, b, ahead)
                at_end = min(distance(spot, way.points[0]), distance(spot, way.points[-1])) < 0.01
                slant = abs(math.cos(math.radians(azimuth(a, b) - azimuth(spot, centre)))) * off if at_end else 0
                found.append((a, b, ahead, slant))
        return found

    def reach(self, centre, reach_m):
        """Distances along the road from where it passes a point: the network's edges, cut there, and its nodes."""
        edges, start = list(self.edges), {}
        for a, b, ahead, slant in self.spots(centre, reach_m):
            spot = along(a, b, ahead)
            edges += [(a, spot), (spot, b)]
            if (a, b) in edges:
                edges.remove((a, b))
            start[spot] = min(slant, start.get(spot, math.inf))
        neighbours = defaultdict(list)
        for a, b in edges:
            neighbours[a].append(b)
            neighbours[b].append(a)
        best, queue = {}, [(metres, point) for point, metres in start.items()]
        heapq.heapify(queue)
        while queue:
            metres, point = heapq.heappop(queue)
            if point in best:
                continue
            best[point] = metres
            for other in neighbours[point]:
                if other not in best:
                    heapq.heappush(queue, (metres + distance(point, other), other))
        return edges, best

    def front(self, centre, reach_m, metres):
        """All points of the road that lie that far along it from where it passes a point."""
        edges, best = self.reach(centre, reach_m)
        found = []
        for edge in edges:
            for a, b in (edge, edge[::-1]):
                rest = metres - best.get(a, math.inf)
                if not 0 <= rest < distance(a, b):
                    continue
                if best.get(b, math.inf) + distance(a, b) - rest >= metres - 0.01:
                    found.append(along(a, b, rest))
        return found

    def heading(self, point):
        """The azimuth (0 to 180) of the road's nearest piece."""
        a, b = min(((nearest_on(a, b, point)[1], a, b) for a, b in self.edges if a != b))[1:]
        return azimuth(a, b) % 180

    def extent(self, point, azimuth_deg):
        """How far the kerb lies from a point, to one side: over all carriageways that run there in parallel."""
        heading, widest = self.heading(point), 0
        for way in self.ways:
            off, ahead, a, b = min((*nearest_on(a, b, point)[::-1], a, b) for a, b in way.segments())
            if off > PARALLEL_M or a == b or min(turn(azimuth(a, b) % 180, heading), turn(azimuth(b, a), heading)) > 30:
                continue
            spot = along(a, b, ahead)
            aside = distance(point, spot) * math.cos(math.radians(azimuth(point, spot) - azimuth_deg))
            widest = max(widest, aside + way.half_width)
        return widest


class Map:
    """The named roads of one file; `keys` are the tags that name a road in the texts."""

    def __init__(self, name, ways, keys=("name", "ref")):
        self.name = name
        lonlats = [point for _, _, points in ways for point in points]
        self.plane = Plane(sum(p[0] for p in lonlats) / len(lonlats), sum(p[1] for p in lonlats) / len(lonlats))
        self.all_names = {value for tags, _, _ in ways for key in NAME_KEYS
                          for value in (tags.get(key) or "").split(";")}
        named = defaultdict(list)
        for tags, nodes, points in ways:
            way = Way(tags, nodes, [self.plane.metres(p) for p in points])
            for value in {value for key in keys for value in (tags.get(key) or "").split(";")} - {""}:
                named[value].append(way)
        self.roads = {name: Road(name, ways) for name, ways in sorted(named.items())}
        self.pairs = {}

    def near_pairs(self):
        """All pairs of roads that may meet, in order: those with ways in the same square of a grid."""
        cells = defaultdict(set)
        for name, road in self.roads.items():
            for way in road.ways:
                west, south, east, north = (int(metres // CELL_M) for metres in way.box)
                for x in range(west, east + 1):
                    for y in range(south, north + 1):
                        cells[x, y].add(name)
        pairs = {pair for names in cells.values() for pair in combinations(sorted(names), 2)}
        return sorted(pair for pair in pairs if not self.same(*pair))

    def meet(self, a, b):
        """Junctions of two roads on one level; then the crossings on different ones. The order of names is free."""
        key = (min(a, b), max(a, b))
        if key not in self.pairs:
            level, over = set(), set()
            for x in self.roads[key[0]].ways:
                for y in self.roads[key[1]].ways:
                    if x is not y and not x.far_from(y):
                        self.meet_ways(x, y, level, over)
            self.pairs[key] = (clusters(sorted(level)), clusters(sorted(over)))
        return self.pairs[key]

    @staticmethod
    def meet_ways(x, y, level, over):
        shared = set(x.nodes) & set(y.nodes)
        level.update(point for node, point in zip(x.nodes, x.points) if node in shared)
        for a, b in x.segments():
            for c, d in y.segments():
                at = crossing(a, b, c, d)
                if at and not shared & {node for way in (x, y) for node, p in zip(way.nodes, way.points)
                                        if distance(p, at) < 0.5}:
                    grade = x.level == y.level and not x.level[1] and not x.level[2]
                    (level if grade else over).add((round(at[0], 3), round(at[1], 3)))

    def apart(self, a, b, metres):
        """Whether no point of one road lies within that distance of the other."""
        return all(nearest_on(*edge, point)[1] > metres
                   for one in self.roads[a].ways for other in self.roads[b].ways if not one.far_from(other, metres)
                   for x, y in ((one, other), (other, one)) for point in x.points for edge in y.segments())

    def same(self, a, b):
        return a == b or any(x is y for x in self.roads[a].ways for y in self.roads[b].ways)


def read_geojson(path):
    with open(path, encoding="utf-8") as file:
        features = json.load(file)["features"]
    for feature in features:
        if feature["geometry"]["type"] == "LineString":
            points = [tuple(p[:2]) for p in feature["geometry"]["coordinates"]]
            yield feature["properties"], points, points


def read_osm(path):
    root = ElementTree.parse(path).getroot()
    place = {node.get("id"): (float(node.get("lon")), float(node.get("lat"))) for node in root.iter("node")}
    for way in root.iter("way"):
        nodes = [nd.get("ref") for nd in way.iter("nd") if nd.get("ref") in place]
        if len(nodes) >= 2:
            yield {tag.get("k"): tag.get("v") for tag in way.iter("tag")}, nodes, [place[node] for node in nodes]


def read_map(name, path, keys=("name", "ref")):
    return Map(name, list((read_osm if path.suffix == ".osm" else read_geojson)(path)), keys)
