"""Owns the users of one register who work at the same time: what each of them does in a loop, and what each may believe
in afterwards. A user keeps a ledger of what was reported as stored; it knows nothing of the others and judges nothing at
the end. What is refused is never tried again under the same value: were it stored all the same, the ledger would show."""

import collections
import contextlib
import csv
import json
import os
import random
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "qgis"))

LIST_ROWS = 40  # of an import: what a reader counts is a multiple of it
TRIAL_ROWS = 1200  # of an import that is only tried
HANG_S = 150  # a command that takes longer is taken for hung
BUSY_TIMEOUT_S = 10
BUSY_LINES = (
    "another program is writing to the registry; save your edits there, then try again",
    "another program locks the registry; close it, then try again",
    "was changed meanwhile; nothing was stored; try again",
)
SQL_BUSY = "database is locked"


class User:
    """One user: counts what it does, and notes what must not be."""

    def __init__(self, name, program, registry, folder, stop):
        self.name, self.program, self.registry, self.stop = name, program, registry, stop
        self.folder = os.path.join(folder, name)
        os.makedirs(self.folder)
        self.random = random.Random(name)
        self.faults = []
        self.ledger = collections.defaultdict(list)
        self.done, self.busy, self.waits = collections.Counter(), collections.Counter(), {}
        self.left_behind = 0

    def fault(self, text):
        if len(self.faults) < 20:
            self.faults.append(f"{self.name}: {text}")

    def timed(self, kind, change):
        """Do it, and say how it went: whatever `change` answers."""
        started = time.monotonic()
        answer = change()
        seconds = time.monotonic() - started
        self.waits[kind] = max(self.waits.get(kind, 0), seconds)
        if seconds > HANG_S:
            self.fault(f"{kind} took {seconds:.0f} s")
        return answer

    def count(self, kind, stored):
        (self.done if stored else self.busy)[kind] += 1
        return stored

    def pause(self):
        time.sleep(self.random.uniform(0.01, 0.08))

    def report(self):
        return {
            "name": self.name,
            "faults": self.faults,
            "ledger": dict(self.ledger),
            "done": self.done,
            "busy": self.busy,
            "waits": self.waits,
        }

    # terrier ---------------------------------------------------------------------------------------------------------

    def terrier(self, kind, *words):
        """Run a command: its output; None where it answered that the register is busy."""
        try:
            done = self.timed(kind, lambda: subprocess.run(
                [self.program, "--db", self.registry, *words],
                capture_output=True, text=True, encoding="utf-8", timeout=HANG_S))
        except subprocess.TimeoutExpired:
            self.fault(f"terrier {' '.join(words)} hung")
            return None
        line = done.stderr.strip()
        if done.returncode in (0, 3):
            self.count(kind, True)
            return done.stdout
        if done.returncode == 1 and line.endswith(BUSY_LINES) and line.count("\n") == 0:
            self.count(kind, False)
        else:
            self.fault(f"terrier {' '.join(words)} ended with {done.returncode}: {line}")
        return None

    # plain SQL -------------------------------------------------------------------------------------------------------

    def sql(self, kind, connection, *statements):
        """One transaction; True where it is stored."""

        def change():
            try:
                with contextlib.closing(connection.cursor()) as cursor:
                    cursor.execute("BEGIN IMMEDIATE")
                    for statement, values in statements:
                        cursor.execute(statement, values)
                    cursor.execute("COMMIT")
                return True
            except sqlite3.OperationalError as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if str(error) != SQL_BUSY:
                    self.fault(f"{kind}: {error}")
                return False

        return self.count(kind, self.timed(kind, change))


def whole_lists(user, codes, what):
    """Readers never see a part of a list."""
    seen = collections.Counter(code.split("-")[1] for code in codes if code.startswith("I-"))
    for number, count in seen.items():
        if count != LIST_ROWS:
            user.fault(f"{what} saw {count} of the {LIST_ROWS} records of list {number}")
    if any(code.startswith("TRIAL-") for code in codes):
        user.fault(f"{what} saw records of an import that was only tried")


# Writers: terrier ----------------------------------------------------------------------------------------------------


