"""Owns how figures are shown: the tables in Markdown, and their places in a page that is otherwise written by hand.
A place is what lies between two lines, `<!-- bench: NAME -->` and `<!-- bench: end -->`."""

import re
from pathlib import Path

import plot
from growth import JOBS, exponent, series_of, sizes_of
from measure import BUSY
from rows import ROWS
from scale import FIGURES



def in_unit(number, unit):
    if unit == "s":
        return f"{number:.2f} s" if number >= 0.995 else f"{number * 1000:.0f} ms"
    if unit == "MB":
        return f"{number:,.0f} MB"
    return f"{number:,.0f} {unit}".strip()


def spread(series, unit):
    """The median, and from where to where the runs went, in the median's unit."""
    text = in_unit(series["median"], unit)
    if series["runs"] == 1:
        return text
    if unit == "s" and series["median"] >= 0.995:
        return f"{text} ({series['least']:.2f}-{series['greatest']:.2f})"
    factor = 1000 if unit == "s" else 1
    return f"{text} ({series['least'] * factor:,.0f}-{series['greatest'] * factor:,.0f})"


def cells(series, unit):
    """Wall time with its spread, and processor time."""
    if not series:
        return "- | -"
    return f"{spread(series, unit)} | {in_unit(series['cpu'], 's') if series['cpu'] is not None else '-'}"


def ratio(ours, peer):
    """Of the times; and of the processor times, which a busy machine disturbs less."""
    text = f"{ours['median'] / peer['median']:.2f}"
    return f"{text} ({ours['cpu'] / peer['cpu']:.2f})" if ours["cpu"] and peer["cpu"] else text


def row_line(key, kept):
    row, ours, peer = ROWS[key], kept["ours"], kept["peer"]
    met = "-" if not row.goal else "yes" if kept["met"] else "**no**"
    busy = " (1)" if kept["busy"] > BUSY else ""
    return (f"| {row.work.format(**kept['words'])}{busy} | {cells(ours, row.unit)} | "
            f"{row.peer.format(**kept['words']) if peer else '-'} | {cells(peer, row.unit)} | "
            f"{ratio(ours, peer) if peer and row.unit == 's' else '-'} | "
            f"{row.goal.said if row.goal else '-'} | {met} |")


HEADINGS = ("| work | terrier | its processor | peer | its time | its processor | ratio (of processor) | goal | met |\n"
            "|---|---|---|---|---|---|---|---|---|")


def rows_table(results):
    known = {key: results["rows"][key] for key in ROWS if key in results["rows"]}
    lines = [about(results, known.values()), "", HEADINGS, *(row_line(key, kept) for key, kept in known.items())]
    if any(kept["busy"] > BUSY for kept in known.values()):
        lines += ["", "(1) Others used more than half a core before it was measured: take the ratio, not the time."]
    return "\n".join(lines)


def about(results, measured):
    when = sorted(kept["when"] for kept in measured) or [""]
    days = " to ".join(dict.fromkeys((when[0].split(" ")[0], when[-1].split(" ")[0])))
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return f"Measured {days}: {results['machine']}; {versions}."


def growth_line(name, series, sizes):
    """A job's times by size, in brackets of the processor, which gives the slopes over all sizes and over the last
    step; and the first and last peak."""
    times = " | ".join(f"{in_unit(series[size]['time']['median'], 's')} ({in_unit(series[size]['time']['cpu'], 's')})"
                       if size in series else "" for size in sizes)
    points = [(size, kept["time"]["cpu"]) for size, kept in series.items()]
    slopes = " | ".join(f"{exponent(part):.2f}" if len(part) > 1 else "" for part in (points, points[-2:]))
    peaks = [in_unit(series[size]["memory_mb"], "MB") for size in (min(series), max(series))]
    return f"| {JOBS[name].said} | {times} | {slopes} | {' → '.join(peaks)} |"


def growth_table(results):
    kept = results["growth"]
    sizes, jobs = sorted(sizes_of(kept)), series_of(kept)
    files = [f"{jobs['import'][size]['file_mb']:,.0f} MB" if size in jobs.get("import", {}) else "" for size in sizes]
    disturbed = [f"{size:,}" for size in sizes if any(size in series and series[size]["busy"] > BUSY
                                                      for series in jobs.values())]
    return "\n".join([about(results, kept.values()), "",
                      f"| job | {' | '.join(f'{size:,}' for size in sizes)} | exponent | last step | peak memory |",
                      "|---|" + "---|" * (len(sizes) + 3),
                      *(growth_line(name, series, sizes) for name, series in jobs.items()),
                      f"| size of the register | {' | '.join(files)} | | | |", *disturbed_note(disturbed)])


def disturbed_note(what):
    """A figure that others disturbed is shown, and called so."""
    return ["", f"Others used more than half a core while this was measured: {', '.join(what)}."] if what else []


def scale_table(results):
    known = list(results["scale"].values())
    lines = [about(results, known), "", "| what | figure |", "|---|---|"]
    for key, figure in FIGURES.items():
        if key in results["scale"]:
            kept = results["scale"][key]
            lines.append(f"| {figure.said.format(**kept['words'])} | {in_unit(kept['value'], figure.unit)} |")
    return "\n".join([*lines, *disturbed_note(["all of it"] if any(kept["busy"] > BUSY for kept in known) else [])])


TABLES = {"rows": rows_table, "growth": growth_table, "scale": scale_table}


def write(path: Path, results):
    """Each table into its place, the picture of growth beside a page that shows it; a page that is not there yet gets
    the rows alone."""
    old = path.read_text(encoding="utf-8") if path.exists() else "<!-- bench: rows -->\n<!-- bench: end -->\n"

    def fill(place):
        return f"{place[1]}\n\n{TABLES[place[2]](results)}\n\n<!-- bench: end -->"
    names = "|".join(TABLES)
    path.write_text(re.sub(rf"(<!-- bench: ({names}) -->)\n.*?<!-- bench: end -->", fill, old, flags=re.DOTALL),
                    encoding="utf-8")
    if "<!-- bench: growth -->" in old and results["growth"]:
        path.with_name(f"{path.stem}-growth.svg").write_text(plot.drawing(results["growth"]), encoding="utf-8")
