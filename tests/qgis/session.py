"""Owns QGIS without a screen: its start and end, how a register's layers are opened in it, and the lines that
checks print. It knows nothing of what is checked.

Each provider opens the same table in its own way; what holds for one is checked for the other too."""

import contextlib
import json
import os
import sqlite3
import subprocess
import tempfile

PROVIDERS = ("spatialite", "ogr")


@contextlib.contextmanager
def qgis():
    """QGIS for the length of a with-block. Only then may its classes be used."""
    with tempfile.TemporaryDirectory(prefix="terrier-qgis-") as folder:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        os.environ["QGIS_CUSTOM_CONFIG_PATH"] = folder  # nobody's own settings decide a test
        from qgis.core import QgsApplication

        application = QgsApplication([], True)
        application.initQgis()
        yield application
        application.exitQgis()  # not after an exception: its traceback keeps layers alive, and QGIS would crash


def open_layer(registry, table, provider, geometry="(geom)", only=""):
    """The layer as a user gets it who opens the file: with the style stored in it. A table without a map has no
    geometry to name; `only` is a filter, a condition in SQL."""
    from qgis.core import QgsVectorLayer

    sources = {
        "spatialite": f"dbname='{registry}' table=\"{table}\" {geometry}" + (f" sql={only}" if only else ""),
        "ogr": f"{registry}|layername={table}" + (f"|subset={only}" if only else ""),
    }
    return QgsVectorLayer(sources[provider], table, provider)


def copy_registry(registry, target):
    """A whole copy of a register, whatever still stands in its write-ahead log."""
    with contextlib.closing(sqlite3.connect(registry)) as source, contextlib.closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


def rows(registry, sql, *values):
    """What stands in the file, asked for without QGIS and without terrier."""
    with contextlib.closing(sqlite3.connect(f"file:{registry}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()


def write(registry, sql, *values):
    """A change made by plain SQL, past QGIS and terrier."""
    with contextlib.closing(sqlite3.connect(registry)) as connection, connection:
        connection.execute(sql, values)


class Terrier:
    """The program under test, at work on one register."""

    def __init__(self, program, registry):
        self.program, self.registry = program, registry

    def run(self, *words):
        done = subprocess.run(
            [self.program, "--db", self.registry, *words], capture_output=True, text=True, encoding="utf-8"
        )
        if done.returncode not in (0, 3):
            raise RuntimeError(f"terrier {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def json(self, *words):
        return json.loads(self.run(*words, "--format", "json"))


class Checks:
    """Prints a line for each check and counts those that fail."""

    def __init__(self, about):
        self.about, self.failed = about, 0

    def that(self, holds, what, found=None):
        self.failed += not holds
        detail = "" if holds or found is None else f": {found}"
        print(f"{'ok  ' if holds else 'FAIL'} {self.about}: {what}{detail}", flush=True)
        return bool(holds)

    def equal(self, found, wanted, what):
        return self.that(found == wanted, what, f"found {found!r}, not {wanted!r}")
