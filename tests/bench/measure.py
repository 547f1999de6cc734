"""Owns how work is measured: wall time, processor time and peak memory of a command, several ways turn about, so that
a disturbance of the machine hits all of them, and how busy the machine was before. A child's peak memory begins with
that of the process that starts it: so this file, run as a program, is the small process that starts the command and
holds the watch.

usage: measure.py FILE COMMAND…     what it took goes to the open file of that number"""

import contextlib
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PATIENCE_S = 60  # once the turns of a row have taken this long, two of them are enough
BUSY = 0.5       # cores that others use: above it a figure is called disturbed


class Failed(Exception):
    """A command that was to be measured did not work, or said something else than its peer."""


class Skipped(Exception):
    """What the row needs is not on this machine."""


class Run:
    """What one run took: wall time, processor time, of a command also peak memory, of a query also its answer."""

    def __init__(self, seconds, cpu=None, memory_mb=None, answer=None):
        self.seconds, self.cpu, self.memory_mb, self.answer = seconds, cpu, memory_mb, answer


class Series:
    """The same work several times."""

    def __init__(self, values, cpu=None):
        self.values, self.cpu = sorted(values), cpu

    @property
    def median(self):
        return statistics.median(self.values)

    def stored(self):
        return {"median": self.median, "least": self.values[0], "greatest": self.values[-1], "runs": len(self.values),
                "cpu": self.cpu}


def times(runs):
    cpu = [run.cpu for run in runs if run.cpu is not None]
    return Series([run.seconds for run in runs], statistics.median(cpu) if cpu else None)


def memory(runs):
    """Of peaks the greatest counts, however often."""
    return Series([max(run.memory_mb for run in runs)])


def watch(figures, command):
    started = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.monotonic() - started
    os.write(figures, json.dumps([os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime,
                                  usage.ru_maxrss / 1024]).encode())


def run_once(command, allowed=(0,), source=os.devnull, target=os.devnull):
    """The command in a process group of its own, which ends with this function whatever becomes of it."""
    words = [str(word) for word in command]
    with (open(target, "w", encoding="utf-8") as stdout, open(source, encoding="utf-8") as stdin,
          tempfile.TemporaryFile("w+", encoding="utf-8") as stderr, tempfile.TemporaryFile("w+") as figures,
          subprocess.Popen([sys.executable, "-I", "-S", __file__, str(figures.fileno()), *words], stdin=stdin,
                           stdout=stdout, stderr=stderr, pass_fds=[figures.fileno()], process_group=0) as watcher):
        try:
            watcher.wait()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(watcher.pid, signal.SIGKILL)
            raise
        stderr.seek(0)
        figures.seek(0)
        said, taken = stderr.read().strip(), figures.read()
    if watcher.returncode != 0 or not taken:
        raise Failed(f"{' '.join(words)}: {said}")
    code, *run = json.loads(taken)
    if code not in allowed:
        raise Failed(f"{' '.join(words)}: exit {code}: {said}")
    return Run(*run)


def way(make_command, prepare=lambda: None, **settings):
    """A command as one of several ways to take turns; what prepares it is not timed."""
    def once():
        prepare()
        return run_once(make_command(), **settings)
    return once


def asking(server, sql):
    """A query as one of several ways to take turns."""
    def once():
        answer, seconds, cpu = server.seconds(sql)
        return Run(seconds, cpu, answer=answer)
    return once


def turns(runs, *ways, patience=PATIENCE_S, least=2):
    """So many rounds in which each way has one turn; the runs of each. Long work has fewer rounds, but two at least."""
    began, taken = time.monotonic(), [[] for _ in ways]
    for turn in range(runs):
        if turn >= least and time.monotonic() - began > patience:
            break
        for one, mine in zip(ways, taken):
            mine.append(one())
    return taken


def busy_cores(seconds=1.0):
    """How many of the machine's cores others use, while this process sleeps."""
    def read():
        cells = [int(cell) for cell in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
        return sum(cells), cells[3] + cells[4]  # user nice system idle iowait irq softirq steal
    total, idle = read()
    time.sleep(seconds)
    later, idler = read()
    return (1 - (idler - idle) / max(1, later - total)) * os.cpu_count()


def remove(path):
    """A file, and what SQLite keeps beside it."""
    for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        part.unlink(missing_ok=True)


if __name__ == "__main__":
    watch(int(sys.argv[1]), sys.argv[2:])
