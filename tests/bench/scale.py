"""Owns the figures of scale: many counties, each in a register of its own, and how they roll up; the way to PostGIS;
and what history costs."""

import time
from dataclasses import dataclass

from measure import remove, run_once
from points import make_register, need_register, write_points
from postgis import PostGIS

COUNTIES, RECORDS = 100, 20_000
FIELDS = "kind,status,road,township,location_text,uncertainty_m"  # without the code: each county counts from 1
BROKEN = "SELECT township, count(*) FROM {table} WHERE status = 'out_of_service' GROUP BY township"


@dataclass(frozen=True)
class Figure:
    said: str
    unit: str = "s"


FIGURES = {
    "import": Figure("{counties} registers of {records:,} hydrants: `init` and `import`, one after another"),
    "size": Figure("their size on the disk", "MB"),
    "find": Figure("`find hydrant --status out_of_service --format csv` of each, into one file: {rows:,} rows"),
    "gpkg": Figure("`ogr2ogr -append` of each into `prefecture.gpkg`"),
    "attach": Figure("`sqlite3` with ten of them attached: the broken ones by township"),
    "merge": Figure("`export --to county.gpkg` of each, and `import --source` into one register of {total:,}"),
    "again": Figure("the same again, when nothing has changed"),
    "schemas": Figure("`export --to \"postgresql://…?schema=county_001\"` of each"),
    "view": Figure("there, a view over all schemas: the broken ones by township"),
    "million": Figure("a register of {points:,} hydrants to PostGIS: `export --to \"postgresql://…\"`"),
    "million.size": Figure("its table there, with indexes (the register: {file:,.0f} MB)", "MB"),
    "history": Figure("`sqlite3`: `UPDATE hydrant SET remark = …` of {edits:,} of them, with history"),
    "history.size": Figure("what the file grows by, an edit", "bytes"),
}


class Scale:
    def __init__(self, bench):
        self.bench, self.work = bench, bench.work / "scale"
        self.work.mkdir(exist_ok=True)
        self.counties = min(COUNTIES, max(2, bench.points // 1000))
        self.records = min(RECORDS, bench.points)
        self.registers = [self.work / f"county-{number:03}.sqlite" for number in range(1, self.counties + 1)]
        self.prefecture = self.work / "prefecture.sqlite"

    def keep(self, key, value, **words):
        self.bench.results.store("scale", key, {"value": value, "words": words, "busy": self.bench.busy})
        self.bench.say(f"{FIGURES[key].said.format(**words)}: {value:.3f} {FIGURES[key].unit}")

    def each(self, *words, **settings):
        """The command for each county; seconds in all."""
        return sum(run_once([self.bench.program, "--db", register, *(word(register) if callable(word) else word
                                                                      for word in words)], **settings).seconds
                   for register in self.registers)

    def make(self):
        seconds, points = 0, self.work / "county.csv"
        for number, register in enumerate(self.registers):
            write_points(points, self.records, seed=100 + number)
            began = time.monotonic()
            make_register(self.bench.program, register, points)
            seconds += time.monotonic() - began
        self.keep("import", seconds, counties=self.counties, records=self.records)
        self.keep("size", sum(path.stat().st_size for path in self.registers) / 1e6)

    def find(self):
        answer, rows, seconds = self.work / "broken.csv", 0, 0
        for register in self.registers:
            seconds += run_once([self.bench.program, "--db", register, "find", "hydrant", "--status", "out_of_service",
                                 "--format", "csv"], target=answer).seconds
            rows += answer.read_text(encoding="utf-8").count("\n") - 1
        self.keep("find", seconds, rows=rows)

    def to_geopackage(self):
        target, seconds = self.work / "prefecture.gpkg", 0
        for register in self.registers:
            seconds += run_once(["ogr2ogr", "-append", "-f", "GPKG", target, register, "-dialect", "sqlite", "-sql",
                                 f"SELECT *, '{register.stem}' AS county FROM hydrant", "-nln", "hydrant"]).seconds
        self.keep("gpkg", seconds)
        target.unlink()

    def attach(self):
        first, *others = self.registers[:11]
        tables = ["main.hydrant", *(f"c{number}.hydrant" for number in range(len(others)))]
        union = " UNION ALL ".join(f"SELECT township, status FROM {table}" for table in tables)
        words = [f"ATTACH '{path}' AS c{number};" for number, path in enumerate(others)]
        self.keep("attach", run_once(["sqlite3", first, *words, BROKEN.format(table=f"({union})")]).seconds)

    def merge(self):
        remove(self.prefecture)
        run_once([self.bench.program, "init", self.prefecture])
        for key in ("merge", "again"):
            seconds = self.each("export", "hydrant", "--fields", FIELDS, "--to", lambda one: one.with_suffix(".gpkg"))
            seconds += sum(run_once([self.bench.program, "--db", self.prefecture, "import", "hydrant",
                                     one.with_suffix(".gpkg"), "--source", one.stem]).seconds for one in self.registers)
            self.keep(key, seconds, total=self.counties * self.records)

    def to_postgis(self, server):
        seconds = self.each("export", "hydrant", "--to", lambda one: server.url(one.stem.replace("-", "_")))
        self.keep("schemas", seconds)
        union = " UNION ALL ".join(f"SELECT '{one.stem}' AS county, * FROM {one.stem.replace('-', '_')}.hydrant"
                                   for one in self.registers)
        server.ask(f"CREATE VIEW hydrant AS {union}; VACUUM ANALYZE;")
        self.keep("view", server.seconds(BROKEN.format(table="hydrant"))[1])

    def million(self):
        register = need_register(self.bench)
        with PostGIS() as server:
            run = run_once([self.bench.program, "--db", register, "export", "hydrant", "--to", server.url("county")])
            size = int(server.ask("SELECT pg_total_relation_size('county.hydrant')"))
            self.to_postgis(server)
        self.keep("million", run.seconds, points=self.bench.points)
        self.keep("million.size", size / 1e6, file=register.stat().st_size / 1e6)

    def history(self, edits=100_000):
        """Attributes can be edited with nothing but sqlite3; the file's own triggers write the history."""
        edits = min(edits, self.bench.points)
        register = need_register(self.bench)
        before = register.stat().st_size
        run = run_once(["sqlite3", register, f"UPDATE hydrant SET remark = 'seen' WHERE id <= {edits};",
                             "PRAGMA wal_checkpoint(TRUNCATE);"])
        self.keep("history", run.seconds, edits=edits)
        self.keep("history.size", (register.stat().st_size - before) / edits)
        remove(register)


def compare(bench):
    scale = Scale(bench)
    bench.look()
    for part in (scale.make, scale.find, scale.to_geopackage, scale.attach, scale.merge, scale.million, scale.history):
        part()
