#!/usr/bin/env python3
"""Owns a second compiler's opinion: clang reads each file that the build compiled, with the build's own flags, and a
warning is a fault. It makes no code (warnings come from reading), so this costs a tenth of a whole build.

usage: second_compiler.py BUILD      exit code 77: no clang on this machine"""

import concurrent.futures
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

GCC_ONLY = ("-fanalyzer",)
WITH_OPERAND = ("-o", "-MF", "-MT", "-MQ")
TIMEOUT_S = 300


def reading(entry):
    """The compiler's line of one file, turned into one that only reads it."""
    words = shlex.split(entry["command"])
    source = words.index("-c")
    flags, skip = [], False
    for word in words[next(i for i, word in enumerate(words) if word.startswith("-")):source]:
        if not skip and word not in WITH_OPERAND and word not in GCC_ONLY:
            flags.append(word)
        skip = not skip and word in WITH_OPERAND
    return ["clang", *flags, "-fsyntax-only", "-Werror", words[source + 1]]


def entries_of(build):
    """What the build compiled, without what it wrote itself."""
    entries = json.loads(Path(build, "compile_commands.json").read_text("utf-8"))
    return [entry for entry in entries if "/generated/" not in entry["file"]]


def read(entry):
    done = subprocess.run(reading(entry), cwd=entry["directory"], capture_output=True, text=True, check=False,
                          timeout=TIMEOUT_S)
    return done.returncode == 0, done.stderr


def main():
    if not shutil.which("clang"):
        print("skipped: no clang on this machine")
        return 77
    entries = entries_of(sys.argv[1])
    faults = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for good, said in pool.map(read, entries):
            faults += not good
            print(said, end="")
    print(f"clang read {len(entries)} files, {faults} with faults")
    return 1 if faults or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
