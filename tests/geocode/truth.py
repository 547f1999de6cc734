"""Owns where a thing stands that a text describes: exactly as the words say it, and as things stand in the field.

In the field a hydrant stands 1 to 3 m behind the kerb, "at the junction" is anywhere at one of its corners, on a
stretch it is anywhere along it, and whoever wrote the distance estimated it: 8 % off (one standard deviation), then
rounded to 5, 10 or 50 m. Where the real roads leave open what a text would mean, there is no truth, and no text."""

import math

from roads import azimuth, distance, middle, move, turn

POINTS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}
ARM_M = 40            # where the direction of a road that leaves a junction is taken
COMPACT_M = 80        # carriageways this far apart are no longer one place
BESIDE_M = 30         # the other carriageway may pass a junction this far beside it
ESTIMATE = 0.08


class Truth:
    def __init__(self, exact, field, stated_m=0):
        self.exact, self.field, self.stated_m = exact, field, stated_m


def rounded(metres):
    unit = 5 if metres < 50 else 10 if metres < 200 else 50
    return max(unit, unit * round(metres / unit))


def arms(road, junction, metres):
    """The places that far along a road from a junction: the middle of its carriageways, one for each way to go."""
    front = sorted(road.front(junction.at, junction.radius_m + BESIDE_M, metres), key=lambda p: azimuth(junction.at, p))
    groups = []
    for point in front:
        if groups and turn(azimuth(junction.at, point), azimuth(junction.at, groups[-1][-1])) < 60:
            groups[-1].append(point)
        else:
            groups.append([point])
    if len(groups) > 1 and turn(azimuth(junction.at, groups[0][0]), azimuth(junction.at, groups[-1][-1])) < 60:
        groups[0] += groups.pop()
    return [middle(group) for group in groups if all(distance(p, q) <= COMPACT_M for p in group for q in group)]


def point_of(azimuth_deg, only=POINTS):
    """What people call a direction: one of the four where it is within 30 degrees, else one between."""
    near = min(only, key=lambda name: turn(POINTS[name], azimuth_deg) + (15 if len(name) > 1 else 0))
    return near if turn(POINTS[near], azimuth_deg) <= 30 else None


def to_the_right(road, place, from_point):
    """The azimuth across a road to its right, as seen from a point on it."""
    heading = road.heading(place)
    ahead = azimuth(from_point, place)
    return (heading + 90) % 360 if turn(heading, ahead) < 90 else (heading + 270) % 360


def side_azimuth(road, place, side):
    """The azimuth across the road towards a cardinal point; None where the road runs that way itself."""
    heading = road.heading(place)
    across = min(((heading + 90) % 360, (heading + 270) % 360), key=lambda a: turn(a, POINTS[side]))
    return across if turn(across, POINTS[side]) <= 40 else None


def at_kerb(road, place, across, behind_m):
    return move(place, across, road.extent(place, across) + behind_m)


