"""shop.yml: what it says is what is read, and what it cannot mean is said in one line.

Most tests call the functions of basketry/ as the macros do, with the project's own contract; the builds at the end read
what the macros make of it.
"""

import codecs
import csv
import datetime
import io
import json
import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_workbook import workbook
from parsed_project import ROOT
from shop_folder import HEADER, LINE, Shop, contract

from basketry import shop_file
from basketry.delimited import likely_encodings
from basketry.input_files import copy_input_file, describe_shop_file, find_unread_files
from basketry.names import folded, shown
from basketry.shop_file import parse_shop_file
from basketry.workbooks import as_text


@pytest.fixture
def shop(tmp_path):
    return Shop(tmp_path)


ORDERS = {"orders.csv": "No,Who,What,When,Menge,Preis\n1,ann,tea,2024-03-01,1,2.5\n"}
MAPPED = """
tables:
  order_lines:
    file: orders.csv
    columns: {order_id: No, customer_id: Who, product_id: What, ordered_at: When, quantity: Menge, unit_price: Preis}
"""


def test_columns_get_the_names_of_the_contract(shop):
    shop.write({"orders.csv": "No,Who,What,When,Menge,Preis,Note\n"}, MAPPED)
    assert shop.describe()["columns"] == [*HEADER.split(","), "Note"]
    assert shop.names() == {
        **{"order_id": "No", "customer_id": "Who", "product_id": "What", "ordered_at": "When"},
        **{"quantity": "Menge", "unit_price": "Preis", "Note": "Note"},
    }


def test_a_column_may_serve_twice_and_a_constant_takes_the_place_of_one(shop):
    shop.write(
        {"products.csv": "Name,Price,name\n".replace(",name", ",category")},
        "tables: {products: {columns: {product_id: Name, name: Name}, constants: {stock: 010, category: no}}}",
    )
    assert shop.names("products") == {
        "product_id": "Name",
        "name": "Name",
        "Price": "Price",
        "category_in_file": "category",
        "stock": ["010"],
        "category": ["no"],
    }


def test_a_column_whose_name_is_given_to_another_is_kept_under_a_name_of_its_own(shop):
    shop.write({"order_lines.csv": f"{HEADER},person\n"}, "tables: {order_lines: {columns: {customer_id: person}}}")
    assert shop.names() == {
        **{name: name for name in HEADER.split(",") if name != "customer_id"},
        "customer_id": "person",
        "customer_id_in_file": "customer_id",
    }


def test_without_a_shop_file_the_names_of_files_and_columns_are_enough_and_parquet_is_read_as_it_is(shop):
    shop.write({"order_lines.parquet": pa.table({name: ["1"] for name in HEADER.upper().split(",")})})
    found = shop.describe()
    assert found["path"] == found["name"] == str(shop.folder / "order_lines.parquet")
    assert found["select"] == found["joins"] == found["copied"] == []
    assert found["formats"] == {"columns": {}}
    assert [found[rule] for rule in ("currency", "repeated_lines", "cancellations", "not_sold")] == [None] * 4
    assert json.loads(describe_shop_file(shop.inputs())) == {"path": "", "time_zone": "", "error": ""}


def test_the_file_of_a_table_is_found_in_whatever_case(shop):
    shop.write(
        {"Order_Lines.CSV": f"{HEADER}\n", "Consents.csv": "customer_id\n", "unsubscribed.csv": "a\n", "x.md": ""}
    )
    assert shop.describe()["name"] == str(shop.folder / "Order_Lines.CSV")
    assert shop.describe("consents")["name"] == str(shop.folder / "Consents.csv")
    assert json.loads(find_unread_files(shop.inputs()))["names"] == ["unsubscribed.csv"]


@pytest.mark.parametrize("with_consents", [False, True])
def test_a_file_that_says_who_said_no_is_not_left_unread(shop, with_consents):
    noes = {"unsubscribed_email_audience_export.csv", "Opt-Outs 2024.csv", "Sperrliste.xlsx", "退订名单.csv"}
    others = {"orders_cleaned.csv", "notes.txt"}
    newsletter = {"newsletter.csv"}
    shop.write({"order_lines.csv": f"{HEADER}\n", **dict.fromkeys([*noes, *others, *newsletter], "a\n")})
    if with_consents:
        shop.write({"consents.csv": "customer_id\n"})
    found = json.loads(find_unread_files(shop.inputs()))
    assert set(found["names"]) == noes | others | newsletter
    assert set(found["noes"]) == (noes if with_consents else noes | newsletter)


