"""Finds the files that hold the input tables and copies what is not Parquet into Parquet, row by row: none is lost.

Where they are and what their columns are called is said by a shop.yml (see basketry/shop_file.py), else by their names.
"""

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from basketry.complaints import InputFileError, in_one_line
from basketry.delimited import records, split_header
from basketry.names import folded, letters, shown, with_nearest
from basketry.shop_file import ShopFile, Source, Table, find_shop_file, read_shop_file
from basketry.workbooks import read_sheet, texts

TEXT = (".csv", ".tsv", ".txt")
SUFFIXES = (*TEXT, ".parquet", ".xlsx")
BATCH = 1 << 14
# What a line of a CSV file can have wrong, each in a column of its own; macro line_defects() has the reasons.
BEYOND_HEADER = "beyond_header"
BROKEN_LINE = "broken_line"
# What macro read_input_file calls the place of a row in its file.
FILE_ROW = "file_row"


@dataclass(frozen=True)
class Inputs:
    """What a build knows of its input files.

    Attributes:
        input_dir: the folder that they lie in.
        input_encoding: what text files are encoded in that say nothing else.
        scratch_dir: where `copy_input_file` writes.
        shop_file: the file that takes the place of shop.yml in input_dir; empty: none does.
        contract: for each table `columns` (by name `type`, `required`, `nullable`), `key`, `newest` and `traits`.
    """

    input_dir: str
    input_encoding: str
    scratch_dir: str
    shop_file: str
    contract: Mapping[str, Mapping[str, Any]]


def describe_shop_file(inputs: str) -> str:
    """Describe what the shop's shop.yml says of the whole shop.

    Args:
        inputs: JSON of `Inputs`.

    Returns:
        JSON with `path` and `time_zone` (empty where there is none) and `error` (one line, or empty).
    """
    found = {"path": "", "time_zone": "", "error": ""}
    try:
        shop = _shop_of(_inputs(inputs))
        found.update(path=shop.path, time_zone=shop.time_zone)
    except InputFileError as error:
        found["error"] = str(error)
    except OSError as error:
        found["error"] = in_one_line(error)
    return json.dumps(found)


def describe_input_file(inputs: str, table: str) -> str:
    """Describe what holds an input table.

    Args:
        inputs: JSON of `Inputs`.
        table: a table of the contract; its file is <table>.csv, .tsv, .txt, .parquet or .xlsx, or what shop.yml says.

    Returns:
        JSON with

        - `name`: the file, or several; empty where there is none;
        - `path`: the Parquet file to read, or a list of them;
        - `columns`: names, in the file's order: those of the contract where a column is one of it, else its own;
        - `select`: where the file's own names are not enough, for each column its name (`column`) and either the column
          of the file (`from`; a list of those that are put together) or the value of every row (`value`); else empty;
        - `joins`: what is joined first: each `path`, `name`, `on` (pairs: a column so far, a column there), `columns`,
          and where the columns so far are (`keys_in`, a path or a list; `keys_of`, the file);
        - `fill_by`, `fill_down`: what is filled next, and by which column;
        - `one_per`: the key of which one row is made at last, where a file of other rows holds the table as well;
        - `all_different`: whether only equal rows of that key are made one, as the newest of them counts;
        - `formats`: how values are written: date_format, decimal, thousands, time_zone, where they are said, and
          `columns`, the same for single ones;
        - `currency`, `repeated_lines`, `cancellations`, `not_sold`: as shop.yml says them, else null;
        - `copied`: the files that `copy_input_file` copies for it;
        - `notes`: what a user should know, each in one line;
        - `error`: one line, or empty.
    """
    found: dict[str, Any] = {"name": "", "path": "", "columns": [], "select": [], "joins": [], "fill_by": ""}
    found |= dict.fromkeys(("currency", "repeated_lines", "cancellations", "not_sold"))
    found |= {
        "fill_down": [],
        "one_per": [],
        "all_different": False,
        "formats": {"columns": {}},
        "copied": [],
        "notes": [],
    }
    found["error"] = ""
    try:
        given = _inputs(inputs)
        shop = _shop_of(given)
        said = shop.table(table)
        found.update(formats=said.formats, **said.rules)
        located = _located(given, shop)
        if table in located:
            found.update(_described(given, shop, table, located))
    except InputFileError as error:
        found["error"] = str(error)
    except OSError as error:
        found["error"] = in_one_line(error)
    return json.dumps(found)


