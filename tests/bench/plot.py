"""Owns the picture of growth: processor time and peak memory over size, both axes logarithmic, each line named where it ends.
It follows the reader's choice of a light or a dark page."""

import math
from html import escape

from growth import JOBS, series_of

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 940, 430, 64, 280, 44, 44  # of a panel, and the margins in it
LABEL_STEP = 17
COLOURS = ["#d1495b", "#00798c", "#b8860b", "#30638e", "#7b2d8e", "#3a7d44", "#c8553d", "#5e6472", "#1b9aaa", "#a23b72"]
BRIGHT = ["#ff7b8a", "#4fd1e0", "#f0c04a", "#7db4e8", "#cf8be3", "#7ed18a", "#ff9b80", "#b4bcc8", "#5fe0ee", "#f08cc0"]

STYLE = """text{font:13px sans-serif;fill:#222}.axis{stroke:#222;fill:none}.grid{stroke:#8884;fill:none}
.line{fill:none;stroke-width:2}.lead{fill:none;stroke-width:1;opacity:.6}.title{font-weight:600}rect{fill:#fff}
%s
@media (prefers-color-scheme:dark){text{fill:#ddd}.axis{stroke:#ddd}rect{fill:#15181d}
%s}"""


def styles(colours):
    return "".join(f".j{i}{{stroke:{colour}}}circle.j{i}{{fill:{colour};stroke:none}}"
                   for i, colour in enumerate(colours))


def decades(values):
    """The powers of ten around all values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return list(range(low, max(high, low + 1) + 1))


def in_seconds(power):
    return f"{10.0 ** power:g} s" if power >= 0 else f"{10.0 ** (power + 3):g} ms"


def in_megabytes(power):
    return f"{10 ** (power - 3)} GB" if power >= 3 else f"{10.0 ** power:g} MB"


class Panel:
    """One pair of axes; `series` is {job: [(size, figure), …]}."""

    def __init__(self, title, series, top, unit):
        self.title, self.series, self.top, self.unit = title, series, top, unit
        self.sizes = decades([size for points in series.values() for size, _ in points])
        self.figures = decades([figure for points in series.values() for _, figure in points])

    def x(self, size):
        share = (math.log10(size) - self.sizes[0]) / (self.sizes[-1] - self.sizes[0])
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, figure):
        share = (math.log10(figure) - self.figures[0]) / (self.figures[-1] - self.figures[0])
        return round(self.top + HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def axes(self):
        right, bottom = self.x(10.0 ** self.sizes[-1]), self.y(10.0 ** self.figures[0])
        yield f'<text class="title" x="{LEFT}" y="{self.top + 24}">{escape(self.title)}</text>'
        for power in self.sizes:
            x = self.x(10.0 ** power)
            yield f'<path class="grid" d="M{x} {self.top + TOP}V{bottom}"/>'
            yield f'<text x="{x}" y="{bottom + 20}" text-anchor="middle">{10 ** power:,}</text>'
        for power in self.figures:
            y = self.y(10.0 ** power)
            yield f'<path class="grid" d="M{LEFT} {y}H{right}"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{self.unit(power)}</text>'
        yield f'<path class="axis" d="M{LEFT} {self.top + TOP}V{bottom}H{right}"/>'

    def lines(self):
        for name, points in self.series.items():
            number = list(JOBS).index(name)
            places = [(self.x(size), self.y(figure)) for size, figure in points]
            yield f'<path class="line j{number}" d="M{"L".join(f"{x} {y}" for x, y in places)}"/>'
            yield from (f'<circle class="j{number}" cx="{x}" cy="{y}" r="3"/>' for x, y in places)

    def labels(self):
        """Beside the axes, in the order of the lines' ends, far enough apart to be read."""
        ends = sorted((self.y(points[-1][1]), name) for name, points in self.series.items())
        places, lowest = [], self.top + HEIGHT - BOTTOM
        for y, _ in ends:
            places.append(max(y, places[-1] + LABEL_STEP) if places else y)
        for i in reversed(range(len(places))):
            places[i] = min(places[i], lowest - (len(places) - 1 - i) * LABEL_STEP)
        right = self.x(10.0 ** self.sizes[-1])
        for (y, name), place in zip(ends, places):
            number, start = list(JOBS).index(name), self.x(self.series[name][-1][0])
            yield f'<path class="lead j{number}" stroke-dasharray="2 3" d="M{start + 5} {y}L{right + 8} {place}"/>'
            yield f'<path class="line j{number}" d="M{right + 10} {place}h14"/>'
            yield f'<text x="{right + 30}" y="{place + 4}">{escape(JOBS[name].said)}</text>'


def panels(growth):
    for i, (title, unit, figure) in enumerate((
            ("Processor time, by the number of records", in_seconds, lambda kept: kept["time"]["cpu"]),
            ("Peak memory, by the number of records", in_megabytes, lambda kept: kept["memory_mb"]))):
        yield Panel(title, {name: [(size, figure(kept)) for size, kept in series.items()]
                            for name, series in series_of(growth).items()}, i * HEIGHT, unit)


def drawing(growth):
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {2 * HEIGHT}" width="{WIDTH}" '
             f'height="{2 * HEIGHT}" role="img">', "<title>How cost grows with size</title>",
             f"<style>{STYLE % (styles(COLOURS), styles(BRIGHT))}</style>", '<rect width="100%" height="100%"/>']
    for panel in panels(growth):
        parts += [*panel.axes(), *panel.lines(), *panel.labels()]
    return "\n".join([*parts, "</svg>\n"])

