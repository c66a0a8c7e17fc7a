"""Returns: a stack in Python beside the SQL, one shop in several writings, and public data by pandas."""

import datetime
import os
import random
import textwrap
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from compiled_rules import opened
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from parsed_project import ROOT, compiled

DATA = Path(os.environ.get("BASKETRY_DATA", ROOT.parent / "shared" / "data"))
ONLINE_RETAIL = DATA / "online_retail" / "transactions.parquet"
CENT = Decimal("0.0001")
CHECKED = pa.schema(
    {
        "row_number": pa.int64(),
        "order_id": pa.int64(),
        "customer_id": pa.int64(),
        "product_id": pa.int64(),
        "ordered_at": pa.timestamp("us"),
        "quantity": pa.decimal128(18, 3),
        "unit_price": pa.decimal128(18, 8),
        "discount": pa.decimal128(18, 4),
        "channel": pa.string(),
        "currency": pa.string(),
        "status": pa.string(),
        "refund": pa.decimal128(18, 4),
        "reject_reason": pa.string(),
    }
)


# The matching, beside a stack


@pytest.fixture(scope="module")
def netting(tmp_path_factory):
    """A function that runs the project's SQL from checked order lines to baskets and products over lines of a test."""
    of_orders = ["order_customers", "spread_discounts", "matched_lines"]
    names = [*of_orders, "returns", "stg_order_lines", "baskets", "products"]
    nodes = compiled(tmp_path_factory.mktemp("netting"), "--select", *names, shop="worked_example")
    code = {node["name"]: node["compiled_code"] for node in nodes}

    def run(lines):
        session = opened()
        session.register("lines", pa.Table.from_pylist(lines, CHECKED))
        session.execute("create table checked_order_lines as from lines")
        session.execute(
            """
            create table stg_products (
                product_id bigint, name varchar, category varchar, brand varchar,
                unit_cost double, list_price double, stock double
            )
            """
        )
        for name in names:
            session.execute(f"create table {name} as {code[name]}")
        return session

    return run


def money(value):
    """Rounded as a decimal column is."""
    return value.quantize(CENT, ROUND_HALF_UP)


def by_stack(lines):
    """What is kept of each purchase and what of each return met one, by pushing and popping; by row number."""
    named = defaultdict(set)
    for line in lines:
        if line["customer_id"] is not None:
            named[line["order_id"]].add(line["customer_id"])
    customers = {order: min(ids) for order, ids in named.items()}
    stacks, kept, met = defaultdict(list), {}, {}
    for line in sorted(
        lines, key=lambda line: (line["ordered_at"], line["quantity"] < 0, line["order_id"], line["row_number"])
    ):
        customer, row = customers.get(line["order_id"]), line["row_number"]
        stack = stacks[customer, line["product_id"]]
        if line["quantity"] > 0:
            stack.append(row)
            kept[row] = line["quantity"]
            continue
        is_loss = customer is None and line["unit_price"] == 0
        left = Decimal(0) if is_loss else -line["quantity"]
        met[row] = Decimal(0)
        while left and stack:
            taken = min(left, kept[stack[-1]])
            kept[stack[-1]] -= taken
            met[row] += taken
            left -= taken
            if not kept[stack[-1]]:
                stack.pop()
    return kept, met, customers


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "order_id": st.integers(1, 6),
            "customer_id": st.sampled_from([None, 1, 1, 2]),
            "product_id": st.integers(1, 2),
            "ordered_at": st.integers(0, 5).map(lambda day: datetime.datetime(2024, 1, 1 + day)),
            "quantity": st.sampled_from(["1", "1", "2", "0.375", "5", "-1", "-1", "-2", "-0.25", "-4"]).map(Decimal),
            "unit_price": st.sampled_from(["0", "2.5", "3.33333333"]).map(Decimal),
            "discount": st.sampled_from([None, "0", "1", "0.0001"]).map(lambda value: value and Decimal(value)),
        }
    ),
    min_size=1,
    max_size=25,
)


