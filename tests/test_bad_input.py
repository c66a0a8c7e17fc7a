"""Bad input ends in one clear line or in rejected rows with their reason and values, and nothing is lost."""

import csv
import datetime
import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
HEADER = "order_id,customer_id,product_id,ordered_at,quantity,unit_price"
LINE = "1,1,101,2024-01-01,1,2.5"
STAGING = "+rejected_rows +input_quality +input_notes"
NOT_A_NUMBER = "is not a number or is too large"
BROKEN_QUOTES = "a quotation mark is not closed, or text follows a closing one"
TOO_MANY = "more values than the header has columns"
DUPLICATE = "duplicate of another row"

# Each line of a file with what becomes of it: None (staged), MERGED, or the reason why it is rejected.
MERGED = "merged"
WIDE_HEADER = f"{HEADER},discount,channel,currency"
ORDER_LINES = [
    ("o1,c1,p1,2024-01-05 10:00,2,3.50,0.5,store,EUR", None),
    ("o1,c1,p1,2024-01-05 10:00,2,3.50,0.5,store,EUR", MERGED),
    ("o1,c1,p1,2024-01-05 10:00,3,3.50,0,store,EUR", MERGED),
    ("o1,c1,p2,2024-01-05 10:00,abc,3.50,,,", f"quantity {NOT_A_NUMBER}"),
    ('o1,c1,p2,2024-01-05 10:00,"1,5",3.50,,,', "quantity does not say what its comma means"),
    ("o1,c1,p2,2024-01-05 10:00,NaN,3.50,,,", "quantity is missing"),
    ("o1,c1,p2,2024-01-05 10:00,1e400,3.50,,,", f"quantity {NOT_A_NUMBER}"),
    ("o1,c1,p2,2024-01-05 10:00,10000000000,0,,,", "quantity is 10 billion or more"),
    ("o1,c1,p2,2024-01-05 10:00,1,three,,,", f"unit_price {NOT_A_NUMBER}"),
    ("o1,c1,p2,2024-01-05 10:00,1,NULL,,,", "unit_price is missing"),
    ("o1,c1,p2,2024-01-05 10:00,1,inf,,,", f"unit_price {NOT_A_NUMBER}"),
    ("o1,c1,p2,2024-01-05 10:00,1,123456789012,,,", f"unit_price {NOT_A_NUMBER}"),
    ("o1,c1,p2,2024-01-05 10:00,-100000,200000,,,", "quantity times unit_price is 10 billion or more"),
    ("o1,c1,p2,2024-01-05 10:00,1,3.50,much,,", f"discount {NOT_A_NUMBER}"),
    ("o1,c1,p2,2024-01-05 10:00,1,3.50,-10000000000,,", "discount is 10 billion or more"),
    ("o1,c1,p2,2024-01-05 10:00,1,-3.50,,,", "unit_price is negative"),
    ("o1,c1,p2,2024-01-05 10:00,0,3.50,,,", "quantity is zero"),
    ("o1,c1,p2,2024-01-05 10:00,0.0004,3.50,,,", "quantity is zero"),
    ("o1,c1,p2,2024-02-30,1,3.50,,,", "ordered_at is not a time"),
    ("o1,c1,p2,2024-13-01,1,3.50,,,", "ordered_at is not a time"),
    ("o1,c1,p2,2024-01-05 25:00,1,3.50,,,", "ordered_at is not a time"),
    ("o1,c1,p2,31/01/2024,1,3.50,,,", "ordered_at does not tell day and month apart"),
    ("o1,c1,p2,2024-01-05 10:00 PST,1,3.50,,,", "ordered_at has a zone in letters, PST"),
    ("o1,c1,p2,2024-01-05 10:00 Mars/Olympus,1,3.50,,,", "ordered_at has a zone in letters, MARS/OLYMPUS"),
    ("o1,c1,p2,2024-01-05 10:00+23:00,1,3.50,,,", "ordered_at is not a time"),
    ("o1,c1,p2,1970-01-01,1,3.50,,,", "ordered_at lies before 1971, as an empty time is often written"),
    ("3.2E+18,c1,p2,2024-01-05,1,3.50,,,", "order_id was shortened by a spreadsheet"),
    ("o1,c1,p2,yesterday,1,3.50,,,", "ordered_at is not a time"),
    ("o1,c1,p2,05-01-24,1,3.50,,,", "ordered_at does not tell day and month apart"),
    ("o1,c1,p2,2024-01-05 (BC),1,3.50,,,", "ordered_at is not a time"),
    ("o1,c1,p2,infinity,1,3.50,,,", "ordered_at is not a time"),
    ("o1,c1,p2,-infinity,1,3.50,,,", "ordered_at is not a time"),
    ("o1,c1,p2,epoch,1,3.50,,,", "ordered_at is not a time"),
    ("o1,c1,p2,2999-01-01,1,3.50,,,", "ordered_at is in the future"),
    ("x1,c1,p2,,1,3.50,,,", "ordered_at is missing"),
    (",c1,p2,2024-01-05,1,3.50,,,", "order_id is missing"),
    ("   ,c1,p2,2024-01-05,1,3.50,,,", "order_id is missing"),
    ("o1,c1,,2024-01-05,1,3.50,,,", "product_id is missing"),
    (",,,,,,,,", "order_id is missing"),
    ("   ", "order_id is missing"),
    ("o1,c1,p2", "quantity is missing"),
    ("o1,c1,p2,2024-01-05,1,3.50,,,EUR,extra", TOO_MANY),
    ("o1,c1,p2,2024-01-05,1,3.50,,,EUR,,two,", TOO_MANY),
    ('"o1"x,c1,p2,2024-01-05,1,3.50,,,EUR', BROKEN_QUOTES),
    ('o1,c1,"p2,2024-01-05,1,3.50,,,EUR', BROKEN_QUOTES),
    # Returns, the shortest line there is, trailing commas, and an order without a known customer.
    ("o1,c1,p1,2024-01-06 10:00,-1,3.50,,store,EUR", None),
    ("o2,c1,p1,2024-01-06 10:00,-1,3.50,,store,EUR", None),
    ("o3,c2,p1,2024-01-06 10:00:00.123+08:00,1,3.50", None),
    ("o3,c2,p2,2024-01-06T10:00:00Z,1,3.50,,,EUR,,,", None),
    ("o4,,p1,2024-01-07 10:00,1,3.50,,,", None),
    # A line of billions, as in currencies of small units.
    ("o5,c2,p1,2024-01-07 10:00,3,3000000000,,,", None),
    # Ids of any characters, kept as they are; what is invisible or around them is not of them.
    ('"o ""5""",\'c\',"p;,\n1",2024-01-08,1,3.50,,,', None),
    (" o6 , c 6 , p 6 ,2024-01-08, 1 , 3.50 ,,,", None),
    ("订单,顾客,商品 一,2024-01-08,1,3.50,,线上,", None),
    ("🧾,🙂,🍎,2024-01-08,1,3.50,,,", None),
    ("007,0042,0101,2024-01-08,1,3.50,,,", None),
    ("7,42,101,2024-01-08,1,3.50,,,", None),
    ("o\0,c\0,p\0,2024-01-08,1,3.50,,,", None),
    ('"=""0012""",\u200bc7\ufeff,p7\u3000,2024-01-08,1,3.50,,,', None),
    ('C:\\,"c\\","p\\",2024-01-08,1,3.50,,,', None),
    ('inch 5",5" c,5" p,2024-01-08,1,3.50,,,', None),
    # Lines of one order that name two customers.
    ("o8,c8,p1,2024-01-09,1,3.50,,,", None),
    ("o8,c9,p2,2024-01-09,1,3.50,,,", None),
    # An unclosed quote in the last line.
    ('o9,c9,p1,2024-01-09,1,3.50,,,"EUR', BROKEN_QUOTES),
]
OTHERS = {
    "products": (
        "product_id,name,category,brand,unit_cost,list_price,stock",
        [
            ("p1,Pear,Fruit,Acme,1,3.50,10", "another row has the same product_id"),
            ("p1,Pear,Fruit,Acme,1,3.50,10", DUPLICATE),
            ("p1,Apple,Fruit,Acme,1,3.50,10", None),
            (",Nameless,,,,,", "product_id is missing"),
            ("p3,Plum,Fruit,,-1,-1,plenty", None),
            ("🍎,Apple,,,,,", None),
        ],
    ),
    "customers": (
        'customer_id,first_seen_at,region,birth_year,trait_income,"trait_home ""town"""',
        [
            ("c1,2023-01-01,north,1980,high,Köln", None),
            ("c3,2023-01-32,west,1066,,", None),
            ("c4,,,19.5,,", None),
            ("c2,,,,,", "another row has the same customer_id"),
            ("c2,,south,,,", None),
        ],
    ),
    "ratings": (
        "customer_id,product_id,rating,rated_at",
        [
            ("c1,p1,4,2024-01-06", "another row has the same customer_id and product_id"),
            ("c1,p1,5,2024-01-07", None),
            ("c1,p1,1,", "another row has the same customer_id and product_id"),
            ("c2,p1,inf,", "rating is not a number"),
            ("c2,p1,nan,", "rating is missing"),
            ("c2,p1,,", "rating is missing"),
            ("c2,p1,3,2999-01-01", None),
            ("c9,p9,3,", None),
        ],
    ),
    "reviews": (
        "review_id,product_id,text,customer_id,rating,language,created_at",
        [
            ('r1,p1,"Crisp, and\nsweet",c1,5,en,2024-01-07', None),
            ("r2,p1,,c1,,,", None),
            ("r1,p1,Other text,c1,5,en,2024-01-07", "another row has the same review_id"),
            (",p1,No id,c1,5,en,2024-01-07", "review_id is missing"),
            ("r3,p1,Bad,c1,bad,en,", None),
        ],
    ),
    "events": (
        "customer_id,event_type,occurred_at,product_id,device,location,channel,value",
        [
            ("c1,view,2024-01-06 09:00,p1,phone,,web,1", None),
            ("c1,view,2024-01-06 09:00,p1,phone,,web,1", MERGED),
            ("c1,view,2024-01-06 09:00,p1,phone,,web,1.0", MERGED),
            ("c1,,2024-01-06 09:00,p1,,,,", "event_type is missing"),
            ("c1,view,2024-01-06 09:00,p1,,,,lots", None),
        ],
    ),
    "campaigns": (
        "campaign_id,starts_at,ends_at,name,offer_id,channel,cost",
        [
            ("k1,2024-01-01,2024-01-08,New year,,mail,10", None),
            ("k2,2024-01-08,2024-01-01,Backwards,,,", "ends_at is before starts_at"),
            ("k3,2024-01-01,2024-01-31,,,,free", None),
            ("01,2024-01-01,9999-12-31,For ever,,,", None),
        ],
    ),
    "contacts": (
        "campaign_id,customer_id,arm,channel,contacted_at,offer_id,propensity",
        [
            ("k1,c1,treatment,mail,2024-01-01,,0.5", None),
            ("k1,c2,control,mail,2024-01-01,,1", None),
            ("k1,c2,control,mail,2024-01-01,,1", DUPLICATE),
            ("k1,c3,placebo,mail,,,", "arm is not treatment or control"),
            ("k3,c3,Hold-out,E-Mail,,,", None),
            ("k1,c3,,mail,,,0", "propensity is not in (0, 1]"),
            ("k2,c1,treatment,mail,,,", "campaign_id is not in campaigns"),
            ("nowhere,c1,treatment,mail,,,", "campaign_id is not in campaigns"),
            ("1,c1,treatment,mail,,,", "campaign_id is not in campaigns"),
        ],
    ),
    "responses": (
        "campaign_id,customer_id,response_type,occurred_at,value,product_id",
        [
            ("k1,c1,redeem,2024-01-05,3,p1", None),
            ("k1,c1,redeem,2024-01-05,3,p1", MERGED),
            ("k9,c1,redeem,2024-01-05,3,p1", "campaign_id is not in campaigns"),
            ("k1,c1,redeem,soon,3,p1", "occurred_at is not a time"),
            (",c1,opt-out,2024-01-05,,", None),
        ],
    ),
    "surveys": (
        "customer_id,answered_at,campaign_id,score,tags,comment",
        [
            ("c1,2024-01-08,k1,9,,Fine", None),
            ("c1,2024-01-08,k1,9,,Fine", MERGED),
            (",2024-01-08,k1,9,,Fine", "customer_id is missing"),
            ("c1,2024-01-08,k1,nine,,Fine", None),
        ],
    ),
    "consents": (
        "customer_id,channel,allowed,updated_at",
        [
            ("c1,mail,true,2024-01-01", "another row has the same customer_id and channel"),
            ("c1,mail,false,2024-01-02", None),
            ("c1,sms,perhaps,2024-01-02", "allowed is not a word that is known for yes or no"),
            ("c1,sms,,2024-01-02", "allowed is missing"),
            ("c1,sms,true,", "updated_at is missing"),
        ],
    ),
}
TABLES = {"order_lines": (WIDE_HEADER, ORDER_LINES), **OTHERS}


