"""Files as they come: found, described and copied without losing a line."""

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basketry.input_files import BATCH, copy_input_file, describe_input_file


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """An input folder and a scratch folder; each test writes its own file."""
    return Shop(tmp_path_factory.mktemp("shop"))


class Shop:
    """Calls the functions as the project does: table t, scratch folder beside the input folder."""

    def __init__(self, root):
        self.folder = root / "input"
        self.scratch = root / "scratch"
        self.folder.mkdir()

    def inputs(self, encoding, folder=None, scratch=None):
        given = {"input_dir": str(folder or self.folder), "scratch_dir": str(scratch or self.scratch), "shop_file": ""}
        return json.dumps({**given, "input_encoding": encoding, "contract": {"t": {"columns": {}}}})

    def write(self, content, name="t.csv", encoding="utf-8"):
        for old in self.folder.iterdir():
            old.unlink()
        (self.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode(encoding))

    def describe(self, encoding="utf-8"):
        return json.loads(describe_input_file(self.inputs(encoding), "t"))

    def copy(self, encoding="utf-8"):
        return copy_input_file(self.inputs(encoding), "t")

    def rows(self, encoding="utf-8"):
        """The copied rows: values, what is beyond the header, and the broken line."""
        assert self.copy(encoding) == ""
        table = pq.read_table(self.describe(encoding)["path"])
        rows = [list(row.values()) for row in table.to_pylist()]
        return [(row[:-2], row[-2], row[-1]) for row in rows]


def whole(*rows):
    return [(list(row), None, None) for row in rows]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(texts, min_size=3, max_size=3), max_size=20),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    terminator=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32-le", "gb18030"]),
)
def test_what_a_csv_writer_writes_is_read_back(shop, rows, delimiter, quoting, terminator, encoding):
    if quoting == csv.QUOTE_MINIMAL:
        # That writer leaves a line end without quotes where it is not the one it ends lines with.
        rows = [[value.replace("\r", "").replace("\n", "") for value in row] for row in rows]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=terminator)
    writer.writerows([["a", "b", "c"], *rows])
    shop.write(text.getvalue(), encoding=encoding)
    assert shop.rows(encoding) == whole(*rows)


@settings(deadline=None)
@given(text=st.text(st.sampled_from('1ab,;" \t\r\n\0é'), max_size=60))
def test_whatever_a_file_holds_no_character_is_lost(shop, text):
    """Quotes, delimiters and line ends apart, the copy holds each character of the file, in order."""
    shop.write("x,y\n" + text)
    kept = "".join(
        broken if broken is not None else "".join([*(value or "" for value in values), beyond or ""])
        for values, beyond, broken in shop.rows()
    )
    marks = str.maketrans("", "", '",\r\n \t')
    assert kept.translate(marks) == text.translate(marks)


@settings(deadline=None)
@given(lines=st.lists(st.text(st.sampled_from('1ab"'), min_size=1, max_size=5), min_size=1, max_size=12))
def test_a_line_without_quotes_survives_whatever_quotes_its_neighbours_have(shop, lines):
    shop.write("x\n" + "\n".join(f"{line},{place}" for place, line in enumerate(lines)) + '\n"never closed')
    kept = json.dumps(shop.rows())
    assert all(f"{place}" in kept for place in range(len(lines)))
    assert '\\"never closed' in kept


def test_a_line_of_too_few_values_ends_in_nulls(shop):
    shop.write("a,b,c\n1\n,\n1,2,3\n")
    assert shop.rows() == whole(["1", None, None], ["", "", None], ["1", "2", "3"])


def test_what_is_beyond_the_header_is_kept(shop):
    shop.write('a;b\n1;2;3;"x;y"\n1;2;;\n1;2; ;\n')
    assert shop.rows() == [(["1", "2"], "3;x;y", None), *whole(["1", "2"], ["1", "2"])]


@pytest.mark.parametrize("broken", ['"1"x,2', '"1,2', '1,"2', '"1""x,2', '1,"2" '])
def test_a_line_of_broken_quotes_costs_no_other_line(shop, broken):
    shop.write(f'a,b\n3,4\n{broken}\n5,6\n"7\n7",8\n')
    assert shop.rows() == [
        *whole(["3", "4"]),
        ([None, None], None, broken),
        *whole(["5", "6"], ["7\n7", "8"]),
    ]


