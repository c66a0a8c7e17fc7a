"""One shop, written in as many ways as Hypothesis thinks of: every table that comes of it is the same."""

import datetime
import os
import random
from decimal import Decimal
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from made_workbook import workbook

pytestmark = pytest.mark.slow

ZONE = ZoneInfo("Asia/Shanghai")
TABLES = {
    "order_lines": "order_id customer_id product_id ordered_at quantity unit_price discount channel",
    "products": "product_id name category list_price unit_cost stock",
    "consents": "customer_id channel allowed updated_at",
    "campaigns": "campaign_id starts_at ends_at channel cost",
    "contacts": "campaign_id customer_id arm channel contacted_at",
    "responses": "campaign_id customer_id response_type occurred_at",
}
MONEY = {"unit_price", "discount", "list_price", "unit_cost", "cost"}
# How rows were written, and what files and settings there were, is theirs to say; what is drawn for a build is its own.
ABOUT_THE_WRITING = {"build_history", "build_settings", "input_notes", "input_quality", "rejected_rows", "this_build"}
DRAWN = {"offer_choices"}


def made_shop():
    """Rows by table: times are local, a value of its own type each."""
    chance = random.Random(17)
    first = datetime.datetime(2024, 1, 2, 9, 5)
    prices = {f"P{number:02}": Decimal(f"{3 + 211 * number % 40}.{5 * number % 10}0") for number in range(1, 11)}
    prices["P10"] = Decimal("1299.00")
    lines, order = [], 1000
    for customer in range(1, 41):
        liking = chance.sample(list(prices), 4)
        for _ in range(chance.randint(1, 9)):
            order += 1
            moment = first + datetime.timedelta(days=chance.randint(0, 170), minutes=chance.randint(0, 600))
            for product in sorted({chance.choice(liking) for _ in range(3)}):
                discount = chance.choice([Decimal(0), Decimal("1.50")])
                channel = chance.choice(["web", "store"])
                units = chance.randint(1, 3)
                lines.append((order, customer, product, moment, units, prices[product], discount, channel))
    for line in chance.sample(lines, 12):
        order, customer, product, moment, units, price, _, channel = line
        later = moment + datetime.timedelta(days=2)
        # A number that no order has: each way of writing returns gives them another.
        lines.append((-order, customer, product, later, -units, price, Decimal(0), channel))
    products = [
        (name, f"茶 {name}", chance.choice(["TEA", "CAKE"]), price, price / 2, 10 * number)
        for number, (name, price) in enumerate(prices.items())
    ]
    started = datetime.datetime(2024, 5, 13)
    customers = range(1, 41)
    return {
        "order_lines": lines,
        "products": products,
        "consents": [
            *((customer, "email", True, datetime.datetime(2024, 1, 1, 8)) for customer in customers),
            *(
                (customer, "email", False, datetime.datetime(2024, 4, 20, 8))
                for customer in customers
                if customer % 5 == 0
            ),
            *((customer, "mail", customer % 2 == 0, datetime.datetime(2024, 2, 1, 8)) for customer in customers),
        ],
        "campaigns": [("k1", started, started + datetime.timedelta(days=13), "email", Decimal("0.50"))],
        "contacts": [
            (
                "k1",
                customer,
                "control" if customer % 3 == 0 else "treatment",
                "email",
                started + datetime.timedelta(hours=10),
            )
            for customer in customers
        ],
        "responses": [
            ("k1", customer, "unsubscribed" if customer % 7 == 0 else "opened", started + datetime.timedelta(hours=30))
            for customer in customers
            if customer % 3
        ],
    }


SHOP = made_shop()

