"""Looks at a folder of files and writes a shop.yml for it: guesses, each of which its owner can see and mend.

Exports of known shop systems are recognised by their headers (basketry/presets/), other files by words in them
(basketry/header_words.yml). Formats are only said where the values leave no doubt.
"""

import datetime
import functools
import itertools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from basketry.complaints import InputFileError, in_one_line
from basketry.delimited import encoding_of, likely_encodings, records, split_header
from basketry.input_files import SUFFIXES, Inputs, known_words
from basketry.names import folded, letters, shown
from basketry.shop_file import NAMES, ORDER_LINES, parse_shop_file
from basketry.workbooks import read_sheet, sheet_names, texts

# Rows of a file that are looked at.
SAMPLE_ROWS = 50_000
# How values are written where nothing is said of it.
USUAL = {"date_format": "ymd", "decimal": ".", "thousands": ""}
LANGUAGES = {"zh": "Asia/Shanghai", "de": "Europe/Berlin", "pt": "America/Sao_Paulo", "en": ""}
CURRENCIES = {"€": "EUR", "£": "GBP", "R$": "BRL", "元": "CNY", "¥": "CNY", "￥": "CNY"}
# What stands in a preset for the day on which a file was written.
FILE_DAY = "the day of the file"


@dataclass(frozen=True)
class Sample:
    """The first rows of a file, or of a sheet.

    Attributes:
        file: its name in the folder.
        sheet: of an .xlsx file that has several; else empty.
        encoding: what it is read in, where that is not UTF-8; else empty.
        day: on which it was last written.
        columns: by name the values as they came; None where a value is no text, as in Parquet.
        is_complete: whether these are all rows.
    """

    file: str
    sheet: str
    encoding: str
    day: str
    columns: Mapping[str, list[str] | None]
    is_complete: bool

    def find(self, name: str) -> str | None:
        """The column of a name, however it is spelled."""
        return next((column for column in self.columns if folded(column) == folded(name)), None)

    def is_filled(self, column: str, in_every_row: bool) -> bool:
        """Whether a column has a value in every row, or in any."""
        values = self.columns[column]
        return values is None or (all if in_every_row else any)(value.strip() for value in values)


@dataclass
class Draft:
    """What is proposed for a table.

    Attributes:
        samples: the files or sheets, whose rows follow each other.
        content: the keys of shop.yml besides the file, as they are written.
        remarks: what its owner should know, each in one line.
    """

    samples: list[Sample]
    content: dict[str, Any] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    joined: list[Sample] = field(default_factory=list)


@dataclass
class Proposal:
    """What is proposed for a shop: the top of shop.yml, its tables, and what could not be placed."""

    top: dict[str, str] = field(default_factory=dict)
    top_remarks: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Draft] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def propose_shop(inputs: str) -> str:
    """Write a shop.yml into the input folder; never over one that is there.

    Args:
        inputs: JSON of `Inputs`.

    Returns:
        JSON with `lines`, what was found, and `error` (one line, or empty).
    """
    found: dict[str, Any] = {"lines": [], "error": ""}
    try:
        given = Inputs(**json.loads(inputs))
        folder = Path(given.input_dir)
        if not folder.is_dir():
            raise InputFileError(f"input_dir '{folder}' is not a folder")
        path = Path(given.shop_file) if given.shop_file else folder / NAMES[0]
        for there in {path, *(() if given.shop_file else (folder / name for name in NAMES))}:
            if there.exists():
                raise InputFileError(f"{there} is there already, and nothing was written")
        samples, remarks = read_samples(folder, given.input_encoding)
        if not samples:
            raise InputFileError(f"{folder} has no file that could be read: {', '.join(SUFFIXES)}")
        proposal = propose(samples, given.contract, known_words(), known_presets())
        proposal.remarks = [*remarks, *proposal.remarks]
        text = written(proposal)
        parse_shop_file(text, str(path), given.contract)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        found["lines"] = [f"Wrote {path}:", *in_short(proposal), "Read it, mend it, then build."]
    except InputFileError as error:
        found["error"] = str(error)
    except OSError as error:
        found["error"] = in_one_line(error)
    return json.dumps(found)


