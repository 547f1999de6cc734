"""Owns a private PostGIS on a socket in a temporary folder, gone with the `with`. PostgreSQL refuses root, so its
programs run as the user postgres then."""

import contextlib
import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

SETTINGS = "-c listen_addresses= -c shared_buffers=256MB -c fsync=off -c jit=off"


class Missing(Exception):
    """There is no PostGIS here, or it cannot be started."""


class Refused(Exception):
    """It runs, and did not take what it was asked."""


class PostGIS:
    def __init__(self, *extensions):
        """`extensions` beside postgis itself, as pgrouting."""
        self.extensions, self.user = ("postgis", *extensions), []

    def __enter__(self):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not programs:
            raise Missing("PostgreSQL is not installed (Debian: postgresql-15 postgresql-15-postgis-3)")
        self.bin, self.folder = programs[-1].parent, Path(tempfile.mkdtemp(prefix="terrier-pg-"))
        try:
            self._start()
        except (OSError, LookupError, Missing, Refused) as reason:
            self.__exit__()
            raise Missing(str(reason)) from reason
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Missing, OSError):
            self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self):
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            self.user = ["runuser", "-u", "postgres", "--"]
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-w", "-o", f"{SETTINGS} -k {self.folder}", "start")
        for extension in self.extensions:
            self.ask(f"CREATE EXTENSION {extension}")

    def _run(self, program, *words):
        done = subprocess.run([*self.user, self.bin / program, *words], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise Missing(f"{program}: exit {done.returncode}: {done.stderr.strip()}")

    def ask(self, sql):
        """What psql prints for a script: the rows without headings, cells divided by |."""
        done = subprocess.run([self.bin / "psql", "-h", self.folder, "-U", "postgres", "-XqAt", "-v", "ON_ERROR_STOP=1"],
                              input=sql, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Refused(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def seconds(self, sql, runs):
        """The cells of a query's last row, and the median of the times that psql saw, without starting psql."""
        times = []
        for _ in range(runs):
            *answer, timing = self.ask(f"\\timing on\n{sql};").splitlines()
            times.append(float(timing.split()[1]) / 1000)
        return answer[-1].split("|"), statistics.median(times)

    def url(self, schema):
        """The database as a target of `export`, with tables in that schema."""
        return f"postgresql://postgres@/postgres?host={self.folder}&schema={schema}"
