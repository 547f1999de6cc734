#!/usr/bin/env python3
"""Owns clang-tidy over each file that the build compiled. It follows the paths through every function, which takes
seconds a file; so what was found clean is remembered in the build's folder and read again only once it, a header
of it, its flags or the rules have changed.

usage: tidy.py BUILD      exit code 77: no clang-tidy on this machine"""

import concurrent.futures
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from second_compiler import entries_of, reading

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 600


def rules():
    """What the answer depends on beside the file: the program and what it is told to look for."""
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, check=True).stdout
    return version + (ROOT / ".clang-tidy").read_bytes()


def files_of(build):
    """Each file once, with all the ways in which it was compiled."""
    files = {}
    for entry in entries_of(build):
        files.setdefault(entry["file"], []).append(entry)
    return files


def preprocessed(entry):
    """All that is read: the flags and the file with its headers, comments (NOLINT) included."""
    words = [word for word in reading(entry) if word not in ("-fsyntax-only", "-Werror")]
    done = subprocess.run([*words, "-E", "-C"], cwd=entry["directory"], capture_output=True, check=False,
                          timeout=TIMEOUT_S)
    return " ".join(words).encode() + b"\0" + (done.stdout if done.returncode == 0 else os.urandom(32))


def examine(file, entries, build, common, clean):
    """Whether the file is clean, its fingerprint, and what was said of it."""
    mark = hashlib.sha256(b"\0".join([common, *map(preprocessed, entries)])).hexdigest()
    if mark in clean:
        return True, mark, ""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", build, file], capture_output=True, text=True, check=False,
                          timeout=TIMEOUT_S)
    return done.returncode == 0, mark, done.stdout if done.returncode == 0 or done.stdout else done.stderr


def main():
    if not shutil.which("clang-tidy") or not shutil.which("clang"):
        print("skipped: no clang-tidy on this machine")
        return 77
    build, common, known, faults = sys.argv[1], rules(), 0, 0
    memory = Path(build, "tidy-clean")
    clean = set(memory.read_text("ascii").split()) if memory.exists() else set()
    files = files_of(build)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool, memory.open("a", encoding="ascii") as notes:
        answers = pool.map(lambda item: examine(*item, build, common, clean), files.items())
        for good, mark, said in answers:
            print(said, end="", flush=True)
            known += mark in clean
            faults += not good
            if good and mark not in clean:
                print(mark, file=notes, flush=True)
    print(f"clang-tidy read {len(files) - known} files, {faults} with faults; {known} were known to be clean")
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main())