@hypothesis_settings(max_examples=100, deadline=None)
@given(lines=LINES)
def test_a_return_undoes_what_a_stack_would_give_back(netting, lines):
    lines = [line | {"row_number": place + 1} for place, line in enumerate(lines)]
    kept, met, customers = by_stack(lines)
    session = netting(lines)
    assert dict(session.sql("select row_number, matched_quantity from returns").fetchall()) == met
    # Of each order and product: units, gross and when the first line was ordered of which anything is left.
    expected = {}
    for line in lines:
        if line["quantity"] > 0:
            units = kept[line["row_number"]]
            key = (line["order_id"], line["product_id"])
            quantity, gross, bought, first, n_lines = expected.get(key, (0, 0, 0, None, 0))
            if units:
                first = min(first or line["ordered_at"], line["ordered_at"])
            gross += money(units * line["unit_price"])
            bought += money(line["quantity"] * line["unit_price"])
            expected[key] = (quantity + units, gross, bought, first, n_lines + 1)
    found = session.sql(
        """
        select
            order_id, product_id, customer_id, quantity, gross, gross + returned_gross,
            case when quantity > 0 then ordered_at end, n_lines
        from stg_order_lines
        """
    ).fetchall()
    assert {(order, product): rest for order, product, _, *rest in found} == {
        key: list(values) for key, values in expected.items()
    }
    assert {(order, customer) for order, _, customer, *_ in found} == {
        (order, customers.get(order)) for order, _ in expected
    }
    # Money adds up to the last digit: paid is what was kept and what came back, in every table. Nobody is paid to buy.
    paid = sum(
        max(
            Decimal(0),
            sum(
                money(line["quantity"] * line["unit_price"]) - (line["discount"] or 0)
                for line in lines
                if line["order_id"] == order and line["quantity"] > 0
            ),
        )
        for order in {line["order_id"] for line in lines}
    )
    (revenue, returned) = session.sql(
        "select coalesce(sum(revenue), 0), coalesce(sum(returned_revenue), 0) from stg_order_lines"
    ).fetchone()
    assert revenue + returned == paid
    for mart in ("baskets", "products"):
        assert session.sql(f"select coalesce(sum(revenue), 0) from {mart}").fetchone() == (revenue,), mart
    baskets = session.sql("select order_id, ordered_at from baskets").fetchall()
    firsts = defaultdict(list)
    for (order, _), (_, _, _, first, _) in expected.items():
        if first:
            firsts[order].append(first)
    assert dict(baskets) == {order: min(times) for order, times in firsts.items()}


def test_what_is_kept_of_a_line_pays_its_part_of_the_discount(netting):
    line = {"customer_id": 1, "product_id": 1, "ordered_at": datetime.datetime(2024, 1, 1)}
    bought = {"row_number": 1, "order_id": 1, "quantity": Decimal(3), "unit_price": Decimal(10), "discount": Decimal(1)}
    # A refund of another amount takes off what had been paid all the same.
    returned = {"row_number": 2, "order_id": 2, "quantity": Decimal(-1), "unit_price": Decimal(8)}
    session = netting([line | bought, line | returned])
    found = session.sql("select quantity, gross, discount, revenue, returned_revenue from stg_order_lines").fetchall()
    assert found == [(2, 20, Decimal("0.6667"), Decimal("19.3333"), Decimal("9.6667"))]
    assert session.sql("select refund, matched_refund from returns").fetchall() == [(8, 8)]


# One shop in several writings


def purchases():
    """What thirty customers buy, two products an order, and how much of it they bring back when."""
    draw = random.Random(17)
    start = datetime.datetime(2024, 1, 1, 9)
    for order in range(150):
        moment = start + datetime.timedelta(days=draw.randrange(300), hours=draw.randrange(10))
        customer = f"c{order % 30:02}"
        for product in draw.sample(["tea", "cups", "honey", "lemon", "cake"], 2):
            quantity = draw.choice([1, 1, 2, 3])
            # c00 keeps nothing, and somebody brings back what was never bought here.
            comes_back = quantity if customer == "c00" else draw.choice([0, 0, 0, quantity, 1])
            beyond = 20 if order == 37 else 0
            back_at = moment + datetime.timedelta(days=draw.randrange(1, 20))
            yield order, customer, product, moment, quantity, comes_back + beyond, back_at


def written(number="C{order}", customer="{customer}", price=5, reverse=False):
    """The shop's order lines, each return under the number and customer and at the price that are said."""
    rows = []
    for order, who, product, moment, quantity, comes_back, back_at in purchases():
        rows.append(f"{order},{who},{product},{moment},{quantity},5\n")
        if comes_back:
            names = {"order": order, "customer": who, "row": len(rows)}
            rows.append(
                f"{number.format(**names)},{customer.format(**names)},{product},{back_at},-{comes_back},{price}\n"
            )
    return "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n" + "".join(
        reversed(rows) if reverse else rows
    )


