"""shop.yml: in which files a shop's tables are, under which names, and how their values are written.

docs/shop_file.md has every key with an example. All values are read as they are written, so that `no`, 010 and
2024-01-01 stay the texts that they are.
"""

import codecs
import re
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from basketry.complaints import InputFileError
from basketry.names import folded, with_nearest

NAMES = ("shop.yml", "shop.yaml")
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc_kr", "cp1252", "cp1250", "cp1251", "latin-1")
FORMATS = ("date_format", "decimal", "thousands", "time_zone")
SOURCE = ("file", "sheet", "header_row", "encoding", "delimiter")
TABLE = (*SOURCE, "columns", "constants", "join", "fill_down", *FORMATS, "formats", "currency")
ORDER_LINES = ("repeated_lines", "cancellations", "not_sold")
TOP = ("tables", "encoding", "currency", *FORMATS)
DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|"}
THOUSANDS = {"": "", **{sign: sign for sign in ",.'’_ "}, **dict.fromkeys("\u00a0\u202f\u2009", " ")}


@dataclass(frozen=True)
class Source:
    """Rows that are read as one: of a file, or of several that follow each other.

    Attributes:
        files: names in the folder of input files, or paths; a name may be a pattern, orders_*.csv.
        sheets: of an .xlsx file, whose rows follow each other; none: the first one that can be seen.
        header_row: the row that holds the names of columns, counted from 1; 0: the first one.
        encoding: of text; empty: that of all files.
        delimiter: of text; empty: the one that splits the header into most columns.
    """

    files: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    header_row: int = 0
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Join:
    """Rows of another source that say more of those of a table: at most one for each of them.

    Attributes:
        source: where they are.
        on: pairs of a column known so far and the column of the other source that must be equal.
    """

    source: Source
    on: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """What shop.yml says of a table of the contract.

    Attributes:
        source: its rows.
        columns: names of the contract and the names that the file has for them; values of several are put together.
        constants: names of the contract and the value that every row has.
        joins: what other sources say of its rows.
        fill_by: a column whose rows of one value are filled from the first of them; empty: none are.
        fill_down: the columns that are.
        formats: how values are written: FORMATS, where they are said, and `columns`, the same for single ones.
        rules: what the values of ORDER_LINES, and `currency`, are, where they are said.
    """

    source: Source = Source()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    joins: tuple[Join, ...] = ()
    fill_by: str = ""
    fill_down: tuple[str, ...] = ()
    formats: Mapping[str, Any] = field(default_factory=lambda: {"columns": {}})
    rules: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ShopFile:
    """What a shop.yml says; without one, nothing.

    Attributes:
        path: the file; empty where there is none.
        time_zone: the shop's, or empty.
        encoding: of its text files, or empty.
        rules: `currency`, where it is said.
        formats: how values of every table are written that says nothing else; as in Table.
        tables: by their names in the contract.
    """

    path: str = ""
    time_zone: str = ""
    encoding: str = ""
    rules: Mapping[str, Any] = field(default_factory=dict)
    formats: Mapping[str, Any] = field(default_factory=lambda: {"columns": {}})
    tables: Mapping[str, Table] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        """What it says of a table, be it only what it says of all."""
        return self.tables.get(name) or Table(formats=self.formats, rules=self.rules)


def find_shop_file(input_dir: Path, named: str) -> Path | None:
    """The shop.yml of a folder, or the file that is named in its place.

    Args:
        input_dir: the folder of input files; need not be there.
        named: var shop_file; empty: none is named.

    Returns:
        The file, or None.

    Raises:
        InputFileError: if the named file is not there, or the folder has two.
    """
    if named:
        if not Path(named).is_file():
            raise InputFileError(f"shop_file '{named}' is not a file")
        return Path(named)
    found = [path for name in NAMES if (path := input_dir / name).is_file()]
    if len(found) > 1:
        raise InputFileError(f"{' and '.join(NAMES)} in {input_dir}: keep one of them")
    return found[0] if found else None


