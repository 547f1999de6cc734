"""Checks that QGIS and another writer do not lose each other's work: first with a lock that is held as long as the test
wants, then with an import of 100,000 rows while a user who has the layers open saves one edit after the other, each in
a process of its own and through each provider. What is promised:

- what QGIS reports as stored is in the file after it has ended, and so is every row of the import;
- a save that meets the lock either waits and is stored, or is reported as refused. Repeated, it is stored: by the OGR
  provider as it is; by the SpatiaLite provider once the layers of the file were closed and opened again, and until
  then QGIS reports each further save as refused;
- through the SpatiaLite provider a change of attributes waits, less than five seconds, and is not refused; through OGR
  it never waits.

usage: side_by_side.py PROGRAM REGISTRY FOLDER"""

import collections
import gc
import multiprocessing
import os
import queue
import random
import sqlite3
import subprocess
import sys
import time

from editing import Editor
from session import PROVIDERS, Checks, Terrier, copy_registry, open_layer, qgis, rows

ROWS = 100_000
HELD_S = 1
LONGEST_WAIT_S = 5
ATTEMPTS = 200
SPAWN = multiprocessing.get_context("spawn")

Save = collections.namedtuple("Save", "kind key value seconds refused")


def alias(path, number):
    """The same file by another name, for which QGIS opens a connection of its own."""
    folder, name = os.path.split(path)
    return f"{folder}/{'./' * number}{name}"


def timed(change):
    started = time.monotonic()
    complaints = change()
    return bool(complaints), time.monotonic() - started


def receive(channel, process):
    try:
        return channel.get(timeout=60)
    except queue.Empty:
        process.terminate()
        raise RuntimeError("QGIS did not answer within a minute") from None


# A lock held on purpose ----------------------------------------------------------------------------------------------


def meet_lock(registry, provider, codes, orders, answers):
    """One save of each kind as the first of its connection, while the lock is held; then the same again."""
    with qgis():
        # A QGIS has one connection for all layers of a file; of the SpatiaLite provider three are wanted here.
        paths = [alias(registry, i) for i in range(3)] if provider == "spatialite" else [registry] * 3
        mover, drawer, setter = (Editor(open_layer(path, "hydrant", provider)) for path in paths)
        answers.put("open")
        orders.get()
        changes = {
            "move": lambda: mover.move(codes[0], 111.31, 40.61),
            "draw": lambda: drawer.add([(111.32, 40.62)], remark="drawn"),
            "set": lambda: setter.set(codes[1], remark="set"),
        }
        met = {"move": timed(changes["move"]), "draw": timed(changes["draw"])}
        answers.put("going to wait")
        met["set"] = timed(changes["set"])
        orders.get()
        again = {kind: timed(change) for kind, change in changes.items()}
        further = [bool(mover.set(codes[i], remark="further")) for i in (2, 3)]
        mover.layer = drawer.layer = setter.layer = None
        gc.collect()
        mover = drawer = Editor(open_layer(registry, "hydrant", provider))
        last = {kind: timed(changes[kind]) for kind, (refused, _) in again.items() if refused}
        mover.layer = None
        answers.put((met, again, further, last))


