"""Owns what the crash tests share: the register they start from, what it holds in words that can be compared, and the
running of terrier with or without a fault. Knows no test."""

import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "docs/examples/tumed-left"
TIMEOUT_S = 60
KILLED = 128 + 9

# What differs from run to run though nothing else does.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?")
MOMENT_BYTES = re.compile(rb"20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?")
# Thousands of rows that no command changes, and what the file's indexes say of themselves.
UNCHANGING = ("spatial_ref_sys", "spatial_ref_sys_aux", "sqlite_stat1", "sqlite_stat3", "sqlite_stat4")


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def fail(*words):
    print(*words, sep="\n")
    sys.exit(1)


def environment(folder, **more):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TERRIER", "LD_PRELOAD"))}
    return env | {"TMPDIR": str(folder), "HOME": str(folder), "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"} | more


class Terrier:
    """The program in a folder of its own, as somebody would call it there."""

    def __init__(self, program, folder, temporary):
        self.program, self.folder = str(Path(program).resolve()), Path(folder)
        self.env = environment(temporary)

    def start(self, *words, before=(), **more):
        return subprocess.Popen([*map(str, before), self.program, *map(str, words)], cwd=self.folder, env=self.env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def run(self, *words, before=(), **more):
        done = subprocess.run([*map(str, before), self.program, *map(str, words)], cwd=self.folder,
                              env=self.env, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S,
                              check=False, **more)
        done.said = done.stderr.decode("utf-8", "replace")
        return done

    def must(self, *words, codes=(0,)):
        done = self.run(*words)
        if done.returncode not in codes:
            fail(f"terrier {' '.join(map(str, words))}: {done.returncode}: {done.said}")
        return done


def long_list(path, rows):
    """Hydrants side by side, so many that an import writes many pages."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("code,kind,road,location_text,lon,lat\n")
        for row in range(rows):
            file.write(f"L-{row:06},pillar,金山路,金山路{row}号,{111.0 + row % 100 / 500:.5f},{40.6 + row // 100 / 9000:.5f}\n")


def make_register(terrier, name):
    """The example's lists, taken in but not placed."""
    def gazetteer(file, kind):
        terrier.must("--db", name, "gazetteer", "import", EXAMPLE / file, "--kind", kind, "--quiet")

    def records(layer, file, *words):
        terrier.must("--db", name, "import", layer, EXAMPLE / file, "--source", file, "--quiet", *words, codes=(0, 3))

    terrier.must("init", name, "--lang", "en", "--quiet")
    gazetteer("places.csv", "places")
    gazetteer("roads.geojson", "roads")
    records("township", "townships.csv")
    records("hydrant", "broken-hydrants.csv", "--set", "status=out_of_service")
    records("station", "stations.csv")
    records("grazing_ban", "grazing-bans.csv", "--set", "status=announced")


def plain(value):
    return MOMENT.sub("<moment>", value) if isinstance(value, str) else value


def content(path):
    """A digest of all that a SQLite file's tables hold, but for moments."""
    digest = hashlib.sha256()
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for name, sql in tables:
            digest.update(f"{name}|{sql}".encode())
            if sql and sql.upper().startswith("CREATE VIRTUAL") or name in UNCHANGING:
                continue
            for row in db.execute(f'SELECT * FROM "{name}"'):
                digest.update(repr([plain(value) for value in row]).encode())
    finally:
        db.close()
    return digest.hexdigest()


def fingerprint(path):
    """A digest of a registry's bytes, but for moments and counts of writes: files of one print hold the same."""
    data = bytearray(Path(path).read_bytes())
    data[24:28] = data[92:100] = b""  # change counter; its copy, and SQLite's version
    return hashlib.sha256(MOMENT_BYTES.sub(b"", bytes(data))).hexdigest()


def archive(path):
    digest = hashlib.sha256()
    with zipfile.ZipFile(path) as members:
        for name in sorted(members.namelist()):
            if name != "docProps/core.xml":  # when and by whom
                digest.update(name.encode() + members.read(name))
    return digest.hexdigest()


def produced(path):
    """What a file that terrier wrote says, but for moments; None where there is none."""
    if not os.path.exists(path):
        return None
    ending = Path(path).suffix
    if ending in (".gpkg", ".sqlite"):
        return content(path)
    if ending == ".xlsx":
        return archive(path)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def listing(folder):
    """Every file and folder below, hidden ones too."""
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*"))