def known_presets() -> list[dict[str, Any]]:
    """basketry/presets/*.yml, in order of their names."""
    return [_yaml(path) for path in sorted((Path(__file__).parent / "presets").glob("*.yml"))]


@functools.cache
def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def read_samples(folder: Path, encoding: str) -> tuple[list[Sample], list[str]]:
    """Read the first rows of all files in a folder that could hold a table.

    Args:
        folder: the folder.
        encoding: what text files are tried in first.

    Returns:
        The samples, in order of their names, and what could not be read, each in one line.
    """
    samples: list[Sample] = []
    remarks = []
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.suffix.lower() not in (*SUFFIXES, ".xls"):
            continue
        try:
            samples += _samples_of(path, encoding)
        except (InputFileError, OSError) as error:
            told = in_one_line(error) if isinstance(error, OSError) else str(error)
            remarks.append(f"Could not be read: {told}")
    return samples, remarks


def _samples_of(path: Path, encoding: str) -> Iterable[Sample]:
    suffix, day = path.suffix.lower(), datetime.date.fromtimestamp(path.stat().st_mtime).isoformat()
    if path.stat().st_size == 0:
        raise InputFileError(f"{path} is empty")
    if suffix == ".xls":
        raise InputFileError(f"{path} is an old .xls workbook: save it as .xlsx")
    if suffix == ".parquet":
        yield _parquet_sample(path, day)
    elif suffix == ".xlsx":
        sheets = sheet_names(path)
        for name in sheets:
            sheet = read_sheet(path, name, 0)
            rows = [[cell or "" for cell in texts(row, {})] for row in sheet.rows[:SAMPLE_ROWS]]
            is_complete = len(sheet.rows) <= SAMPLE_ROWS
            columns = {column: [row[place] for row in rows] for place, column in enumerate(sheet.header)}
            yield Sample(path.name, name if len(sheets) > 1 else "", "", day, columns, is_complete)
    else:
        usual = encoding_of(path, encoding)
        try:
            yield _text_sample(path, usual, day, "" if usual != encoding or folded(encoding) == "utf-8" else encoding)
        except InputFileError:
            likely = likely_encodings(path)
            if not likely:
                raise
            yield _text_sample(path, likely[0], day, likely[0])


def _text_sample(path: Path, encoding: str, day: str, said: str) -> Sample:
    delimiter, header, _ = split_header(path, encoding, "", 0)
    lines = (values for values, broken in records(path, encoding, delimiter) if values and broken is None)
    next(lines, None)
    rows = list(itertools.islice(lines, SAMPLE_ROWS))
    # To its end, so that what cannot be decoded is found.
    is_complete = sum(1 for _ in lines) == 0
    names = [shown(column) or f"column{place}" for place, column in enumerate(header, start=1)]
    columns = {name: [row[place] if place < len(row) else "" for row in rows] for place, name in enumerate(names)}
    return Sample(path.name, "", said, day, columns, is_complete)


def _parquet_sample(path: Path, day: str) -> Sample:
    try:
        file = pq.ParquetFile(path)
        first = next(file.iter_batches(batch_size=SAMPLE_ROWS), None)
    except pa.ArrowException as error:
        raise InputFileError(f"{path} is not a Parquet file") from error
    columns: dict[str, list[str] | None] = {}
    for number, kind in enumerate(file.schema_arrow):
        is_text = pa.types.is_string(kind.type) or pa.types.is_large_string(kind.type)
        values = first.column(number).to_pylist() if first is not None and is_text else []
        columns[shown(kind.name)] = [value or "" for value in values] if is_text else None
    return Sample(path.name, "", "", day, columns, file.metadata.num_rows <= SAMPLE_ROWS)


