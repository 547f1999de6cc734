#!/usr/bin/env python3
"""Owns the judgement of the geocoder: texts with known truth go through `terrier geocode --stdin`, one table comes
out, and the goals of docs/geocoding.md are held. The README beside this file tells the method."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import wording_en
import wording_zh
from bahama import read_bahama, write_geojson
from roads import Map, distance, read_geojson, read_osm
from texts import PLACED, REFUSED, Writer


@dataclass
class Source:
    """A map, the kind of `gazetteer import` for its file, and the language of the texts."""
    name: str
    path: str
    read: object
    kind: str
    words: object
    area: str
    keys: tuple = ("name", "ref")
    most_pairs: int = 10**6
    refused: int = 300

    def file(self, data, folder, ways):
        """What terrier is to import: the public file; of the island, whose names stand in two columns, a copy."""
        if self.read is not read_bahama:
            return data / self.path
        write_geojson(folder / "bahama.geojson", ways)
        return folder / "bahama.geojson"


SOURCES = (
    Source("zhengzhou", "zhengzhou/roads.geojson", read_geojson, "roads", wording_zh.Wording, "经开区"),
    Source("shanghai", "shanghai/shanghai.osm", read_osm, "osm", wording_zh.Wording, "黄浦区"),
    Source("zhengzhou in English", "zhengzhou/roads.geojson", read_geojson, "roads", wording_en.Wording,
           "Jingkai District", keys=("name:en",), refused=20),
    Source("grand-bahama", "grand-bahama/grand-bahama.gpkg", read_bahama, "roads", wording_en.Wording,
           "Freeport", most_pairs=500, refused=100),
)
COARSE = ("road", "township", "none")
LEAST_TEXTS = 3000
SETS = ("development", "test")


class Judged:
    """One text with the program's answer; distances in metres, None where there is no position or no truth."""

    def __init__(self, chart, text, answer):
        self.text, self.answer, self.kind, self.set = text, answer, text.kind, text.set
        self.radius = answer["uncertainty_m"]
        self.at = None if answer["lon"] is None else chart.plane.metres((answer["lon"], answer["lat"]))
        self.truth = text.truth and chart.plane.degrees(text.truth.exact)
        self.exact = distance(self.at, text.truth.exact) if self.at and text.truth else None
        self.field = distance(self.at, text.truth.field) if self.at and text.truth else None
        spots = [chart.plane.metres((c["lon"], c["lat"])) for c in answer["candidates"]]
        spots += [self.at] if self.at else []
        self.candidates_hit = all(any(distance(s, c) <= 40 for s in spots) for c in text.candidates)
        self.all_inside = self.at and all(distance(self.at, c) <= self.radius for c in text.candidates)

    def tolerance(self):
        return 30 + 0.1 * self.text.truth.stated_m

    def within(self):
        return self.exact is not None and self.exact <= self.tolerance()

    def within_field(self):
        return self.field is not None and self.field <= self.tolerance()

    def inside(self):
        return self.field is not None and self.field <= self.radius

    def inside_exact(self):
        return self.exact is not None and self.exact <= self.radius

    def confidently_wrong(self):
        return self.exact is not None and self.exact > 500 and self.radius < 100

    def too_good(self):
        return self.answer["precision"] not in COARSE

    def said_several(self):
        """Ambiguous, with each place as a candidate; or one circle that holds them all, which is as honest."""
        return self.all_inside or (self.answer["status"] == "ambiguous" and self.candidates_hit)

    def missed(self):
        if self.kind in kinds(REFUSED):
            return self.too_good()
        if self.kind in kinds(["several"]):
            return not self.said_several()
        return not self.within() or self.confidently_wrong()

    def __str__(self):
        text, answer = self.text, self.answer
        where = "no position" if not self.at else \
            f"{answer['lon']:.6f},{answer['lat']:.6f} within {self.radius:.0f} m"
        truth = f"truth {self.truth[0]:.6f},{self.truth[1]:.6f}, off by {self.exact or float('nan'):.0f} m; " \
            if self.truth else ""
        column = "".join(f" [{name}: {value}]" for name, value in
                         (("township", text.township), ("road", text.column)) if value)
        unread = "".join(f", unread {piece}" for piece in answer["parse"].get("unread", []))
        return f"{text.text}{column}\n    {truth}{answer['status']} {answer['precision']} {where}{unread}\n" \
               f"    {answer['explain']}"