def public_tables():
    """Every table that BI reads, by what the YAML beside the models says."""
    models = [
        model
        for folder in ("models", "python_models")
        for path in (ROOT / folder).rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]
    return {model["name"] for model in models if model.get("config", {}).get("access") == "public"}


def assert_every_mart_is_published(built):
    assert built.success, built.error
    tables = {name for (name,) in built.rows("select table_name from duckdb_tables()", published=True)}
    assert tables == public_tables()


def quality(built):
    """Where the rows of each table went, and a count of its own beside each of input_quality's."""
    rows = {}
    for table, n_input, n_staged, n_rejected, n_merged in built.rows(
        "select input_table, n_input, n_staged, n_rejected, n_merged from input_quality"
    ):
        rows[table] = (n_input, n_staged, n_rejected, n_merged)
        returns = "(select count(*) from returns)" if table == "order_lines" else "0"
        assert built.rows(f"select count(*) + {returns} from stg_{table}") == [(n_staged,)]
        assert built.rows(f"select count(*) from rejected_rows where input_table = '{table}'") == [(n_rejected,)]
        assert n_input == n_staged + n_rejected + n_merged
    return rows


def content(header, lines):
    return "\n".join([header, *(line for line, _ in lines)]) + "\n"


@pytest.fixture(scope="module")
def bad(build):
    """One shop whose eleven files hold every kind of bad row."""
    files = {f"{table}.csv": content(header, lines) for table, (header, lines) in TABLES.items()}
    return build(files, max_rejected_share=1)


