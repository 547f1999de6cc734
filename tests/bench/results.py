"""Owns the file in which figures are kept between runs, so that one row can be measured again and the page rewritten,
and what a figure is worth nothing without: the machine and the versions."""

import contextlib
import datetime
import json
import os
import platform
import re
import shutil
import subprocess


def first_line(*command):
    with contextlib.suppress(OSError, subprocess.CalledProcessError, IndexError):
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return ""


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                  if line.startswith("model name")), platform.machine())
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{os.cpu_count()} cores of {model}, {memory_gb:.0f} GB, {system}"


PACKAGES = {"SQLite": "libsqlite3-0", "SpatiaLite": "libspatialite7", "GEOS": "libgeos-c1v5",
            "PostgreSQL": "postgresql-15", "PostGIS": "postgresql-15-postgis-3", "pgRouting": "postgresql-15-pgrouting"}


def versions(program):
    """Of what is measured, as the programs themselves and Debian say; upstream's part alone."""
    said = subprocess.run(["dpkg-query", "-W", "-f", "${Package}=${Version}\n", *PACKAGES.values()], capture_output=True,
                          text=True, check=False).stdout if shutil.which("dpkg-query") else ""
    of_package = dict(line.split("=", 1) for line in said.splitlines())
    found = {"terrier": first_line(program, "--version").removeprefix("terrier "),
             "GDAL": first_line("ogr2ogr", "--version").removeprefix("GDAL ").split(",")[0]}
    found |= {name: re.split("[-+]", of_package.get(package, "").split(":")[-1])[0] for name, package in PACKAGES.items()}
    return {name: version for name, version in found.items() if version}


class Results:
    """Rows, series of growth and figures of scale as they were measured last; each stored at once, so that a run that
    is cut off loses only what it was at."""

    def __init__(self, path):
        self.path, self.data = path, {"rows": {}, "growth": {}, "scale": {}}
        if path.exists():
            self.data |= json.loads(path.read_text(encoding="utf-8"))

    def begin(self, program):
        self.data |= {"machine": machine(), "versions": versions(program)}

    def store(self, table, key, figures):
        self.data[table][key] = figures | {"when": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M")}
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.data, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(self.path)

    def __getitem__(self, table):
        return self.data[table]