def copy_input_file(inputs: str, table: str) -> str:
    """Copy what holds an input table into Parquet files whose columns are all text, row for row.

    A line with too few values ends in nulls; what one has beyond the header stands in `beyond_header`; a line whose
    quotes are broken stands in `broken_line`, unsplit, and costs no other line. Only empty lines are left out. What is
    Parquet needs no copy, and what an earlier table of the contract reads as well is copied for that one.

    Args:
        inputs: as of `describe_input_file`.
        table: as there.

    Returns:
        An empty string, or the complaint in one line.
    """
    try:
        given = _inputs(inputs)
        shop = _shop_of(given)
        located = _located(given, shop)
        for rows in located.get(table, []):
            if rows.copied_for == table:
                _copy(rows, _decimal_signs(given, shop, located, rows))
    except InputFileError as error:
        return str(error)
    except OSError as error:
        return in_one_line(error)
    return ""


def find_unread_files(inputs: str) -> str:
    """The files of the input folder that could hold a table and that no table is read from: a misspelt name, say.

    Args:
        inputs: as of `describe_input_file`.

    Returns:
        JSON with `names`, and of those `noes`: by their name, who may not be contacted. What cannot be looked at is
        complained of elsewhere.
    """
    try:
        given = _inputs(inputs)
        located = _located(given, _shop_of(given))
        read = {path.resolve() for rows in located.values() for one in rows for path in one.paths}
        there = sorted(Path(given.input_dir).iterdir())
    except (InputFileError, OSError):
        return json.dumps({"names": [], "noes": []})
    readable = [path for path in there if path.suffix.lower() in (*SUFFIXES, ".xls") and path.is_file()]
    unread = [path for path in readable if path.resolve() not in read]
    words = known_words()["consents"]
    says_no = [*(word for language in words["refusals"].values() for word in language)]
    if "consents" not in located:
        says_no += (word for language in words["file"].values() for word in language)
    names = {path.name: letters(path.stem) for path in unread}
    noes = [name for name, spelt in names.items() if any(letters(word) in spelt for word in says_no)]
    return json.dumps({"names": list(names), "noes": noes})


@functools.cache
def known_words() -> dict[str, Any]:
    """basketry/header_words.yml: by table `file`, `refusals` and `columns`, each by language."""
    text = (Path(__file__).parent / "header_words.yml").read_text(encoding="utf-8")
    return dict(yaml.load(text, yaml.BaseLoader))


@dataclass(frozen=True)
class _Rows:
    """Where the rows of a source are, and where they are read from.

    Attributes:
        source: what is said of them.
        paths: the files.
        read: the Parquet files to read: the same, or one copy.
        copied_for: the table that the copy is made for; empty where none is needed.
    """

    source: Source
    paths: tuple[Path, ...]
    read: tuple[str, ...]
    copied_for: str

    def parts(self) -> list[tuple[Path, str]]:
        """The files and sheets whose rows follow each other."""
        return [(path, sheet) for path in self.paths for sheet in self.source.sheets or ("",)]

    def headers(self) -> list["_Header"]:
        """The header of each part."""
        return [_header(path, sheet, self.source) for path, sheet in self.parts()]

    def reading(self) -> str | list[str]:
        """What macro read_parquet_file reads."""
        return self.read[0] if len(self.read) == 1 else list(self.read)

    def columns(self) -> list[str]:
        """The names of columns as they stand in what is read."""
        columns: dict[str, str] = {}
        for header in self.headers():
            for column in header.columns:
                columns.setdefault(folded(column), column)
        return list(columns.values())


@dataclass(frozen=True)
class _Header:
    delimiter: str
    columns: tuple[str, ...]
    notes: tuple[str, ...]


@functools.lru_cache(maxsize=8)
def _inputs(text: str) -> Inputs:
    return Inputs(**json.loads(text))


def _shop_of(inputs: Inputs) -> ShopFile:
    path = find_shop_file(Path(inputs.input_dir), inputs.shop_file)
    if path is None:
        return ShopFile()
    stat = path.stat()
    return _read_shop_file(path, (stat.st_mtime_ns, stat.st_size), json.dumps(inputs.contract))


@functools.lru_cache(maxsize=8)
def _read_shop_file(path: Path, version: tuple[int, int], contract: str) -> ShopFile:
    return read_shop_file(path, json.loads(contract))