FORMATS = {
    "iso": "%Y-%m-%d %H:%M:%S",
    "dmy": "%d/%m/%Y %H:%M",
    "mdy": "%m/%d/%Y %H:%M",
    "dotted": "%d.%m.%Y %H:%M",
    "chinese": "%Y年%m月%d日 %H:%M",
    "offset": "%Y-%m-%d %H:%M:%S %z",
    "joined": "%Y-%m-%dT%H:%M:%S%z",
    "named": "%Y-%m-%d %H:%M Asia/Shanghai",
}
WORDS = {
    True: ["yes", "TRUE", "1", "subscribed", "Opted-In", "是", "同意", "ja"],
    False: ["no", "False", "0", "unsubscribed", "opted out", "否", "拒绝", "nein"],
    "unsubscribed": ["unsubscribed", "unsub", "Unsubscribed from List", "Marked Email as Spam", "退订"],
    "opened": ["opened", "Open", "Opened Email", "打开"],
    "treatment": ["treatment", "Test", "实验组"],
    "control": ["control", "Control Group", "对照组", "holdout"],
    "email": ["email", "E-Mail", "EMAIL", "邮件", "ｅｍａｉｌ"],
    "mail": ["mail", "Letter", "直邮", "post"],
}
DRESSES = ["{}", " {} ", "{}\t", '="{}"', "\u200b{}", "{}.0"]

WAYS = st.fixed_dictionaries(
    {
        "dates": st.sampled_from([*FORMATS, "parquet", "parquet_zoned"]),
        "abroad": st.booleans(),
        "decimal": st.sampled_from([".", ","]),
        "money": st.sampled_from(["{}", "¥{}", "{}元", "{} CNY"]),
        "thousands": st.booleans(),
        "encoding": st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]),
        "ids": st.sampled_from(DRESSES),
        "returns": st.sampled_from(["own", "same", "marked"]),
        "headers": st.sampled_from(["plain", "loud", "own"]),
        "ending": st.sampled_from(["csv", "tsv", "xlsx"]),
        "words": st.fixed_dictionaries({word: st.sampled_from(ways) for word, ways in WORDS.items()}),
        "seed": st.integers(0, 9),
    }
)