def propose(
    samples: Sequence[Sample],
    contract: Mapping[str, Mapping[str, Any]],
    words: Mapping[str, Any],
    presets: Sequence[Mapping[str, Any]],
) -> Proposal:
    """Guess which file is which table, which column which, and how values are written.

    Args:
        samples: the files.
        contract: as of `Inputs`.
        words: as of `known_words`.
        presets: as of `known_presets`.

    Returns:
        The proposal.
    """
    proposal = Proposal()
    _use_preset(proposal, samples, contract, presets)
    _use_words(proposal, samples, contract, words)
    _put_clocks_to_dates(proposal, contract)
    _say_formats(proposal, contract)
    _say_top(proposal, samples, words)
    used = _used(proposal)
    for sample in samples:
        if id(sample) not in used:
            proposal.remarks.append(f"Read by no table: {_named(sample)} ({', '.join(sample.columns)})")
    return proposal


def _use_preset(
    proposal: Proposal,
    samples: Sequence[Sample],
    contract: Mapping[str, Mapping[str, Any]],
    presets: Sequence[Mapping[str, Any]],
) -> None:
    """The tables of the preset that knows most of the files' columns, if any knows the order lines."""
    best: tuple[int, dict[str, Draft], Mapping[str, Any]] = (0, {}, {})
    for preset in presets:
        roles = {
            role: [sample for sample in samples if all(sample.find(column) for column in columns)]
            for role, columns in preset["files"].items()
        }
        tables = _preset_tables(preset, roles, contract)
        known = sum(len(preset["files"][role]) for role, there in roles.items() if there)
        if "order_lines" in tables and known > best[0]:
            best = (known, tables, preset)
    _, tables, preset = best
    if tables:
        proposal.tables |= tables
        proposal.top |= {key: value for key, value in preset["shop"].items() if key != "tables"}
        proposal.remarks.append(f"Recognised: {preset['name']}")


def _preset_tables(
    preset: Mapping[str, Any], roles: Mapping[str, list[Sample]], contract: Mapping[str, Mapping[str, Any]]
) -> dict[str, Draft]:
    tables: dict[str, Draft] = {}
    chosen: dict[tuple[str, ...], str] = {}
    for table, outlines in preset["shop"]["tables"].items():
        for outline in outlines if isinstance(outlines, list) else [outlines]:
            draft = _preset_table(table, outline, roles, contract[table], chosen)
            if draft:
                tables[table] = draft
                break
    return tables


def _preset_table(
    table: str,
    outline: Mapping[str, Any],
    roles: Mapping[str, list[Sample]],
    contract: Mapping[str, Any],
    chosen: dict[tuple[str, ...], str],
) -> Draft | None:
    """A table by the outline of a preset; None where a column is missing that it cannot do without."""
    main = next((roles[role] for role in _listed(outline["file"]) if roles[role]), [])
    if not main:
        return None
    main = _alike(main, main[0])
    joins = [join for join in outline.get("join", []) if roles[join["file"]]]
    draft = Draft(main, joined=[roles[join["file"]][0] for join in joins])
    there = [main[0], *draft.joined]
    columns: dict[str, str] = {}
    for column, names in outline["columns"].items():
        if column not in contract["columns"]:
            continue
        fitting = [(sample, found) for name in _listed(names) for sample in there[:] if (found := sample.find(name))]
        key = (*map(_named, main), *_listed(names))
        in_every_row = bool(contract["columns"][column]["required"] and not contract["columns"][column]["nullable"])
        filled = [found for sample, found in fitting if sample.is_filled(found, in_every_row)]
        if fitting:
            # What is chosen once is chosen for all tables of the file, so that their ids meet.
            columns[column] = chosen.setdefault(key, filled[0] if filled else fitting[-1][1])
    constants = {
        column: main[0].day if value == FILE_DAY else value
        for column, value in outline.get("constants", {}).items()
        if column in contract["columns"] and column not in columns
    }
    required = {column for column, rule in contract["columns"].items() if rule["required"]}
    if required - columns.keys() - constants.keys():
        return None
    needed = set(columns.values())
    for join, sample in reversed(list(zip(joins, draft.joined, strict=True))):
        if needed & (sample.columns.keys() - main[0].columns.keys()):
            needed |= set(_listed(join["on"]))
        else:
            draft.joined.remove(sample)
    joins = [join for join in joins if roles[join["file"]][0] in draft.joined]
    if joins:
        draft.content["join"] = [
            {**_source([sample]), "on": join["on"]} for join, sample in zip(joins, draft.joined, strict=True)
        ]
    if "fill_down" in outline:
        by = main[0].find(outline["fill_down"]["by"])
        named = [main[0].find(name) for name in outline["fill_down"]["columns"]]
        used = [column for column in named if column in columns.values()]
        if by and used:
            draft.content["fill_down"] = {"by": by, "columns": used}
    draft.content["columns"] = columns
    if constants:
        draft.content["constants"] = constants
    draft.content |= {rule: outline[rule] for rule in ORDER_LINES if rule in outline}
    return draft


