"""Finds the file that holds an input table and makes sure that DuckDB can read it as it stands."""

import codecs
import csv
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

DELIMITERS = ",;\t|"
SUFFIXES = (".csv", ".tsv", ".txt", ".parquet")
CHUNK = 1 << 20


def describe_input_file(input_dir: str, table: str, encoding: str, scratch_dir: str) -> str:
    """Describe the one file that holds an input table.

    A CSV file that is not UTF-8 is written again as UTF-8 into `scratch_dir`; the file itself stays
    untouched.

    Args:
        input_dir: the folder of input files.
        table: a table of the contract; its file is <table>.csv, .tsv, .txt or .parquet.
        encoding: what CSV files are encoded in, by any name Python knows; a byte order mark overrides it.
        scratch_dir: where a file in UTF-8 may be written.

    Returns:
        JSON with `name` (empty where there is no such file), `path`, `format` (csv or parquet), `delimiter`,
        `columns` (in the file's order) and `error` (one line, or empty).
    """
    found: dict[str, object] = {
        "name": "", "path": "", "format": "", "delimiter": "", "columns": [], "error": ""
    }  # fmt: skip
    try:
        found.update(_describe(Path(input_dir), table, encoding, Path(scratch_dir)))
    except InputFileError as error:
        found["error"] = str(error)
    except OSError as error:
        found["error"] = f"{error.filename}: {error.strerror}"
    return json.dumps(found)


class InputFileError(ValueError):
    """A file that cannot be read as a table; the message is one line that names the file."""


def _describe(folder: Path, table: str, encoding: str, scratch: Path) -> dict[str, object]:
    if not folder.is_dir():
        raise InputFileError(f"input_dir '{folder}' is not a folder")
    paths = [path for suffix in SUFFIXES if (path := folder / f"{table}{suffix}").is_file()]
    if not paths:
        return {}
    if len(paths) > 1:
        raise InputFileError(f"{' and '.join(path.name for path in paths)} in {folder}: keep one of them")
    path = paths[0]
    if path.stat().st_size == 0:
        raise InputFileError(f"{path} is empty: it has not even a header")
    if path.suffix == ".parquet":
        try:
            columns = pq.read_schema(path).names
        except pa.ArrowInvalid as error:
            raise InputFileError(f"{path} is not a Parquet file") from error
        return {"name": str(path), "path": str(path), "format": "parquet", "columns": columns}
    readable = _as_utf8(path, encoding, scratch / f"{table}.csv")
    delimiter, columns = _read_header(readable, path)
    return {
        "name": str(path), "path": str(readable), "format": "csv", "delimiter": delimiter, "columns": columns
    }  # fmt: skip


def _as_utf8(path: Path, encoding: str, copy: Path) -> Path:
    """The file itself where it is UTF-8 already, else a copy of it in UTF-8."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif start.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    try:
        name = codecs.lookup(encoding).name
    except LookupError as error:
        raise InputFileError(f"input_encoding '{encoding}' is not an encoding that Python knows") from error
    copies = name not in ("utf-8", "ascii")
    if copies:
        copy.parent.mkdir(parents=True, exist_ok=True)
    decoder = codecs.getincrementaldecoder(name)("strict")
    n_lines = 0
    with path.open("rb") as source, copy.open("wb") if copies else io.BytesIO() as target:
        while True:
            chunk = source.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                line = n_lines + error.object[: error.start].count(b"\n") + 1
                raise InputFileError(
                    f"{path} is not {name} (byte 0x{error.object[error.start]:02X} in line {line}): "
                    "name its encoding, for example --vars '{input_encoding: gb18030}'"
                ) from error
            n_lines += text.count("\n")
            if copies:
                target.write(text.encode())
            if not chunk:
                return copy if copies else path


def _read_header(readable: Path, path: Path) -> tuple[str, list[str]]:
    """The delimiter that splits the first line into most columns, and those columns."""
    with readable.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline().rstrip("\r\n")
    if not line.strip():
        raise InputFileError(f"{path} has an empty first line where its header should be")
    headers = {delimiter: next(csv.reader([line], delimiter=delimiter)) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda candidate: len(headers[candidate]))
    columns = [column.strip() for column in headers[delimiter]]
    lowered = [column.lower() for column in columns]
    for column in lowered:
        if column and lowered.count(column) > 1:
            raise InputFileError(f"{path} has two columns named '{column}'")
    return delimiter, columns
