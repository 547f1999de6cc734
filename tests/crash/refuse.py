"""Has the system refuse, or somebody interrupt, the commands that write: a full disk, an I/O error, a permission lost
or never had, SIGINT and SIGTERM, a standard output that is closed, full or read no further. Each run must end with
one line and exit code 1, having changed nothing and left nothing, or have done its work whole. On a file system that
can rename, but not exchange or refuse to replace, all work must be done.

    refuse.py --fault TOOL TERRIER                 environment: TERRIER_POINTS=N moments a trouble; SEED"""

import argparse
import collections
import concurrent.futures
import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from crashing import EXAMPLE, Terrier, content, fail, fingerprint, listing, make_register, produced, skip

WORKERS, NOBODY = 2, 65534

COMMANDS = {
    "import": (("import", "hydrant", EXAMPLE / "new-hydrants.csv", "--set", "status=planned"), None),
    "geocode": (("geocode", "hydrant"), None),
    "derive": (("derive", "grazing_ban", "--kind", "highway_belts", "--road", "110国道", "--buffer", "50"), None),
    "backup": (("backup", "copy.sqlite"), "copy.sqlite"),
    "export-geojson": (("export", "hydrant", "--to", "x.geojson"), "x.geojson"),
    "export-shp": (("export", "hydrant", "--to", "x.shp"), "x.shp"),
    "export-xlsx": (("export", "hydrant", "--to", "x.xlsx"), "x.xlsx"),
    "export-gpkg": (("export", "hydrant", "--to", "x.gpkg"), "x.gpkg"),
    "coverage": (("coverage", "station", "--radius", "3000", "--out", "answer"), "answer/coverage.json"),
}
# What happens at the moment: the fault's options, and whether what was begun can still be removed.
TROUBLES = {
    "disk full": (("--errno", errno.ENOSPC, "--only", "writes", "--all"), True),
    "one write fails": (("--errno", errno.EIO, "--only", "writes"), True),
    "permission lost": (("--errno", errno.EACCES, "--only", "paths", "--all"), False),
    "SIGINT": (("--signal", int(signal.SIGINT)), True),
    "SIGTERM": (("--signal", int(signal.SIGTERM)), True),
}


class Trial:
    """A command, and what it does without trouble."""

    def __init__(self, name, options, register, top):
        self.name, self.options, self.register, self.top = name, options, register, top
        self.words, self.writes = COMMANDS[name]
        self.before = fingerprint(register)
        folder = self.copy("calm")
        done = self.run(folder)
        self.code, self.files = done.returncode, self.visible(folder)
        if self.code not in (0, 3):
            fail(f"{name}: {done.returncode}: {done.said}")
        self.after = content(folder / "r.sqlite")
        self.result = produced(folder / self.writes) if self.writes else None

    def visible(self, folder):
        return [name for name in listing(folder) if name not in ("r.sqlite-wal", "r.sqlite-shm")]

    def copy(self, name):
        folder = self.top / name
        folder.mkdir()
        shutil.copyfile(self.register, folder / "r.sqlite")
        return folder

    def run(self, folder, *tool):
        terrier = Terrier(self.options.program, folder, self.top / "temporary")
        try:
            return terrier.run("--db", "r.sqlite", *self.words,
                               before=(self.options.fault, "--below", self.top, *tool) if tool else ())
        except subprocess.TimeoutExpired:
            fail(f"{self.name}: {tool}: hangs")

    def count(self, tool):
        folder, file = self.copy("count"), self.top / "calls"
        self.run(folder, *tool, "--count", file)
        shutil.rmtree(folder)
        return int(file.read_text(encoding="ascii"))

    def recovered(self, folder):
        journals = [name for name in listing(folder) if name in ("r.sqlite-wal", "r.sqlite-journal")]
        if any((folder / name).stat().st_size for name in journals):
            Terrier(self.options.program, folder, self.top / "temporary").must("--db", "r.sqlite", "find", "hydrant",
                                                                               "--limit", "1")

    def judge(self, folder, done, tidy):
        lines = done.said.splitlines()
        self.recovered(folder)
        if done.returncode == self.code and content(folder / "r.sqlite") == self.after:
            result = produced(folder / self.writes) if self.writes else None
            return "worked" if not tidy or (self.visible(folder) == self.files and result == self.result) else "wrong"
        if done.returncode != 1 or len(lines) != 1 or not lines[0].startswith("terrier: "):
            return "wrong"
        if fingerprint(folder / "r.sqlite") != self.before and content(folder / "r.sqlite") != self.options.held:
            return "wrong"
        return "refused" if not tidy or self.visible(folder) == ["r.sqlite"] else "wrong"

    def one(self, trouble, at):
        tool, tidy = TROUBLES[trouble]
        folder = self.copy(f"{trouble.replace(' ', '-')}-{at}")
        done = self.run(folder, *tool, "--at", at)
        verdict = self.judge(folder, done, tidy)
        story = (f"{self.name}, {trouble} at call {at}: {done.returncode}: {done.said[:500].rstrip()} "
                 f"left: {' '.join(self.visible(folder))}")
        shutil.rmtree(folder)
        return trouble, verdict, story