@pytest.fixture(scope="module")
def rejected(bad):
    assert bad.success, bad.error
    found = {table: {} for table in TABLES}
    for table, row_number, reason, raw in bad.rows("select input_table, row_number, reason, raw from rejected_rows"):
        found[table][row_number] = (reason, json.loads(raw))
    return found


def test_bad_rows_stop_no_mart(bad):
    """Here the shop is built, whole and with all data tests, as any mart could stumble over a bad row."""
    assert_every_mart_is_published(bad)


@pytest.mark.parametrize("table", TABLES)
def test_each_bad_row_is_rejected_with_its_reason_and_no_other_is(rejected, table):
    expected = {
        place: outcome for place, (_, outcome) in enumerate(TABLES[table][1], start=1) if outcome not in (None, MERGED)
    }
    assert {place: reason for place, (reason, _) in rejected[table].items()} == expected


@pytest.mark.parametrize("table", TABLES)
def test_rejected_rows_keep_the_values_as_they_came(rejected, table):
    header, lines = TABLES[table]
    names = next(csv.reader([header]))
    assert rejected[table]
    for place, (reason, raw) in rejected[table].items():
        line = lines[place - 1][0]
        if reason == BROKEN_QUOTES:
            assert raw == {**dict.fromkeys(names), "beyond_header": None, "broken_line": line}
            continue
        values = next(csv.reader(io.StringIO(line, newline="")))
        padded = values + [None] * (len(names) - len(values))
        beyond = ",".join(values[len(names) :]) or None
        assert raw == {
            **dict(zip(names, padded, strict=False)), "beyond_header": beyond, "broken_line": None
        }  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_rows_in_are_staged_rejected_or_merged(bad, table):
    outcomes = Counter(outcome if outcome in (None, MERGED) else "rejected" for _, outcome in TABLES[table][1])
    assert quality(bad)[table] == (
        len(TABLES[table][1]),
        outcomes[None],
        outcomes["rejected"],
        outcomes[MERGED],
    )


