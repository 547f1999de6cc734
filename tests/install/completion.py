#!/usr/bin/env python3
"""Owns the test of the completion: a real bash at a terminal inserts all that it would offer for a line (readline's
insert-completions, which sorts), and runs the line; what the command is then given is compared."""
import os
import pty
import select
import shlex
import subprocess
import sys
import tempfile
import time

SETUP = r"""
bind 'set enable-bracketed-paste off'; bind 'set bell-style none'; bind 'set completion-ignore-case off'
terrier() { printf '\001'; [[ $# -eq 0 ]] || printf '%s\002' "$@"; printf '\003\n'; }
"""

FILES = ["list.csv", "LIST.XLSX", "notes.md", "南区 清单.csv", "a'b.csv", "map.geojson", "r.sqlite", "order.jpg",
         "folder/inside.csv", "folder/inside.md", "只有这个.dat/x.txt"]

# What is typed, where "|" is the cursor's place, and what the command is given after all offers were inserted.
CASES = [
    ("first words", "imp|", ["import"]),
    ("a group", "calendar |", ["calendar", "import", "list", "use"]),
    ("a group that is a command too", "derive sh|", ["derive", "show"]),
    ("a layer", "find hyd|", ["find", "hydrant"]),
    ("literal words", "calendar use |", ["calendar", "use", "cn", "none"]),
    ("files by ending, and folders",
     "import hydrant |", ["import", "hydrant", "LIST.XLSX", "a'b.csv", "folder", "list.csv", "map.geojson", "r.sqlite",
                          "南区 清单.csv", "只有这个.dat"]),
    ("a Chinese name with a blank", "import hydrant 南|", ["import", "hydrant", "南区 清单.csv"]),
    ("the same, begun in quotes", "import hydrant '南区 |", ["import", "hydrant", "南区 清单.csv"]),
    ("the same, with a backslash", r"import hydrant 南区\ 清|", ["import", "hydrant", "南区 清单.csv"]),
    ("a quote in the name", "import hydrant a|", ["import", "hydrant", "a'b.csv"]),
    ("in a folder", "import hydrant folder/|", ["import", "hydrant", "folder/inside.csv"]),
    ("another ending rather than nothing", "import hydrant notes|", ["import", "hydrant", "notes.md"]),
    ("the home folder", "import hydrant ~/list|", ["import", "hydrant", "HOME/list.csv"]),
    ("an option's name", "find hydrant --tow|", ["find", "hydrant", "--township"]),
    ("formats of this command", "layer list --format |", ["layer", "list", "--format", "json", "table"]),
    ("a value behind =", "find hydrant --format=ge|", ["find", "hydrant", "--format=geojson"]),
    ("the register", "--db |", ["--db", "folder", "r.sqlite", "只有这个.dat"]),
    ("the register behind =", "--db=r|", ["--db=r.sqlite"]),
    ("a command after a global option", "--db r.sqlite lay|", ["--db", "r.sqlite", "layer"]),
    ("languages", "--lang |", ["--lang", "en", "zh"]),
    ("statuses of the layer", "find grazing_ban --status i|", ["find", "grazing_ban", "--status", "in_force"]),
    ("a status by its field", "import hydrant list.csv --set status=out|",
     ["import", "hydrant", "list.csv", "--set", "status=out_of_service"]),
    ("a field", "set hydrant H-000001 pressure|", ["set", "hydrant", "H-000001", "pressure_mpa="]),
    ("no status of another layer", "find grazing_ban --status out|", ["find", "grazing_ban", "--status", "out"]),
    ("a layer's record", "find hydrant --in towns|", ["find", "hydrant", "--in", "township:"]),
    ("a code is not guessed", "set hydrant H|", ["set", "hydrant", "H"]),
    ("a table of your own", "coverage hydrant --scenario re|", ["coverage", "hydrant", "--scenario", "repaired"]),
    ("a layer or a file", "overlay land_use g|", ["overlay", "land_use", "grazing_ban"]),
    ("options after --", "find -- --tow|", ["find", "--", "--tow"]),
    ("datums", "place hydrant H-1 1,2 --datum |",
     ["place", "hydrant", "H-1", "1,2", "--datum", "bd09", "cgcs2000", "gcj02", "wgs84"]),
    ("orders of axes", "import hydrant list.csv --axes |", ["import", "hydrant", "list.csv", "--axes", "xy", "yx"]),
    ("endings that an option's help names", "report repair --out |",
     ["report", "repair", "--out", "LIST.XLSX", "a'b.csv", "folder", "list.csv", "南区 清单.csv", "只有这个.dat"]),
    ("help", "help layer a|", ["help", "layer", "add"]),
    ("a project", "qgis |", ["qgis", "folder", "只有这个.dat"]),
    ("layers, one after another", "export hydrant sta|", ["export", "hydrant", "station"]),
    ("a photo", "event add hydrant H-1 test --photo o|",
     ["event", "add", "hydrant", "H-1", "test", "--photo", "order.jpg"]),
]


class Shell:
    """An interactive bash without anybody's start-up files."""

    def __init__(self, folder, script):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": folder, "TERM": "dumb", "PS1": ""}
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)
        self.write(f"stty -echo; PS1=; set +o history; source {shlex.quote(script)}; {SETUP.strip()}\n")

    def write(self, text):
        os.write(self.terminal, text.encode())

    def run(self, line):
        """Type a line, have all offers inserted, run it: what the command was given."""
        self.write(f"terrier {line.replace('|', '')}\x1b*\n")
        seen = b""
        end = time.monotonic() + 60
        while b"\x03" not in seen:
            if not select.select([self.terminal], [], [], max(0, end - time.monotonic()))[0]:
                sys.exit(f"terrier {line}: no answer, only {seen!r}")
            seen += os.read(self.terminal, 65536)
        given = seen[seen.rindex(b"\x01") + 1:seen.rindex(b"\x03")].decode(errors="replace")
        return given.split("\x02")[:-1]

    def close(self):
        self.write("exit\n")
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


def make_files(folder):
    for name in FILES:
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8"):
            pass


def check(shell, folder):
    faults = 0
    for what, line, expected in CASES:
        wanted = [word.replace("HOME", folder) for word in expected]
        given = [word.rstrip("/") for word in shell.run(line)]
        if given != wanted:
            faults += 1
            print(f"{what}: terrier {line}\n  given    {given}\n  expected {wanted}")
    return faults


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: completion.py PROGRAM|SCRIPT")
    with tempfile.TemporaryDirectory() as work:
        script = sys.argv[1]
        if os.access(script, os.X_OK):
            script = os.path.join(work, "completion")
            with open(script, "wb") as out:
                subprocess.run([sys.argv[1], "help", "--completion"], stdout=out, check=True)
        folder = os.path.join(work, "home")
        make_files(folder)
        shell = Shell(folder, script)
        faults = check(shell, folder)
        shell.close()
    print(f"{len(CASES)} lines were completed, {faults} of them wrong")
    sys.exit(1 if faults else 0)


main()