def read_shop_file(path: Path, contract: Mapping[str, Mapping[str, Any]]) -> ShopFile:
    """Read a shop.yml and check all that can be checked without the files that it names.

    Args:
        path: the file.
        contract: for each table `columns` (a mapping whose keys are their names) and `traits` (whether it has trait_*).

    Returns:
        What it says.

    Raises:
        InputFileError: at the first thing that cannot be meant.
    """
    return parse_shop_file(_text_of(path), str(path), contract)


def parse_shop_file(text: str, path: str, contract: Mapping[str, Mapping[str, Any]]) -> ShopFile:
    """The same as `read_shop_file`, of a text.

    Args:
        text: what the file holds.
        path: its path, for complaints.
        contract: as there.

    Returns:
        As there.

    Raises:
        InputFileError: as there.
    """
    return _Reader(path, contract).shop(_yaml(text, path))


def _text_of(path: Path) -> str:
    content = path.read_bytes()
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputFileError(f"{path} is not UTF-8 (line {line}): save it as UTF-8") from error


class _Loader(yaml.BaseLoader):  # type: ignore[misc]
    """Every value is the text that stands there, and no key may stand twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key}' stands twice", node.value[place][0].start_mark
                )
        constructed: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return constructed


def _yaml(text: str, path: str) -> Any:
    try:
        return yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        problem = " ".join(str(error.problem).split())
        is_sign = re.search("cannot start any token|expected the node content", problem)
        quotes = "; a sign such as , or % stands in quotes" if is_sign else ""
        raise InputFileError(f"{path} is not YAML: {problem}{line}{quotes}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InputFileError(f"{path} is not YAML: {' '.join(str(error).split())}") from error


class _Reader:
    """Turns what stands in a shop.yml into what it means, and says where it means nothing."""

    def __init__(self, path: str, contract: Mapping[str, Mapping[str, Any]]) -> None:
        self.path = path
        self.contract = contract

    def stop(self, message: str) -> InputFileError:
        return InputFileError(f"{self.path}: {message}")

    def shop(self, content: Any) -> ShopFile:
        top = self.mapping(content, "it", TOP) if content not in ("", None) else {}
        formats = self.formats(top, "", {"columns": {}})
        time_zone = formats.pop("time_zone", "")
        rules = {"currency": self.text(top["currency"], "currency")} if "currency" in top else {}
        tables = self.mapping(top.get("tables", {}), "tables", self.contract)
        return ShopFile(
            path=self.path,
            time_zone=time_zone,
            encoding=self.encoding(top, ""),
            rules=rules,
            formats=formats,
            tables={name: self.table(name, content, formats, rules) for name, content in tables.items()},
        )

    def table(self, name: str, content: Any, usual: Mapping[str, Any], rules: Mapping[str, Any]) -> Table:
        where = f"tables.{name}"
        if isinstance(content, str | list) and content:  # products: catalogue.csv
            content = {"file": content}
        keys = (*TABLE, *ORDER_LINES) if name == "order_lines" else TABLE
        said = self.mapping(content, where, keys)
        columns = {
            self.column(name, column, f"{where}.columns"): self.texts(value, f"{where}.columns.{column}")
            for column, value in self.entries(said, "columns", where)
        }
        constants = {
            self.column(name, column, f"{where}.constants"): self.text(
                value, f"{where}.constants.{column}", or_empty=True
            )
            for column, value in self.entries(said, "constants", where)
        }
        for column in columns.keys() & constants.keys():
            raise self.stop(f"{where}: {column} stands in columns and in constants; keep one of them")
        fill = self.mapping(said.get("fill_down", {}), f"{where}.fill_down", ("by", "columns"))
        if fill and fill.keys() != {"by", "columns"}:
            raise self.stop(f"{where}.fill_down needs by, a column, and columns, a list of those to fill")
        return Table(
            source=self.source(said, where),
            columns=columns,
            constants=constants,
            joins=tuple(self.join(join, f"{where}.join") for join in self.listed(said.get("join", []))),
            fill_by=self.text(fill["by"], f"{where}.fill_down.by") if fill else "",
            fill_down=self.texts(fill["columns"], f"{where}.fill_down.columns") if fill else (),
            formats=self.table_formats(name, said, where, usual),
            rules={**rules, **self.rules(said, where)},
        )

    def source(self, said: Mapping[str, Any], where: str) -> Source:
        delimiter = said.get("delimiter", "")
        delimiter = DELIMITERS.get(delimiter, delimiter) if isinstance(delimiter, str) else "no sign"
        if "delimiter" in said and len(delimiter) != 1:
            raise self.stop(f'{where}.delimiter is one sign in quotes, ";" say, or the word tab')
        header_row = said.get("header_row", "0")
        if "header_row" in said and not (isinstance(header_row, str) and re.fullmatch("[1-9][0-9]{0,5}", header_row)):
            raise self.stop(f"{where}.header_row is the number of a row, counted from 1")
        return Source(
            files=self.texts(said["file"], f"{where}.file") if "file" in said else (),
            sheets=self.texts(said["sheet"], f"{where}.sheet") if "sheet" in said else (),
            header_row=int(header_row),
            encoding=self.encoding(said, f"{where}."),
            delimiter=delimiter,
        )

    def join(self, content: Any, where: str) -> Join:
        said = self.mapping(content, where, (*SOURCE, "on"))
        if "file" not in said or not said.get("on"):
            raise self.stop(f"{where} needs file and on, the column that both files have")
        on = said["on"]
        pairs: Iterable[tuple[Any, Any]]
        pairs = on.items() if isinstance(on, dict) else ((column, column) for column in self.listed(on))
        names = tuple((self.text(left, f"{where}.on"), self.text(right, f"{where}.on")) for left, right in pairs)
        return Join(self.source(said, where), names)

    def rules(self, said: Mapping[str, Any], where: str) -> dict[str, Any]:
        rules: dict[str, Any] = {}
        if "currency" in said:
            rules["currency"] = self.text(said["currency"], f"{where}.currency")
        if "repeated_lines" in said:
            meanings = {"addup": "add up", "duplicates": "duplicates"}
            written = self.text(said["repeated_lines"], f"{where}.repeated_lines")
            meant = meanings.get(re.sub(r"[\s_-]", "", written.casefold()))
            if not meant:
                raise self.stop(f"{where}.repeated_lines is 'add up' or 'duplicates', not '{written}'")
            rules["repeated_lines"] = meant
        if "cancellations" in said:
            marks = self.mapping(said["cancellations"], f"{where}.cancellations", ("prefix",))
            if not marks:
                raise self.stop(f"{where}.cancellations needs prefix, with which the ids of cancelled orders begin")
            rules["cancellations"] = {
                key: self.text(value, f"{where}.cancellations.{key}") for key, value in marks.items()
            }
        if "not_sold" in said:
            rules["not_sold"] = list(self.texts(said["not_sold"], f"{where}.not_sold"))
        return rules

    def table_formats(self, name: str, said: Mapping[str, Any], where: str, usual: Mapping[str, Any]) -> dict[str, Any]:
        formats = self.formats(said, f"{where}.", usual)
        columns = {}
        for column, content in self.entries(said, "formats", where):
            named = self.column(name, column, f"{where}.formats")
            own = self.mapping(content, f"{where}.formats.{column}", FORMATS)
            # What is said of the column alone: what else holds for it, the table says.
            whole = self.formats(own, f"{where}.formats.{column}.", formats)
            columns[named] = {key: whole[key] for key in own}
        return {**formats, "columns": columns}

    def formats(self, said: Mapping[str, Any], where: str, usual: Mapping[str, Any]) -> dict[str, Any]:
        formats = dict(usual)
        if "date_format" in said:
            formats["date_format"] = self.date_format(self.text(said["date_format"], f"{where}date_format"), where)
        if "decimal" in said:
            if said["decimal"] not in (".", ","):
                raise self.stop(f'{where}decimal is "." or ",", in quotes')
            formats["decimal"] = said["decimal"]
        if "thousands" in said:
            if said["thousands"] not in THOUSANDS:
                raise self.stop(f"""{where}thousands is one of "," "." " " "'" or "" (none), in quotes""")
            formats["thousands"] = THOUSANDS[said["thousands"]]
        if "time_zone" in said:
            formats["time_zone"] = self.text(said["time_zone"], f"{where}time_zone")
        if formats.get("thousands") == formats.get("decimal", "."):
            sign = formats["thousands"]
            raise self.stop(f'{where}thousands is "{sign}", which is the sign of decimals: say what decimal is, too')
        return formats

    def date_format(self, written: str, where: str) -> str:
        """dmy, mdy or ymd, or a pattern of strptime; a pattern of letters, DD/MM/YYYY say, only tells the order."""
        if "%" in written:
            if re.search("%-?d", written) and re.search("%-?[mbB]", written) and re.search("%[yY]", written):
                return written
        elif re.fullmatch(r"[dmyhsat\W_年月日时分秒]+", written.casefold()):
            order = "".join(dict.fromkeys(re.sub("[^dmy]", "", written.casefold())))
            if order in ("dmy", "mdy", "ymd"):
                return order
        raise self.stop(f"{where}date_format is dmy, mdy, ymd or a pattern such as '%d.%m.%Y %H:%M', not '{written}'")

    def encoding(self, said: Mapping[str, Any], where: str) -> str:
        if "encoding" not in said:
            return ""
        name = self.text(said["encoding"], f"{where}encoding")
        try:
            "".encode(name)
        except (LookupError, ValueError) as error:
            raise self.stop(
                f"{where}encoding '{name}' is not an encoding that Python knows{with_nearest(name, ENCODINGS)}"
            ) from error
        return name

    def column(self, table: str, name: str, where: str) -> str:
        """A column of the contract."""
        known: Collection[str] = self.contract[table]["columns"]
        if self.contract[table].get("traits") and re.fullmatch(r"trait_\w+", folded(name)):
            return folded(name)
        for column in known:
            if folded(name) == column:
                return column
        raise self.stop(f"{where}: {table} has no column '{name}'{with_nearest(name, known)}")

    def entries(self, said: Mapping[str, Any], key: str, where: str) -> list[tuple[str, Any]]:
        content = said.get(key, {})
        if content == "":
            content = {}
        if not isinstance(content, dict) or not all(isinstance(name, str) for name in content):
            raise self.stop(f"{where}.{key} is a list of lines `name: value`")
        seen: set[str] = set()
        for name in content:
            if folded(name) in seen:
                raise self.stop(f"{where}.{key}: two lines are of '{folded(name)}'")
            seen.add(folded(name))
        return list(content.items())

    def mapping(self, content: Any, where: str, known: Collection[str]) -> dict[str, Any]:
        """The keys and values of a part of the file, each key one that there is."""
        if content == "":
            return {}
        if not isinstance(content, dict):
            raise self.stop(f"{where} is a list of lines `key: value`, with keys from {', '.join(known)}")
        for key in content:
            if key not in known:
                raise self.stop(f"{where} has no key '{key}'{with_nearest(str(key), known)}")
        return content

    def text(self, value: Any, where: str, or_empty: bool = False) -> str:
        if not isinstance(value, str) or not (value.strip() or or_empty):
            raise self.stop(f"{where} is a text" + (", and empty" if value in ("", [], {}) else ", not a list"))
        return value

    def texts(self, value: Any, where: str) -> tuple[str, ...]:
        texts = tuple(self.text(one, where) for one in self.listed(value))
        if not texts:
            raise self.stop(f"{where} is empty")
        return texts

    @staticmethod
    def listed(value: Any) -> list[Any]:
        return value if isinstance(value, list) else [value]