def _use_words(
    proposal: Proposal,
    samples: Sequence[Sample],
    contract: Mapping[str, Mapping[str, Any]],
    words: Mapping[str, Any],
) -> None:
    """The tables that no preset has, by the words in headers and in the names of files."""
    taken = _used(proposal)
    free = [sample for sample in samples if id(sample) not in taken]
    offers = []
    doubts = []
    for table, rules in contract.items():
        if table in proposal.tables or table not in words:
            continue
        n_required = sum(bool(rule["required"]) for rule in rules["columns"].values())
        for place, sample in enumerate(free):
            draft, missing = _worded_table(table, sample, free, rules, words[table])
            is_named = _is_named(sample, words[table]["file"]) or _is_refusal(sample, words[table])
            # The few columns that most tables must have are found in many a file.
            is_telling = is_named or table == "order_lines"
            if not missing and (
                is_telling or (table in ("products", "customers") and len(draft.content["columns"]) > 1)
            ):
                offers.append(
                    (table != "order_lines", not is_named, -len(draft.content["columns"]), place, table, draft)
                )
            elif not missing and len(draft.content["columns"]) > 1:
                doubts.append((table, sample, f"{_named(sample)} has the columns of {table}: is it one?"))
            elif is_named and len(missing) < n_required:
                told = f"{_named(sample)} looks like {table}, but nothing in it looks like {', '.join(missing)}"
                doubts.append((table, sample, told))
    for *_, table, draft in sorted(offers, key=lambda offer: offer[:4]):
        taken = _used(proposal)
        if table not in proposal.tables and id(draft.samples[0]) not in taken:
            draft.samples = _alike([one for one in free if id(one) not in taken], draft.samples[0])
            proposal.tables[table] = draft
    _use_order_export(proposal, contract, words)
    taken = _used(proposal)
    proposal.remarks += [told for table, one, told in doubts if table not in proposal.tables and id(one) not in taken]


def _used(proposal: Proposal) -> set[int]:
    return {id(sample) for draft in proposal.tables.values() for sample in (*draft.samples, *draft.joined)}


def _alike(samples: Sequence[Sample], first: Sample) -> list[Sample]:
    """Those that follow each other, months in files or years in sheets: one header, names that differ in digits."""

    def kind(sample: Sample) -> tuple[object, ...]:
        return list(sample.columns), re.sub(r"\d", "", sample.file), re.sub(r"\d", "", sample.sheet)

    return [sample for sample in samples if kind(sample) == kind(first)]