def test_a_line_that_stands_twice_is_merged_and_returns_net_out(bad):
    # 2, 2 once more, and 3 bought, 1 returned under each of two numbers.
    assert bad.rows(
        "select quantity, gross, discount, revenue, n_lines from stg_order_lines where order_id in ('o1', 'o2')"
    ) == [(Decimal(5), Decimal("17.5"), Decimal(1), Decimal("16.5"), 3)]
    assert bad.rows("select order_id, matched_quantity from returns order by all") == [
        ("o1", Decimal(1)),
        ("o2", Decimal(1)),
    ]


def test_ids_of_any_characters_are_kept_as_they_came(bad):
    kept = set(bad.rows("select order_id, customer_id, product_id from stg_order_lines"))
    assert {
        ('o "5"', "'c'", "p;,\n1"),
        ("o6", "c 6", "p 6"),
        ("订单", "顾客", "商品 一"),
        ("🧾", "🙂", "🍎"),
        ("007", "0042", "0101"),
        ("7", "42", "101"),
        ("o", "c", "p"),
        ("0012", "c7", "p7"),
        ("C:\\", "c\\", "p\\"),
        ('inch 5"', '5" c', '5" p'),
    } <= kept


def test_ids_reach_the_marts_as_they_came(bad):
    customers = {customer for (customer,) in bad.rows("select customer_id from customer_segments", True)}
    assert {"'c'", "c 6", "顾客", "🙂", "0042", "42", "c", "c\\", '5" c'} <= customers


def test_a_time_with_an_offset_becomes_utc(bad):
    assert bad.rows("select product_id, ordered_at from stg_order_lines where order_id = 'o3' order by product_id") == [
        ("p1", datetime.datetime(2024, 1, 6, 2, 0, 0, 123000)),
        ("p2", datetime.datetime(2024, 1, 6, 10)),
    ]


def test_an_order_without_a_customer_is_a_basket(bad):
    assert bad.rows("select order_id, customer_id from stg_order_lines where order_id = 'o4'") == [("o4", None)]


