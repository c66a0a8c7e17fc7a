"""Finds the file that holds an input table and copies CSV into Parquet, line by line: none is lost."""

import codecs
import csv
import json
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

DELIMITERS = ",;\t|"
SUFFIXES = (".csv", ".tsv", ".txt", ".parquet")
BATCH = 1 << 14
CHUNK = 1 << 20
# What a line of a CSV file can have wrong, each in a column of its own; macro line_defects() has the reasons.
BEYOND_HEADER = "beyond_header"
BROKEN_LINE = "broken_line"


class InputFileError(ValueError):
    """A file that cannot be read as a table; the message is one line that names the file."""


def describe_input_file(input_dir: str, table: str, encoding: str, scratch_dir: str) -> str:
    """Describe the one file that holds an input table.

    Args:
        input_dir: the folder of input files.
        table: a table of the contract; its file is <table>.csv, .tsv, .txt or .parquet.
        encoding: what CSV files are encoded in, by any name Python knows; a byte order mark overrides it.
        scratch_dir: where `copy_input_file` writes.

    Returns:
        JSON with `name` (empty where there is no such file), `path` (the Parquet file to read), `columns` (in
        the file's order) and `error` (one line, or empty).
    """
    found: dict[str, object] = {"name": "", "path": "", "columns": [], "error": ""}
    try:
        path = _find(Path(input_dir), table)
        if path is None:
            pass
        elif path.suffix == ".parquet":
            columns = _parquet_columns(path)
            found.update(name=str(path), path=str(path), columns=columns)
        else:
            columns = _read_header(path, encoding)[1]
            found.update(name=str(path), path=str(_copy_of(table, scratch_dir)), columns=columns)
    except InputFileError as error:
        found["error"] = str(error)
    except OSError as error:
        found["error"] = _in_one_line(error)
    return json.dumps(found)


def copy_input_file(input_dir: str, table: str, encoding: str, scratch_dir: str) -> str:
    """Copy the CSV file of an input table into a Parquet file whose columns are all text, row for row.

    Quotes are read as RFC 4180 has them. A line with too few values ends in nulls; what one has beyond the
    header stands in `beyond_header`; a line whose quotes are broken stands in `broken_line`, unsplit, and
    costs no other line. Only empty lines are left out. A table whose file is Parquet, or that has none, needs
    no copy.

    Args:
        input_dir: as of `describe_input_file`.
        table: as there.
        encoding: as there.
        scratch_dir: as there.

    Returns:
        An empty string, or the complaint in one line.
    """
    try:
        path = _find(Path(input_dir), table)
        if path is not None and path.suffix != ".parquet":
            _copy(path, encoding, _copy_of(table, scratch_dir))
    except InputFileError as error:
        return str(error)
    except OSError as error:
        return _in_one_line(error)
    return ""


def _in_one_line(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else " ".join(str(error).split())


def _copy_of(table: str, scratch_dir: str) -> Path:
    return Path(scratch_dir) / f"{table}.parquet"


def _find(folder: Path, table: str) -> Path | None:
    if not folder.is_dir():
        raise InputFileError(f"input_dir '{folder}' is not a folder")
    paths = [path for suffix in SUFFIXES if (path := folder / f"{table}{suffix}").is_file()]
    if len(paths) > 1:
        raise InputFileError(f"{' and '.join(path.name for path in paths)} in {folder}: keep one of them")
    if paths and paths[0].stat().st_size == 0:
        raise InputFileError(f"{paths[0]} is empty: it has not even a header")
    return paths[0] if paths else None


def _parquet_columns(path: Path) -> list[str]:
    try:
        columns = pq.read_schema(path).names
    except (pa.ArrowException, OSError) as error:
        if getattr(error, "filename", None):
            raise
        raise InputFileError(f"{path} is not a Parquet file") from error
    return _checked(columns, path)


def _read_header(path: Path, encoding: str) -> tuple[str, list[str]]:
    """The delimiter that splits the header into most columns, and those columns."""
    headers = {delimiter: next(_records(path, encoding, delimiter), ([], None)) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda candidate: len(headers[candidate][0]))
    columns, broken = headers[delimiter]
    if broken is not None:
        raise InputFileError(f"{path} has a header whose quotes are broken: {broken.strip()}")
    if not any(column.strip() for column in columns):
        raise InputFileError(f"{path} has an empty first line where its header should be")
    named = [column.strip() or f"column{place}" for place, column in enumerate(columns, start=1)]
    return delimiter, _checked(named, path)


def _checked(columns: list[str], path: Path) -> list[str]:
    lowered = [column.lower() for column in columns]
    for column in lowered:
        if column in (BEYOND_HEADER, BROKEN_LINE):
            raise InputFileError(f"{path} has a column '{column}', a name that Basketry needs itself: rename it")
        if lowered.count(column) > 1:
            raise InputFileError(f"{path} has two columns named '{column}'")
    return columns


def _copy(path: Path, encoding: str, copy: Path) -> None:
    delimiter, columns = _read_header(path, encoding)
    schema = pa.schema([(column, pa.string()) for column in (*columns, BEYOND_HEADER, BROKEN_LINE)])
    copy.parent.mkdir(parents=True, exist_ok=True)
    # One flat list: as many lists as rows would keep the garbage collector busy with all that dbt holds.
    cells: list[str | None] = []
    records = _records(path, encoding, delimiter)
    next(records)
    with pq.ParquetWriter(copy, schema) as writer:

        def write() -> None:
            arrays = [pa.array(cells[place :: len(schema)], pa.string()) for place in range(len(schema))]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            cells.clear()

        for values, broken in records:
            if values or broken is not None:
                cells += _fitted(values, len(columns), delimiter, broken)
            if len(cells) == BATCH * len(schema):
                write()
        write()


def _fitted(values: list[str], width: int, delimiter: str, broken: str | None) -> list[str | None]:
    """The values of a line, as many as the header has columns, and its two defects."""
    if len(values) == width:
        return [*values, None, None]
    beyond = values[width:]
    return [
        *values[:width],
        *[None] * (width - len(values)),
        delimiter.join(beyond) if any(value.strip() for value in beyond) else None,
        broken,
    ]


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[list[str], str | None]]:
    """The values of each record of a CSV file and None; or no values and the line whose quotes are broken."""
    csv.field_size_limit(sys.maxsize)
    encoding = _encoding(path, encoding)
    try:
        with path.open(encoding=encoding, newline="") as file:
            lines = _Lines(file)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            while True:
                lines.taken.clear()
                try:
                    yield next(reader), None
                except StopIteration:
                    return
                except csv.Error:
                    yield [], lines.give_back_all_but_first()
    except LookupError as error:
        raise InputFileError(f"input_encoding '{encoding}' is not an encoding that Python knows") from error
    except UnicodeError as error:
        raise InputFileError(
            f"{path} is not {encoding} ({_first_bad_byte(path, encoding)}): "
            "name its encoding, for example --vars '{input_encoding: gb18030}'"
        ) from error


class _Lines:
    """The lines of a file, of which those that a broken quote ran through can be read once more."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> str:
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        return first.rstrip("\r\n")


def _encoding(path: Path, encoding: str) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    return encoding


def _first_bad_byte(path: Path, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    n_lines = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                n_lines += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                line = n_lines + error.object[: error.start].count(b"\n") + 1
                return f"byte 0x{error.object[error.start]:02X} in line {line}"
            except UnicodeError as error:
                return str(error)
            if not chunk:
                return "unreadable"
