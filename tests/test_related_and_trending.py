"""Substitutes, complements and trends: planted ones are found, and where there are none hardly any is."""

import math

import duckdb
import numpy as np
import pandas as pd
import parsed_project
import pyarrow as pa
import pytest
from scipy import stats

MODELS = [
    "bought_pairs",
    "complement_pairs",
    "substitute_pairs",
    "related_products",
    "trending_products",
]
DAYS = [str(day.date()) for day in pd.date_range("2024-01-01", periods=280)]


class Compiled:
    """The project's own SQL, run over tables that a test makes up."""

    def __init__(self, folder):
        self.folder = folder
        self.models = self.compile("--select", *MODELS)

    def compile(self, *arguments):
        nodes = parsed_project.compiled(self.folder, *arguments, shop="files")
        return {node["name"]: node["compiled_code"] for node in nodes}

    def run(self, tables, *names):
        """The rows of the last model named, the others made before it."""
        session = duckdb.connect(config={"threads": 2})
        session.execute(
            "attach ':memory:' as basketry; use basketry; create table today as select date '2024-12-31' as as_of"
        )
        for name, table in tables.items():
            session.register("given", table)
            session.execute(f"create table {name} as from given")
            session.unregister("given")
        for name in names:
            session.execute(f"create table {name} as {self.models[name]}")
        return session.sql(f"from {names[-1]}").df()


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    return Compiled(tmp_path_factory.mktemp("compiled"))


# The formulas


def test_tails_are_bounds_and_intervals_are_those_of_scipy(compiled):
    counts = [(x, mean) for x in (0, 1, 3, 10, 40, 400) for mean in (0.2, 2.5, 10, 38, 500)]
    session = duckdb.connect()
    session.register("points", pa.table({"x": [x for x, _ in counts], "mean": [mean for _, mean in counts]}))
    (sql,) = compiled.compile(
        "--inline",
        "select x, mean, {{ poisson_tail('x', 'mean', 'more') }}, {{ poisson_tail('x', 'mean', 'fewer') }},"
        " {{ binomial_tail('x', '1000', 'mean / 1000') }},"
        " {{ poisson_bound('x', -1, 1.96) }}, {{ poisson_bound('x', 1, 1.96) }} from points",
    ).values()
    for x, mean, more, fewer, binomial, low, high in session.sql(sql).fetchall():
        # At least the probability, and never more than a polynomial factor above it where it is small.
        for bound, tail in (
            (more, stats.poisson.sf(x - 1, mean)),
            (fewer, stats.poisson.cdf(x, mean)),
            (binomial, stats.binom.sf(x - 1, 1000, mean / 1000)),
        ):
            assert tail * (1 - 1e-12) <= bound <= 1
            assert bound == 1 or bound <= tail * 3 * math.sqrt(x + 1) + 1e-300
        assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * x) / 2 if x else 0, rel=0.01, abs=0.02)
        assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * x + 2) / 2, rel=0.01)


# A shop with planted truth


def planted(seed=0):
    """Order lines and products of a shop that doubles in its last period, with one of each thing that is looked for."""
    draw = np.random.default_rng(seed)
    lines, order = [], 0
    for customer in range(400):
        is_late = customer >= 200
        for day in draw.choice(np.arange(252, 280) if is_late else np.arange(280), 3 if is_late else 30, replace=False):
            order += 1
            is_last = day >= 252
            chosen = [f"thing {i}" for i in np.flatnonzero(draw.random(30) < 0.05 * draw.lognormal(0, 0.5))]
            if draw.random() < 0.5:
                chosen.append(draw.choice(["milk whole", "milk skimmed"]))
            if draw.random() < 0.1:
                chosen += ["buns", "sausages"]
            if draw.random() < 0.08:
                chosen += ["yoghurt lemon", "yoghurt cherry"]
            chosen += ["egg nog"] * (draw.random() < (0.15 if is_last else 0.015)) + ["steady"] * (draw.random() < 0.05)
            chosen += ["novelty"] * bool(is_last and draw.random() < 0.1)
            lines += [(order, customer, product, DAYS[day]) for product in chosen]
    categories = {
        "milk whole": "MILK",
        "milk skimmed": "MILK",
        "buns": "BREAD",
        "sausages": "MEAT",
        "egg nog": "EGG NOG",
    }
    categories |= {"yoghurt lemon": "YOGHURT", "yoghurt cherry": "YOGHURT", "steady": "STEADY", "novelty": "NEW"}
    categories |= {f"thing {i}": f"THINGS {i % 6}" for i in range(30)}
    order_id, customer_id, product_id, ordered_at = zip(*lines, strict=True)
    once = pa.array([1] * len(lines))
    return {
        "order_lines.parquet": pa.table(
            {
                **{
                    "order_id": order_id,
                    "customer_id": customer_id,
                    "product_id": product_id,
                    "ordered_at": ordered_at,
                },
                **{"quantity": once, "unit_price": once},
            }
        ),
        "products.csv": "product_id,name,category\n" + "\n".join(f"{p},{p},{c}" for p, c in categories.items()),
    }


@pytest.fixture(scope="module")
def shop(build):
    built = build(planted(), select="+related_products +trending_products")
    assert built.success, built.error
    return built


def test_planted_substitutes_and_complements_are_told_apart_and_flavours_are_neither(shop):
    found = shop.rows("select relation, product_id, related_product_id from related_products order by all")
    assert found == [
        ("complement", "buns", "sausages"),
        ("complement", "sausages", "buns"),
        ("substitute", "milk skimmed", "milk whole"),
        ("substitute", "milk whole", "milk skimmed"),
    ]