def test_sales_of_products_that_the_catalogue_lacks_are_kept_and_counted(bad):
    products = [product for (product,) in bad.rows("select product_id from stg_order_lines")]
    orphans = [product for product in products if product not in ("p1", "🍎")]
    assert orphans
    assert bad.rows("select n_orphans from input_quality where input_table = 'order_lines'") == [(len(orphans),)]


def test_of_two_ratings_the_newer_stays(bad):
    assert bad.rows("select rating from stg_ratings where customer_id = 'c1' and product_id = 'p1'") == [(5,)]


def test_of_two_consents_the_newer_stays(bad):
    assert bad.rows("select channel, allowed from stg_consents") == [("mail", False)]


def test_equal_events_responses_and_surveys_are_merged_and_counted(bad):
    for table, n_rows in (("events", 3), ("responses", 2), ("surveys", 2)):
        assert bad.rows(f"select max(n_rows) from stg_{table}") == [(n_rows,)]


def test_traits_of_any_name_pass_through(bad):
    assert bad.rows('select trait_income, "trait_home ""town""" from stg_customers where customer_id = \'c1\'') == [
        ("high", "Köln")
    ]


def test_an_order_of_two_customers_is_warned_of(bad):
    assert any("orders_have_one_customer" in line and "WARN 1" in line for line in bad.lines)


def test_the_screen_names_what_was_rejected(bad):
    line = next(line for line in bad.lines if line.startswith("products: "))
    assert line.startswith("products: 6 rows, 3 staged, 3 rejected: ")
    assert "product_id is missing (1)" in line
    assert "products.stock: 1 values could not be used ('plenty') and count as 0; see input_notes" in bad.lines


def test_an_optional_value_that_cannot_be_used_costs_no_row(bad):
    assert bad.rows("select category, unit_cost, list_price, stock from stg_products where product_id = 'p3'") == [
        ("Fruit", None, None, 0)
    ]
    noted = bad.rows("select input_table, column_name, value, used_as from input_notes order by all", published=True)
    assert noted == [
        ("campaigns", "cost", "free", "missing"),
        ("customers", "birth_year", "1066", "missing"),
        ("customers", "birth_year", "19.5", "missing"),
        ("customers", "first_seen_at", "2023-01-32", "missing"),
        ("events", "value", "lots", "missing"),
        ("products", "list_price", "-1", "missing"),
        ("products", "stock", "plenty", "0"),
        ("products", "unit_cost", "-1", "missing"),
        ("ratings", "rated_at", "2999-01-01", "missing"),
        ("reviews", "rating", "bad", "missing"),
        ("surveys", "score", "nine", "missing"),
    ]


def test_the_screen_says_what_is_read(bad):
    folder = bad.path.parent / "input"
    assert [line for line in bad.lines if line.startswith("Reading ")] == [
        f"Reading {folder / table}.csv" for table in TABLES
    ]


def test_threads_do_not_change_what_is_rejected(build, bad, rejected):
    files = {f"{table}.csv": content(header, lines) for table, (header, lines) in TABLES.items()}
    query = "select * from rejected_rows order by all"
    assert build(files, threads=1, select=STAGING, data_tests=False, max_rejected_share=1).rows(query) == bad.rows(
        query
    )
    assert rejected["order_lines"]


def test_the_smallest_shop_builds_every_mart(smallest):
    assert_every_mart_is_published(smallest)
    assert quality(smallest)["order_lines"] == (1, 1, 0, 0)
    assert smallest.rows("select customer_id, frequency, monetary from customer_segments", published=True) == [
        ("1", 1, Decimal("2.5"))
    ]


def test_optional_files_of_a_header_only_build_every_mart(build):
    """A whole build with all data tests, as any mart could stumble over a table without rows."""
    built = build({**{f"{table}.csv": header for table, (header, _) in OTHERS.items()}, **GOOD})
    assert_every_mart_is_published(built)
    assert quality(built) == {**dict.fromkeys(OTHERS, (0, 0, 0, 0)), "order_lines": (1, 1, 0, 0)}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "order_lines: 0 rows came. Without an order nothing is built"),
        (
            ["1,1,101,2024-01-01,0,2.5"] * 3 + ["2,1,101,,1,2.5"],
            "order_lines: 4 rows came and 4 cannot be used, most of them because quantity is zero: '0'",
        ),
    ],
)
def test_a_shop_without_an_accepted_order_line_stops_and_what_is_published_stays(build, tmp_path, lines, words):
    published = tmp_path / "published" / "basketry.duckdb"
    published.parent.mkdir()
    published.write_text("the last good one")
    built = build({"order_lines.csv": "\n".join([HEADER, *lines])}, folder=tmp_path)
    assert not built.success
    assert [line.strip() for line in built.error.splitlines() if words in line]
    assert built.rows("select count(*) from rejected_rows") == [(len(lines),)]
    assert not built.rows("from duckdb_tables() where table_name in ('stg_order_lines', 'this_build', 'baskets')")
    assert published.read_text() == "the last good one"