ODD_NAMES = [
    "\ufeffOrder_ID\u200b",
    "\u00a0CUSTOMER_ID ",
    "product\u200d_id",
    "ｏｒｄｅｒｅｄ＿ａｔ",
    "\tquantity",
    "unit_price\0",
]


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_blanks_width_case_and_invisible_characters_make_no_other_name(shop, suffix):
    if suffix == "csv":
        shop.write({"order_lines.csv": f"{','.join(ODD_NAMES)}\n{LINE}\n"})
    elif suffix == "parquet":
        shop.write({"order_lines.parquet": pa.table({name: ["1"] for name in ODD_NAMES})})
    else:
        odd = [name.replace("\0", "\u2060") for name in ODD_NAMES]
        shop.write({"order_lines.xlsx": workbook({"a": [odd, LINE.split(",")]})})
    assert [name.lower() for name in shop.describe()["columns"]] == HEADER.split(",")


def test_a_name_in_shop_yml_is_found_as_it_is_meant(shop):
    shop.write(
        {"orders.csv": "\ufeff订单\u200b编号 ,Ｎａｍｅ\n"},
        "tables: {order_lines: {file: Orders.csv, columns: {order_id: 订单编号, customer_id: name}}}",
    )
    assert shop.names() == {"order_id": "订单编号", "customer_id": "Ｎａｍｅ"}


@given(name=st.text(max_size=12))
def test_a_name_is_one_with_its_other_spellings(name):
    for other in (f" {name}\u200b", f"\ufeff{name}\u00a0", name.upper(), shown(name)):
        assert name.upper().casefold() != name.casefold() or folded(other) == folded(name)
    assert not set(shown(name)) & set("\u200b\ufeff\0")


# Each mistake with what its one line must say.
TABLE = "tables: {order_lines: {file: orders.csv, %s}}"


