#!/usr/bin/env python3
"""Owns files beyond a limit of docs/formats.md: what no program writes, made anew for each test.

usage: crafted.py KIND FILE    shape.shp: a line of one vertex too many; days.csv: a calendar of one day too many;
                               columns | long .txt: GeoNames' table with a column, and a line, too many or too long;
                               tag .osm: a thing with so many names that to compare them takes hours;
                               honest | claimed | stretched | spoilt .xlsx .ods: a workbook of one row as it should
                               be, such whose archive lies about its size, and one that was damaged on its way;
                               rows .ods: one of too many rows"""

import datetime
import struct
import sys
import zipfile
import zlib
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parents[1] / "data/tables/empty.xlsx"
MOST_VERTICES = 4_000_000
MOST_DAYS = 10_000
LONGEST_LINE = 1 << 20
MIB = 1 << 20
GEONAMES = "1\tA\tA\t\t40.7\t111.1\tP\tPPL\tCN\t\t\t\t\t\t0\t\t\t\t\n"


def shape(path):
    """A polyline whose vertices all are 0, 0, which a file system keeps as holes; its index and its one value."""
    count = MOST_VERTICES + 1
    content = 44 + 4 + 16 * count
    box = struct.pack("<4d", 0, 0, 0, 0)

    def head(size):
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2) + struct.pack("<2i", 1000, 3) + box + bytes(32)

    with open(path, "wb") as file:
        file.write(head(108 + content) + struct.pack(">2i", 1, content // 2))
        file.write(struct.pack("<i", 3) + box + struct.pack("<3i", 1, count, 0))
        file.truncate(108 + content)
    with open(path[:-3] + "shx", "wb") as file:
        file.write(head(108) + struct.pack(">2i", 50, content // 2))
    with open(path[:-3] + "dbf", "wb") as file:
        file.write(struct.pack("<4BIHH20x", 3, 124, 1, 1, 1, 65, 5))
        file.write(struct.pack("<11sc4xBB14x", b"code", b"C", 4, 0) + b"\r A-1 \x1a")


def days(path):
    first = datetime.date(2000, 1, 1)
    with open(path, "w", encoding="utf-8") as file:
        file.write("day,working\n")
        file.writelines(f"{first + datetime.timedelta(i)},0\n" for i in range(MOST_DAYS + 1))


def columns(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write(GEONAMES + GEONAMES.replace("\n", "\tx\n"))


def tag(path):
    names = ";".join(f"n{number}" for number in range(50000))
    with open(path, "w", encoding="utf-8") as file:
        file.write('<osm version="0.6"><node id="7" lat="40.7" lon="111.1"><tag k="name" v="A"/>'
                   f'<tag k="place" v="town"/><tag k="alt_name" v="{names}"/></node></osm>')


def long(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write(GEONAMES + GEONAMES.replace("\tA\t\t", "\tA\t" + "a," * (LONGEST_LINE // 2) + "\t"))


def parts_of_xlsx():
    """The parts of a workbook that ships, the last with rows of its own."""
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>编号</t></is></c></row>' \
           '<row r="2"><c r="A2" t="inlineStr"><is><t>H-1</t></is></c></row>'
    with zipfile.ZipFile(TEMPLATE) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts["xl/worksheets/sheet1.xml"]
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}'
    return {**parts, "xl/worksheets/sheet1.xml": sheet.encode()}, b"</sheetData></worksheet>"


def row_of_ods(text):
    return f'<table:table-row><table:table-cell office:value-type="string"><text:p>{text}</text:p>' \
           "</table:table-cell></table:table-row>"


def parts_of_ods():
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    rows = row_of_ods("编号") + row_of_ods("H-1")
    content = f'<office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" ' \
              f'xmlns:text="{names}text:1.0"><office:body><office:spreadsheet><table:table table:name="S">{rows}'
    end = "</table:table></office:spreadsheet></office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return {"mimetype": kind, "content.xml": content.encode()}, end.encode()


def deflated(text, filling, times, end):
    """The filling is the same bytes over and over once it is packed, so much of it costs nothing to make."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = pack.compress(text) + pack.flush(zlib.Z_FULL_FLUSH)
    block = pack.compress(filling) + pack.flush(zlib.Z_FULL_FLUSH)
    return head + block * times + pack.compress(end) + pack.flush()


def sum_of(text, filling, times, end):
    crc = zlib.crc32(text)
    for _ in range(times):
        crc = zlib.crc32(filling, crc)
    return zlib.crc32(end, crc)


def workbook(path, said=None, filling=b"", times=0, spoilt=0):
    """A workbook with one row, then the filling, whose last part says that it has `said` bytes."""
    parts, end = parts_of_ods() if path.endswith(".ods") else parts_of_xlsx()
    body, directory = b"", b""
    for number, (name, text) in enumerate(parts.items(), 1):
        whole = (text, filling, times, end) if number == len(parts) else (text, b"", 0, b"")
        size = said if said and number == len(parts) else len(text) + times * len(filling) + len(whole[3])
        data = deflated(*whole)
        facts = struct.pack("<5H3I2H", 20, 0, 8, 0, 33, sum_of(*whole) ^ spoilt, len(data), size, len(name), 0)
        directory += b"PK\1\2\24\0" + facts + struct.pack("<3H2I", 0, 0, 0, 0, len(body)) + name.encode()
        body += b"PK\3\4" + facts + name.encode() + data
    count = len(parts)
    with open(path, "wb") as file:
        file.write(body + directory + b"PK\5\6" +
                   struct.pack("<4H2IH", 0, 0, count, count, len(directory), len(body), 0))


def honest(path):
    workbook(path)


def claimed(path):
    """Little is in it, and it says that it is large."""
    workbook(path, said=600 * MIB)


def stretched(path):
    """It says that it is little, and unpacks to more than any workbook may have."""
    workbook(path, said=1000, filling=b" " * MIB, times=513)


def spoilt(path):
    workbook(path, spoilt=1)


def rows(path):
    """It has more rows than the reader of ODS takes."""
    thousand = row_of_ods("H-1").encode() * 1000
    workbook(path, filling=thousand, times=400)


if __name__ == "__main__":
    KINDS = (shape, days, columns, long, tag, honest, claimed, stretched, spoilt, rows)
    {make.__name__: make for make in KINDS}[sys.argv[1]](sys.argv[2])
