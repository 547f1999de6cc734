#!/usr/bin/env python3
"""Owns the check that the published JSON Schema accepts every layer file, and refuses files spoilt on purpose.

Exit code 77, "skipped", where Python's jsonschema is not installed (Debian: python3-jsonschema)."""

import copy
import json
import os
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"
LAYERS = SOURCE / "layers"
OWN_LAYER = SOURCE / "docs/examples/tumed-left/threshold.json"

# Where, and what is put there (None: taken away): each must be refused.
SPOILT = [
    ("name", "Hydrant"),
    ("title", {"en": "Hydrants"}),
    ("geometry", "Dot"),
    ("geometry", "None"),
    ("style", None),
    ("uncertainty_m", {"manual": 0, "imported": 50}),
    ("status", None),
    ("deadlines", [{"name": "due", "title": {"en": "due", "zh": "到期"}, "from": "target_date",
                    "within": {"days": 3, "months": 1}, "open_while": ["planned"]}]),
    ("domains", {"status": [{"value": "a", "title": {"en": "a", "zh": "甲"}}]}),
    ("fields", [{"name": "a", "type": "text", "title": {"en": "a", "zh": "甲"}, "shp": "A", "min": 1}]),
    ("fields", [{"name": "a", "type": "date", "title": {"en": "a", "zh": "甲"}, "shp": "A", "domain": "kind"}]),
    ("fields", [{"name": "a", "type": "text", "title": {"en": "a", "zh": "甲"}, "shp": "ELEVENCHARS"}]),
    ("colour", "#ffffff"),
]


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def main():
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        if os.path.realpath(sys.executable) != os.path.realpath(SYSTEM_PYTHON) and os.path.exists(SYSTEM_PYTHON):
            os.execv(SYSTEM_PYTHON, [SYSTEM_PYTHON, __file__])  # Debian's packages are its alone
        print("skipped: Python has no jsonschema")
        return 77
    schema = load(LAYERS / "layer.schema.json")
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    faults = []

    files = sorted(p for p in LAYERS.glob("*.json") if p.name not in ("common.json", "layer.schema.json"))
    for path in [*files, OWN_LAYER]:
        for error in validator.iter_errors(load(path)):
            faults.append(f"{path.name}: at {error.json_path}: {error.message}")

    # common.json is no layer, but its fields and domains are of the same form.
    common = load(LAYERS / "common.json")
    for kind, items in (("field", common["before"] + common["after"]), ("choices", common["domains"].values())):
        part = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]})
        for item in items:
            for error in part.iter_errors(item):
                faults.append(f"common.json: {kind}: at {error.json_path}: {error.message}")

    hydrant = load(LAYERS / "hydrant.json")
    for key, value in SPOILT:
        spoilt = copy.deepcopy(hydrant)
        if value is None:
            del spoilt[key]
        else:
            spoilt[key] = value
        if validator.is_valid(spoilt):
            faults.append(f"the schema accepts hydrant.json with {key} = {value}")

    for fault in faults:
        print(fault)
    print(f"{len(files) + 1} layer files, {len(SPOILT)} spoilt ones, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
