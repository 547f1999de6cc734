"""Owns a private PostGIS on a socket in a temporary folder, gone with the `with`. PostgreSQL refuses root, so its
programs run as the user postgres then."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path


class Missing(Exception):
    """There is no PostGIS here, or it cannot be started."""


class PostGIS:
    def __enter__(self):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not programs:
            raise Missing("PostgreSQL is not installed (Debian: postgresql-15 postgresql-15-postgis-3)")
        self.bin, self.folder = programs[-1].parent, Path(tempfile.mkdtemp(prefix="terrier-pg-"))
        self.user = []
        try:
            if os.geteuid() == 0:
                shutil.chown(self.folder, "postgres")
                self.user = ["runuser", "-u", "postgres", "--"]
            self.run("initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
            self.run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o",
                     f"-c listen_addresses= -k {self.folder} -c fsync=off", "start")
            self.ask("CREATE EXTENSION postgis")
        except (OSError, LookupError, Missing) as reason:
            self.__exit__()
            raise Missing(str(reason)) from reason
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Missing, OSError):
            self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program, *words):
        done = subprocess.run([*self.user, self.bin / program, *words], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise Missing(f"{program}: {done.stderr.strip()}")

    def ask(self, sql):
        """What psql prints: the rows without headings, cells divided by |."""
        done = subprocess.run([self.bin / "psql", "-h", self.folder, "-U", "postgres", "-XqAt", "-v", "ON_ERROR_STOP=1"],
                              input=sql, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Missing(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def url(self, schema):
        return f"postgresql://postgres@/postgres?host={self.folder}&schema={schema}"
