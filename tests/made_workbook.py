"""Writes .xlsx files as small as they can be, by the standard (ECMA-376) and nobody's library."""

import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]]], merged: Mapping[str, str] | None = None, hidden: Sequence[str] = ()
) -> bytes:
    """The bytes of a workbook.

    Args:
        sheets: for each its rows of cells: text, numbers, True and False, dates and times, or None.
        merged: by sheet a range of merged cells, A1:B1.
        hidden: sheets that cannot be seen.
    """
    states = {False: "visible", True: "hidden"}
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{SHEET}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{SHEET}.worksheet+xml"/>'
            for number, _ in enumerate(sheets, start=1)
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}" state="{states[name in hidden]}"/>'
            for number, name in enumerate(sheets, start=1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            for number, _ in enumerate(sheets, start=1)
        )
        + f'<Relationship Id="styles" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        # The second format is a date, the third a date with a time.
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/>'
        "</cellXfs></styleSheet>",
    }
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        lines = [
            f'<row r="{line}">{"".join(_cell(cell, f"{_letter(place)}{line}") for place, cell in enumerate(row))}</row>'
            for line, row in enumerate(rows, start=1)
        ]
        cells = (merged or {}).get(name)
        spans = f'<mergeCells count="1"><mergeCell ref="{cells}"/></mergeCells>' if cells else ""
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{spans}</worksheet>'
        parts[f"xl/worksheets/sheet{number}.xml"] = sheet
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, text in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return file.getvalue()


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _cell(value: Any, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{name}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime.date):
        start = datetime.datetime(1899, 12, 30)
        is_moment = isinstance(value, datetime.datetime)
        moment = value if is_moment else datetime.datetime.combine(value, datetime.time())
        days = (moment - start) / datetime.timedelta(days=1)
        return f'<c r="{name}" s="{2 if is_moment else 1}"><v>{days!r}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{name}"><v>{value!r}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