def _located(inputs: Inputs, shop: ShopFile) -> dict[str, list[_Rows]]:
    """For each table that has rows where they are, then where those are that are joined to them."""
    folder = Path(inputs.input_dir)
    if not folder.is_dir():
        raise InputFileError(f"input_dir '{folder}' is not a folder")
    there = sorted(folder.iterdir())
    copies: dict[tuple[Any, ...], _Rows] = {}
    located: dict[str, list[_Rows]] = {}
    for table in inputs.contract:
        said = shop.table(table)
        sources = [said.source, *(join.source for join in said.joins)]
        for number, source in enumerate(sources):
            where = f"{shop.path}: tables.{table}{'.join' if number else ''}"
            paths = _named(source, folder, there, where) if source.files else _usual(table, folder, there)
            if not paths:
                if table in shop.tables:
                    usual = ", ".join(f"{table}{suffix}" for suffix in SUFFIXES)
                    raise InputFileError(f"{where} names no file, and {folder} has none of {usual}")
                break
            encoded = replace(source, encoding=source.encoding or shop.encoding or inputs.input_encoding)
            kinds = {path.suffix.lower() == ".parquet" for path in paths}
            if len(kinds) > 1:
                raise InputFileError(f"{where}.file: either all files are Parquet, or none is")
            if source.sheets and not all(path.suffix.lower() == ".xlsx" for path in paths):
                raise InputFileError(f"{where}.sheet is of an .xlsx file, and {_listed(paths)} is none")
            if kinds == {True}:
                rows = _Rows(encoded, paths, tuple(map(str, paths)), "")
            else:
                copy = Path(inputs.scratch_dir) / f"{table}{f'.join{number}' if number else ''}.parquet"
                identity = (tuple(path.resolve() for path in paths), replace(encoded, files=()))
                rows = copies.setdefault(identity, _Rows(encoded, paths, (str(copy),), table))
            located.setdefault(table, []).append(rows)
    return located


def _usual(table: str, folder: Path, there: Sequence[Path]) -> tuple[Path, ...]:
    """The file that is called as the table is, in whatever case."""
    paths = [
        path for path in there if path.stem.lower() == table and path.suffix.lower() in SUFFIXES and path.is_file()
    ]
    if len(paths) > 1:
        paths.sort(key=lambda path: SUFFIXES.index(path.suffix.lower()))
        raise InputFileError(f"{' and '.join(path.name for path in paths)} in {folder}: keep one of them")
    return _readable(paths)


def _named(source: Source, folder: Path, there: Sequence[Path], where: str) -> tuple[Path, ...]:
    """The files that shop.yml names."""
    paths: list[Path] = []
    for name in source.files:
        alike = [path for path in there if folded(path.name) == folded(name)]
        if (folder / name).is_file():
            found = [folder / name]
        elif len(alike) == 1:
            found = alike
        else:
            found = [path for path in there if path.match(name)] if any(sign in name for sign in "*?") else []
        if not found:
            nearest = with_nearest(name, (path.name for path in there if path.suffix.lower() in SUFFIXES))
            raise InputFileError(f"{where}.file is '{name}', which is not in {folder}{nearest}")
        for path in found:
            if path.suffix.lower() not in SUFFIXES:
                raise InputFileError(
                    f"{where}.file: {path} is not one of {', '.join(SUFFIXES)}: save it as one of them"
                )
        paths += found
    return _readable(list(dict.fromkeys(paths)))


def _readable(paths: Sequence[Path]) -> tuple[Path, ...]:
    for path in paths:
        if path.stat().st_size == 0:
            raise InputFileError(f"{path} is empty: it has not even a header")
    return tuple(paths)


def _header(path: Path, sheet: str, source: Source) -> _Header:
    stat = path.stat()
    return _read_header(path, sheet, replace(source, files=(), sheets=()), (stat.st_mtime_ns, stat.st_size))


@functools.lru_cache(maxsize=256)
def _read_header(path: Path, sheet: str, source: Source, version: tuple[int, int]) -> _Header:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return _Header("", _checked(_parquet_columns(path), path), ())
    if suffix == ".xlsx":
        there = read_sheet(path, sheet, source.header_row)
        return _Header("", _checked(there.header, path), tuple(there.notes))
    delimiter, columns, broken = split_header(path, source.encoding, source.delimiter, source.header_row)
    if broken is not None:
        raise InputFileError(f"{path} has a header whose quotes are broken: {broken.strip()}")
    names = [shown(column) for column in columns]
    if not any(names):
        line = f"line {source.header_row}" if source.header_row > 1 else "first line"
        raise InputFileError(f"{path} has an empty {line} where its header should be")
    return _Header(
        delimiter, _checked([name or f"column{place}" for place, name in enumerate(names, start=1)], path), ()
    )


def _parquet_columns(path: Path) -> list[str]:
    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        if getattr(error, "filename", None):
            raise
        raise InputFileError(f"{path} is not a Parquet file") from error