def _use_order_export(proposal: Proposal, contract: Mapping[str, Mapping[str, Any]], words: Mapping[str, Any]) -> None:
    """Products and customers that no file of their own has, from columns beside the order lines."""
    lines = proposal.tables.get("order_lines")
    if not lines or lines.joined:
        return
    for table, key in (("products", "product_id"), ("customers", "customer_id")):
        if table not in proposal.tables and key in lines.content["columns"]:
            matched = _matched(lines.samples[0], words[table]["columns"], contract[table]["columns"])
            own = {column: name for column, name in matched.items() if name not in lines.content["columns"].values()}
            if table == "products" and "name" in matched:
                own["name"] = matched["name"]
            own.pop(key, None)
            if own:
                columns = {key: lines.content["columns"][key], **own}
                proposal.tables[table] = Draft(lines.samples, {"columns": columns})


def _worded_table(
    table: str,
    sample: Sample,
    samples: Sequence[Sample],
    rules: Mapping[str, Any],
    words: Mapping[str, Any],
) -> tuple[Draft, list[str]]:
    """A table from one file, or from two that share an order's number, and the required columns that are not found."""
    columns = _matched(sample, words["columns"], rules["columns"])
    draft = Draft([sample], {"columns": columns})
    constants: dict[str, str] = {}
    missing = [column for column, rule in rules["columns"].items() if rule["required"] and column not in columns]
    if table == "order_lines" and "order_id" in columns and "product_id" in columns:
        for other in samples:
            more = _matched(other, words["columns"], rules["columns"])
            gained = [column for column in missing if column in more]
            if other is sample or "order_id" not in more or "product_id" in more or not gained:
                continue
            left, right = columns["order_id"], more["order_id"]
            draft.joined.append(other)
            draft.content["join"] = [{**_source([other]), "on": left if left == right else {left: right}}]
            columns |= {
                column: name for column, name in more.items() if column not in columns and not sample.find(name)
            }
            missing = [column for column in missing if column not in columns]
            break
    if table == "order_lines" and "customer_id" in missing and len(columns) > 2:
        constants["customer_id"] = ""
        draft.remarks.append("Nothing looks like a customer: orders without one make baskets and rules, no segments.")
    if table == "order_lines" and "quantity" in missing:
        constants["quantity"] = "1"
        draft.remarks.append("Nothing looks like a quantity: every row is taken for one piece.")
    if table == "consents" and "channel" in missing:
        constants["channel"] = "email"
        draft.remarks.append("Nothing says which channel is meant: it is taken for email.")
    if table == "consents" and "allowed" in missing and _is_refusal(sample, words):
        constants["allowed"] = "no"
        draft.remarks.append("By its name the file holds those who said no.")
    if (
        table == "consents"
        and "updated_at" in missing
        and {"customer_id", "allowed"} <= columns.keys() | constants.keys()
    ):
        constants["updated_at"] = sample.day
        draft.remarks.append("Nothing says when a consent was given or withdrawn: the day of the file is taken.")
    if constants:
        draft.content["constants"] = constants
    return draft, [column for column in missing if column not in constants]


def _matched(sample: Sample, words: Mapping[str, Any], columns: Mapping[str, Any]) -> dict[str, str]:
    """For the columns of a table those of a file whose names are the best words for them, each of which serves one."""
    fits = []
    for place, (column, by_language) in enumerate(words.items()):
        if column not in columns:
            continue
        known = [column, *itertools.chain(*itertools.zip_longest(*by_language.values(), fillvalue=""))]
        for rank, word in enumerate(map(letters, known)):
            fits += [
                (len(letters(name)) - len(word), rank, place, column, name)
                for name in sample.columns
                if word and (letters(name) == word or (_is_telling(word) and word in letters(name)))
            ]
    matched: dict[str, str] = {}
    for _, _, _, column, name in sorted(fits, key=lambda fit: (fit[0] > 0, fit[1] if not fit[0] else fit[0], fit[2])):
        if column not in matched and name not in matched.values():
            matched[column] = name
    # In the order of the contract.
    return {column: matched[column] for column in columns if column in matched}


