"""Owns how English lists write a location: words, abbreviations, order."""

from how import COLUMN, NAMED, PAIR
from roads import Road

POINT = {"N": "north", "NE": "northeast", "E": "east", "SE": "southeast", "S": "south", "SW": "southwest",
         "W": "west", "NW": "northwest"}
SHORT = {"Street": "St", "Avenue": "Ave", "Road": "Rd", "Drive": "Dr", "Lane": "Ln", "Boulevard": "Blvd", "Court": "Ct",
         "Highway": "Hwy", "Circle": "Cir", "Close": "Close", "Place": "Pl"}


class Wording:
    kind = "English "
    directions = ("North", "South", "East", "West")
    invented = ["Nowhere Lane", "Juniper Ridge Road", "Old Kiln Street", "Larkspur Avenue", "Foxglove Close",
                "Tannery Row", "Hollow Oak Drive", "Quarryman Street", "Bellfounder Court", "93rd Street",
                "Saltmarsh Boulevard"]

    def __init__(self, chance):
        self.chance, self.pick = chance, chance.choice

    def spell(self, road: Road):
        *start, end = road.name.split()
        if end in SHORT and self.chance.random() < 0.35:
            return " ".join([*start, SHORT[end] + self.pick(["", "", "."])])
        return self.pick([road.name] * 8 + [road.name.lower(), road.name.upper()])

    def misspell(self, name):
        """One letter doubled or dropped in a long word."""
        word = max(name.split(), key=len)
        at = len(word) // 2
        wrong = self.pick([word[:at] + word[at + 1:], word[:at] + word[at] + word[at:]])
        return name.replace(word, wrong) if len(word) >= 6 else name

    def within(self, area, text):
        return f"{text}, {area}"

    def finish(self, text):
        return text[0].upper() + text[1:]

    def pair(self, own, other):
        first, second = self.chance.sample([own, other], 2)
        return f"{first} {self.pick(['and', 'and', 'and', '&', '/', 'at'])} {second}"

    def junction(self, own, other, how):
        if how == COLUMN:
            return self.pick(["at {}", "corner of {}", "junction with {}", "intersection with {}"]).format(other)
        form = self.pick(["{}", "intersection of {}", "corner of {}", "{} intersection", "junction of {}", "at {}",
                          "{} crossroads"])
        return form.format(self.pair(own, other))

    def offset(self, own, other, how, point, metres, side=None):
        mark = self.pair(own, other) if how == PAIR else other
        far = self.pick([f"{metres} m", f"{metres}m", f"{metres} metres", f"{metres} meters", f"about {metres} m"])
        form = self.pick(["{0} {1} of {2}", "{0} {1} of {2}", "{2}, {0} {1}", "{0} to the {1} of {2}",
                          "{0} {1} from {2}"])
        text = form.format(far, POINT[point], mark)
        if how == NAMED:
            text = self.pick([f"on {own}, {text}", f"{own}, {text}"])
        return text + (self.pick([", {} side", " on the {} side"]).format(POINT[side]) if side else "")

    def corner(self, a, b, point):
        short = point if self.chance.random() < 0.2 else POINT[point]
        return f"{short} corner of {self.pair(a, b)}"

    def side(self, own, other, how, side):
        if how == COLUMN:
            return f"{POINT[side]} side, at {other}"
        return f"{self.pick(['', 'on the '])}{POINT[side]} side of {own} at {other}"

    def stretch(self, own, first, last, how, side=None):
        text = self.pick(["between {} and {}", "from {} to {}"]).format(first, last)
        text = text if how == COLUMN else f"{own} {text}"
        return f"{text}, {POINT[side]} side" if side else text

    def crossing(self, a, b):
        return self.pick(["underpass of {} at {}", "{} and {} underpass", "bridge of {} over {}"]).format(a, b)
