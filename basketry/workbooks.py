"""Reads a sheet of an .xlsx file as text, cell for cell, as a CSV file would hold it.

python-calamine is imported where there is a workbook: few shops have one.
"""

import contextlib
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from basketry.complaints import InputFileError
from basketry.names import folded, shown, with_nearest

# From here on a spreadsheet has lost digits: it keeps 15 of them.
LOST_DIGITS = 1e15


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet.

    Attributes:
        header: names of its columns; a column without one is called by its place, column3.
        rows: the rows after the header that hold something, each with a value for every column: text, a number, a time,
            true or false; "" for an empty cell.
        notes: what a user should know, each in one line.
    """

    header: list[str]
    rows: list[list[Any]]
    notes: list[str]


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook that can be seen and hold something.

    Args:
        path: an .xlsx file.

    Returns:
        Their names, in order.

    Raises:
        InputFileError: where the file is no workbook.
    """
    with _opened(path) as workbook:
        return _filled_sheets(workbook)


def read_sheet(path: Path, name: str, header_row: int) -> Sheet:
    """Read a sheet.

    Args:
        path: an .xlsx file.
        name: of the sheet; empty: the first one that can be seen and holds something.
        header_row: the row that holds the names of columns, counted from 1; 0: the first one that holds something.

    Returns:
        What it holds.

    Raises:
        InputFileError: where the file is no workbook, has no such sheet, or the sheet no header.
    """
    with _opened(path) as workbook:
        named = [there for there in workbook.sheet_names if folded(there) == folded(name)]
        if name and not named:
            raise InputFileError(f"{path} has no sheet '{name}'{with_nearest(name, workbook.sheet_names)}")
        filled = named or _filled_sheets(workbook)
        if not filled:
            raise InputFileError(f"{path} is empty: it has not even a header")
        sheet = workbook.get_sheet_by_name(filled[0])
        rows, merged_cells = sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or []
    where = f"{path}, sheet '{filled[0]}'"
    notes = [f"{path} has {len(filled)} sheets; '{filled[0]}' is read"] if len(filled) > 1 else []
    filled_rows = [place for place, row in enumerate(rows) if any(_filled(cell) for cell in row)]
    place = header_row - 1 if header_row else next(iter(filled_rows), 0)
    if place not in filled_rows:
        raise InputFileError(f"{where} has no name of a column in row {place + 1}, where its header should be")
    for first, last in merged_cells:
        if first[0] <= place <= last[0] and first[1] < last[1]:
            cells = f"{_letters(first[1])}{first[0] + 1}:{_letters(last[1])}{last[0] + 1}"
            raise InputFileError(
                f"{where} has merged cells ({cells}) in row {place + 1}, where its header should be: name the row "
                "of the header in shop.yml (header_row), or split the cells"
            )
    below = [rows[number] for number in filled_rows if number > place]
    names = [shown(as_text(cell) or "") for cell in rows[place]]
    used = [column for column, name in enumerate(names) if name or any(_filled(row[column]) for row in below)]
    header = [names[column] or f"column{column + 1}" for column in used]
    for column, label in zip(used, header, strict=True):
        if not names[column]:
            notes.append(f"{where}: column {_letters(column)} has no name and is called {label}")
    return Sheet(header, [[row[column] for column in used] for row in below], notes)


def as_text(value: Any, decimal: str = ".") -> str | None:
    """A cell as text.

    Args:
        value: as the reader gives it.
        decimal: the sign of decimals that the texts of its column have.

    Returns:
        None for an empty cell. Numbers are as short as they can be, whole ones without a fraction; those that have lost
        digits have an exponent, so that no id is taken for another one. Times are as ISO 8601 has them.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if abs(value) >= LOST_DIGITS:
            return f"{value:.15g}".upper().replace(".", decimal)
        if value == int(value):
            return str(int(value))
        return f"{Decimal(repr(value)):f}".replace(".", decimal)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def texts(row: list[Any], decimals: Mapping[int, str]) -> list[str | None]:
    """The cells of a row as text.

    Args:
        row: as of `Sheet`.
        decimals: by place the sign of decimals, where it is not a point.

    Returns:
        As many as there are cells.
    """
    return [as_text(cell, decimals.get(place, ".")) for place, cell in enumerate(row)]


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """A workbook; whatever is wrong with its inside is told in one line, too."""
    from python_calamine import CalamineError, CalamineWorkbook

    with path.open("rb"):  # a file that cannot be opened is told as any other
        pass
    try:
        yield CalamineWorkbook.from_path(path)
    except CalamineError as error:
        raise InputFileError(f"{path} is not an .xlsx workbook, or it is broken or has a password") from error


def _filled_sheets(workbook: Any) -> list[str]:
    """The sheets that can be seen and hold something."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible
        and sheet.typ == SheetTypeEnum.WorkSheet
        and workbook.get_sheet_by_name(sheet.name).height
    ]


def _filled(cell: Any) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _letters(column: int) -> str:
    """What a spreadsheet calls a column."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