def test_quotes_within_a_value_are_text(shop):
    shop.write('a,b\n5" pipe,\'x\'\n"C:\\",""""\n')
    assert shop.rows() == whole(['5" pipe', "'x'"], ["C:\\", '"'])


def test_empty_lines_are_left_out(shop):
    shop.write("a,b\n\n1,2\n\r\n\n3,4\n\n")
    assert shop.rows() == whole(["1", "2"], ["3", "4"])


def test_lines_and_values_of_any_length_and_number_are_copied_in_order(shop):
    rows = [[str(number), "x" * 3_000_000 if number == 1 else "y"] for number in range(2 * BATCH + 1)]
    shop.write("a,b\n" + "".join(f"{first},{second}\n" for first, second in rows))
    assert shop.rows() == whole(*rows)


def test_a_header_alone_is_a_table_without_rows(shop):
    shop.write("a,b")
    assert shop.rows() == []


def test_names_are_stripped_and_empty_ones_numbered(shop):
    shop.write(' a ,,"b\nc", D\n')
    assert shop.describe()["columns"] == ["a", "column2", "b\nc", "D"]


def test_the_delimiter_is_the_one_that_splits_the_header_into_most_columns(shop):
    for delimiter in ",;\t|":
        shop.write(delimiter.join(["a", '"b,;|\t"', "c"]))
        assert shop.describe()["columns"] == ["a", "b,;|", "c"]


def test_a_table_without_a_file_is_described_as_none(shop):
    shop.write("a\n", name="other.csv")
    assert [shop.describe()[key] for key in ("name", "path", "columns", "error")] == ["", "", [], ""]
    assert shop.copy() == ""


@pytest.mark.parametrize("suffix", ["csv", "tsv", "txt"])
def test_each_suffix_of_text_is_found(shop, suffix):
    shop.write("a,b\n1,2\n", name=f"t.{suffix}")
    assert shop.describe()["name"] == str(shop.folder / f"t.{suffix}")
    assert shop.rows() == whole(["1", "2"])


def test_a_parquet_file_is_read_where_it_lies(shop):
    shop.write("")
    (shop.folder / "t.csv").unlink()
    pq.write_table(pa.table({"A": [1], "b": ["x"]}), shop.folder / "t.parquet")
    path = str(shop.folder / "t.parquet")
    assert [shop.describe()[key] for key in ("name", "path", "columns", "error")] == [path, path, ["A", "b"], ""]
    assert shop.describe()["select"] == []
    assert shop.copy() == ""


def test_the_file_itself_stays_as_it_was(shop):
    content = "a,b\r\n张,2\r\n".encode("gb18030")
    shop.write(content)
    assert shop.rows("gb18030") == whole(["张", "2"])
    assert (shop.folder / "t.csv").read_bytes() == content


def test_a_byte_order_mark_overrides_the_encoding(shop):
    for encoding in ("utf-8-sig", "utf-16"):
        shop.write("a,b\né,2\n", encoding=encoding)
        assert shop.rows("latin-1") == whole(["é", "2"])