def _checked(columns: Sequence[str], path: Path) -> tuple[str, ...]:
    names = [folded(column) for column in columns]
    for name in names:
        if name in (BEYOND_HEADER, BROKEN_LINE, FILE_ROW):
            raise InputFileError(f"{path} has a column '{name}', a name that Basketry needs itself: rename it")
        if names.count(name) > 1:
            raise InputFileError(f"{path} has two columns named '{name}'")
    return tuple(columns)


def _described(inputs: Inputs, shop: ShopFile, table: str, located: Mapping[str, list[_Rows]]) -> dict[str, Any]:
    """What `describe_input_file` says of a table that has rows."""
    said, contract = shop.table(table), inputs.contract[table]
    main, *others = located[table]
    where = f"{shop.path}: tables.{table}"
    own = main.columns()
    known = {folded(column): column for column in own}
    joins: list[dict[str, Any]] = []
    holders = dict.fromkeys(own, main)
    for join, rows in zip(said.joins, others, strict=True):
        there = {folded(column): column for column in rows.columns()}
        so_far = " or ".join([_names(main), *(former["name"] for former in joins)])
        on = [
            [_found(left, known, f"{where}.join.on", so_far), _found(right, there, f"{where}.join.on", _names(rows))]
            for left, right in join.on
        ]
        new = {name: column for name, column in there.items() if name not in known}
        holder = holders[on[0][0]]
        if any(holders[left] is not holder for left, _ in on):
            raise InputFileError(f"{where}.join.on has columns of two files: {', '.join(left for left, _ in on)}")
        joins.append({"path": rows.reading(), "name": _names(rows), "on": on, "columns": new})
        joins[-1] |= {"keys_in": holder.reading(), "keys_of": _names(holder)}
        holders |= dict.fromkeys(new.values(), rows)
        known |= new
    file = " or ".join([_names(main), *(join["name"] for join in joins)])
    taken = {
        column: [_found(name, known, f"{where}.columns.{column}", file) for name in names]
        for column, names in said.columns.items()
    }
    one_per = _one_per(inputs, shop, table, located)
    select = _select(own, known, taken, said, contract, keep_others=not one_per)
    fill_by = _found(said.fill_by, known, f"{where}.fill_down.by", file) if said.fill_by else ""
    filled = [_found(name, known, f"{where}.fill_down", file) for name in said.fill_down]
    filled = [column for column in dict.fromkeys(filled) if column != fill_by]
    needed = {column for entry in select for column in _origins(entry)}
    needed |= {left for join in joins for left, _ in join["on"]} | {fill_by, *filled}
    columns = [entry["column"] for entry in select]
    if main.copied_for:
        select += [{"column": defect, "from": defect} for defect in (BEYOND_HEADER, BROKEN_LINE)]
    as_it_is = all(entry["column"] == entry.get("from") for entry in select)
    return {
        "name": _names(main),
        "path": main.reading(),
        "columns": columns,
        "select": [] if as_it_is and not (joins or filled or one_per) else select,
        "joins": [
            {**join, "columns": [column for column in join["columns"].values() if column in needed]} for join in joins
        ],
        "fill_by": fill_by,
        "fill_down": filled,
        "one_per": one_per,
        "all_different": bool(one_per and contract.get("newest")),
        "copied": [_names(rows) for rows in located[table] if rows.copied_for == table],
        "notes": [note for rows in located[table] for header in rows.headers() for note in header.notes],
    }


def _select(
    own: Sequence[str],
    known: Mapping[str, str],
    taken: Mapping[str, Sequence[str]],
    said: Table,
    contract: Mapping[str, Any],
    keep_others: bool,
) -> list[dict[str, Any]]:
    """The columns of the relation, in the file's order, then those that are joined, then constants.

    A column that shop.yml does not name is the contract's where it is called so; where shop.yml gives that name to
    another one it is `<name>_in_file`.
    """
    given = taken.keys() | said.constants.keys()
    used = {column for columns in taken.values() for column in columns}
    select: list[dict[str, Any]] = []
    for name, column in known.items():
        # Where several are put together, in the place of the first.
        select += [
            {"column": target, "from": columns[0] if len(columns) == 1 else list(columns)}
            for target, columns in taken.items()
            if columns[0] == column
        ]
        is_known = name in contract["columns"] or (contract.get("traits") and name.startswith("trait_"))
        if is_known and name not in given:
            # As it is written: an engine that does not tell cases apart needs no select then.
            select.append({"column": column if column.lower() == name else name, "from": column})
        elif keep_others and column in own and column not in used:
            label = shown(column)
            select.append({"column": f"{label}_in_file" if label.lower() in given else label, "from": column})
    return select + [{"column": column, "value": value} for column, value in said.constants.items()]