def _is_telling(word: str) -> bool:
    """Whether a word says what it means within a longer name as well."""
    return len(word) >= (8 if word.isascii() else 4)


def _is_named(sample: Sample, by_language: Mapping[str, Sequence[str]]) -> bool:
    name = letters(sample.sheet or Path(sample.file).stem)
    return any(letters(word) in name for words in by_language.values() for word in words)


def _is_refusal(sample: Sample, words: Mapping[str, Any]) -> bool:
    return _is_named(sample, words.get("refusals", {}))


def _put_clocks_to_dates(proposal: Proposal, contract: Mapping[str, Mapping[str, Any]]) -> None:
    """Tills write the time of day in a column of its own: it belongs to a date that has none."""
    for table, draft in proposal.tables.items():
        columns, sample = draft.content["columns"], draft.samples[0]
        free = [name for name in sample.columns if name not in columns.values()]
        clocks = [name for name in free if _all_match(sample, name, r"\d{1,2}:\d{2}(:\d{2})?( ?[ap]\.?m\.?)?")]
        times = [column for column, rule in contract[table]["columns"].items() if rule["type"] == "time"]
        dates = [column for column in times if _all_match(sample, columns.get(column, ""), r"[^:]*\d[^:]*")]
        if len(clocks) == len(dates) == 1:
            columns[dates[0]] = [columns[dates[0]], clocks[0]]


def _all_match(sample: Sample, column: str, pattern: str) -> bool:
    """Whether a column is text and all that stands in it is of a kind."""
    filled = [value.strip() for value in sample.columns.get(column) or [] if value.strip()]
    return bool(filled) and all(re.fullmatch(pattern, value, re.IGNORECASE) for value in filled)


def _say_formats(proposal: Proposal, contract: Mapping[str, Mapping[str, Any]]) -> None:
    """How values are written, where they leave no doubt; where they leave some, what decides.

    What all columns agree on is said of the table. A column that shows nothing, whole numbers say, agrees with all.
    """
    for table, draft in proposal.tables.items():
        by_column: dict[str, dict[str, str]] = {}
        for column, names in draft.content["columns"].items():
            name = _listed(names)[0]
            kind = contract[table]["columns"].get(column, {}).get("type", "text")
            values = [value for sample in (*draft.samples, *draft.joined) for value in sample.columns.get(name) or []]
            remark = ""
            if kind == "time":
                by_column[column], remark = date_format(values)
            elif kind in ("quantity", "price", "money", "number"):
                by_column[column], remark = number_format(values)
            if remark:
                draft.remarks.append(f"{column}: {remark}")
        said = {key: {found[key] for found in by_column.values() if key in found} for key in USUAL}
        for key, usual in USUAL.items():
            if len(said[key]) == 1 and (key == "date_format" or not said["decimal"] & said["thousands"]):
                if said[key] != {usual}:
                    draft.content |= {key: min(said[key])}
                by_column = {column: {**found, key: ""} for column, found in by_column.items()}
        formats = {column: {key: value for key, value in found.items() if value} for column, found in by_column.items()}
        if formats := {column: found for column, found in formats.items() if found}:
            draft.content["formats"] = formats