@pytest.mark.parametrize(
    ("shop_yml", "words"),
    [
        ("tables: [", ["shop.yml is not YAML", "line 1"]),
        ("a: b: c", ["shop.yml is not YAML: mapping values are not allowed here, line 1"]),
        ("decimal: ,", ["is not YAML", "in quotes"]),
        ("time_zone: UTC\ntime_zone: UTC", ["'time_zone' stands twice, line 2"]),
        ("- a", ["it is a list of lines `key: value`", "tables"]),
        ("timezone: UTC", ["it has no key 'timezone'; the nearest is time_zone"]),
        ("table: {}", ["it has no key 'table'; the nearest is tables"]),
        ("tables: {orderlines: {}}", ["tables has no key 'orderlines'; the nearest is order_lines"]),
        ("tables: {order_lines: {colums: {}}}", ["tables.order_lines has no key 'colums'; the nearest is columns"]),
        ("tables: {products: {not_sold: x}}", ["tables.products has no key 'not_sold'"]),
        (TABLE % "columns: {quanity: Menge}", ["order_lines has no column 'quanity'; the nearest is quantity"]),
        (TABLE % "columns: {trait_x: Menge}", ["order_lines has no column 'trait_x'"]),
        (TABLE % "columns: {quantity: Mengen}", ["quantity is 'Mengen', but", "orders.csv", "; the nearest is Menge"]),
        (TABLE % "columns: {quantity: Menge, Quantity: Preis}", ["columns: two lines are of 'quantity'"]),
        (TABLE % "columns: {quantity: Menge, quantity: Preis}", ["'quantity' stands twice, line 1"]),
        (TABLE % "columns: {quantity: Menge}, constants: {quantity: 1}", ["stands in columns and in constants"]),
        (TABLE % "columns: [Menge]", ["columns is a list of lines `name: value`"]),
        (TABLE % "columns: {quantity: }", ["columns.quantity is a text, and empty"]),
        (TABLE % "columns: {quantity: {a: b}}", ["columns.quantity is a text, not a list"]),
        (TABLE % "columns: {quantity: [Menge, b]}", ["columns.quantity is 'b', but", "; the nearest is"]),
        ("tables: {order_lines: {file: order.csv}}", ["file is 'order.csv'", "; the nearest is orders.csv"]),
        ("tables: {order_lines: {file: order_*.csv}}", ["file is 'order_*.csv', which is not in"]),
        ("tables: {order_lines: {file: []}}", ["file is empty"]),
        ("tables: {order_lines: {file: notes.doc}}", ["notes.doc is not one of .csv", "save it as one of them"]),
        ("tables: {products: {columns: {name: x}}}", ["tables.products names no file", "products.csv"]),
        (TABLE % "sheet: a", ["sheet is of an .xlsx file, and", "orders.csv is none"]),
        (TABLE % "encoding: utf8x", ["encoding 'utf8x' is not an encoding that Python knows; the nearest is utf-8"]),
        ("encoding: base64", ["encoding 'base64' is not an encoding"]),
        (TABLE % 'delimiter: ";;"', ["delimiter is one sign in quotes"]),
        (TABLE % "header_row: 0", ["header_row is the number of a row"]),
        (TABLE % "date_format: dym", ["date_format is dmy, mdy, ymd or a pattern", "not 'dym'"]),
        ("date_format: '%H:%M'", ["date_format is dmy, mdy, ymd or a pattern"]),
        ("decimal: comma", ['decimal is "." or ","']),
        ('thousands: "#"', ["thousands is one of"]),
        ('thousands: "."', ['thousands is ".", which is the sign of decimals']),
        (TABLE % 'formats: {unit_price: {decimal: ",", thousands: ","}}', ["formats.unit_price.thousands is \",\""]),
        (TABLE % "formats: {price: {decimal: ','}}", ["order_lines has no column 'price'; the nearest is unit_price"]),
        (TABLE % "formats: {unit_price: {decimals: ','}}", ["no key 'decimals'; the nearest is decimal"]),
        (TABLE % "repeated_lines: sum", ["repeated_lines is 'add up' or 'duplicates', not 'sum'"]),
        (TABLE % "cancellations: C", ["cancellations is a list of lines"]),
        (TABLE % "cancellations: {prefx: C}", ["cancellations has no key 'prefx'; the nearest is prefix"]),
        (TABLE % "join: {file: orders.csv}", ["join needs file and on"]),
        (TABLE % "join: {file: customers.csv, on: Nummer}", ["on is 'Nummer', but", "orders.csv has no such column"]),
        (TABLE % "join: {file: customers.csv, on: {Who: Mail}}", ["on is 'Mail', but", "customers.csv has no such"]),
        (TABLE % "fill_down: [Who]", ["fill_down is a list of lines"]),
        (TABLE % "fill_down: {by: No}", ["fill_down needs by, a column, and columns"]),
        (TABLE % "fill_down: {by: Nr, columns: [Who]}", ["fill_down.by is 'Nr', but"]),
        ("tables: {order_lines: {file: [orders.csv, p.parquet]}}", ["either all files are Parquet, or none is"]),
        ("währung: EUR".encode("latin-1"), ["shop.yml is not UTF-8 (line 1): save it as UTF-8"]),
        ("&a [*a]", ["is not YAML"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_mistake_is_said_in_one_line_with_the_nearest_right_name(shop, shop_yml, words):
    others = {"customers.csv": "Name\n", "notes.doc": "x", "p.parquet": pa.table({"No": [1]})}
    shop.write({**ORDERS, **others}, shop_yml)
    line = shop.describe("order_lines")["error"] or copy_input_file(shop.inputs(), "order_lines")
    assert line and "\n" not in line
    assert "shop.yml" in line
    for word in words:
        assert word in line


def test_two_shop_files_and_one_that_is_not_there_are_told(shop):
    shop.write({"shop.yaml": "", **ORDERS}, "")
    assert "shop.yml and shop.yaml in" in shop.describe()["error"]
    assert "shop_file '/no/shop.yml' is not a file" in shop.describe(shop_file="/no/shop.yml")["error"]
    assert json.loads(describe_shop_file(shop.inputs()))["error"] == shop.describe()["error"]


def test_another_file_may_take_the_place_of_shop_yml(shop, tmp_path):
    shop.write(ORDERS, "tables: {order_lines: {file: nothing.csv}}")
    (tmp_path / "mine.yml").write_bytes(codecs.BOM_UTF8 + f"time_zone: Asia/Shanghai\n{MAPPED}".encode())
    mine = str(tmp_path / "mine.yml")
    assert shop.describe(shop_file=mine)["columns"] == HEADER.split(",")
    assert json.loads(describe_shop_file(shop.inputs(shop_file=mine)))["time_zone"] == "Asia/Shanghai"


def test_an_empty_shop_file_says_nothing(shop):
    for nothing in ("", "# nothing\n", "tables:\n", "{}"):
        shop.write({"order_lines.csv": f"{HEADER}\n"}, nothing)
        assert shop.describe()["columns"] == HEADER.split(",")


def test_formats_hold_for_the_shop_a_table_or_a_column(shop):
    shop.write(
        {**ORDERS, "products.csv": "product_id\n", "events.csv": "a\n"},
        """
        currency: EUR
        date_format: DD.MM.YYYY HH:mm
        decimal: ","
        thousands: "."
        tables:
          order_lines:
            file: orders.csv
            time_zone: Europe/Berlin
            date_format: "%d/%m/%y"
            currency: CHF
            formats:
              unit_price: {decimal: ".", thousands: "'"}
              ordered_at: {time_zone: UTC}
            repeated_lines: Add_up
            cancellations: {prefix: C}
            not_sold: [已关闭, 待付款]
          products: products.csv
        """,
    )
    lines, products, events = (shop.describe(table) for table in ("order_lines", "products", "events"))
    assert lines["formats"] == {
        "date_format": "%d/%m/%y",
        "decimal": ",",
        "thousands": ".",
        "time_zone": "Europe/Berlin",
        "columns": {"unit_price": {"decimal": ".", "thousands": "'"}, "ordered_at": {"time_zone": "UTC"}},
    }
    assert lines["currency"] == "CHF"
    assert lines["repeated_lines"] == "add up"
    assert lines["cancellations"] == {"prefix": "C"}
    assert lines["not_sold"] == ["已关闭", "待付款"]
    for other in (products, events):
        assert other["formats"] == {"date_format": "dmy", "decimal": ",", "thousands": ".", "columns": {}}
        assert (other["currency"], other["repeated_lines"]) == ("EUR", None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("dmy", "dmy"), ("MM/DD/YYYY", "mdy"), ("yyyy-mm-dd", "ymd"), ("yyyy年m月d日", "ymd"), ("d.m.yy h:m", "dmy")],
)
def test_a_date_format_of_letters_tells_the_order(shop, written, meant):
    shop.write({"order_lines.csv": f"{HEADER}\n"}, f"date_format: {written}")
    assert shop.describe()["formats"]["date_format"] == meant


def test_files_that_follow_each_other_are_one_table(shop):
    shop.write(
        {
            "orders_2023.csv": "order_id,customer_id,extra\n1,ann,x\n2,bo,y\n",
            "orders_2024.csv": codecs.BOM_UTF16_LE + "customer_id;order_id\ncy;3\n".encode("utf-16-le"),
            "orders_all.xlsx": workbook({"a": [["Order_ID", "note"], [4, "z"]]}),
        },
        "tables: {order_lines: {file: [orders_20*.csv, orders_all.xlsx]}}",
    )
    assert shop.describe()["columns"] == ["order_id", "customer_id", "extra", "note"]
    assert shop.rows() == [
        ["1", "ann", "x", None],
        ["2", "bo", "y", None],
        ["3", "cy", None, None],
        ["4", None, None, "z"],
    ]


def test_a_file_of_two_tables_is_copied_once_and_gives_one_row_per_key(shop):
    shop.write(
        {"orders.csv": "no,who,state,sku\n1,ann,N,tea\n"},
        """
        tables:
          order_lines: {file: orders.csv, columns: {order_id: no, customer_id: who, product_id: sku}}
          customers: {file: orders.csv, columns: {customer_id: who, region: state}}
          consents: {file: orders.csv, columns: {customer_id: who}, constants: {channel: email, allowed: no}}
        """,
    )
    lines, customers, consents = (shop.describe(table) for table in ("order_lines", "customers", "consents"))
    assert lines["path"] == customers["path"] == consents["path"]
    assert (lines["one_per"], customers["one_per"]) == ([], ["customer_id"])
    assert consents["one_per"] == ["customer_id", "channel"]
    assert [found["all_different"] for found in (lines, customers, consents)] == [False, False, True]
    assert customers["columns"] == ["customer_id", "region"]
    assert [bool(found["copied"]) for found in (lines, customers, consents)] == [True, False, False]


def test_tables_of_one_grain_in_one_file_keep_their_rows(shop):
    """A file of persons, each with a yes or no: two rows of one person are still two, which are told as such."""
    shop.write(
        {"people.csv": "customer_id,region,mail\nann,N,yes\nann,S,no\n"},
        """
        tables:
          customers: people.csv
          consents: {file: people.csv, columns: {allowed: mail}, constants: {channel: email, updated_at: 2024-03-01}}
        """,
    )
    assert shop.describe("customers")["one_per"] == shop.describe("consents")["one_per"] == []


def test_a_preamble_is_left_out_where_the_row_of_the_header_is_named(shop):
    shop.write({"order_lines.csv": f"Orders of March\n\n{HEADER}\n{LINE}\n"}, "tables: {order_lines: {header_row: 3}}")
    assert shop.rows() == [LINE.split(",")]
    rows = [["Orders of March", None, None, None, None, None], [], HEADER.split(","), LINE.split(",")]
    sheet = workbook({"a": rows}, merged={"a": "A1:F1"})
    shop.write({"order_lines.xlsx": sheet}, "tables: {order_lines: {file: order_lines.xlsx, header_row: 3}}")
    assert shop.rows() == [LINE.split(",")]
    shop.write({}, "tables: {order_lines: {file: order_lines.xlsx}}")
    assert "sheet 'a' has merged cells (A1:F1) in row 1, where its header should be" in shop.describe()["error"]


def test_a_delimiter_that_is_named_counts(shop):
    shop.write({"order_lines.csv": "order_id~a,b,c~d\n1~2~3\n"}, 'tables: {order_lines: {delimiter: "~"}}')
    assert shop.rows() == [["1", "2", "3"]]


# Encodings

TEXTS = {
    "gb18030": "订单编号,买家会员名,标题\n1,张三,苹果汁\n2,李四,绿茶\n",
    "big5": "訂單編號,會員,商品\n1,陳大文,蘋果汁\n2,李四,綠茶\n",
    "shift_jis": "注文番号,お客様,商品名\n1,山田太郎,りんごジュース\n2,鈴木,緑茶\n",
    "cp1252": "Bestellnummer;Kunde;Straße\n1;Müller;Grünstraße 4\n2;Jäger;Öl à 5 €\n",
    "cp1250": "Zamówienie;Klient;Miasto\n1;Gęślewicz;Łódź\n2;Wiśniewski;Kraków\n",
    "cp1251": "Заказ;Клиент;Товар\n1;Иванов;Яблоки\n2;Петров;чай\n",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_a_file_in_another_encoding_is_told_the_likely_ones_that_read_it(shop, encoding):
    shop.write({"order_lines.csv": TEXTS[encoding].encode(encoding)})
    line = copy_input_file(shop.inputs(), "order_lines")
    likely = re.search("it reads as (.*?), so name its encoding", line).group(1).split(" or ")
    assert likely[0] == encoding
    assert f"`encoding: {encoding}` in shop.yml" in line
    for name in likely:
        TEXTS[encoding].encode(encoding).decode(name)
    shop.write({}, f"encoding: {likely[0]}")
    delimiter = ";" if ";" in TEXTS[encoding] else ","
    assert shop.rows() == list(csv.reader(io.StringIO(TEXTS[encoding]), delimiter=delimiter))[1:]


@pytest.mark.parametrize("said", ["gb18030", "latin-1", "cp1252", "big5"])
def test_a_file_of_utf_8_that_is_said_to_be_in_another_encoding_is_told(shop, said):
    """Those would take its letters for others of theirs, and nothing would fail."""
    shop.write({"order_lines.csv": TEXTS["gb18030"]}, f"encoding: {said}")
    assert f"order_lines.csv is utf-8, not {said}" in shop.describe()["error"]


def test_a_sign_of_gb18030_that_might_be_utf_8_is_taken_for_what_the_shop_says(shop):
    """元 is two bytes that are a letter of UTF-8, too, and stands after each price."""
    text = "order_id,Preis\n" + "1,12.50元\n" * 20
    shop.write({"order_lines.csv": text.encode("gb18030")}, "encoding: gb18030")
    assert shop.rows() == [["1", "12.50元"]] * 20


def test_what_no_usual_encoding_reads_is_told_so(shop):
    shop.write({"order_lines.csv": b"a,b\n\xff\x00\xff,\x81\x8d\n"})
    assert "no usual encoding reads it; name its encoding" in copy_input_file(shop.inputs(), "order_lines")
    assert likely_encodings(shop.folder / "order_lines.csv") == []


@settings(deadline=None)
@given(
    header=st.lists(st.text("订单编号上Ab", min_size=1, max_size=4), min_size=2, max_size=4, unique_by=folded),
    rows=st.lists(st.lists(st.text("张上123 é", max_size=4), min_size=2, max_size=2), max_size=5),
    encoding=st.sampled_from(["utf-16-le", "utf-16-be"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_utf_16_without_a_mark_is_told_by_its_zeros(tmp_path_factory, header, rows, encoding, end):
    shop = Shop(tmp_path_factory.mktemp("utf16"))
    text = end.join(",".join(row) for row in [header, *rows, ["1", "2"]]) + end
    shop.write({"order_lines.csv": text.encode(encoding)})
    width = len(header)
    assert shop.describe()["columns"] == header
    assert shop.rows() == [[*row, *[None] * (width - 2)] for row in [*rows, ["1", "2"]]]


def test_the_shops_encoding_is_that_of_each_file_that_says_none(shop):
    shop.write(
        {
            "order_lines.csv": "order_id\n张\n".encode("gb18030"),
            "products.csv": "product_id\né\n".encode("latin-1"),
            "events.csv": codecs.BOM_UTF8 + "customer_id\né\n".encode(),
        },
        "encoding: gb18030\ntables: {products: {encoding: latin-1}}",
    )
    assert [shop.rows(table) for table in ("order_lines", "products", "events")] == [[["张"]], [["é"]], [["é"]]]


# Workbooks

DAY, MOMENT = datetime.date(2024, 3, 1), datetime.datetime(2024, 3, 1, 9, 30)


def test_cells_of_a_sheet_are_texts_as_a_csv_file_would_hold_them(shop):
    rows = [
        ["order_id", "customer_id", "ordered_at", "quantity", "unit_price", "paid", None],
        [],
        [1, "  ann\n", DAY, 2, 12.5, True, None],
        [None, "0012", MOMENT, -1, 0.1, False, None],
        [None] * 7,
        ["x", 3.2e18, "2024年3月1日", 1e15 - 1, 1e-7, None, None],
    ]
    shop.write({"order_lines.xlsx": workbook({"sales": rows})})
    assert shop.rows() == [
        ["1", "  ann\n", "2024-03-01", "2", "12.5", "true"],
        [None, "0012", "2024-03-01 09:30:00", "-1", "0.1", "false"],
        ["x", "3.2E+18", "2024年3月1日", "999999999999999", "0.0000001", None],
    ]
    assert shop.describe()["notes"] == []


@given(number=st.decimals(-(10**14), 10**14, places=4))
def test_a_number_of_a_sheet_is_the_same_number_as_text(number):
    value = float(number)
    assert "e" not in as_text(value).lower()
    assert float(as_text(value)) == value
    assert as_text(value, ",").replace(",", ".") == as_text(value)


def test_the_first_sheet_that_holds_something_is_read_or_those_that_are_named(shop):
    sheets = {"secret": [["a"], [0]], "empty": [], "2023": [["order_id"], [1]], "2024": [["order_id"], [2]]}
    shop.write({"order_lines.xlsx": workbook(sheets, hidden=["secret"])})
    assert shop.rows() == [["1"]]
    assert shop.describe()["notes"] == [f"{shop.folder / 'order_lines.xlsx'} has 2 sheets; '2023' is read"]
    shop.write({}, "tables: {order_lines: {sheet: ['2024', '2023']}}")
    assert shop.rows() == [["2"], ["1"]]
    shop.write({}, "tables: {order_lines: {sheet: secret, file: order_lines.xlsx}}")
    assert shop.rows() == [["0"]]
    shop.write({}, "tables: {order_lines: {sheet: '2042'}}")
    assert "has no sheet '2042'; the nearest is 2024" in shop.describe()["error"]


def test_columns_without_a_name_are_told_and_empty_ones_left_out(shop):
    shop.write({"order_lines.xlsx": workbook({"a": [["order_id", None, None, " "], [1, "x", None, None], [2, "y"]]})})
    assert shop.describe()["columns"] == ["order_id", "column2"]
    assert shop.describe()["notes"] == [
        f"{shop.folder / 'order_lines.xlsx'}, sheet 'a': column B has no name and is called column2"
    ]
    assert shop.rows() == [["1", "x"], ["2", "y"]]


def test_numbers_of_a_sheet_have_the_decimal_sign_of_the_texts_beside_them(shop):
    rows = [["order_id", "Preis", "Rabatt", "Menge"], ["1", 12.5, 0.25, 2.5], ["2", "1.299,00", "0.5", "3"]]
    shop.write(
        {"order_lines.xlsx": workbook({"a": rows})},
        """
        tables:
          order_lines:
            columns: {unit_price: Preis, discount: Rabatt, quantity: Menge}
            decimal: ","
            thousands: "."
            formats: {discount: {decimal: ".", thousands: ""}}
        """,
    )
    assert shop.rows() == [["1", "12,5", "0.25", "2,5"], ["2", "1.299,00", "0.5", "3"]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"not a workbook", "is not an .xlsx workbook, or it is broken or has a password"),
        (workbook({"a": []}), "is empty: it has not even a header"),
        (workbook({"a": [["order_id"], [1]]})[:-40], "is not an .xlsx workbook"),
        (workbook({"a": [["order_id", "Order_ID"]]}), "has two columns named 'order_id'"),
        (workbook({"a": [["order_id", "x"]]}, merged={"a": "A1:B1"}), "merged cells (A1:B1)"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_told_in_one_line(shop, content, words):
    shop.write({"order_lines.xlsx": content})
    assert words in shop.describe()["error"]
    assert "\n" not in shop.describe()["error"]
    assert copy_input_file(shop.inputs(), "order_lines") == shop.describe()["error"]


def test_a_workbook_that_is_called_something_else_is_told(shop):
    shop.write({"order_lines.csv": workbook({"a": [["order_id"]]})}, "encoding: latin-1")
    assert "order_lines.csv is no text: if it is a workbook, call it .xlsx" in shop.describe()["error"]


# What a build makes of it


def test_a_shop_of_other_names_is_the_same_shop(build):
    """Two files of orders, two of persons, everything under names of its own."""
    header = "Nr;Posten;Kunde;Datum;Preis"
    lines = "#1;tea;;19.03.2023 16:58;12,50\n#1;honey;;;6,00\n#2;tea;K2;05.04.2023 19:52;4,50\n"
    built = build(
        {
            "a.csv": f"{header}\n{lines}",
            "b.csv": f"\ufeff{header}\n#3;milk;K1;06.04.2023;1,00\n#4;milk;K3;06.04.2023;1,00\n",
            "people.xlsx": workbook({"Personen": [["ID", "Ort"], ['="K1"', "Köln"], ["K2 ", "Bonn"], ["K9", "Ulm"]]}),
            "people_more.parquet": pa.table({"ID": ["K1", "K2"], "Mail": ["ann@x", "bo@x"]}),
            "shop.yml": """
                time_zone: Europe/Berlin
                tables:
                  order_lines:
                    file: [a.csv, b.csv]
                    encoding: cp1252
                    fill_down: {by: Nr, columns: [Datum]}
                    join:
                      - {file: people.xlsx, on: {Kunde: ID}}
                      - {file: people_more.parquet, on: {Kunde: ID}}
                    columns: {order_id: Nr, customer_id: Mail, product_id: Posten, ordered_at: Datum, unit_price: Preis}
                    constants: {quantity: 1}
                  customers:
                    file: [a.csv, b.csv]
                    encoding: cp1252
                    join: {file: people.xlsx, on: {Kunde: ID}}
                    columns: {customer_id: Kunde, region: Ort}
                """,
        },
        select="files_order_lines files_customers",
        data_tests=False,
    )
    assert built.success, built.error
    columns = "order_id, customer_id, product_id, ordered_at, quantity, unit_price, Kunde, beyond_header"
    assert built.rows(f"select {columns} from files_order_lines") == [
        ("#1", None, "tea", "19.03.2023 16:58", "1", "12,50", "", None),
        ("#1", None, "honey", "19.03.2023 16:58", "1", "6,00", "", None),
        ("#2", "bo@x", "tea", "05.04.2023 19:52", "1", "4,50", "K2", None),
        ("#3", "ann@x", "milk", "06.04.2023", "1", "1,00", "K1", None),
        ("#4", None, "milk", "06.04.2023", "1", "1,00", "K3", None),
    ]
    assert built.rows("from files_customers") == [("K2", "Bonn"), ("K1", "Köln"), ("K3", None)]
    folder = built.path.parent / "input"
    unmet = [line for line in built.lines if "does not have" in line]
    both = f"{folder / 'a.csv'}, {folder / 'b.csv'}"
    assert unmet == [
        f"{both}: 1 of 5 rows have a ID that {folder / 'people.xlsx'} does not have",
        f"{both}: 1 of 5 rows have a ID that {folder / 'people_more.parquet'} does not have",
        f"{both}: 1 of 5 rows have a ID that {folder / 'people.xlsx'} does not have",
    ]


def test_values_of_several_columns_are_put_together(build):
    """In the place of the first, with a blank between, without those that are empty; in text and in typed columns."""
    orders = "no,who,day,clock,sku,size\n1,ann,2024-03-01,09:30,tea,L\n2,bo,2024-03-02,,tea,\n"
    reviews = {"id": ["r1"], "sku": ["tea"], "day": [datetime.date(2024, 3, 1)], "text": ["good"], "n": [7]}
    built = build(
        {
            "orders.csv": orders,
            "reviews.parquet": pa.table(reviews),
            "shop.yml": """
                tables:
                  order_lines:
                    file: orders.csv
                    columns: {order_id: no, customer_id: who, ordered_at: [day, clock], product_id: [sku, size]}
                    constants: {quantity: 1}
                  reviews: {columns: {review_id: id, product_id: sku, created_at: day, language: [day, n]}}
                """,
        },
        select="files_order_lines files_reviews",
        data_tests=False,
    )
    assert built.success, built.error
    assert built.rows("from files_order_lines") == [
        ("1", "ann", "2024-03-01 09:30", "tea L", "1", None, None),
        ("2", "bo", "2024-03-02", "tea", "1", None, None),
    ]
    assert built.rows("select created_at, language from files_reviews") == [(datetime.date(2024, 3, 1), "2024-03-01 7")]


def test_one_row_per_key_takes_what_most_rows_say(build):
    """Ties go to the first; blanks do not count, rows without a key or with a defect are those of the order lines."""
    states = ["N", "S", "S", "", "", "W", "E"]
    people = ["ann", "ann", "ann", "ann", "", "bo", "bo"]
    lines = [
        f"{place},{who},tea,2024-01-01,1,1,{state}"
        for place, (who, state) in enumerate(zip(people, states, strict=True))
    ]
    built = build(
        {
            "order_lines.csv": "\n".join([f"{HEADER},state", *lines, "9,cy,tea,2024-01-01,1,1,N,beyond"]) + "\n",
            "shop.yml": "tables: {customers: {file: order_lines.csv, columns: {region: state}}}",
        },
        select="files_customers files_order_lines",
        data_tests=False,
    )
    assert built.success, built.error
    assert built.rows("from files_customers") == [("ann", "S"), ("bo", "W")]
    assert built.rows("select count(*) from files_order_lines") == [(8,)]


def test_what_is_said_of_values_is_how_they_are_read(build):
    """Each line is read otherwise, or not at all, without what shop.yml says."""
    lines = [
        "1,ann,tea,05/04/2023 23:30,1.000,paid",
        "1,ann,tea,05/04/2023 23:30,1.000,paid",
        "C1,ann,tea,05/05/2023 10:00,1.000,paid",
        "2,bo,tea,05/06/2023 10:00,1.500,geplatzt",
        "3,cy,tea,05/07/2023 20:00,2.500,paid",
    ]
    built = build(
        {
            "sales.csv": "\n".join(["no,who,what,when,price,state", *lines]) + "\n",
            "shop.yml": """
                time_zone: Asia/Shanghai
                currency: CNY
                date_format: mdy
                tables:
                  order_lines:
                    file: sales.csv
                    columns: {order_id: no, customer_id: who, product_id: what, ordered_at: when,
                              unit_price: price, status: state}
                    constants: {quantity: 1}
                    thousands: "."
                    decimal: ","
                    formats: {ordered_at: {time_zone: UTC}}
                    repeated_lines: duplicates
                    cancellations: {prefix: C}
                    not_sold: [geplatzt]
                """,
        },
        select="+stg_order_lines",
        data_tests=False,
    )
    assert built.success, built.error
    # What came back of the first order, bought once although its line is there twice, leaves nothing of it.
    columns = "order_id, customer_id, ordered_at, cast(quantity as integer), cast(unit_price as integer)"
    assert built.rows(f"select {columns} from checked_order_lines where reject_reason is null order by order_id") == [
        ("1", "ann", datetime.datetime(2023, 5, 4, 23, 30), 1, 1000),
        ("3", "cy", datetime.datetime(2023, 5, 7, 20), 1, 2500),
        ("C1", "ann", datetime.datetime(2023, 5, 5, 10), -1, 1000),
    ]
    columns = "order_id, ordered_on, cast(quantity as integer), cast(gross as integer)"
    kept = built.rows(f"select {columns}, currency from stg_order_lines where quantity > 0")
    assert kept == [("3", datetime.date(2023, 5, 8), 1, 2500, "CNY")]


GOOD = {"order_lines.csv": f"{HEADER}\n{LINE}\n"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {
                "order_lines.csv": "order_id,Preis\n",
                "ratings.csv": "customer_id\n",
                "consents.csv": "customer_id,channel\n",
            },
            [
                "order_lines has no column 'customer_id', 'product_id', 'ordered_at', 'quantity'",
                "ratings has no column 'product_id', 'rating' (",
                "consents has no column 'allowed', 'updated_at' (",
                "propose_shop",
            ],
        ),
        (
            {**GOOD, "shop.yml": "time_zone: Europe/Berln"},
            ["time_zone 'Europe/Berln' is not known; the nearest is Europe/Berlin"],
        ),
        (
            {**GOOD, "shop.yml": "tables: {order_lines: {formats: {ordered_at: {time_zone: Shanghai}}}}"},
            ["shop.yml, tables.order_lines: time_zone 'Shanghai' is not known; the nearest is Asia/Shanghai"],
        ),
        (
            {
                **GOOD,
                "people.csv": "who,customer_id\nann,1\nbo,2\n ann,3\n",
                "shop.yml": "tables: {order_lines: {join: {file: people.csv, on: {customer_id: who}},"
                " columns: {channel: customer_id}}}".replace("channel: customer_id", "channel: who"),
            },
            ["people.csv has different rows for who ann; a file that is joined has one for each"],
        ),
        ({**GOOD, "shop.yml": "tables: {consents: {file: consents.csv}}"}, ["'consents.csv', which is not in"]),
    ],
)
def test_a_mistake_stops_the_build_before_anything_is_built(build, files, words):
    built = build(files)
    assert not built.success
    assert "\n" not in built.error
    for word in words:
        assert word in built.error
    assert not built.published_path.exists()
    assert not built.path.exists() or built.rows("select table_name from duckdb_tables()") == []


def test_the_zone_of_shop_yml_counts_where_no_var_says_another(build):
    files = {**GOOD, "shop.yml": "time_zone: Asia/Shanghai"}
    first = build(files, select="build_settings", data_tests=False)
    query = "select value from build_settings where setting = 'time_zone'"
    assert first.rows(query) == [("Asia/Shanghai",)]
    second = build(files, select="build_settings", data_tests=False, time_zone="Europe/London")
    assert second.rows(query) == [("Europe/London",)]


def test_files_that_nothing_is_read_from_are_named_on_the_screen(build):
    built = build({**GOOD, "product.csv": "a\n"}, select="files_order_lines", data_tests=False)
    assert built.success, built.error
    assert "Read by no table: product.csv" in built.lines


def test_a_list_of_consents_that_nothing_is_read_from_stops_the_build(build):
    built = build({**GOOD, "consent.csv": "a\n"}, select="files_order_lines", data_tests=False)
    assert not built.success
    assert built.error.startswith(
        "By its name, consent.csv says who may be contacted or not, and no table is read from it"
    )


def test_the_page_shows_every_key_and_its_examples_are_shop_files():
    page = (ROOT / "docs" / "shop_file.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    for example in examples:
        assert parse_shop_file(example, "docs/shop_file.md", contract())
    for key in {*shop_file.TOP, *shop_file.TABLE, *shop_file.ORDER_LINES, "by", "on", "prefix"}:
        assert any(re.search(rf"\b{key}:", example) for example in examples), key