def _origins(entry: Mapping[str, Any]) -> list[str]:
    """The columns of files that a column of the relation is made from."""
    origin = entry.get("from", [])
    return [origin] if isinstance(origin, str) else list(origin)


def _found(name: str, known: Mapping[str, str], where: str, file: str) -> str:
    """The column of a file that is meant by a name."""
    if folded(name) not in known:
        raise InputFileError(f"{where} is '{name}', but {file} has no such column{with_nearest(name, known.values())}")
    return known[folded(name)]


def _names(rows: _Rows) -> str:
    return _listed(rows.paths)


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(map(str, paths))


def _one_per(inputs: Inputs, shop: ShopFile, table: str, located: Mapping[str, list[_Rows]]) -> list[str]:
    """The key of a table that is read from finer rows of another: an export of orders knows a customer many times."""

    def key_of(name: str) -> set[str]:
        return set(inputs.contract[name].get("key") or []) - shop.table(name).constants.keys()

    own, key = located[table][0], key_of(table)
    for other, rows in located.items():
        shared = any((one.paths, one.source.sheets) == (own.paths, own.source.sheets) for one in rows)
        is_finer = not key_of(other) or not key_of(other) <= key
        if other != table and shared and is_finer and key and key <= inputs.contract[other]["columns"].keys():
            return list(inputs.contract[table]["key"])
    return []


def _decimal_signs(inputs: Inputs, shop: ShopFile, located: Mapping[str, list[_Rows]], rows: _Rows) -> dict[str, str]:
    """For the columns of a workbook whose texts have a decimal comma: the sign that its numbers get as well."""
    signs: dict[str, str] = {}
    for table, there in located.items():
        said = shop.table(table)
        if any(one.read == rows.read for one in there):
            for column in inputs.contract[table]["columns"]:
                sign = {**said.formats, **said.formats["columns"].get(column, {})}.get("decimal", ".")
                if sign != ".":
                    signs |= {folded(name): sign for name in said.columns.get(column, (column,))}
    return signs


def _copy(rows: _Rows, decimal_signs: Mapping[str, str]) -> None:
    columns = rows.columns()
    schema = pa.schema([(column, pa.string()) for column in (*columns, BEYOND_HEADER, BROKEN_LINE)])
    places = {folded(column): place for place, column in enumerate(columns)}
    copy = Path(rows.read[0])
    copy.parent.mkdir(parents=True, exist_ok=True)
    # One flat list: as many lists as rows would keep the garbage collector busy with all that dbt holds.
    cells: list[str | None] = []
    with pq.ParquetWriter(copy, schema) as writer:

        def write() -> None:
            arrays = [pa.array(cells[place :: len(schema)], pa.string()) for place in range(len(schema))]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            cells.clear()

        for (path, sheet), header in zip(rows.parts(), rows.headers(), strict=True):
            # Where each column of the result stands in this file; one that it lacks is the null at the end.
            order = [-3] * len(columns)
            for place, column in enumerate(header.columns):
                order[places[folded(column)]] = place
            in_order = order == list(range(len(columns)))
            for line in _lines(path, sheet, rows.source, header, decimal_signs):
                if in_order:
                    cells += line
                else:
                    line.insert(-2, None)
                    cells += [line[place] for place in order]
                    cells += line[-2:]
                if len(cells) == BATCH * len(schema):
                    write()
        write()


def _lines(
    path: Path, sheet: str, source: Source, header: _Header, decimal_signs: Mapping[str, str]
) -> Iterator[list[str | None]]:
    """The values of each row, as many as the header has columns, and its two defects."""
    if path.suffix.lower() == ".xlsx":
        signs = {place: decimal_signs.get(folded(column), ".") for place, column in enumerate(header.columns)}
        for row in read_sheet(path, sheet, source.header_row).rows:
            yield [*texts(row, signs), None, None]
        return
    width = len(header.columns)
    lines = records(path, source.encoding, header.delimiter)
    for _ in range(max(source.header_row, 1)):
        next(lines)
    for values, broken in lines:
        if values or broken is not None:
            yield _fitted(values, width, header.delimiter, broken)


def _fitted(values: list[str], width: int, delimiter: str, broken: str | None) -> list[str | None]:
    if len(values) == width:
        return [*values, None, None]
    beyond = values[width:]
    return [
        *values[:width],
        *[None] * (width - len(values)),
        delimiter.join(beyond) if any(value.strip() for value in beyond) else None,
        broken,
    ]