@pytest.fixture(scope="module")
def shop(build):
    """Returns under numbers of their own, built as far as segments with the tests that say that revenue is kept."""
    promises = ["revenue_is_kept", "every_customer_has_a_segment", "input_rows_are_accounted_for"]
    select = " ".join(f"+{name}" for name in [*promises, "customer_preferences", "order_margins"])
    built = build({"order_lines.csv": written()}, select=select)
    assert built.success, built.error
    return built


NET = {
    "stg_order_lines": "*",
    "baskets": "*",
    "products": "*",
    "customer_features": "*",
    "customer_preferences": "*",
    "order_margins": "*",
    "today": "*",
    "input_quality": "*",
    "returns": "customer_id, product_id, returned_at, quantity, matched_quantity",
}


@pytest.mark.parametrize(
    "writing",
    [
        {"number": "{order}"},
        {"number": "{order}", "customer": ""},
        {"number": "R{row}", "price": 0},
        {"number": "C{order}", "price": 3.75, "reverse": True},
    ],
    ids=["its own number", "nobody named", "without a price", "another price, from the newest"],
)
def test_however_a_return_is_written_the_shop_is_the_same(shop, build, writing):
    select = " ".join(f"+{name}" for name in NET)
    other = build({"order_lines.csv": written(**writing)}, select=select, data_tests=False)
    assert other.success, other.error
    for table, columns in NET.items():
        query = f"select {columns} from {table} order by all"
        assert other.rows(query) == shop.rows(query), table


def test_who_kept_nothing_is_no_customer_and_asks_to_be_spared_the_products(shop):
    bought = {product for _, customer, product, *_ in purchases() if customer == "c00"}
    for table in ("customer_features", "customer_segments", "baskets", "order_margins"):
        assert shop.rows(f"select count(*) from {table} where customer_id = 'c00'") == [(0,)], table
    last = {product: max(back for _, c, p, *_, back in purchases() if (c, p) == ("c00", product)) for product in bought}
    asked = shop.rows(
        "select product_id, since_on from customer_preferences where customer_id = 'c00' and because = 'returned'"
    )
    assert dict(asked) == {product: moment.date() for product, moment in last.items()}


def test_customers_are_measured_by_what_they_kept(shop):
    """By a stack of single units, each at 5."""
    stacks, bought = defaultdict(list), defaultdict(int)
    events = []
    for order, customer, product, moment, quantity, comes_back, back_at in purchases():
        events += [(moment, 0, order, customer, product, quantity), (back_at, 1, order, customer, product, comes_back)]
    for moment, is_return, order, customer, product, units in sorted(events):
        for _ in range(units):
            if not is_return:
                stacks[customer, product].append((order, moment))
                bought[customer] += 1
            elif stacks[customer, product]:
                stacks[customer, product].pop()
    today = max(moment for moment, *_, units in events if units).date()
    expected = {}
    for customer in bought:
        units = [unit for (who, _), stack in stacks.items() for unit in stack if who == customer]
        if units:
            orders = {order for order, _ in units}
            recency = (today - max(moment for _, moment in units).date()).days
            rate = 1 - len(units) / bought[customer]
            expected[customer] = (recency, len(orders), 5 * len(units), pytest.approx(rate))
    found = shop.rows("select customer_id, recency_days, frequency, monetary, return_rate from customer_features")
    assert {customer: tuple(rest) for customer, *rest in found} == expected
    assert len(expected) == 29
    apart = "abs(basket_value * frequency - monetary) > 0.01"
    assert shop.rows(f"select count(*) from customer_features where {apart}") == [(0,)]


def test_what_met_no_purchase_is_said_in_one_line(shop):
    counts = "count(*), count(*) filter (where matched_quantity < quantity), sum(refund - matched_refund)"
    ((n_returns, n_unmatched, worth),) = shop.rows(f"select {counts} from returns")
    assert n_unmatched > 0
    said = f"returns: {n_returns} rows; {n_unmatched} meet no purchase or not wholly, so that a refund of {worth:,.2f}"
    assert shop.lines.count(f"{said} undoes no sale; see returns") == 1


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("1,a,tea,2024-01-02,1,5\nC1,a,tea,2024-01-03,-1,5\n", "returns undo all of the 1 products of orders"),
        ("C1,a,tea,2024-01-03,-1,5\n", "each row that is accepted is a return (a quantity below zero)"),
    ],
    ids=["all came back", "returns alone"],
)
def test_a_shop_that_nothing_was_bought_of_stops_the_build(build, lines, why):
    header = "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n"
    built = build({"order_lines.csv": header + lines}, select="+baskets")
    assert not built.success
    assert f"order_lines: nothing was bought and kept: {why}" in built.error
    assert not built.published_path.exists()