def ways(n_ways):
    """The same ways at each run; what fails is not made smaller, as each is a build."""
    return hypothesis_settings(
        max_examples=n_ways,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def written(way):
    """The shop's files: name to content, as the way says; with a shop.yml where the files cannot say it themselves."""
    files, said = {}, {"time_zone": "Asia/Shanghai", "tables": {}}
    parquet = way["dates"].startswith("parquet")
    if way["encoding"] == "gb18030":
        said["encoding"] = "gb18030"

    marked = way["returns"] == "marked"
    if marked:
        said["tables"]["order_lines"] = {"cancellations": {"prefix": "C"}}
    # Where some numbers of orders begin with a letter, 1000.0 is no number.
    dress = "{}" if marked and way["ids"] == "{}.0" else way["ids"]

    def returned(row):
        """A line that came back: under its own number, its order's, or one that begins with C and without a minus."""
        order, customer, product, moment, units, *rest = row
        number = {"own": 5000 - order, "same": -order, "marked": f"C{-order}"}[way["returns"]]
        return (number, customer, product, moment, -units if marked else units, *rest)

    def value(column, value):
        if isinstance(value, bool | str) and value in WORDS:
            return way["words"][value]
        if isinstance(value, datetime.datetime):
            moment = value.replace(tzinfo=ZONE)
            if way["dates"] == "parquet" or (way["ending"] == "xlsx" and way["dates"] == "iso"):
                return value
            if way["dates"] == "parquet_zoned":
                return moment.astimezone(datetime.UTC)
            zone = ZoneInfo("America/New_York") if way["abroad"] and way["dates"] in ("offset", "joined") else ZONE
            return moment.astimezone(zone).strftime(FORMATS[way["dates"]])
        if column in MONEY:
            text = f"{value:,.2f}" if way["thousands"] else f"{value:.2f}"
            if way["decimal"] == ",":
                text = text.translate(str.maketrans(",.", ".,"))
            return way["money"].format(text)
        if column.endswith("_id"):
            return ("{}" if dress == "{}.0" and not isinstance(value, int) else dress).format(value)
        return f"{value}"

    for table, names in TABLES.items():
        names = names.split()
        rows = [returned(row) if table == "order_lines" and row[0] < 0 else row for row in SHOP[table]]
        rows = [[value(*cell) for cell in zip(names, row, strict=True)] for row in rows]
        random.Random(way["seed"]).shuffle(rows)
        headers = {name: name for name in names}
        if way["headers"] == "loud":
            headers = {name: f" {name.upper()} " for name in names}
        elif way["headers"] == "own":
            headers = {name: f"Spalte {number} {table}" for number, name in enumerate(names)}
        frame = pd.DataFrame(rows, columns=list(headers.values()))
        if parquet:
            files[f"{table}.parquet"] = pa.Table.from_pandas(frame, preserve_index=False)
        elif way["ending"] == "xlsx":
            files[f"{table}.xlsx"] = workbook({table: [list(headers.values()), *rows]})
        else:
            delimiter = "\t" if way["ending"] == "tsv" else ";" if way["decimal"] == "," else ","
            text = frame.to_csv(index=False, sep=delimiter)
            files[f"{table}.{way['ending']}"] = text.encode(way["encoding"])
        if way["headers"] == "own":
            said["tables"][table] = said["tables"].get(table, {}) | {"columns": headers}
    files["shop.yml"] = yaml.safe_dump(said, allow_unicode=True)
    return files


def told(built, tables, published=False):
    """The rows of tables as DuckDB sorts them, without the build's own columns and words shown as they came."""
    told = {}
    for table in tables:
        kept = {
            name
            for name, *_ in built.rows(f"describe {table}", published)
            if name not in ("build_id", "row_number", "built_at", "response_type")
            and (table, name) != ("returns", "order_id")
        }
        told[table] = built.rows(f"select {', '.join(sorted(kept))} from {table} order by all", published)
    return told


STAGED = [
    "stg_order_lines",
    "stg_products",
    "stg_consents",
    "stg_campaigns",
    "stg_contacts",
    "stg_responses",
    "returns",
]


@pytest.fixture(scope="module")
def plainly(build):
    """The shop as its own plain files say it."""
    way = {"dates": "iso", "abroad": False, "decimal": ".", "money": "{}", "thousands": False, "encoding": "utf-8"}
    way |= {
        "ids": "{}",
        "returns": "own",
        "headers": "plain",
        "ending": "csv",
        "seed": 0,
        "words": {word: ways[0] for word, ways in WORDS.items()},
    }
    built = build(written(way), data_tests=False)
    assert built.success, built.error
    return built


def test_a_shop_is_staged_the_same_in_twenty_ways(build, plainly):
    """Slow, as each way is a build of its own."""
    expected = told(plainly, STAGED)
    assert all(expected.values())

    @ways(20)
    @given(way=WAYS)
    def same(way):
        built = build(written(way), select=" ".join(f"+{table}" for table in STAGED), data_tests=False)
        assert built.success, (way, built.error)
        found = told(built, STAGED)
        for table in STAGED:
            assert found[table] == expected[table], (way, table)

    same()


# The first way is the plainest. BASKETRY_WAYS=20 builds as many, half a minute each.
N_WHOLE = int(os.environ.get("BASKETRY_WAYS", "3"))


def test_every_mart_is_the_same_however_its_shop_is_written(build, plainly):
    """Slow, as the whole project is built."""
    marts = {name for (name,) in plainly.rows("select table_name from duckdb_tables()", published=True)}
    marts -= ABOUT_THE_WRITING | DRAWN
    expected = told(plainly, marts, published=True)
    assert sum(map(bool, expected.values())) > len(marts) / 2

    @ways(N_WHOLE)
    @given(way=WAYS)
    def same(way):
        built = build(written(way), data_tests=False)
        assert built.success, (way, built.error)
        found = told(built, marts, published=True)
        assert {name for name in marts if found[name] != expected[name]} == set(), way

    same()