def try_command(name, options, register, top):
    (top / name / "temporary").mkdir(parents=True)
    trial = Trial(name, options, register, top / name)
    dice, points, jobs = random.Random(int(os.environ.get("SEED", "1"))), int(os.environ.get("TERRIER_POINTS", "2")), []
    for trouble, (tool, _) in TROUBLES.items():
        calls = trial.count(tool)
        moments = {1, calls} | {max(1, calls - i) for i in (1, 2)}
        jobs += [(trouble, at) for at in sorted(moments | {dice.randint(1, calls) for _ in range(points)}) if calls]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        results = list(pool.map(lambda job: trial.one(*job), jobs))
    counts = collections.Counter(verdict for _, verdict, _ in results)
    print(f"{name}: {len(results)} runs: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())),
          flush=True)
    for _, verdict, story in results:
        if verdict == "wrong":
            print(f"  {story}", flush=True)
    return not counts["wrong"]


def try_plain_renaming(trial):
    """EINVAL to each renaming with flags, first where there is no target, then where there is one to replace."""
    folder, good = trial.copy("plain"), True
    for what in ("new", "replaced") if trial.name != "backup" else ("new",):
        done = trial.run(folder, "--errno", errno.EINVAL, "--only", "flags", "--all", "--at", 1)
        if trial.judge(folder, done, True) != "worked":
            print(f"  {trial.name}, plain renaming, {what}: {done.returncode}: {done.said} "
                  f"left: {' '.join(trial.visible(folder))}")
            good = False
    shutil.rmtree(folder)
    return good


def expect_line(what, done, codes=(1,)):
    if done.returncode in codes and len(done.said.splitlines()) == 1:
        return True
    print(f"  {what}: {done.returncode}: {done.said[:500]}", flush=True)
    return False


def try_outputs(terrier):
    """Standard output that takes nothing; `head` may end first, which is no fault of anybody."""
    words = ("--db", "base.sqlite", "find", "hydrant", "--format", "json")
    good = True
    for what, where in (("/dev/full", ">/dev/full"), ("closed output", ">&-")):
        done = subprocess.run(["bash", "-c", f'"$0" "$@" {where}', terrier.program, *words], cwd=terrier.folder,
                              env=terrier.env, capture_output=True, check=False)
        done.said = done.stderr.decode()
        good = expect_line(what, done) and good
    done = subprocess.run(["bash", "-c", '"$0" "$@" | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}', terrier.program,
                           *words], cwd=terrier.folder, env=terrier.env, capture_output=True, check=False)
    if done.returncode not in (0, 1) or done.stderr:
        print(f"  head: {done.returncode}: {done.stderr.decode()}")
        good = False
    print("standard output: full, closed, read no further")
    return good


