"""Owns how a command is measured: wall time, processor time and peak memory of the child process, and the median of
a few runs. A child's peak memory begins with that of the process that starts it: so this file, run as a program, is
the small process that starts the command and holds the watch.

usage: measure.py FILE COMMAND…     what it took goes to the open file of that number"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class Failed(Exception):
    """A command that was to be measured did not work."""


class Run:
    """What one run of a command took: wall time, processor time, and peak memory."""

    def __init__(self, seconds, cpu, memory_mb):
        self.seconds, self.cpu, self.memory_mb = seconds, cpu, memory_mb


def watch(figures, command):
    started = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    seconds = time.monotonic() - started
    os.write(figures, json.dumps([os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime,
                                  usage.ru_maxrss / 1024]).encode())


def run_once(command, allowed=(0,), source=os.devnull, target=os.devnull):
    words = [str(word) for word in command]
    with (open(target, "w", encoding="utf-8") as stdout, open(source, encoding="utf-8") as stdin,
          tempfile.TemporaryFile("w+", encoding="utf-8") as stderr, tempfile.TemporaryFile("w+") as figures):
        done = subprocess.run([sys.executable, "-I", "-S", __file__, str(figures.fileno()), *words], stdin=stdin,
                              stdout=stdout, stderr=stderr, pass_fds=[figures.fileno()], check=False)
        stderr.seek(0)
        figures.seek(0)
        said, taken = stderr.read().strip(), figures.read()
    if done.returncode != 0 or not taken:
        raise Failed(f"{' '.join(words)}: {said}")
    code, *run = json.loads(taken)
    if code not in allowed:
        raise Failed(f"{' '.join(words)}: exit {code}: {said}")
    return Run(*run)


def measure(command):
    """Run a command; its wall time in seconds and its peak memory in MB."""
    done = run_once(command)
    return done.seconds, done.memory_mb


def median_of(runs, make_command, prepare=lambda: None, allowed=(0,), target=os.devnull):
    """The median of the wall times in seconds, and the greatest peak memory in MB."""
    results = []
    for _ in range(runs):
        prepare()
        results.append(run_once(make_command(), allowed, target=target))
    return statistics.median(one.seconds for one in results), max(one.memory_mb for one in results)


def remove(path):
    """A file, and what SQLite keeps beside it."""
    for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        part.unlink(missing_ok=True)


def in_seconds(seconds):
    return seconds, f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def in_mb(megabytes):
    return megabytes, f"{megabytes:.0f} MB"


if __name__ == "__main__":
    watch(int(sys.argv[1]), sys.argv[2:])