def test_a_customer_of_100_000_lines_and_a_basket_of_5_000_products_build_every_mart(build):
    """A whole build over many rows: half a minute. The 200,000 longer itemsets of its small baskets are left out."""
    n_lines, n_products = 100_000, 5_000
    orders = [f"{number // 10}" for number in range(n_lines)] + ["big"] * n_products
    built = build(
        {
            "order_lines.parquet": pa.table(
                {
                    "order_id": orders,
                    "customer_id": [1] * n_lines + [2] * n_products,
                    "product_id": [number % 997 for number in range(n_lines)] + list(range(n_products)),
                    "ordered_at": [datetime.datetime(2024, 1, 1 + number % 28) for number in range(len(orders))],
                    "quantity": [1] * len(orders),
                    "unit_price": [1.25] * len(orders),
                }
            )
        },
        max_itemset_size=2,
    )
    assert_every_mart_is_published(built)
    assert quality(built)["order_lines"] == (105_000, 105_000, 0, 0)
    assert built.rows("select order_id, n_products from oversized_baskets", published=True) == [("big", n_products)]
    assert built.rows("select customer_id, monetary from customer_segments order by customer_id", published=True) == [
        (1, Decimal(125_000)),
        (2, Decimal(6_250)),
    ]


PLAIN = [
    ["order_id", "customer_id", "product_id", "ordered_at", "quantity", "unit_price"],
    ["1", "é", "café", "2024-01-01", "1", "2.5"],
    ["2", "ü", "thé; vert, 1|2", "2024-01-01 10:00", "-2", "3"],
    ["3", "é", "two\r\nlines and\ttabs", "2024-01-02", "1", "0.1"],
]


def written(rows, **dialect):
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows(rows)
    return text.getvalue()


SPACED_HEADER = " Order_ID ,CUSTOMER_ID,\tproduct_id,ordered_at,Quantity,UNIT_PRICE "
CHINESE = [
    PLAIN[0],
    ["1", "张三", "苹果", "2024-01-01", "1", "2.5"],
    ["2", "李四", "“茶”", "2024-01-02", "1", "3"],
]


@pytest.mark.parametrize(
    ("rows", "name", "text", "encoding"),
    [
        (PLAIN, "order_lines.csv", written(PLAIN), "latin-1"),
        (PLAIN, "order_lines.csv", written(PLAIN, delimiter=";"), "utf-16"),
        (PLAIN, "order_lines.tsv", written(PLAIN, delimiter="\t", quoting=csv.QUOTE_ALL), "utf-8-sig"),
        (PLAIN, "order_lines.txt", written(PLAIN, delimiter="|", lineterminator="\r"), "cp1252"),
        (CHINESE, "order_lines.csv", written(CHINESE, lineterminator="\n"), "gb18030"),
        (
            CHINESE,
            "order_lines.csv",
            "\n\n".join([SPACED_HEADER, *written(CHINESE).splitlines()[1:]]),
            "utf-8",
        ),
    ],
    ids=[
        "latin-1",
        "utf-16, semicolons",
        "BOM, tabs",
        "bars, CR",
        "gb18030",
        "names in other case, empty lines",
    ],
)
def test_a_file_in_another_dress_is_the_same_shop(build, rows, name, text, encoding):
    marked = encoding in ("utf-16", "utf-8-sig")
    built = build(
        {name: text.encode(encoding)},
        select="+checked_order_lines",
        data_tests=False,
        **({} if marked else {"input_encoding": encoding}),
    )
    assert built.success, built.error
    assert built.rows(
        """select order_id, customer_id, product_id, quantity, unit_price, reject_reason
        from checked_order_lines order by row_number"""
    ) == [
        (order, customer, product, Decimal(quantity), Decimal(price), None)
        for order, customer, product, _, quantity, price in rows[1:]
    ]