def try_limit(trial):
    """A file may not grow beyond a size (RLIMIT_FSIZE)."""
    good, size = True, os.path.getsize(trial.register)
    for limit in (4096, 20000, size, size + 8192):
        folder = trial.copy(f"limit-{limit}")
        terrier = Terrier(trial.options.program, folder, trial.top / "temporary")
        done = terrier.run("--db", "r.sqlite", *trial.words,
                           preexec_fn=lambda most=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
        if trial.judge(folder, done, True) == "wrong":
            print(f"  {trial.name}, files up to {limit} bytes: {done.returncode}: {done.said} "
                  f"left: {' '.join(trial.visible(folder))}")
            good = False
        shutil.rmtree(folder)
    return good


def try_forbidden(options, register, top):
    """What a user may not write; root may write everything and steps down."""
    folder = top / "forbidden"
    folder.mkdir()
    shutil.copyfile(register, folder / "r.sqlite")
    before = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups") if os.geteuid() == 0 else ()
    if before and not shutil.which("setpriv"):
        print("read-only: left out, root may write everything and setpriv is not there")
        return True
    for path in (top, folder):
        path.chmod(0o755)
    terrier = Terrier(options.program, folder, "/tmp")
    if before and terrier.run("--version", before=before).returncode != 0:
        print("read-only: left out, another user may not run this program")
        return True
    good, mark = True, fingerprint(folder / "r.sqlite")
    for what, file_mode, folder_mode in (("read-only file", 0o444, 0o777), ("read-only folder", 0o666, 0o555),
                                         ("both", 0o444, 0o555)):
        (folder / "r.sqlite").chmod(file_mode)
        folder.chmod(folder_mode)
        for name, (words, _) in COMMANDS.items():
            writes_register = name in ("import", "geocode", "derive")
            if not writes_register and folder_mode == 0o777:
                continue
            done = terrier.run("--db", "r.sqlite", *words, before=before)
            good = expect_line(f"{what}: {name}", done) and good
        if fingerprint(folder / "r.sqlite") != mark or [
                name for name in listing(folder) if name not in ("r.sqlite", "r.sqlite-wal", "r.sqlite-shm")]:
            print(f"  {what}: left {listing(folder)}")
            good = False
    folder.chmod(0o755)
    print("read-only file and folder")
    return good


def try_small_disk(trial, top):
    """A real file system that fills up."""
    disk = top / "disk"
    disk.mkdir()
    size = os.path.getsize(trial.register) + 40_000
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], check=False,
                      capture_output=True).returncode != 0:
        print("small disk: left out, nothing may be mounted here")
        return True
    try:
        folder = disk / "work"
        folder.mkdir()
        shutil.copyfile(trial.register, folder / "r.sqlite")
        done = trial.run(folder)
        verdict = trial.judge(folder, done, True)
        print(f"{trial.name} on a small disk: {verdict}: {done.said.rstrip()}")
        return verdict == "refused"
    finally:
        subprocess.run(["umount", disk], check=False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fault", required=True)
    parser.add_argument("--only")
    parser.add_argument("program")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        skip(f"no release build at {options.program}")
    options.fault = str(Path(options.fault).resolve())
    if subprocess.run([options.fault, "true"], check=False, capture_output=True).returncode != 0:
        skip("no program may be traced here")
    with tempfile.TemporaryDirectory(prefix="terrier-refuse-") as name:
        top = Path(name)
        (top / "temporary").mkdir()
        terrier = Terrier(options.program, top, top / "temporary")
        make_register(terrier, "base.sqlite")
        register = top / "base.sqlite"
        options.held = content(register)
        good = [try_command(command, options, register, top) for command in COMMANDS if options.only in (None, command)]
        if not options.only:
            for command in ("import", "backup", "export-gpkg", "export-shp", "coverage"):
                (top / f"{command}-more" / "temporary").mkdir(parents=True)
                trial = Trial(command, options, register, top / f"{command}-more")
                good += [try_limit(trial)] + ([try_small_disk(trial, top)] if command == "backup" else [])
                good += [try_plain_renaming(trial)] if trial.writes else []
            print("files up to a size; renaming without flags")
            good += [try_outputs(terrier), try_forbidden(options, register, top)]
    if not all(good):
        sys.exit(1)


if __name__ == "__main__":
    main()
