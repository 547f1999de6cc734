"""Lets memory run out at many moments of the main commands, once and for good, and proves that each ends with one line
and exit code 1, changes nothing and leaves nothing, or else does its work whole: no crash and no hang.

    memory.py --scarce LIBRARY TERRIER             environment: TERRIER_POINTS=N moments a command; SEED

The moments are a geometric row over the run's allocations and as many drawn evenly."""

import argparse
import collections
import concurrent.futures
import os
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

from crashing import EXAMPLE, Terrier, content, fail, fingerprint, listing, make_register, produced, skip

WORKERS = 2
STAYS = "terrier: out of memory; what was finished before stays"

COMMANDS = {
    "init": (("init", "new.sqlite", "--quiet"), "new.sqlite"),
    "import": (("import", "hydrant", EXAMPLE / "new-hydrants.csv", "--set", "status=planned", "--rejects", "no.csv"), "no.csv"),
    "geocode": (("geocode", "hydrant"), None),
    "find": (("find", "hydrant", "--where", "road LIKE '%路'"), None),
    "export-geojson": (("export", "hydrant", "--to", "x.geojson"), "x.geojson"),
    "export-gpkg": (("export", "hydrant", "--to", "x.gpkg"), "x.gpkg"),
    "export-shp": (("export", "hydrant", "--to", "x.shp"), "x.shp"),
    "export-xlsx": (("export", "hydrant", "--to", "x.xlsx"), "x.xlsx"),
    "check": (("check",), None),
    "derive": (("derive", "grazing_ban", "--kind", "highway_belts", "--road", "110国道", "--buffer", "50"), None),
    "report": (("report", "repair", "--out", "x.html"), "x.html"),
    "backup": (("backup", "copy.sqlite"), "copy.sqlite"),
}


class Trial:
    def __init__(self, name, options, register, top):
        self.name, self.options, self.register, self.top = name, options, register, top
        self.words, self.writes = COMMANDS[name]
        self.before = fingerprint(register)
        folder = self.copy("plenty")
        done = self.run(folder, SCARCE_COUNT=str(top / "count"))
        self.code, self.files = done.returncode, self.visible(folder)
        self.count = int((top / "count").read_text(encoding="ascii"))
        self.after = content(folder / "r.sqlite")
        self.result = produced(folder / self.writes) if self.writes else None
        if self.code not in (0, 3):
            fail(f"{name}: {done.returncode}: {done.said}")

    def visible(self, folder):
        return [name for name in listing(folder) if name not in ("r.sqlite-wal", "r.sqlite-shm")]

    def copy(self, name):
        folder = self.top / name
        folder.mkdir()
        shutil.copyfile(self.register, folder / "r.sqlite")
        return folder

    def run(self, folder, **env):
        terrier = Terrier(self.options.program, folder, self.top / "temporary")
        terrier.env |= {"LD_PRELOAD": self.options.scarce} | env
        words = self.words if self.name == "init" else ("--db", "r.sqlite", *self.words)
        try:
            return terrier.run(*words)
        except subprocess.TimeoutExpired:
            fail(f"{self.name}: {env}: hangs")

    def moments(self, points):
        dice = random.Random(int(os.environ.get("SEED", "1")))
        row = {max(1, round(self.count ** (i / points))) for i in range(points + 1)}
        return sorted(row | {dice.randint(1, self.count) for _ in range(points)})

    def unchanged(self, folder):
        journals = [name for name in listing(folder) if name.startswith("r.sqlite-")]
        if any((folder / name).stat().st_size for name in journals if not name.endswith("-shm")):
            Terrier(self.options.program, folder, self.top / "temporary").must("--db", "r.sqlite", "find", "hydrant",
                                                                               "--limit", "1")
        return fingerprint(folder / "r.sqlite") == self.before and self.visible(folder) == ["r.sqlite"]

    def whole(self, folder):
        return (content(folder / "r.sqlite") == self.after and self.visible(folder) == self.files and
                (produced(folder / self.writes) if self.writes else None) == self.result)

    def one(self, moment):
        """What became of one run, in a word, and its story where it is not as promised."""
        at, later = moment
        folder = self.copy(f"{at}-{'all' if later else 'one'}")
        done = self.run(folder, SCARCE_AT=str(at), **({"SCARCE_ALL": "1"} if later else {}))
        lines = done.said.splitlines()
        story = f"{self.name}, allocation {at}{' and all later' if later else ''}: {done.returncode}: {done.said[:400]}"
        if done.returncode < 0:
            verdict = "crashed"
        elif done.returncode == self.code and self.whole(folder):
            verdict = "worked"
        elif done.returncode == 1 and len(lines) == 1 and self.unchanged(folder):
            verdict = "refused"
        elif done.returncode == 1 and lines == [STAYS] and self.whole(folder):
            verdict = "finished"
        else:
            verdict, story = "wrong", story + f" left: {self.visible(folder)}"
        shutil.rmtree(folder)
        return verdict, story


def try_command(name, options, register, top):
    (top / name).mkdir()
    (top / name / "temporary").mkdir()
    trial = Trial(name, options, register, top / name)
    moments = [(at, later) for at in trial.moments(int(os.environ.get("TERRIER_POINTS", "8"))) for later in (False, True)]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        results = list(pool.map(trial.one, moments))
    counts = collections.Counter(verdict for verdict, _ in results)
    print(f"{name}: {trial.count} allocations, {len(results)} runs: " +
          ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())), flush=True)
    for verdict, story in results:
        if verdict in ("crashed", "wrong"):
            print(f"  {verdict}: {story}", flush=True)
    return not counts["crashed"] and not counts["wrong"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scarce", required=True)
    parser.add_argument("--only")
    parser.add_argument("program")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        skip(f"no release build at {options.program}")
    options.scarce = str(Path(options.scarce).resolve())
    with tempfile.TemporaryDirectory(prefix="terrier-memory-") as name:
        top = Path(name)
        (top / "temporary").mkdir()
        make_register(Terrier(options.program, top, top / "temporary"), "base.sqlite")
        good = [try_command(command, options, top / "base.sqlite", top) for command in COMMANDS
                if options.only in (None, command)]
    if not all(good):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