def date_format(values: Iterable[str]) -> tuple[dict[str, str], str]:
    """How the times of a column are written.

    Args:
        values: as they came.

    Returns:
        `date_format` (ymd, dmy, mdy), where there is no doubt; and a remark where there is.
    """
    orders, doubt, first = set(), False, ""
    for value in values:
        parts = re.match(r"\D{0,3}(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,4})", value)
        if not parts:
            continue
        one, two, three = parts.groups()
        if len(one) == 4:
            orders.add("ymd")
        elif len(one) > 2 or len(three) == 3 or (int(one) > 12 and int(two) > 12):
            continue
        elif int(one) > 12:
            orders.add("dmy")
        elif int(two) > 12:
            orders.add("mdy")
        else:
            doubt, first = True, first or value.strip()
    told = orders - {"ymd"}
    if len(orders) == 1 and (told or not doubt):
        return {"date_format": orders.pop()}, ""
    if len(told) > 1:
        return {}, "some values have the day first, others the month: no date_format reads them all"
    if told:
        return {"date_format": told.pop()}, "some values are as 2024-03-01, others are not"
    if doubt:
        return {}, f"'{first}' may be day and month or month and day: say date_format, dmy or mdy"
    return {}, ""


def number_format(values: Iterable[str]) -> tuple[dict[str, str], str]:
    """How the numbers of a column are written.

    Args:
        values: as they came.

    Returns:
        `decimal` and `thousands`, where they are seen and there is no doubt; and a remark where there is.
    """
    decimals, thousands, doubtful, first = set(), set(), set(), ""
    for value in values:
        number = re.sub(r"(?<!\d)[.,'’\s]|[.,'’\s](?!\d)", "", re.sub(r"[^\d.,'’\s]", "", value))
        signs = re.findall(r"[.,'’\s]", number)
        if not signs:
            continue
        last, digits_after = signs[-1], len(re.split(r"[.,'’\s]", number)[-1])
        groups = set(signs[:-1])
        if groups and last not in groups:
            decimals.add(last)
            thousands |= groups
        elif groups or last not in ".,":
            thousands.add(last)
        elif digits_after == 3:
            doubtful.add(last)
            first = first or value.strip()
        else:
            decimals.add(last)
    blanks = {" " if sign.isspace() else sign for sign in thousands}
    if len(decimals) > 1 or decimals & blanks or len(blanks) > 1:
        return {}, "some values have a decimal point, others a comma: no setting reads them all"
    blanks |= doubtful - decimals
    if doubtful and not decimals and (len(blanks) > 1 or (doubtful == blanks and not thousands)):
        return {}, f"'{first}' may be thousands or a fraction: say decimal and thousands"
    found = {"decimal": decimals.pop()} if decimals else ({"decimal": ","} if blanks == {"."} else {})
    return {**found, **({"thousands": blanks.pop()} if blanks else {})}, ""


def _say_top(proposal: Proposal, samples: Sequence[Sample], words: Mapping[str, Any]) -> None:
    """Zone, currency and encoding of the whole shop."""
    encodings = {sample.encoding for draft in proposal.tables.values() for sample in (*draft.samples, *draft.joined)}
    if len(encodings) == 1 and (encoding := encodings.pop()):
        proposal.top["encoding"] = encoding
    language = _language(proposal, words)
    if "time_zone" not in proposal.top:
        if LANGUAGES[language]:
            proposal.top["time_zone"] = LANGUAGES[language]
            proposal.top_remarks["time_zone"] = "by the language of the headers: is it where the shop is?"
        else:
            proposal.top_remarks["time_zone"] = "of times without an offset, and where days begin; without it: UTC"
    lines = proposal.tables.get("order_lines")
    if lines and "currency" not in proposal.top and "currency" not in lines.content["columns"]:
        name = lines.content["columns"].get("unit_price", "")
        values = [value for sample in lines.samples for value in sample.columns.get(name) or []]
        signs = {code for sign, code in CURRENCIES.items() if any(sign in value for value in values)}
        if len(signs) == 1:
            proposal.top["currency"] = signs.pop()


def _language(proposal: Proposal, words: Mapping[str, Any]) -> str:
    """The language that most of the columns found are in; English where none is."""
    counts = dict.fromkeys(LANGUAGES, 0)
    for table, draft in proposal.tables.items():
        for column, name in draft.content["columns"].items():
            by_language = words.get(table, {}).get("columns", {}).get(column, {})
            for language, known in by_language.items():
                counts[language] += any(letters(word) == letters(_listed(name)[0]) for word in known)
    counts["en"] += 0
    return max(counts, key=lambda language: (counts[language], language == "en"))