def test_related_products_count_what_pandas_counts(shop):
    lines = planted()["order_lines.parquet"].to_pandas()
    lines["buyer"] = lines["customer_id"]
    for relation, a, b, n_together, n_buyers, expected, reason in shop.rows(
        "select relation, product_id, related_product_id, n_together, n_buyers, expected_count, reason"
        " from related_products"
    ):
        one, other = (lines[lines["product_id"] == product] for product in (a, b))
        both = one.merge(other, on="order_id")
        assert n_together == len(both)
        if relation == "complement":
            assert n_buyers == both["customer_id_x"].nunique()
        else:
            habits = pd.concat(
                [
                    one.groupby("customer_id").size(),
                    other.groupby("customer_id").size(),
                    lines.groupby("customer_id")["order_id"].nunique(),
                ],
                axis=1,
            ).dropna()
            assert n_buyers == len(habits)
            assert expected == pytest.approx((habits[0] * habits[1] / habits["order_id"]).sum(), abs=1e-3)
        assert str(n_together) in reason and str(n_buyers) in reason


def test_planted_trends_are_found_and_what_grows_with_the_shop_is_none(shop):
    rows = shop.rows(
        "select product_id, n_buyers_last, n_buyers_before, n_periods_before, growth"
        " from trending_products order by rank"
    )
    assert [row[0] for row in rows] == ["novelty", "egg nog"]
    lines = planted()["order_lines.parquet"].to_pandas()
    lines["period"] = (279 - lines["ordered_at"].map(DAYS.index)) // 28
    lines = lines[["product_id", "customer_id", "period"]].drop_duplicates()
    for product, n_last, n_before, n_periods, growth in rows:
        own = lines[lines["product_id"] == product]
        assert (n_last, n_before) == ((own["period"] == 0).sum(), (own["period"] > 0).sum())
        assert n_periods == 9
        if n_before:
            shop_buyers = lines[["customer_id", "period"]].drop_duplicates()["period"]
            assert growth == pytest.approx(n_last / (n_before * (shop_buyers == 0).sum() / (shop_buyers > 0).sum()))


# Where there is nothing to find


def test_false_trends_are_no_more_than_promised_and_a_true_one_is_found(compiled):
    n_products, n_shops, false, found = 300, 80, 0, 0
    catalogue = pa.table(
        {
            "product_number": pa.array(range(n_products), pa.int32()),
            "product_id": range(n_products),
            "product_name": [f"p{i}" for i in range(n_products)],
            "category": ["c"] * n_products,
        }
    )
    for seed in range(n_shops):
        draw = np.random.default_rng(seed)
        bought = []
        shares = draw.beta(0.5, 20, n_products)
        for period in range(10):
            n_buyers = 400 if period == 0 else 250 - 10 * period  # a shop that grows
            now = np.where(np.arange(n_products) == 0, 0.2 if period == 0 else 0.02, shares)
            buyer, product = np.nonzero(draw.random((n_buyers, n_products)) < now)
            bought.append(pa.table({"basket_number": 1000 * period + buyer, "product_number": product}))
        baskets = np.arange(10_000)  # one for each buyer on the first day of each period
        tables = {
            "basket_products": pa.concat_tables(bought),
            "baskets": pa.table(
                {
                    "basket_number": baskets,
                    "buyer_number": baskets % 1000,
                    "ordered_on": np.datetime64("2024-12-31") - 27 - 28 * (baskets // 1000),
                }
            ),
            **dict.fromkeys(("products", "advertisable_products", "recommendable_products"), catalogue),
        }
        trending = compiled.run(tables, "trending_products")
        found += int(0 in trending["product_id"].to_list())
        false += len(trending) - int(0 in trending["product_id"].to_list())
    assert found == n_shops
    # One true discovery in each shop: five per cent of false ones among all would be 4 in 80.
    assert false <= 10


def test_false_relations_are_no_more_than_promised(compiled):
    n_products, n_shops, false = 60, 30, {"complement": 0, "substitute": 0}
    catalogue = pa.table(
        {
            "product_number": pa.array(range(n_products), pa.int32()),
            "product_id": range(n_products),
            "product_name": [f"p{i}" for i in range(n_products)],
            "category": [f"c{i % 10}" for i in range(n_products)],
        }
    )
    for seed in range(n_shops):
        draw = np.random.default_rng(seed)
        n_baskets = 4000
        customer = draw.integers(0, 200, n_baskets)
        rates = draw.beta(1, 12, n_products) * draw.lognormal(0, 0.4, (n_baskets, 1))
        basket, product = np.nonzero(draw.random((n_baskets, n_products)) < rates)
        size = np.bincount(basket, minlength=n_baskets)
        first = {c: int(np.flatnonzero(customer == c)[0]) for c in np.unique(customer)}
        filled = np.flatnonzero(size > 0)
        tables = {
            "bought_products": pa.table(
                {
                    "basket_number": basket,
                    "product_number": product,
                    "size_class": np.floor(np.log2(size[basket])).astype(int),
                    "buyer_number": [first[c] for c in customer[basket]],
                    "is_customer": [True] * len(basket),
                }
            ),
            "baskets": pa.table(
                {
                    "basket_number": filled,
                    "customer_id": customer[filled],
                    "buyer_number": [first[c] for c in customer[filled]],
                    "size_class": np.floor(np.log2(size[filled])).astype(int),
                    "is_oversized": [False] * len(filled),
                }
            ),
            "products": catalogue,
            "recommendable_products": catalogue,
        }
        related = compiled.run(tables, "bought_pairs", "complement_pairs", "substitute_pairs", "related_products")
        for relation, pairs in related.groupby("relation"):
            false[relation] += len(pairs) // 2
    assert false["complement"] <= 4 and false["substitute"] <= 4, false
