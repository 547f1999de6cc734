"""Owns a private PostGIS on a socket in a temporary folder, gone with the `with`, and with the program however it ends:
a keeper waits for the end of a pipe that only this process holds open, stops the server and removes the folder.
PostgreSQL refuses root, so its programs run as the user postgres then."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

SETTINGS = "-c listen_addresses= -c shared_buffers=256MB -c fsync=off -c jit=off -c autovacuum=off"
KEEPER = 'trap "" INT TERM HUP; cat >/dev/null; cd /; "$@" >/dev/null 2>&1; rm -rf "$0"'


class Missing(Exception):
    """There is no PostGIS here, or it cannot be started."""


class Refused(Exception):
    """It runs, and did not take what it was asked."""


@contextlib.contextmanager
def undisturbed():
    """Interruptions wait until the block is done, also for programs that are started in it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class PostGIS:
    def __init__(self, *extensions):
        """`extensions` beside postgis itself, as pgrouting."""
        self.extensions, self.user, self.keeper, self.helpers = ("postgis", *extensions), [], None, 0

    def __enter__(self):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not programs:
            raise Missing("PostgreSQL is not installed (Debian: postgresql-15 postgresql-15-postgis-3)")
        self.bin, self.folder = programs[-1].parent, Path(tempfile.mkdtemp(prefix="terrier-pg-"))
        try:
            with undisturbed():
                self._start()
        except (OSError, LookupError, Missing, Refused) as reason:
            self.__exit__()
            raise Missing(str(reason)) from reason
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.keeper:
            with undisturbed():
                self.keeper.stdin.close()
                self.keeper.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self):
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            self.user = ["runuser", "-u", "postgres", "--"]
        data = self.folder / "data"
        stop = [*self.user, self.bin / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
        self.keeper = subprocess.Popen(["sh", "-c", KEEPER, self.folder, *stop], stdin=subprocess.PIPE,
                                       start_new_session=True)
        self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C")
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-w", "-o", f"{SETTINGS} -k {self.folder}", "start")
        for extension in self.extensions:
            self.ask(f"CREATE EXTENSION {extension}")
        time.sleep(0.3)
        self.helpers = self._processes()  # those that stay while nobody asks

    def _run(self, program, *words):
        done = subprocess.run([*self.user, self.bin / program, *words], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise Missing(f"{program}: exit {done.returncode}: {done.stderr.strip()}")

    def ask(self, sql):
        """What psql prints for a script: the rows without headings, cells divided by |."""
        words = ["-h", self.folder, "-U", "postgres", "-XqAt", "-v", "ON_ERROR_STOP=1"]
        done = subprocess.run([self.bin / "psql", *words], input=sql, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Refused(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def seconds(self, sql):
        """The cells of a query's last row; the time that psql saw, without starting psql; and the processor time of
        all processes that worked on it."""
        before = self._settled_s()
        *answer, timing = self.ask(f"\\timing on\n{sql};").splitlines()
        return answer[-1].split("|"), float(timing.split()[1]) / 1000, self._settled_s() - before

    def _settled_s(self):
        """What the server's processes that have ended took: each session is one, and each of its workers. The server
        counts them when it has seen their end."""
        for _ in range(200):
            if self._processes() <= self.helpers:
                break
            time.sleep(0.01)
        cells = Path(f"/proc/{self._server()}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(cells[13]) + int(cells[14])) / os.sysconf("SC_CLK_TCK")

    def _processes(self):
        return len(Path(f"/proc/{self._server()}/task/{self._server()}/children").read_text(encoding="ascii").split())

    def _server(self):
        return (self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0]

    def url(self, schema):
        """The database as a target of `export`, with tables in that schema."""
        return f"postgresql://postgres@/postgres?host={self.folder}&schema={schema}"
