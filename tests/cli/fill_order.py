#!/usr/bin/env python3
"""Owns the filling in of a work order's workbook, as a person would: writes texts and numbers into cells.

usage: fill_order.py FROM.xlsx TO.xlsx CODE.COLUMN=VALUE…     (CODE.result=已修复 CODE.cost=380 +CODE.result=…)

Columns: code result date parts cost unit remark. A date YYYY-MM-DD becomes a date of the workbook, a number a number.
A leading + writes into the row of the code's last use plus one copy of it at the end of the sheet: a row given twice.
Nothing but the standard library: what it changes in the file is what a program for tables changes."""

import datetime
import re
import sys
import zipfile
from xml.etree import ElementTree

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TAG = "{%s}" % SPACE
HEADINGS = {"code": ("Code", "编号"), "result": ("Result", "结果"), "date": ("Date", "日期"),
            "parts": ("Parts used", "更换配件"), "cost": ("Cost (yuan)", "费用(元)"),
            "unit": ("Done by (unit)", "实施单位"), "remark": ("Remark", "备注")}


def text_of(cell, shared):
    value = cell.find(TAG + "v")
    if cell.get("t") == "s" and value is not None:
        return shared[int(value.text)]
    return "".join(node.text or "" for node in cell.iter(TAG + "t")) if value is None else value.text


def put(cell, value):
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = str((datetime.date.fromisoformat(value) - datetime.date(1899, 12, 30)).days)
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        ElementTree.SubElement(cell, TAG + "v").text = value
        return
    cell.set("t", "inlineStr")
    ElementTree.SubElement(ElementTree.SubElement(cell, TAG + "is"), TAG + "t").text = value


def columns_of(sheet, shared):
    for row in sheet.iter(TAG + "row"):
        texts = {text_of(cell, shared): re.sub(r"\d", "", cell.get("r")) for cell in row}
        found = {name: texts[title] for name, titles in HEADINGS.items() for title in titles if title in texts}
        if "code" in found and "result" in found:
            return found
    return None


def row_of(sheet, shared, columns, code, again):
    rows = [row for row in sheet.iter(TAG + "row") for cell in row
            if cell.get("r").rstrip("0123456789") == columns["code"] and text_of(cell, shared) == code]
    if not rows or not again:
        return rows[0] if rows else None
    data, number = sheet.find(TAG + "sheetData"), rows[-1].get("r")
    copy = ElementTree.fromstring(ElementTree.tostring(rows[-1]))
    last = str(max(int(row.get("r")) for row in data) + 1)
    copy.set("r", last)
    for cell in copy:
        cell.set("r", cell.get("r")[:-len(number)] + last)
    data.append(copy)
    return copy


def main(source, target, *changes):
    ElementTree.register_namespace("", SPACE)
    with zipfile.ZipFile(source) as book:
        files = {name: book.read(name) for name in book.namelist()}
    shared = ["".join(text.text or "" for text in item.iter(TAG + "t"))
              for item in ElementTree.fromstring(files["xl/sharedStrings.xml"])]
    sheets = {name: ElementTree.fromstring(files[name]) for name in files if name.startswith("xl/worksheets/sheet")}
    copies = {}
    for change in changes:
        place, value = change.split("=", 1)
        again, (code, column) = place.startswith("+"), place.lstrip("+").rsplit(".", 1)
        for name, sheet in sheets.items():
            columns = columns_of(sheet, shared)
            row = columns and (copies.get((again, code)) if again else None)
            row = row if row is not None else columns and row_of(sheet, shared, columns, code, again)
            if row is not None and columns:
                copies[again, code] = row
                put(next(c for c in row if c.get("r").rstrip("0123456789") == columns[column]), value)
                break
        else:
            sys.exit(f"no row of {code}")
    files.update({name: ElementTree.tostring(sheet) for name, sheet in sheets.items()})
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in files.items():
            book.writestr(name, data)


if __name__ == "__main__":
    main(*sys.argv[1:])