def write_list(path, prefix, count, remark, rows=LIST_ROWS):
    """Half of the records have a position; the others are for the geocoder."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["code", "status", "road", "township", "location_text", "lon", "lat", "remark"])
        for i in range(rows):
            lon, lat = (f"{111.1 + i / 1000:.4f}", f"{40.7 + count / 5000:.4f}") if i % 2 else ("", "")
            out.writerow([f"{prefix}-{i:04}", "planned", "和平路", "察素齐镇", f"和平路{i + 1}号", lon, lat, remark])


def import_lists(user, _codes):
    """New lists, lists whose second edition changes every record, and lists that are only tried."""
    path = f"{user.folder}/list.csv"
    number = 0
    while not user.stop.is_set():
        number += 1
        words = ("import", "hydrant", path, "--source", f"list {number}")
        write_list(path, f"I-{number:04}", number, "first")
        if user.terrier("import", *words) is None:
            continue
        user.ledger["lists"].append((number, "first"))
        write_list(path, f"I-{number:04}", number, "second")
        if user.terrier("import again", *words) is not None:
            user.ledger["lists"][-1] = (number, "second")
        if number % 4 == 1:
            write_list(path, "TRIAL", number, "trial", TRIAL_ROWS)
            user.terrier("import --dry-run", "import", "hydrant", path, "--source", "trial", "--dry-run")
        user.pause()


def set_fields(user, codes):
    """A field that counts up, and inspections that bring the record's date along."""
    counted, inspected = codes[:2]
    number = 0
    while not user.stop.is_set():
        number += 1
        if user.terrier("set", "set", "hydrant", counted, f"remark={number}") is not None:
            user.ledger["counted"].append((counted, str(number)))
        day = f"{2000 + number // 336}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
        words = ("event", "add", "hydrant", inspected, "inspection", "--note", f"visit {number}", "--on", day)
        if user.terrier("event add", *words) is not None:
            user.ledger["visits"].append((inspected, f"visit {number}", day))
        user.pause()


def place_records(user, codes):
    """Each record once, by hand: nobody may move it again."""
    for number in range(10**6):
        if user.stop.is_set():
            return
        lon, lat = round(111.2 + number / 1e4, 4), round(40.6 + user.random.random() / 100, 6)
        if number < len(codes):
            code = codes[number]
        else:  # of the lists that came meanwhile, one that the geocoder would like to place
            code = f"I-{1 + (number - len(codes)) // 20:04}-{(number - len(codes)) % 20 * 2:04}"
            with contextlib.closing(sqlite3.connect(user.registry, timeout=BUSY_TIMEOUT_S)) as connection:
                if not connection.execute("SELECT 1 FROM hydrant WHERE code = ?", [code]).fetchone():
                    code = None
        if code and user.terrier("place", "place", "hydrant", code, f"{lon},{lat}", "--uncertainty", "5") is not None:
            user.ledger["placed"].append((code, lon, lat))
        user.pause()


def geocode_and_derive(user, _codes):
    """The geocoder places all that it may, again and again; now and then a zone is derived."""
    number = 0
    while not user.stop.is_set():
        number += 1
        user.terrier("geocode", "geocode", "hydrant", "--redo")
        zone = ("derive", "grazing_ban", "--kind", "(四)", "--road", "110国道", "--buffer", "50")
        if number % 3 == 0 and user.terrier("derive", *zone, "--name", f"zone {number}") is not None:
            user.ledger["zones"].append(f"zone {number}")
        user.pause()


# Readers: terrier ----------------------------------------------------------------------------------------------------


def keep(user, _codes):
    """Backups, checks and reports while all others write."""
    number = 0
    while not user.stop.is_set():
        number += 1
        copy = f"{user.folder}/{number}.sqlite"
        if user.terrier("backup", "backup", copy) is not None:
            with contextlib.closing(sqlite3.connect(copy)) as connection:
                whole_lists(user, [code for (code,) in connection.execute("SELECT code FROM hydrant")], "a backup")
            os.remove(copy)
        elif os.path.exists(copy):
            user.fault("a backup that was refused left a file")
        faults = user.terrier("check", "check", "--format", "json")
        if faults and any(row["severity"] == "fault" for row in json.loads(faults)):
            user.fault(f"check found, while others worked: {faults[:300]}")
        user.terrier("report", "report", "overdue", "--on", "2023-12-31", "--out", f"{user.folder}/overdue.html",
                     "--overwrite")
        user.pause()


def read(user, codes):
    """Queries and exports; an export of two layers shows both at one moment."""
    inspected = codes[0]
    book = f"{user.folder}/both.gpkg"
    while not user.stop.is_set():
        found = user.terrier("find", "find", "hydrant", "--format", "csv")
        if found:
            whole_lists(user, [row["code"] for row in csv.DictReader(found.splitlines())], "find")
        if user.terrier("export", "export", "hydrant", "event", "--to", book, "--overwrite") is not None:
            with contextlib.closing(sqlite3.connect(book)) as connection:
                whole_lists(user, [code for (code,) in connection.execute("SELECT code FROM hydrant")], "an export")
                latest = connection.execute("SELECT max(happened_on) FROM event WHERE about_code = ?", [inspected])
                known = connection.execute("SELECT inspected_on FROM hydrant WHERE code = ?", [inspected])
                latest, known = latest.fetchone()[0], known.fetchone()[0]
            if latest != known:
                user.fault(f"an export has the inspection of {latest} and a record inspected on {known}")
        user.pause()