def test_parquet_of_odd_types_is_read(build):
    """Decimals, small and unsigned integers, zoned and dated times, dictionaries, ids as floating point."""
    shanghai = datetime.timezone(datetime.timedelta(hours=8))
    lines = {
        "ORDER_ID": pa.array([1, 2, 3, 4, 5, 6], pa.int8()),
        "customer_id": pa.array([1.0, 2.0, None, float("nan"), 2.5, 1e15], pa.float64()),
        "product_id": pa.array(["a", "b", "a", "b", "a", ""]).dictionary_encode(),
        "ordered_at": pa.array(
            [datetime.datetime(2024, 1, 1, 4, tzinfo=shanghai)] * 6, pa.timestamp("ns", "Asia/Shanghai")
        ),
        "quantity": pa.array([1, 2, 3, 4, 5, 6], pa.uint16()),
        "unit_price": pa.array([Decimal("0.123456789")] * 6, pa.decimal128(38, 9)),
        "Line no": pa.array([[1], [2], [3], [4], [5], [6]], pa.list_(pa.int64())),
    }
    built = build(
        {
            "order_lines.parquet": pa.table(lines),
            "customers.csv": "customer_id,region\n1,north\n2,south\n02,west\n",
            "products.parquet": pa.table(
                {
                    "product_id": pa.array([b"a", b"b"], pa.binary()),
                    "stock": [float("inf"), 3.0],
                    "unit_cost": pa.array([1, 2], pa.decimal128(5, 0)),
                }
            ),
            "events.parquet": pa.table(
                {
                    "customer_id": [1, 2, 2],
                    "event_type": ["view"] * 3,
                    "occurred_at": pa.array([datetime.date(2024, 1, 1)] * 3, pa.date32()),
                    "value": pa.array([float("nan"), 1.5, float("-inf")], pa.float32()),
                }
            ),
            "ratings.parquet": pa.table(
                {"customer_id": [1], "product_id": ["a"], "rating": [5], "rated_at": [20240101]}
            ),
        },
        select=STAGING,
        max_rejected_share=1,
    )
    assert built.success, built.error
    assert quality(built)["order_lines"] == (6, 5, 1, 0)
    assert built.rows(
        "select order_id, customer_id, ordered_at, quantity, gross from stg_order_lines order by order_id"
    ) == [
        (1, "1", datetime.datetime(2023, 12, 31, 20), Decimal(1), Decimal("0.1235")),
        (2, "2", datetime.datetime(2023, 12, 31, 20), Decimal(2), Decimal("0.2469")),
        (3, None, datetime.datetime(2023, 12, 31, 20), Decimal(3), Decimal("0.3704")),
        (4, None, datetime.datetime(2023, 12, 31, 20), Decimal(4), Decimal("0.4938")),
        (5, "2.5", datetime.datetime(2023, 12, 31, 20), Decimal(5), Decimal("0.6173")),
    ]
    assert set(
        built.rows("select input_table, row_number, reason from rejected_rows")
    ) == {
        ("order_lines", 6, "product_id is missing"),
    }  # fmt: skip
    assert set(built.rows("select input_table, row_number, column_name, used_as from input_notes")) == {
        ("products", 1, "stock", "0"),
        ("events", 1, "value", "missing"),
        ("events", 3, "value", "missing"),
    }
    assert built.rows("select customer_id, region from stg_customers order by all") == [
        ("02", "west"),
        ("1", "north"),
        ("2", "south"),
    ]


def test_ids_that_are_integers_in_one_file_and_text_in_another_meet(build):
    built = build(
        {
            "order_lines.parquet": pa.table(
                {
                    "order_id": [1],
                    "customer_id": [42],
                    "product_id": [7],
                    "ordered_at": [datetime.datetime(2024, 1, 1)],
                    "quantity": [1],
                    "unit_price": [1],
                }
            ),
            "customers.csv": "customer_id\n 42\n042\n4x\n4.5\n99999999999999999999\n",
            "products.parquet": pa.table({"product_id": [7.0, 7.5, None]}),
        },
        select="+checked_customers +checked_products",
        data_tests=False,
    )
    assert built.success, built.error
    no_number = "is not a whole number as in order_lines"
    assert built.rows("select customer_id, reject_reason from checked_customers order by row_number") == [
        (42, None),
        (42, DUPLICATE),
        (None, f"customer_id {no_number}"),
        (None, f"customer_id {no_number}"),
        (None, f"customer_id {no_number}"),
    ]
    assert built.rows("select product_id, reject_reason from checked_products order by row_number") == [
        (7, None),
        (None, f"product_id {no_number}"),
        (None, "product_id is missing"),
    ]


def test_lines_that_stand_twice_add_up_unless_a_line_number_says_that_they_are_one(build):
    lines = f"{HEADER},line_number\n{LINE},1\n{LINE},2\n{LINE},2\n"
    built = build({"order_lines.csv": lines}, select=STAGING)
    assert built.success, built.error
    assert quality(built)["order_lines"] == (3, 1, 1, 1)
    assert built.rows("select quantity, n_lines from stg_order_lines") == [(Decimal(2), 2)]
    built = build({"order_lines.csv": lines.replace("line_number", "till")}, select=STAGING)
    assert quality(built)["order_lines"] == (3, 1, 0, 2)


