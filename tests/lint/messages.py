#!/usr/bin/env python3
"""Owns the look at messages in two languages: every format that the code hands to a function which translates it
stands in src/base/messages/zh.json with the same conversions in the same order, and nothing else stands there.

usage: messages.py            say what is missing, left over or different; exit 1 if anything is
       messages.py --missing [FOLDER…]   the missing ones of these folders as JSON, to be filled in
       messages.py --add FILE            take filled-in ones over; the file is kept in the order of the English"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src/base/messages/zh.json"
ROOMS = ["src", "import", "export"]
# Which argument of which function is a message, counted from 0.
FUNCTIONS = {
    "ter_fail": 2, "ter_wrap": 1, "ter_say": 1, "ter_import_say_count": 2, "ter_node_fault": 2,
    "ter_check_say": 2, "ter_check_found": 6, "ter_check_report": 6, "ter_message": 0, "TER_MESSAGE": 0, "ter_note": 1, "ter_terminal_note": 0,
    "ter_progress_begin": 1,
}
CALL = re.compile(r"\b(" + "|".join(FUNCTIONS) + r")\(")
# Formats without words that Chinese writes otherwise.
PUNCTUATION = {"%s: %s"}
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*')
CONVERSION = re.compile(r"%(?:%|(\d+\$)?[-+ #0']*(\*|\d+)?(?:\.(\*|\d+))?(hh|h|ll|l|j|z|t|L)?([a-zA-Z]))")
CHINESE = re.compile(r"[\u3400-\u9fff]")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')', re.S)


def arguments(code, at):
    """The arguments of the call whose bracket opens just before `at`, as pieces of text."""
    depth, start, found = 0, at, []
    while at < len(code):
        if code[at] in "\"'":
            quote = code[at]
            at += 1
            while code[at] != quote:
                at += 2 if code[at] == "\\" else 1
        elif code[at] in "([{":
            depth += 1
        elif code[at] in ")]}" and depth:
            depth -= 1
        elif code[at] == ")":
            return found + [code[start:at]]
        elif code[at] == "," and not depth:
            found.append(code[start:at])
            start = at + 1
        at += 1
    return found


def plain(literal):
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"', literal)
    return re.sub(r"\\(.)", lambda m: ESCAPES[m.group(1)], "".join(parts))


def messages_of(path):
    code = COMMENT.sub(lambda m: m.group(1) or " ", path.read_text(encoding="utf-8"))
    code = code.replace("PRId64", '"ld"')  # as the compiler makes it of Linux's 64-bit integers
    for call in CALL.finditer(code):
        given = arguments(code, call.end())
        index = FUNCTIONS[call.group(1)]
        # A declaration has types where a call has texts; a bare variable was translated where it was written.
        for literal in LITERAL.findall(given[index]) if len(given) > index else []:
            text = plain(literal)
            said = call.group(1) == "ter_message" or text in PUNCTUATION or re.search(r"[A-Za-z]", CONVERSION.sub("", text))
            if said and not CHINESE.search(text):
                yield text


def used(rooms=ROOMS):
    return {text for room in rooms for path in sorted((ROOT / room).rglob("*.c")) for text in messages_of(path)}


def conversions(text):
    """What a format takes, by the arguments' order; a precision that hides an argument is no difference."""
    found = [(place, (width == "*", precision == "*", size, kind))
             for place, width, precision, size, kind in CONVERSION.findall(text) if kind]
    if all(place for place, _ in found):
        found.sort(key=lambda one: int(one[0][:-1]))
    return [taken for _, taken in found]


def faults(catalogue):
    known = used()
    yield from (f"not in Chinese: {text!r}" for text in sorted(known - catalogue.keys()))
    yield from (f"said nowhere: {text!r}" for text in sorted(catalogue.keys() - known))
    for english, chinese in catalogue.items():
        if conversions(english) != conversions(chinese):
            yield f"other conversions: {english!r} and {chinese!r}"
        if "\n" in chinese:
            yield f"more than one line: {chinese!r}"


def main():
    catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    if sys.argv[1:2] == ["--missing"]:
        wanted = used(sys.argv[2:] or ROOMS) - catalogue.keys()
        print(json.dumps(dict.fromkeys(sorted(wanted), ""), ensure_ascii=False, indent=1))
        return 0
    if sys.argv[1:2] == ["--add"]:
        filled = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
        catalogue.update({english: chinese for english, chinese in filled.items() if chinese})
        known = used()
        kept = {english: catalogue[english] for english in sorted(catalogue) if english in known}
        CATALOGUE.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    found = list(faults(json.loads(CATALOGUE.read_text(encoding="utf-8"))))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