class Site:
    """One junction of two roads, and what can be said from it."""

    def __init__(self, roads, junction, chance):
        self.roads, self.junction, self.chance = roads, junction, chance
        self.arms = [(road, arm) for road in roads for arm in arms(road, junction, ARM_M)]

    def behind(self):
        return self.chance.uniform(1, 3)

    def other(self, road):
        return self.roads[1] if road is self.roads[0] else self.roads[0]

    def width_beside(self, road, across):
        """Half the width of the road that crosses at the junction, measured along the other."""
        return self.other(road).extent(self.junction.at, across)

    def in_corner_area(self, road=None, across=None):
        """Somewhere at a corner: beside one of the arms, up to 15 m beyond the kerb of the crossing road."""
        choices = [(r, arm) for r, arm in self.arms if road in (None, r)]
        if not choices:
            return None
        road, arm = self.chance.choice(choices)
        ahead = azimuth(self.junction.at, arm)
        place = move(self.junction.at, ahead, self.width_beside(road, ahead) + self.chance.uniform(0, 15))
        if across is None:
            across = (ahead + self.chance.choice((90, 270))) % 360
        return at_kerb(road, place, across, self.behind())

    def at_junction(self):
        return Truth(self.junction.at, self.in_corner_area())

    def directions(self, road, metres, alone):
        """(point, place) of each direction that leads along one road, and along no other that is near to it.
        With `alone` the text names that road as its own, and the other does not count."""
        found = []
        others = [arm for r, arm in self.arms if not alone or r is road]
        for place in arms(road, self.junction, metres):
            point = point_of(azimuth(self.junction.at, place))
            if not point:
                continue
            off = [turn(azimuth(self.junction.at, arm), POINTS[point]) for arm in others]
            if sum(o <= 60 for o in off) == 1:
                found.append((point, place))
        return found

    def offset(self, road, metres, alone, side=False):
        """(point, side, truth) for a place that far along a road; None where the words would be unclear."""
        stated = rounded(metres * self.chance.gauss(1, ESTIMATE))
        exact = dict(self.directions(road, stated, alone))
        field = dict(self.directions(road, metres, alone))
        both = sorted(exact.keys() & field.keys())
        if not both:
            return None
        point = self.chance.choice(both)
        place, stands = exact[point], field[point]
        right = to_the_right(road, stands, self.junction.at)
        across = self.chance.choice((right, (right + 180) % 360))
        if not side:
            return point, None, Truth(place, at_kerb(road, stands, across, self.behind()), stated)
        name = point_of(across, "NESW")
        stated_across = name and side_azimuth(road, place, name)
        if stated_across is None:
            return None
        return point, name, Truth(at_kerb(road, place, stated_across, 2), at_kerb(road, stands, across, self.behind()),
                                  stated)

    def side(self, road):
        """(side, truth) for "on the west side of this road, at the junction"."""
        across = (road.heading(self.junction.at) + self.chance.choice((90, 270))) % 360
        name = point_of(across, "NESW")
        field = name and self.in_corner_area(road, across)
        # Both roads may have such a side where they meet at a flat angle.
        if not field or side_azimuth(self.other(road), self.junction.at, name) is not None:
            return None
        return name, Truth(at_kerb(road, self.junction.at, across, 2), field)

    def corners(self):
        """(point, truth) of each corner that lies between two arms about square to each other."""
        around = sorted((azimuth(self.junction.at, arm), road, arm) for road, arm in self.arms) if self.arms else []
        for (left, road, arm), (right, road2, arm2) in zip(around, around[1:] + around[:1]):
            between = (right - left) % 360
            bisector = (left + between / 2) % 360
            point = min(("NE", "SE", "SW", "NW"), key=lambda name: turn(POINTS[name], bisector))
            if road is road2 or not 50 <= between <= 130 or turn(POINTS[point], bisector) > 25:
                continue
            inner = road.extent(arm, (left + 90) % 360), road2.extent(arm2, (right - 90) % 360)

            def corner(a_m, b_m, left=left, right=right, between=between):
                """Where the line at a_m beside the first arm meets the one at b_m beside the second."""
                sine = math.sin(math.radians(between))
                return move(move(self.junction.at, left, b_m / sine), right, a_m / sine)
            stray = [self.behind() + extra for extra in self.chance.sample((0, self.chance.uniform(0, 12)), 2)]
            yield point, Truth(corner(inner[0] + 2, inner[1] + 2), corner(inner[0] + stray[0], inner[1] + stray[1]))


def stretch_point(road, start, end, part):
    """(place, length of the way) at a part of the way along a road from one junction to another; or None."""
    edges, ahead = road.reach(start.at, start.radius_m + BESIDE_M)
    from_start = dict(ahead)
    edges_back, back = road.reach(end.at, end.radius_m + BESIDE_M)
    length = min((from_start[p] + back[p] for p in from_start.keys() & back.keys()), default=None)
    if not length or not 60 <= length <= 2 * distance(start.at, end.at) + 50:
        return None
    # The way itself: points as far along as wanted that are as far from the end as is left.
    found = [place for place in road.front(start.at, start.radius_m + BESIDE_M, part * length)
             if abs(how_far(road, edges_back, back, place) - (1 - part) * length) <= 0.03 * length + 25]
    if not found or any(distance(p, q) > COMPACT_M for p in found for q in found):
        return None
    return middle(found), length


def how_far(road, edges, best, place):
    """The distance along the network to a point on it."""
    metres = math.inf
    for a, b in edges:
        off = distance(a, place) + distance(place, b) - distance(a, b)
        if off < 0.01:
            metres = min(metres, best.get(a, math.inf) + distance(a, place), best.get(b, math.inf) + distance(b, place))
    return metres


def stretch(road, start, end, chance, side=False):
    """(side, truth) for a stretch of a road between two junctions; None where there is no such way along it."""
    half, somewhere = stretch_point(road, start, end, 0.5), stretch_point(road, start, end, chance.uniform(0.03, 0.97))
    if not half or not somewhere:
        return None
    place, stands = half[0], somewhere[0]
    across = (road.heading(stands) + chance.choice((90, 270))) % 360
    field = at_kerb(road, stands, across, chance.uniform(1, 3))
    if not side:
        return None, Truth(place, field)
    name = point_of(across, "NESW")
    stated_across = name and side_azimuth(road, place, name)
    return None if stated_across is None else (name, Truth(at_kerb(road, place, stated_across, 2), field))