# Shops of others


def made(name):
    """The files of a made shop, or a skip that says what is missing."""
    folder = DATA.parent / "cases" / name
    if not folder.exists():
        pytest.skip(f"{folder} is not there: the made shops are no part of the project")
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_cancelled_order_is_no_basket(build):
    built = build(made("14_cancellations"), select="+revenue_is_kept +input_rows_are_accounted_for")
    assert built.success, built.error
    assert built.rows("select count(*) from baskets where starts_with(order_id, 'C')") == [(0,)]
    assert built.rows(
        """
        select count(*), count(*) filter (where monetary = basket_value * frequency)
        from customer_segments where customer_id = '905'
        """
    ) == [(1, 1)]


@pytest.mark.slow
def test_refunds_under_the_orders_number_or_another_make_the_same_plan(build):
    one, other = (build(made(name)) for name in ("23_refund_same_order", "23b_refund_other_order"))
    assert one.success and other.success, one.error + other.error
    (tables,) = zip(*one.rows("select table_name from duckdb_tables()", published=True), strict=True)
    # The id of the build is another, and so is what is drawn by it.
    differ = {"this_build", "build_history", "build_settings", "offer_choices", "returns"}
    for table in set(tables) - differ:
        query = f"select * exclude (build_id) from {table} order by all"
        assert one.rows(query, published=True) == other.rows(query, published=True), table
    assert one.rows("select count(*) > 0 from campaign_plan") == [(True,)]
    assert one.rows("select count(*) > 0 from customer_features where return_rate > 0") == [(True,)]
    rates = "select customer_id, return_rate from customer_features order by all"
    assert one.rows(rates) == other.rows(rates)


@pytest.mark.slow
def test_online_retail_is_what_a_stack_in_pandas_makes_of_it(build):
    if not ONLINE_RETAIL.exists():
        pytest.skip(f"{ONLINE_RETAIL} is not there: the public data for tests is no part of the project")
    shop_yml = """
        time_zone: Europe/London
        tables:
          order_lines:
            file: transactions.parquet
            columns: {order_id: invoice_no, product_id: stock_code, ordered_at: invoice_date}
        """
    files = {"transactions.parquet": pq.read_table(ONLINE_RETAIL), "shop.yml": textwrap.dedent(shop_yml)}
    built = build(files, select="+revenue_is_kept +input_rows_are_accounted_for")
    assert built.success, built.error
    sold = "sum(quantity * cast(unit_price as decimal(18, 4)))"
    (sold,) = duckdb.sql(f"select {sold} from '{ONLINE_RETAIL}' where quantity > 0 and unit_price >= 0").fetchall()
    assert built.rows("select sum(gross + returned_gross) from stg_order_lines") == [sold]
    lines = pd.DataFrame(
        built.rows("select * from checked_order_lines where reject_reason is null"),
        columns=[name for name, *_ in built.rows("describe checked_order_lines")],
    )
    rows = lines.sort_values(["ordered_at", "row_number"]).to_dict("records")
    rows = [row | {"customer_id": None if pd.isna(row["customer_id"]) else row["customer_id"]} for row in rows]
    kept, _, _ = by_stack(rows)
    lines["kept"] = lines["row_number"].map(kept).fillna(Decimal(0)).astype(object)
    lines["revenue"] = [units * price for units, price in zip(lines["kept"], lines["unit_price"], strict=True)]
    bought = lines[lines["kept"] > 0]
    for mart in ("baskets", "products"):
        assert built.rows(f"select sum(revenue) from {mart}") == [(sum(bought["revenue"]),)], mart
    today = lines["ordered_at"].max().normalize()
    known = bought[bought["customer_id"].notna()].groupby("customer_id")
    expected = pd.DataFrame(
        {
            "recency_days": (today - known["ordered_at"].max().dt.normalize()).dt.days,
            "frequency": known["order_id"].nunique(),
            "monetary": known["revenue"].sum(),
        }
    )
    columns = "customer_id, recency_days, frequency, monetary"
    found = built.rows(f"select {columns} from customer_segments order by customer_id")
    assert len(found) > 4000
    assert found == [(int(customer), *row) for customer, *row in expected.sort_index().itertuples()]