def hold_lock(registry, provider, codes):
    orders, answers = SPAWN.Queue(), SPAWN.Queue()
    user = SPAWN.Process(target=meet_lock, args=(registry, provider, codes, orders, answers))
    user.start()
    receive(answers, user)
    writer = sqlite3.connect(registry, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE hydrant SET owner = 'the other writer' WHERE code = ?", [codes[4]])
    orders.put("save")
    receive(answers, user)
    time.sleep(HELD_S)
    writer.execute("COMMIT")
    writer.close()
    orders.put("save again")
    found = receive(answers, user)
    user.join()
    return found


def check_lock(checks, registry, provider, codes):
    met, again, further, last = hold_lock(registry, provider, codes)
    for kind in ("move", "draw"):
        refused, seconds = met[kind]
        checks.that(refused and seconds < HELD_S, f"a first {kind} beside a writer is reported as refused, at once", met)
    refused, seconds = met["set"]
    if provider == "spatialite":
        checks.that(not refused and HELD_S / 2 < seconds < LONGEST_WAIT_S, "a change of attributes waits", met)
        again.pop("set")
        checks.that(all(refused for refused, _ in again.values()), "repeated as it is, it is reported as refused", again)
        checks.equal(further, [True, True], "and so is what follows")
        checks.equal([refused for refused, _ in last.values()], [False, False], "opened again, the layer stores it")
    else:
        checks.that(refused and seconds < HELD_S, "so is a change of attributes", met)
        checks.that(not any(refused for refused, _ in again.values()), "repeated, each is stored", again)
        checks.equal(further, [False, False], "and so is what follows")
    stored = {code: remark for code, remark in rows(registry, "SELECT code, remark FROM hydrant")}
    checks.equal(stored[codes[1]], "set", "the change of attributes is in the file")
    checks.equal(list(stored.values()).count("drawn"), 1, "what was drawn is in it once")
    reported = [None if refused else "further" for refused in further]
    checks.equal([stored[codes[2]], stored[codes[3]]], reported, "what was reported as stored is, and nothing else")
    moved = rows(registry, "SELECT method FROM hydrant WHERE code = ?", codes[0])
    checks.equal(moved, [("manual",)], "the point is moved")
    other = rows(registry, "SELECT owner FROM hydrant WHERE code = ?", codes[4])
    checks.equal(other, [("the other writer",)], "and the other writer's work is there")


# Both providers in one QGIS ------------------------------------------------------------------------------------------


def mix_providers(registry, codes, orders, answers):
    """Layers of the one provider are open when one of the other is opened: GDAL closes the file once more than it opened
    it, and the process has lost its lock."""
    with qgis():
        editors = [Editor(open_layer(registry, "hydrant", provider)) for provider in PROVIDERS]
        answers.put("open")
        orders.get()
        saves = [bool(editor.set(code, remark="mixed")) for code in codes for editor in editors]
        for editor in editors:
            editor.layer = None
        answers.put(saves)


def check_mixed(checks, terrier, codes):
    orders, answers = SPAWN.Queue(), SPAWN.Queue()
    user = SPAWN.Process(target=mix_providers, args=(terrier.registry, codes[:3], orders, answers))
    user.start()
    receive(answers, user)
    terrier.run("set", "hydrant", codes[3], "remark=terrier")
    orders.put("save")
    saves = receive(answers, user)
    user.join()
    checks.equal(saves, [False] * len(saves), "saves are reported as stored after terrier has come and gone")
    stored = rows(terrier.registry, "SELECT remark FROM hydrant WHERE code IN (?, ?, ?, ?) ORDER BY code", *codes[:4])
    checks.equal(stored, [("mixed",)] * 3 + [("terrier",)], "and are in the file, as is terrier's")


# An import -----------------------------------------------------------------------------------------------------------


def write_list(path):
    numbers = random.Random(1)
    with open(path, "w", encoding="utf-8") as file:
        file.write("code,kind,status,road,township,location_text,lon,lat,uncertainty_m\n")
        for i in range(ROWS):
            lon, lat = numbers.uniform(111, 111.8), numbers.uniform(40.4, 40.9)
            file.write(f"B-{i:06},pillar,in_service,和平路,察素齐镇,和平路{i}号,{lon:.6f},{lat:.6f},50\n")


class User:
    """Saves again and again, and repeats what is refused."""

    def __init__(self, registry, provider):
        self.registry, self.provider = registry, provider
        self.saves = []
        self.others = [open_layer(registry, table, "ogr") for table in ("road", "place", "hydrant_to_review")]
        self.open()

    def open(self):
        self.editor = Editor(open_layer(self.registry, "hydrant", self.provider))

    def close(self):
        self.editor = None
        gc.collect()  # the SpatiaLite provider gives up its connection with its last layer

    def save(self, kind, key, value, change):
        refused, longest = 0, 0
        for _ in range(ATTEMPTS):
            complaints, seconds = timed(change)
            longest = max(longest, seconds)
            if not complaints:
                self.saves.append(Save(kind, key, value, longest, refused))
                return
            refused += 1
            if self.provider == "spatialite":
                self.close()
                self.open()
            time.sleep(0.05)
        self.saves.append(Save("given up", key, value, longest, refused))

    def set(self, code, value):
        self.save("set", code, value, lambda: self.editor.set(code, remark=value))

    def work(self, stop, codes):
        """Each round changes, moves and draws, and every fourth deletes."""
        for number, code in enumerate(codes):
            if stop.is_set():
                return
            x, y = 111.2 + number / 1000, 40.6 + number / 1000
            for step in range(3):
                self.set(code, f"{number}.{step}")
            self.save("move", code, (x, y), lambda: self.editor.move(code, x, y))
            self.save("draw", f"drawn {number}", (x, y), lambda: self.editor.add([(x, y)], remark=f"drawn {number}"))
            if number % 4 == 3:
                self.save("delete", code, None, lambda: self.editor.delete(code))


def use(registry, provider, codes, ready, stop, results):
    with qgis():
        user = User(registry, provider)
        ready.put("open")
        while not stop.is_set():
            user.work(stop, codes[:-1])
            codes = codes[-1:]  # all done: only the last is left to change until the import ends
            user.set(codes[0], f"at {time.monotonic()}")
        user.set(codes[-1], "after")
        user.close()
        user.others = None
    results.put(user.saves)


def run_beside(terrier, provider, codes, *command):
    """Run a command while a user works: the user's saves, once that QGIS has ended, and the command's exit code."""
    ready, stop, results = SPAWN.Queue(), SPAWN.Event(), SPAWN.Queue()
    user = SPAWN.Process(target=use, args=(terrier.registry, provider, codes, ready, stop, results))
    user.start()
    receive(ready, user)
    done = subprocess.run([terrier.program, "--db", terrier.registry, *command], capture_output=True)
    time.sleep(0.5)
    stop.set()
    saves = receive(results, user)
    user.join()
    return saves, done.returncode


def lost(registry, saves):
    """The saves reported as stored of which the file knows nothing: those that a later one did not overwrite."""
    last = {(save.kind, save.key): save for save in saves}
    deleted = {save.key for save in saves if save.kind == "delete"}
    remarks = dict(rows(registry, "SELECT code, remark FROM hydrant WHERE code NOT LIKE 'B-%'"))
    drawn = collections.Counter(remarks.values())
    places = {
        code: (west, south)
        for code, west, south in rows(
            registry,
            "SELECT code, xmin, ymin FROM hydrant JOIN idx_hydrant_geom ON pkid = id WHERE code NOT LIKE 'B-%'",
        )
    }
    missing = []
    for (kind, key), save in last.items():
        if kind == "delete":
            kept = key not in remarks
        elif kind == "draw":
            kept = drawn[key] == 1
        elif key in deleted:
            continue
        elif kind == "set":
            kept = remarks.get(key) == save.value
        else:
            kept = key in places and all(abs(a - b) < 1e-4 for a, b in zip(places[key], save.value))
        if not kept:
            missing.append(save)
    return missing


def describe(saves):
    refused = sum(bool(save.refused) for save in saves)
    waits = {kind: max((s.seconds for s in saves if s.kind == kind), default=0) for kind in ("set", "move", "draw", "delete")}
    text = ", ".join(f"{kind} {seconds:.2f} s" for kind, seconds in waits.items())
    return f"beside {len(saves)} saves, {refused} of them refused at first; the longest: {text}"


def check_import(checks, terrier, provider, codes, path):
    before = rows(terrier.registry, "SELECT count(*) FROM hydrant")[0][0]
    saves, code = run_beside(terrier, provider, codes, "import", "hydrant", path, "--source", "list")
    checks.equal(code, 0, f"the import succeeds {describe(saves)}")
    checks.that(any(s.refused or s.seconds > 0.3 for s in saves), "a save met its lock, else this proves nothing", saves)
    checks.equal([s for s in saves if s.kind == "given up"], [], "what was refused is stored when it is repeated")
    checks.equal(lost(terrier.registry, saves), [], "what was reported as stored is there after QGIS has ended")
    kinds = collections.Counter(s.kind for s in saves)
    now = rows(terrier.registry, "SELECT count(*) FROM hydrant")[0][0]
    checks.equal(now, before + ROWS + kinds["draw"] - kinds["delete"], "no record is missing, none is there twice")
    recorded = rows(terrier.registry, "SELECT count(*) FROM history WHERE tool = 'outside'")[0][0]
    checks.equal(recorded, len(saves), "each save is in the history once")
    slowest = max(s.seconds for s in saves if s.kind == "set")
    checks.that(slowest < LONGEST_WAIT_S, f"a change of attributes waits less than {LONGEST_WAIT_S} s", slowest)
    if provider == "spatialite":
        checks.equal([s for s in saves if s.kind == "set" and s.refused], [], "and is not refused")
    faults = [f for f in terrier.json("check") if f["severity"] == "fault"]
    checks.equal(faults, [], "the file has no faults after that")


def main(program, registry, folder):
    failed = 0
    path = f"{folder}/side-by-side.csv"
    write_list(path)
    codes = [c for (c,) in rows(registry, "SELECT code FROM hydrant WHERE status = 'out_of_service' ORDER BY code")]
    for provider in PROVIDERS:
        checks = Checks(f"{provider} side by side")
        check_lock(checks, copy_registry(registry, f"{folder}/locked-{provider}.sqlite"), provider, codes)
        copy = copy_registry(registry, f"{folder}/beside-{provider}.sqlite")
        check_import(checks, Terrier(program, copy), provider, codes, path)
        failed += checks.failed
    checks = Checks("both providers side by side")
    check_mixed(checks, Terrier(program, copy_registry(registry, f"{folder}/mixed.sqlite")), codes)
    os.remove(path)
    return 1 if failed + checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
