#!/usr/bin/env python3
"""Owns the golden tests of the command line: runs the commands of a .test file and compares what they print.

A .test file is prose with indented commands and what each is to print, as a reader would see it:

    The status comes from the layer's own list.

      $ terrier --db a.sqlite find hydrant --status broken
      ! terrier: "broken" is not a status …
      [2]

`$` starts a command and `>` continues it; lines that follow are standard output, those with `! ` standard error,
and `[N]` is the exit code where it is not 0. An empty line of output is written <BLANK>, a carriage return <CR>;
output without a final newline ends with `(no newline)`.
All commands of a file run in one bash, in a new folder, with the example's folder in $EXAMPLE. What differs from
run to run is replaced: <TIME>, <TODAY>, <SHA256>, <VERSION>, <FOLDER>, <EXAMPLE>.
With --update, or UPDATE=1 in the environment, the files are rewritten with what was printed: read the difference."""

import argparse
import datetime
import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
EXAMPLE = SOURCE / "docs/examples/tumed-left"
INDENT = "  "
TIMEOUT_S = 300


class Step:
    """A command with the lines its file expects."""

    def __init__(self, command):
        self.command = [command]
        self.expected = []


def parse(text):
    """The file as a list of prose lines and Steps, in order."""
    parts, step = [], None
    for line in text.splitlines():
        body = line[len(INDENT):]
        if not line.startswith(INDENT):
            step = None
            parts.append(line)
        elif body.startswith("$ "):
            step = Step(body[2:])
            parts.append(step)
        elif step is None:
            parts.append(line)
        elif body.startswith("> ") and not step.expected:
            step.command.append(body[2:])
        else:
            step.expected.append(body)
    return parts


def script_of(steps, folder):
    """One bash for all, so that variables live on; each step's output goes to files of its own."""
    lines = []
    for number, step in enumerate(steps):
        where = f"{folder}/{number}"
        lines += ["{", *step.command, "}" + f" >{where}.out 2>{where}.err </dev/null", f"echo $? >{where}.status"]
    return "\n".join(lines) + "\n"


def environment(program, folder):
    keep = ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "PROJ_DATA", "PROJ_LIB")
    env = {name: os.environ[name] for name in keep if name in os.environ}
    env.update(PATH=f"{program.parent}:/usr/bin:/bin", HOME=str(folder), TMPDIR=str(folder), EXAMPLE=str(EXAMPLE),
               LC_ALL="C.UTF-8", TZ="UTC", TERM="dumb")
    return env


def today():
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def placeholders(folder, days):
    return [
        (re.compile(re.escape(str(folder))), "<FOLDER>"),
        (re.compile(re.escape(str(EXAMPLE))), "<EXAMPLE>"),
        (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z?"), "<TIME>"),
        (re.compile("|".join(days)), "<TODAY>"),
        (re.compile(r"\b[0-9a-f]{64}\b"), "<SHA256>"),
        (re.compile(r"\bterrier \d+\.\d+\.\d+\b(~dev)?"), "terrier <VERSION>"),
    ]


def printed(path, prefix, replace):
    text = path.read_bytes().decode("utf-8", "backslashreplace") if path.exists() else ""
    for pattern, name in replace:
        text = pattern.sub(name, text)
    text = text.replace("\r", "<CR>")
    if text and not text.endswith("\n"):
        text += " (no newline)\n"
    return [prefix + (line or "<BLANK>") for line in text.split("\n")[:-1]]


def run_steps(steps, program):
    """What each step printed, in the form of its file."""
    with tempfile.TemporaryDirectory(prefix="terrier-cli-") as top:
        folder, logs = Path(top, "work"), Path(top, "logs")
        folder.mkdir()
        logs.mkdir()
        started = today()
        try:
            subprocess.run(["bash", "-c", script_of(steps, logs)], cwd=folder, env=environment(program, folder),
                           stdin=subprocess.DEVNULL, timeout=TIMEOUT_S, check=False)
        except subprocess.TimeoutExpired:
            pass  # the step that hung has no status: it shows below
        replace, results = placeholders(folder, {started, today()}), []
        for number in range(len(steps)):
            status = logs / f"{number}.status"
            code = status.read_text(encoding="ascii").strip() if status.exists() else "not finished"
            results.append(printed(logs / f"{number}.out", "", replace) +
                           printed(logs / f"{number}.err", "! ", replace) + ([] if code == "0" else [f"[{code}]"]))
        return results


def render(parts, outputs):
    lines, outputs = [], iter(outputs)
    for part in parts:
        if isinstance(part, Step):
            marks = ["$ "] + ["> "] * (len(part.command) - 1)
            lines += [INDENT + mark + line for mark, line in zip(marks, part.command)]
            lines += [INDENT + line for line in next(outputs)]
        else:
            lines.append(part)
    return "\n".join(lines) + "\n"


def run_file(path, program, update):
    """True when the file's commands print what it says."""
    text = path.read_text(encoding="utf-8")
    parts = parse(text)
    steps = [part for part in parts if isinstance(part, Step)]
    if not steps:
        print(f"{path}: no command in it")
        return False
    outputs = run_steps(steps, program)
    actual = render(parts, outputs)
    if any("[not finished]" in lines for lines in outputs):
        print(actual, f"{path}: a command ended the shell, or {TIMEOUT_S} s were not enough", sep="\n")
        return False
    if actual == text:
        return True
    if update:
        path.write_text(actual, encoding="utf-8")
        print(f"{path}: rewritten")
        return True
    print(*difflib.unified_diff(text.splitlines(), actual.splitlines(), f"{path.name} (expected)",
                                f"{path.name} (printed)", lineterm=""), sep="\n")
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.test")
    parser.add_argument("--program", required=True, type=Path, help="the terrier to run")
    parser.add_argument("--update", action="store_true", default=os.environ.get("UPDATE") == "1")
    args = parser.parse_args()
    results = [run_file(path, args.program.resolve(), args.update) for path in args.files]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