# Writers: plain SQL --------------------------------------------------------------------------------------------------

ADD_ONE = "UPDATE hydrant SET remark = CAST(remark AS INTEGER) + 1 WHERE code = ?"


def connect(user):
    return contextlib.closing(sqlite3.connect(user.registry, timeout=BUSY_TIMEOUT_S, isolation_level=None))


def update_by_sql(user, codes):
    """A field that counts up, and a counter that is shared with another program."""
    own, shared = codes[:2]
    number = 0
    with connect(user) as connection:
        while not user.stop.is_set():
            number += 1
            update = ("UPDATE hydrant SET remark = ? WHERE code = ?", (str(number), own))
            if user.sql("sqlite3 update", connection, update):
                user.ledger["counted"].append((own, str(number)))
            if user.sql("sqlite3 count", connection, (ADD_ONE, (shared,))):
                user.ledger["shared"].append(1)
            user.pause()


def insert_by_sql(user, codes):
    """The same counter; and records drawn and deleted, for which SQLite needs SpatiaLite's functions."""
    number, shared = 0, codes[0]
    insert = "INSERT INTO hydrant (code, remark, geom) VALUES (?, 'by SQL', MakePoint(?, ?, 4490))"
    with connect(user) as connection:
        connection.enable_load_extension(True)
        connection.load_extension("mod_spatialite")
        while not user.stop.is_set():
            number += 1
            values = (f"S-{number}", 111.3 + number / 1e5, 40.8)
            if user.sql("sqlite3 insert", connection, (insert, values)):
                user.ledger["inserted"].append(values[0])
                if number % 3 == 0 and user.sql(
                        "sqlite3 delete", connection, ("DELETE FROM hydrant WHERE code = ?", values[:1])):
                    user.ledger["inserted"].pop()
                    user.ledger["deleted"].append(values[0])
            if user.sql("sqlite3 count", connection, (ADD_ONE, (shared,))):
                user.ledger["shared"].append(1)
            user.pause()


# Writers: QGIS -------------------------------------------------------------------------------------------------------


class Desk:
    """QGIS with the layer open through one provider; after a refusal SpatiaLite's wants it opened again."""

    def __init__(self, user, provider):
        self.user, self.provider = user, provider
        self.open()

    def open(self):
        from editing import Editor
        from session import open_layer

        self.editor = Editor(open_layer(self.user.registry, "hydrant", self.provider))
        if not self.editor.layer.isValid():
            self.user.fault(f"QGIS cannot open the register through {self.provider}")

    def close(self):
        import gc

        self.editor = None
        gc.collect()

    def save(self, kind, change):
        kind = f"QGIS {self.provider} {kind}"
        complaints = self.user.timed(kind, lambda: change(self.editor))
        if complaints and self.provider == "ogr" and not any(SQL_BUSY in line for line in complaints):
            self.user.fault(f"{kind}: {complaints}")
        if complaints and self.provider == "spatialite":
            self.close()
            self.open()
        return self.user.count(kind, not complaints)


def edit_in_qgis(user, codes, provider):
    """Attributes that count up, points that are moved, drawn and deleted; each a save of its own."""
    from session import qgis

    own, moved, number = codes[0], codes[1], 0
    with qgis():
        desk = Desk(user, provider)
        while not user.stop.is_set():
            number += 1
            if desk.save("set", lambda editor: editor.set(own, remark=str(number))):
                user.ledger["counted"].append((own, str(number)))
            x, y = 111.4 + number / 1e4, 40.5
            if desk.save("move", lambda editor: editor.move(moved, x, y)):
                user.ledger["moved"].append((moved, x, y))
            drawn = f"{provider} {number}"
            if desk.save("draw", lambda editor: editor.add([(x, y)], code=f"Q-{drawn}", remark=drawn)):
                user.ledger["inserted"].append(f"Q-{drawn}")
                if number % 3 == 0 and desk.save("delete", lambda editor: editor.delete(f"Q-{drawn}")):
                    user.ledger["inserted"].pop()
                    user.ledger["deleted"].append(f"Q-{drawn}")
            user.pause()
        desk.close()


def edit_in_spatialite(user, codes):
    edit_in_qgis(user, codes, "spatialite")


def edit_in_ogr(user, codes):
    edit_in_qgis(user, codes, "ogr")