def written(proposal: Proposal) -> str:
    """The text of a shop.yml.

    Args:
        proposal: what it says.

    Returns:
        YAML with comments.
    """
    lines = [
        "# Written by propose_shop from the files of this folder. These are guesses: read them, mend them, then build.",
        "# Every key stands in docs/shop_file.md.",
        *(f"# {_one_line(remark)}" for remark in proposal.remarks),
        "",
    ]
    for key in ("time_zone", "currency", "encoding"):
        remark = f"  # {proposal.top_remarks[key]}" if key in proposal.top_remarks else ""
        if key in proposal.top:
            lines.append(f"{key}: {_scalar(proposal.top[key])}{remark}")
        elif remark:
            lines.append(f"# {key}: Europe/London{remark}")
    lines += ["", "tables:" if proposal.tables else "# tables: none of the files looks like one"]
    for table, draft in proposal.tables.items():
        source = _source(draft.samples, proposal.top.get("encoding", ""))
        content = {**source, **draft.content}
        lines += [f"  {table}:", *(f"    # {_one_line(remark)}" for remark in draft.remarks), *_block(content, 4)]
        seen = {name for names in draft.content["columns"].values() for name in _listed(names)}
        left = [name for sample in (draft.samples[0], *draft.joined) for name in sample.columns if name not in seen]
        if left and table == "order_lines":
            lines.append(f"    # Not placed: {_one_line(', '.join(dict.fromkeys(left)))}")
    return "\n".join(lines) + "\n"


def in_short(proposal: Proposal) -> list[str]:
    """What a proposal says, a line per table, and what could not be placed.

    Args:
        proposal: the proposal.

    Returns:
        The lines.
    """
    tables = [
        f"{table}: {', '.join(map(_named, (*draft.samples, *draft.joined)))}, {len(draft.content['columns'])} columns"
        for table, draft in proposal.tables.items()
    ]
    remarks = [f"{table}: {remark}" for table, draft in proposal.tables.items() for remark in draft.remarks]
    return [f"  {_one_line(line)}" for line in (*tables, *remarks, *proposal.remarks)]


def _source(samples: Sequence[Sample], usual_encoding: str = "") -> dict[str, Any]:
    """The keys that say where rows are."""
    files = list(dict.fromkeys(sample.file for sample in samples))
    sheets = list(dict.fromkeys(sample.sheet for sample in samples if sample.sheet))
    source: dict[str, Any] = {"file": files[0] if len(files) == 1 else files}
    if sheets:
        source["sheet"] = sheets[0] if len(sheets) == 1 else sheets
    encoding = samples[0].encoding
    if encoding and encoding != usual_encoding:
        source["encoding"] = encoding
    return source


def _named(sample: Sample) -> str:
    return f"{sample.file} ({sample.sheet})" if sample.sheet else sample.file


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _one_line(text: str) -> str:
    return " ".join(shown(character) or " " if character.isspace() else character for character in text.split())


def _block(content: Mapping[str, Any], indent: int) -> list[str]:
    lines = []
    for key, value in content.items():
        name = f"{' ' * indent}{_scalar(key)}:"
        if isinstance(value, Mapping) and key in ("columns", "constants"):
            lines += [name, *_block(value, indent + 2)]
        else:
            lines.append(f"{name} {_flow(value)}")
    return lines


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(str(value))


def _scalar(text: str) -> str:
    """A text as YAML takes it, in quotes where it would mean something else without."""
    is_plain = re.fullmatch(r"[^\W_](?:[\w .()（）/+-]*[\w.()（）])?", text) and not re.search(r"\s{2}|[ ]$", text)
    return text if is_plain else json.dumps(text, ensure_ascii=False)