@pytest.mark.parametrize(
    ("content", "encoding", "complaint"),
    [
        (b"", "utf-8", "t.csv is empty: it has not even a header"),
        (b"\r\na,b\n", "utf-8", "t.csv has an empty first line where its header should be"),
        (b" , \n", "utf-8", "t.csv has an empty first line where its header should be"),
        (b"a,b,A\n", "utf-8", "t.csv has two columns named 'a'"),
        (b"a,Broken_line\n", "utf-8", "t.csv has a column 'broken_line', a name that Basketry needs itself"),
        (b"a,column2,\n,column2", "utf-8", ""),
        (b",column1\n", "utf-8", "t.csv has two columns named 'column1'"),
        (b'"a,b\n1,2\n', "utf-8", 't.csv has a header whose quotes are broken: "a,b'),
        (b"a,b\n\n1,\xff\n", "utf-8", "t.csv is not utf-8 (byte 0xFF in line 3)"),
        (b"a,b\n1,\xe4", "utf-8", "t.csv is not utf-8 (byte 0xE4 in line 2)"),
        (b"a,b\n1,\x81\n", "cp1252", "t.csv is not cp1252 (byte 0x81 in line 2)"),
        (b"a,b\n" * 500_000 + b"\xff,2\n", "utf-8", "t.csv is not utf-8 (byte 0xFF in line 500001)"),
        (b"a,b\n", "utf-16", "t.csv is not utf-16"),
        (b"a,b\n", "klingon", "input_encoding 'klingon' is not an encoding that Python knows"),
        (b"a,b\n", "base64", "input_encoding 'base64' is not an encoding that Python knows"),
        (b"a,b\n", "", "input_encoding '' is not an encoding that Python knows"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(shop, content, encoding, complaint):
    shop.write(content)
    described, copied = shop.describe(encoding)["error"], shop.copy(encoding)
    assert complaint in (described or copied)
    assert bool(complaint) == bool(copied)
    assert described in ("", copied)
    assert "\n" not in copied


@pytest.mark.parametrize("content", [b"x", b"PAR1 but no more", b"PAR1 looks like it \x08\0\0\0PAR1"])
def test_a_file_that_is_not_parquet_is_named(shop, content):
    shop.write(content, name="t.parquet")
    assert shop.describe()["error"] == f"{shop.folder / 't.parquet'} is not a Parquet file"


def test_two_files_of_one_table_are_refused(shop):
    shop.write("a\n")
    (shop.folder / "t.parquet").write_bytes(b"")
    assert shop.describe()["error"] == f"t.csv and t.parquet in {shop.folder}: keep one of them"
    assert shop.copy() == shop.describe()["error"]


def test_a_folder_that_is_none_is_named(shop):
    for function in (describe_input_file, copy_input_file):
        assert "input_dir '/nowhere' is not a folder" in function(shop.inputs("utf-8", folder="/nowhere"), "t")


def test_a_scratch_folder_that_cannot_be_written_is_named(shop):
    shop.write("a\n")
    blocked = shop.folder / "t.csv"
    assert copy_input_file(shop.inputs("utf-8", scratch=blocked), "t").startswith(f"{blocked}")


@pytest.mark.parametrize(
    "name, neighbour",
    [("st*r", "stXr"), ("one[1]", "one1"), ("wh?t", "what"), ("[!x]", "y"), ("**", "*"), ("channel=mail", "channel")],
)
def test_a_folder_of_any_name_is_read_and_no_other(build, tmp_path, name, neighbour):
    """A CSV file, which is copied beside the working file, and a Parquet file, which is read where it lies."""

    def tables(folder):
        lines = {"order_id": "1", "customer_id": "ann", "product_id": "1", "ordered_at": "2024-03-01"}
        lines |= {"quantity": "1", "unit_price": "2.5", "channel": folder, "beyond_header": None, "broken_line": None}
        products = {"product_id": "1", "name": folder}
        return [
            pa.table({key: pa.array([value], pa.string()) for key, value in row.items()}) for row in (lines, products)
        ]

    copied, read = tables(neighbour)
    for table, file in ((copied, "basketry.duckdb.input/order_lines.parquet"), (read, "input/products.parquet")):
        (tmp_path / neighbour / file).parent.mkdir(parents=True)
        pq.write_table(table, tmp_path / neighbour / file)
    copied, read = tables(name)
    (tmp_path / name / "input").mkdir(parents=True)
    pq.write_table(read, tmp_path / name / "input" / "products.parquet")
    copied.to_pandas().iloc[:, :-2].to_csv(tmp_path / name / "input" / "order_lines.csv", index=False)
    # DuckDB cannot write a working file whose path has a question mark.
    working = tmp_path / name.replace("?", "")
    working.mkdir(exist_ok=True)
    built = build(
        folder=working,
        shop="files",
        input_dir=str(tmp_path / name / "input"),
        select="files_order_lines files_products",
        data_tests=False,
    )
    assert built.success, built.error
    assert built.rows("select channel from files_order_lines") == [(name,)]
    assert built.rows("select * from files_products") == [("1", name)]


def test_a_working_file_that_duckdb_cannot_write_is_named(build, tmp_path):
    (tmp_path / "wh?t").mkdir()
    built = build({"order_lines.csv": "order_id\n"}, folder=tmp_path / "wh?t", publish_path="")
    assert not built.success
    assert built.error == f"BASKETRY_FILE has a question mark, which DuckDB cannot write to: {built.path}"
