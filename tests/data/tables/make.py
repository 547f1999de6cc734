#!/usr/bin/env python3
"""Makes the workbooks beside it, as an office would have them: the example's lists with a title, a date line, merged
townships, shared strings, date styles, and notes under the table. Run it after changing it, and keep what it writes."""

import csv
import struct
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "docs/examples/tumed-left"
DATE, DATE_ZH = 1, 2  # cell styles
X = "http://schemas.openxmlformats.org/"


class Number:
    """A number cell; a plain str is a text cell, None a blank one."""

    def __init__(self, value, style=0):
        self.value, self.style = value, style


def save(name, parts):
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts:
            info = zipfile.ZipInfo(path, (2023, 3, 5, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


def letter(column):
    return chr(ord("A") + column)


def xlsx_sheet(rows, merges, strings):
    out = []
    for number, cells in rows.items():
        out.append(f'<row r="{number}">')
        for column, cell in enumerate(cells):
            place = f"{letter(column)}{number}"
            if isinstance(cell, Number):
                out.append(f'<c r="{place}" s="{cell.style}"><v>{cell.value}</v></c>')
            elif cell is not None:
                out.append(f'<c r="{place}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>')
        out.append("</row>")
    merged = "".join(f'<mergeCell ref="{m}"/>' for m in merges)
    return (f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{X}spreadsheetml/2006/main"><sheetData>'
            + "".join(out) + "</sheetData>" + (f'<mergeCells count="{len(merges)}">{merged}</mergeCells>' if merges
                                               else "") + "</worksheet>")


def xlsx(name, sheets, date1904=False):
    strings, parts = {}, []
    for i, (_, rows, merges) in enumerate(sheets, 1):
        parts.append((f"xl/worksheets/sheet{i}.xml", xlsx_sheet(rows, merges, strings)))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    count = len(sheets)
    overrides = "".join(f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{kind}worksheet+xml"/>'
                        for i in range(1, count + 1))
    rel = X + "officeDocument/2006/relationships"
    package = X + "package/2006/"
    parts += [
        ("[Content_Types].xml", f'<?xml version="1.0"?><Types xmlns="{package}content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         f'<Override PartName="/xl/workbook.xml" ContentType="{kind}sheet.main+xml"/>{overrides}'
         f'<Override PartName="/xl/styles.xml" ContentType="{kind}styles+xml"/>'
         f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}sharedStrings+xml"/></Types>'),
        ("_rels/.rels", f'<?xml version="1.0"?><Relationships xmlns="{package}relationships"><Relationship Id="rId1" '
         f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml", f'<?xml version="1.0"?><workbook xmlns="{X}spreadsheetml/2006/main" xmlns:r="{rel}">'
         + ('<workbookPr date1904="1"/>' if date1904 else "") + "<sheets>"
         + "".join(f'<sheet name={quoteattr(sheets[i][0])} sheetId="{i + 1}" r:id="rId{i + 1}"/>' for i in range(count))
         + "</sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", f'<?xml version="1.0"?><Relationships xmlns="{package}relationships">'
         + "".join(f'<Relationship Id="rId{i}" Type="{rel}/worksheet" Target="worksheets/sheet{i}.xml"/>'
                   for i in range(1, count + 1))
         + f'<Relationship Id="rId{count + 1}" Type="{rel}/styles" Target="styles.xml"/>'
         + f'<Relationship Id="rId{count + 2}" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'),
        ("xl/styles.xml", f'<?xml version="1.0"?><styleSheet xmlns="{X}spreadsheetml/2006/main"><numFmts count="1">'
         '<numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs '
         'count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="176" '
         'applyNumberFormat="1"/></cellXfs></styleSheet>'),
        ("xl/sharedStrings.xml", f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{X}spreadsheetml/2006/main">'
         + "".join(f"<si><t xml:space=\"preserve\">{escape(text)}</t></si>" for text in strings) + "</sst>")]
    save(name, parts)


def ods(name, sheet, rows, merges):
    """`merges` as in a workbook of the other kind: "B4:B9", down one column."""
    spans, covered = {}, set()
    for merge in merges:
        first, last = merge.split(":")
        column, top, bottom = ord(first[0]) - ord("A"), int(first[1:]), int(last[1:])
        width = ord(last[0]) - ord(first[0]) + 1
        spans[top, column] = (bottom - top + 1, width)
        covered |= {(r, c) for r in range(top, bottom + 1) for c in range(column, column + width)} - {(top, column)}
    out = []
    last = 0
    for number, cells in rows.items():
        if number > last + 1:
            out.append(f'<table:table-row table:number-rows-repeated="{number - last - 1}">'
                       '<table:table-cell table:number-columns-repeated="8"/></table:table-row>')
        last = number
        out.append("<table:table-row>")
        for column, cell in enumerate(cells):
            tag = "covered-table-cell" if (number, column) in covered else "table-cell"
            rows_spanned, columns_spanned = spans.get((number, column), (1, 1))
            span = (f' table:number-rows-spanned="{rows_spanned}" table:number-columns-spanned="{columns_spanned}"'
                    if (number, column) in spans else "")
            if isinstance(cell, Number) and cell.style:
                out.append(f'<table:{tag}{span} office:value-type="date" office:date-value="2023-03-15">'
                           "<text:p>2023年3月15日</text:p>")
            elif isinstance(cell, Number):
                out.append(f'<table:{tag}{span} office:value-type="float" office:value="{cell.value}">'
                           f"<text:p>{cell.value}</text:p>")
            elif cell is not None:
                out.append(f'<table:{tag}{span} office:value-type="string"><text:p>{escape(cell)}</text:p>')
            else:
                out.append(f"<table:{tag}{span}>")
            out.append(f"</table:{tag}>")
        out.append("</table:table-row>")
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    save(name, [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{space}manifest:1.0">'
         '<manifest:file-entry manifest:full-path="/" '
         'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry '
         'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'),
        ("content.xml", f'<?xml version="1.0" encoding="UTF-8"?><office:document-content '
         f'xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" xmlns:text="{space}text:1.0" '
         f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name={quoteattr(sheet)}>'
         + "".join(out) + "</table:table></office:spreadsheet></office:body></office:document-content>")])


def xls(name, cells):
    """The oldest form of .xls, a stream of records (BIFF2); cells by row and column from 0."""
    def record(kind, data):
        return struct.pack("<HH", kind, len(data)) + data

    out = record(0x09, struct.pack("<HH", 2, 0x10)) + record(0x42, struct.pack("<H", 936))  # text is GBK
    out += record(0x00, struct.pack("<HHHH", 0, 1 + max(r for r, _ in cells), 0, 1 + max(c for _, c in cells)))
    for (row, column), cell in sorted(cells.items()):
        head = struct.pack("<HH", row, column) + bytes(3)
        if isinstance(cell, Number):
            out += record(0x03, head + struct.pack("<d", cell.value))
        else:
            text = cell.encode("gbk")
            out += record(0x04, head + bytes([len(text)]) + text)
    (HERE / name).write_bytes(out + record(0x0A, b""))


def example(name):
    with open(EXAMPLE / name, encoding="utf-8") as file:
        return list(csv.reader(file))


def merge_column(rows, first, column):
    """Blank the repeats of a column's values in place; returns where each began and ended."""
    merges, start = [], 0
    for i in range(1, len(rows) + 1):
        if i < len(rows) and rows[i][column] == rows[start][column]:
            continue
        if i - start > 1:
            merges.append((first + start, first + i - 1))
        for row in rows[start + 1:i]:
            row[column] = None
        start = i
    return merges


def office_list(csv_name, title, merged, counted):
    """The list under its title and a date line, with merged columns; `counted` writes "(6个)" behind each."""
    table = example(csv_name)
    headings, records = table[0], [[Number(int(row[0])), *row[1:]] for row in table[1:]]
    width, first = len(headings), 5
    rows = {1: [title], 2: [None] * (width - 1) + ["2023年3月15日"], 4: headings}
    merges = [f"A1:{letter(width - 1)}1"]
    for column in merged:
        for top, bottom in merge_column(records, first, column):
            merges.append(f"{letter(column)}{top}:{letter(column)}{bottom}")
            if counted:
                records[top - first][column] += f" ({bottom - top + 1}个)"
    rows.update({first + i: row for i, row in enumerate(records)})
    return rows, merges


def main():
    new = office_list("new-hydrants.csv", "新建市政消火栓建设任务清单", [1], True)
    xlsx("new-hydrants.xlsx", [("新建", *new)])
    broken = office_list("broken-hydrants.csv", "无法使用市政消火栓修复任务清单", [1, 2], False)
    end = max(broken[0]) + 1
    broken[0][end] = ["合  计", None, None, "82处"]
    broken[0][end + 1] = ["注：水源现状以现场核查为准。"]
    broken[0][end + 2] = ["填表人：", None, "审核人："]
    xlsx("broken-hydrants.xlsx", [("封面", {}, []), ("清单 & 附表", *broken), ("说明", {1: ["见附件"]}, [])])
    ods("broken-hydrants.ods", "清单", *broken)
    xlsx("cells.xlsx", [("Sheet1", {
        1: ["消火栓普查表"],
        2: ["编号", "基本情况", None, "检查日期", "坐标", None, "备注"],
        3: [None, "管径", "压力", None, "经度", "纬度", None],
        4: ["001", Number(100), "0.3MPa", Number(45000, DATE), Number(111.16), Number(40.73), "a"],
        5: [Number(2), "DN150", "300kPa", Number(45000.75, DATE_ZH), "111.161", "40.731", "b"],
        6: [Number(12), "１００", None, Number(45000), None, None, "merged"],
        7: ["0.10", "1,200毫米", None, "20230705", None, None, None],
        8: ["X-5", "20cm", None, "2023.7.5", None, None, "#REF!"],
        9: ["X-6", "约100", None, None, None, None, None],
        10: ["X-7", None, None, "2023年13月5日", None, None, None],
    }, ["A1:G1", "A2:A3", "B2:C2", "D2:D3", "E2:F2", "G2:G3", "G6:G7"])])
    xlsx("from-1904.xlsx", [("Sheet1", {1: ["编号", "检查日期"], 2: ["A", Number(43538, DATE)]}, [])], date1904=True)
    xls("old.xls", {(0, 0): "消火栓清单", (2, 0): "编号", (2, 1): "管径", (2, 2): "乡镇", (3, 0): "001",
                    (3, 1): Number(100), (3, 2): "察素齐镇", (4, 0): Number(2), (4, 1): Number(100.5)})
    xlsx("empty.xlsx", [("Sheet1", {}, []), ("Sheet2", {}, [])])


main()