def run(*words, **options):
    done = subprocess.run([str(word) for word in words], text=True, capture_output=True, check=False, **options)
    if done.returncode not in (0, 3):  # 3: done, some texts have no position
        sys.exit(f"evaluate: {words[0]} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def judge(program, source, data, seed, every, folder):
    """Write the texts of one source, let the program place them, and compare."""
    ways = list(source.read(data / source.path))
    chart = Map(source.name, ways, source.keys)
    texts = Writer(chart, source.words, source.area, seed).write(source.most_pairs, source.refused)[::every]
    register = folder / f"{source.name}.sqlite"
    run(program, "init", register, "--name", source.name, "--lang", "en")
    run(program, "--db", register, "gazetteer", "import", source.file(data, folder, ways), "--kind", source.kind,
        "--uncertainty", "8")
    lines = "".join(f"{number}\t{text.text}\t{text.township}\t{text.column}\n" for number, text in enumerate(texts))
    answers = run(program, "--db", register, "geocode", "--stdin", input=lines).splitlines()
    if len(answers) != len(texts):
        sys.exit(f"evaluate: {len(texts)} texts went in, {len(answers)} answers came out")
    for number, (text, line) in enumerate(zip(texts, answers)):
        answer = json.loads(line)
        if answer["id"] != str(number) or answer["text"] != text.text:
            sys.exit(f"evaluate: answer {number} is out of order: {line}")
        yield Judged(chart, text, answer)


def share(judged, test):
    return 100 * sum(map(test, judged)) / len(judged) if judged else float("nan")


def median(values):
    return statistics.median(values) if values else float("nan")


def row(kind, which, judged):
    """One row of a kind that has a truth."""
    placed = [j for j in judged if j.at]
    print(f"| {kind} | {which} | {len(judged)} | {share(judged, Judged.within):.1f} | "
          f"{share(judged, Judged.within_field):.1f} | {share(judged, Judged.inside):.1f} | "
          f"{share(judged, Judged.inside_exact):.1f} | {median([j.radius for j in placed]):.0f} | "
          f"{max((j.exact for j in placed), default=float('nan')):.0f} |")


def kinds(names):
    return [prefix + name for prefix in ("", wording_en.Wording.kind) for name in names]


def report(judged):
    by = {(kind, which): [j for j in judged if j.kind == kind and j.set == which]
          for kind in {j.kind for j in judged} for which in SETS}
    print("| kind | roads | texts | within 30 m + 10 % | same, field | truth inside radius, field | same, exact | "
          "median radius, m | worst, m |\n|---|---|---|---|---|---|---|---|---|")
    for kind in kinds((*PLACED, "crossing", "misspelt")):
        for which in SETS:
            if by.get((kind, which)):
                row(kind, which, by[kind, which])
    for which in SETS:
        row("**all that must be placed**", which, [j for j in judged if j.kind in kinds(PLACED) and j.set == which])
    print("\n| kind | roads | texts | placed better than `road` | all places said |\n|---|---|---|---|---|")
    for kind in kinds((*REFUSED, "several")):
        for which in SETS:
            some = by.get((kind, which))
            if some:
                several = kind in kinds(["several"])
                good = "-" if several else sum(map(Judged.too_good, some))
                said = share(some, Judged.said_several if several else lambda j: j.candidates_hit)
                said = f"{said:.1f} %" if some[0].text.candidates else "-"
                print(f"| {kind} | {which} | {len(some)} | {good} | {said} |")
    return by


def goals(judged, by):
    """Each goal as (what, reached, met)."""
    for which in SETS:
        for kind in kinds(PLACED):
            reached = share(by[kind, which], Judged.within)
            yield f"{kind}, {which}: within 30 m + 10 % for at least 95 %", f"{reached:.1f} %", reached >= 95
        must = [j for j in judged if j.kind in kinds(PLACED) and j.set == which]
        inside = share(must, Judged.inside)
        yield f"{which}: truth inside the radius for 90 to 98 %, field", f"{inside:.1f} %", 90 <= inside <= 98
        radius = median([j.radius for j in must if j.at and j.kind.endswith("junction")])
        yield f"{which}: median radius of junctions at most 40 m", f"{radius:.0f} m", radius <= 40
        wrong = share([j for j in judged if j.truth and j.set == which], Judged.confidently_wrong)
        yield f"{which}: confidently wrong under 0.5 %", f"{wrong:.2f} %", wrong < 0.5
        good = sum(j.too_good() for j in judged if j.kind in kinds(REFUSED) and j.set == which)
        yield f"{which}: no junction where there is none", f"{good} texts", good == 0


def show_misses(judged, most):
    """Of the development half only: whoever has read a miss of the test half has spoilt it."""
    for kind in sorted({j.kind for j in judged}):
        missed = [j for j in judged if j.kind == kind and j.set == "development" and j.missed()]
        if missed:
            print(f"\n{kind}: {len(missed)} missed")
        for j in missed[:: max(1, len(missed) // most)][:most]:
            print(f"  {j}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, type=Path, help="the terrier to judge")
    parser.add_argument("--data", type=Path, default=os.environ.get("TERRIER_TEST_DATA"),
                        help="folder of the public data (default: TERRIER_TEST_DATA)")
    parser.add_argument("--seed", type=int, default=1, help="other texts of the same roads (default 1)")
    parser.add_argument("--every", type=int, default=1, help="judge every n-th text only")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show up to N misses of each kind, of the development half")
    args = parser.parse_args()
    if not args.data or not all((args.data / source.path).exists() for source in SOURCES):
        print("skipped: the real roads are not there (TERRIER_TEST_DATA names their folder)")
        return 77
    judged = []
    with tempfile.TemporaryDirectory(prefix="terrier-geocode-") as folder:
        for source in SOURCES:
            judged += judge(args.program.resolve(), source, args.data, args.seed, args.every, Path(folder))
    by = report(judged)
    print()
    failed = args.every == 1 and len(judged) < LEAST_TEXTS
    for what, reached, met in goals(judged, by):
        print(f"{'ok  ' if met else 'FAIL'} {what}: {reached}")
        failed = failed or not met
    if args.misses:
        show_misses(judged, args.misses)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
