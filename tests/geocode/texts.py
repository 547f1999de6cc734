"""Owns which texts are written: kinds, their truth, and their division by road. Seeded, so that everyone judges the
same texts; how a location is worded belongs to wording_zh.py and wording_en.py."""

import itertools
import random
import zlib

from how import COLUMN, NAMED, PAIR
from truth import Site, Truth, arms, stretch

PLACED = ("junction", "offset", "corner", "side", "segment")       # held to the goal of 95 %
REFUSED = ("no junction", "levels", "invented", "near name")       # must not be better than `road`


class Text:
    def __init__(self, kind, text, truth, roads, candidates=()):
        self.kind, self.text, self.truth, self.candidates = kind, text, truth, candidates
        self.township = self.column = ""
        # By road: a text is one of the test's if any of its roads is.
        self.set = "test" if any(zlib.crc32(road.encode()) % 4 == 1 for road in roads) else "development"


class Writer:
    """Writes all texts of one map in one language."""

    def __init__(self, chart, wording, area, seed):
        self.chart, self.area, self.chance = chart, area, random.Random(f"{chart.name} {seed}")
        self.words, self.pick = wording(self.chance), self.chance.choice
        self.names = [name for name, road in chart.roads.items() if not road.under_construction]
        self.texts = []

    def add(self, kind, wording, truth, roads, column="", candidates=()):
        """Some lists have a column for the road though the text names it too, some one for a district that no
        gazetteer knows; some put the district before the text."""
        chance = self.chance.random()
        if chance < 0.05 and not column:
            wording = self.words.within(self.area, wording)
        text = Text(self.words.kind + kind, self.words.finish(wording), truth, roads, candidates)
        text.township = self.area if 0.1 < chance < 0.25 else ""
        text.column = column or (roads[0] if truth and kind in ("junction", "corner") and chance > 0.9 else "")
        self.texts.append(text)

    def spell(self, *names):
        return [self.words.spell(self.chart.roads[name]) for name in names]

    def own_and_other(self, a, b, column, named=0):
        """Which road the text is about, and how it says so, with the shares of those that name it as their own."""
        own, other = self.chance.sample([a, b], 2)
        return own, other, self.chance.choices((COLUMN, NAMED, PAIR), (column, named, 1 - column - named))[0]

    # ---- from one junction ----

    def of_junction(self, site, a, b):
        for _ in range(2):
            own, other, how = self.own_and_other(a, b, 0.25)
            self.add("junction", self.words.junction(*self.spell(own, other), how), site.at_junction(), (a, b),
                     own if how == COLUMN else "")

    def of_misspelt(self, site, a, b):
        wrong = self.words.misspell(a)
        if wrong != a and not {wrong, self.chart.roads[a].name} <= self.chart.all_names:
            self.add("misspelt", self.words.junction(wrong, b, PAIR), site.at_junction(), (a, b))

    def of_offset(self, site, a, b):
        for side in (False, False, False, True):
            own, other, how = self.own_and_other(a, b, 0.3, 0.25)
            found = site.offset(self.chart.roads[own], self.chance.uniform(15, 400), how != PAIR, side)
            if found:
                point, across, truth = found
                text = self.words.offset(*self.spell(own, other), how, point, truth.stated_m, across)
                self.add("side" if across else "offset", text, truth, (a, b), own if how == COLUMN else "")

    def of_corner(self, site, a, b):
        corners = list(site.corners())
        for point, truth in self.chance.sample(corners, min(2, len(corners))):
            self.add("corner", self.words.corner(*self.spell(a, b), point), truth, (a, b))

    def of_side(self, site, a, b):
        own, other, how = self.own_and_other(a, b, 0.4)
        found = site.side(self.chart.roads[own])
        if found:
            self.add("side", self.words.side(*self.spell(own, other), how, found[0]), found[1], (a, b),
                     own if how == COLUMN else "")

    # ---- stretches ----

    def of_stretches(self, name, others, most):
        stops = {}
        for other in others:
            level, _ = self.chart.meet(name, other)
            if len(level) == 1 and arms(self.chart.roads[other], level[0], 40):
                stops[other] = level[0]
        pairs = list(itertools.combinations(sorted(stops), 2))
        for a, b in self.chance.sample(pairs, min(most, len(pairs))):
            found = stretch(self.chart.roads[name], stops[a], stops[b], self.chance, self.chance.random() < 0.3)
            if found:
                self.add_stretch("segment", name, *self.chance.sample([a, b], 2), *found)

    def add_stretch(self, kind, name, a, b, side, truth):
        how = COLUMN if self.chance.random() < 0.35 else NAMED
        self.add(kind, self.words.stretch(*self.spell(name, a, b), how, side), truth, (name, a, b),
                 name if how == COLUMN else "")

    # ---- texts that must not be placed well ----

    def any_form(self, a, b):
        point, metres = self.pick("NESW"), self.chance.randrange(20, 400, 10)
        forms = [(self.words.junction, a, b, PAIR), (self.words.corner, a, b, self.pick(("NE", "SE", "SW", "NW"))),
                 (self.words.offset, a, b, PAIR, point, metres), (self.words.side, a, b, PAIR, point),
                 (self.words.offset, a, b, NAMED, point, metres)]
        form, *words = self.pick(forms)
        return form(*words)

    def of_apart(self, count):
        """Roads that exist and are nowhere near each other."""
        while count:
            a, b, c = self.chance.sample(self.names, 3)
            apart = [not self.chart.same(a, x) and self.chart.apart(a, x, 150) for x in (b, c)]
            if all(apart) and self.chance.random() < 0.2:
                self.add_stretch("no junction", a, b, c, None, None)
            elif apart[0]:
                self.add("no junction", self.any_form(*self.spell(a, b)), None, (a, b))
            count -= apart[0]

    def of_invented(self, count):
        taken = self.chart.all_names
        invented = [name for name in self.words.invented if name not in taken]
        for _ in range(count):
            a, b = self.pick(invented), self.pick(invented + self.names[:len(invented) * 2])
            if a != b:
                self.add("invented", self.any_form(a, b), None, (a, b))

    def of_near_names(self, count):
        """Names that differ from a real one in a direction only: another road, which the map has not."""
        swaps = list(itertools.permutations(self.words.directions, 2))
        near = {name.replace(old, new) for name in self.names for old, new in swaps if old in name[1:]}
        near = sorted(near - self.chart.all_names)
        for _ in range(count if near else 0):
            a, b = self.pick(near), self.pick(self.names)
            self.add("near name", self.any_form(a, b), None, (a, b))

    def of_levels(self, a, b, over):
        """Roads that only pass over each other: no junction, though a bridge or an underpass is there."""
        for _ in range(3):
            self.add("levels", self.any_form(*self.spell(a, b)), None, (a, b), candidates=[j.at for j in over])
        if len(over) == 1:
            for _ in range(2):
                self.add("crossing", self.words.crossing(*self.spell(a, b)), Truth(over[0].at, over[0].at), (a, b))

    def of_pair(self, a, b):
        level, over = self.chart.meet(a, b)
        if len(level) > 1:
            for _ in range(4):
                self.add("several", self.words.junction(*self.spell(a, b), PAIR), None, (a, b),
                         candidates=[j.at for j in level])
        elif level:
            site = Site((self.chart.roads[a], self.chart.roads[b]), level[0], self.chance)
            if site.in_corner_area():
                for texts in (self.of_junction, self.of_offset, self.of_corner, self.of_side, self.of_misspelt):
                    texts(site, a, b)
        elif over:
            self.of_levels(a, b, over)

    def write(self, most_pairs=10**6, refused=300):
        near = {}
        pairs = [pair for pair in self.chart.near_pairs() if set(pair) <= set(self.names)]
        for a, b in sorted(self.chance.sample(pairs, min(most_pairs, len(pairs)))):
            self.of_pair(a, b)
        for a, b in pairs:
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
        for name in sorted(self.chance.sample(sorted(near), min(most_pairs // 4, len(near)))):
            self.of_stretches(name, near[name], 8)
        self.of_apart(refused)
        self.of_invented(refused // 2)
        self.of_near_names(refused // 2)
        return self.texts