def test_two_currencies_fail_the_build(build):
    lines = f"{HEADER},currency\n{LINE},EUR\n2,1,101,2024-01-01,1,2.5,CNY\n"
    built = build({"order_lines.csv": lines}, select=f"{STAGING} orders_have_one_currency")
    assert not built.success
    assert built.error == "orders_have_one_currency: Got 2 results, configured to fail if != 0"


def test_rows_after_as_of_are_in_the_future(build):
    lines = f"{HEADER}\n1,1,101,2024-01-01 23:59:59,1,2.5\n1,1,101,2024-01-02,1,2.5\n"
    built = build({"order_lines.csv": lines}, select="+checked_order_lines", data_tests=False, as_of="2024-01-01")
    assert built.rows("select reject_reason from checked_order_lines order by row_number") == [
        (None,),
        ("ordered_at is in the future",),
    ]


GOOD = {"order_lines.csv": f"{HEADER}\n{LINE}\n"}


@pytest.mark.parametrize(
    ("files", "variables", "words"),
    [
        ({}, {}, ["order_lines is missing", "order_lines.csv", "{input_dir}"]),
        ({"order_lines.csv": ""}, {}, ["{input_dir}/order_lines.csv is empty"]),
        ({"order_lines.csv": "\n\n1,2"}, {}, ["{input_dir}/order_lines.csv has an empty first line"]),
        ({"order_lines.csv": ",,\n"}, {}, ["{input_dir}/order_lines.csv has an empty first line"]),
        (
            {"order_lines.csv": "order_id,customer_id,product_id\n", "ratings.csv": "customer_id\n"},
            {},
            [
                "order_lines has no column 'ordered_at', 'quantity' ({input_dir}/order_lines.csv has: order_id, ",
                "; ratings has no column 'product_id', 'rating' ({input_dir}/ratings.csv has: customer_id)",
            ],
        ),
        (
            {"order_lines.parquet": pa.table({"order_id": [1]})},
            {},
            ["order_lines has no column 'customer_id'", "{input_dir}/order_lines.parquet"],
        ),
        (
            {**GOOD, "ratings.csv": "customer_id,product_id\n1,2\n"},
            {},
            ["ratings has no column 'rating'", "{input_dir}/ratings.csv"],
        ),
        (
            {"order_lines.csv": f"{HEADER},Quantity\n{LINE},1\n"},
            {},
            ["{input_dir}/order_lines.csv has two columns named 'quantity'"],
        ),
        (
            {"order_lines.csv": f"{HEADER},row_number\n{LINE},1\n"},
            {},
            ["order_lines has a column 'row_number'", "{input_dir}/order_lines.csv"],
        ),
        ({"order_lines.csv": f'"{HEADER}\n{LINE}\n'}, {}, ["{input_dir}/order_lines.csv", "quotes"]),
        ({"order_lines.parquet": b"PAR?"}, {}, ["{input_dir}/order_lines.parquet is not a Parquet file"]),
        ({**GOOD, "order_lines.tsv": "x"}, {}, ["order_lines.csv and order_lines.tsv", "keep one"]),
        (
            {"order_lines.csv": f"{HEADER}\n{LINE}\n2,张三,1,2024-01-01,1,1\n".encode("gb18030")},
            {},
            ["{input_dir}/order_lines.csv is not utf-8 (byte 0xD5 in line 3)", "input_encoding"],
        ),
        (GOOD, {"input_encoding": "klingon"}, ["input_encoding 'klingon'"]),
        (GOOD, {"input_encoding": 12345}, ["input_encoding '12345'"]),
        (GOOD, {"input_dir": ""}, ["input_dir"]),
        (GOOD, {"input_dir": "/nowhere/at all"}, ["input_dir '/nowhere/at all' is not a folder"]),
        (GOOD, {"publish_path": "sh?p/basketry.duckdb"}, ["publish_path has a question mark", "sh?p/basketry.duckdb"]),
        (GOOD, {"shop": "corner"}, ["shop 'corner' is not known", "journey, files, worked_example"]),
        (GOOD, {"time_zone": "Mars/Olympus"}, ["time_zone 'Mars/Olympus' is not known"]),
    ],
)  # fmt: skip
def test_what_cannot_be_built_stops_with_one_line_before_anything_is(build, files, variables, words):
    built = build(files, **variables)
    input_dir = built.path.parent / "input"
    assert not built.success
    assert "\n" not in built.error
    for word in words:
        assert word.replace("{input_dir}", str(input_dir)) in built.error
    assert not built.published_path.exists()
    assert not built.path.exists() or built.rows("select table_name from duckdb_tables()") == []
