"""What a contact changes for later: closed forms by another way, plans that move as planted, and weights traded off."""

import contextlib
import shutil

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from compiled_plan import Planner, made_candidates, made_limits
from compiled_rules import opened
from scipy.special import hyp2f1
from test_plan import bound

from basketry.customer_value import BgNbd, expected_orders

REPLANNED = "offer_terms+,+plan_tradeoff offer_terms+,+campaign_plan"
NONE_HELD_OUT = {"holdout_share": 0, "global_holdout_share": 0}
HORIZON = 13.0
# Customers by what is planted: the week after which they stay away, and whether they buy on discount.
KINDS = {"steady": (52, 0), "bargains": (52, 1), "wavering": (48.5, 0), "gone": (12, 0)}


def kind(customer):
    return list(KINDS)[int(customer) % len(KINDS)]


def made_orders():
    """Order lines of a year of 160 customers who come weekly or so until they stay away, and of one who came once."""
    rng = np.random.default_rng(3)
    lines = ["order_id,customer_id,product_id,ordered_at,quantity,unit_price,discount"]
    for customer in range(160):
        last_week, on_discount = KINDS[kind(customer)]
        favourites = rng.choice(20, 5, replace=False)
        mean_gap = rng.gamma(16, 0.05)
        week = 2 * rng.random()
        while week < last_week:
            day = np.datetime64("2024-01-01") + int(week * 7)
            for product in rng.choice(favourites, 2, replace=False):
                price = 5 + product
                discount = round(0.2 * price, 2) if on_discount else 0
                lines.append(f"{customer}_{week:.3f},{customer},{product},{day},1,{price - discount},{discount}")
            week += rng.exponential(mean_gap)
    lines.append("once,160,0,2024-09-01,1,5,0")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def shop(build):
    built = build({"order_lines.csv": made_orders()}, select="+plan_tradeoff +campaign_plan", **NONE_HELD_OUT)
    assert built.success, built.error
    return built


@pytest.fixture(scope="module")
def replanned(build, shop, tmp_path_factory):
    """A function that plans a copy of the shop anew, with seeds as SQL statements leave them, and other vars."""
    folder = tmp_path_factory.mktemp("replanned")
    with shop.connect() as connection:
        offers = connection.sql("from offers").to_arrow_table()
    shutil.copy(shop.path, folder)

    def replan(*statements, **variables):
        with contextlib.closing(duckdb.connect(str(folder / shop.path.name))) as connection:
            connection.register("kept", offers)
            for statement in ("delete from offers", "insert into offers from kept", *statements):
                connection.execute(statement)
        given = {"shop": "files", "input_dir": str(shop.path.parent / "input"), **NONE_HELD_OUT, **variables}
        built = build(folder=folder, select=REPLANNED, data_tests=False, **given)
        assert built.success, built.error
        return built

    return replan


# Closed forms


def test_orders_after_another_are_those_of_simulated_customers_who_just_ordered():
    """Bayes by hand: of who ordered just now the rate is gamma, the chance to stop beta, and one may have stopped."""
    rng = np.random.default_rng(0)
    r, alpha, a, b = 0.8, 6.0, 0.9, 3.0
    for n_repeats, age in ((0, 20.0), (3, 40.0), (12, 52.0)):
        n = 200_000
        rate = rng.gamma(r + n_repeats + 1, 1 / (alpha + age), n)
        stop = rng.beta(a, b + n_repeats, n)
        active, now, orders = rng.random(n) >= stop, np.zeros(n), np.zeros(n)
        while active.any():
            now = now + rng.exponential(1 / rate)
            active &= now <= HORIZON
            orders += active
            active &= rng.random(n) >= stop
        past = (np.array([n_repeats + 1.0]), np.array([age]), np.array([age]))
        found = expected_orders(BgNbd(r, alpha, a, b, 0), *past, HORIZON)[0]
        assert found == pytest.approx(orders.mean(), abs=4 * orders.std() / n**0.5)


def test_what_an_order_and_a_habit_are_worth_follows_from_the_model(shop):
    """By the formula as it was published, on the parameters and the histories of the build."""
    fitted = dict(shop.rows("select parameter, value from value_parameters where history = 'all'"))
    r, alpha, a, b = (fitted[name] for name in ("r", "alpha", "a", "b"))
    rows = shop.rows(
        """
        select n_repeats, recency_weeks, age_weeks, expected_order_value, customer_value.expected_value,
            frequency, basket_size, discounted_share, value_of_an_order, cost_of_habit
        from customer_prospects
        inner join order_histories using (customer_id)
        inner join customer_value using (customer_id)
        inner join customer_features using (customer_id)
        where history = 'all'
        """
    )
    assert len(rows) == 161 and min(row[0] for row in rows) == 0
    table = np.array(rows, dtype=float).T
    x, recency, age, order_value, expected_value, frequency, size, on_discount, of_an_order, of_habit = table
    odds = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + recency)) ** (r + x), 0)
    comes = (1 - ((alpha + age) / (alpha + age + HORIZON)) ** (r + x)) / (1 + odds)
    more = x + 1
    z = HORIZON / (alpha + age + HORIZON)
    stays = ((alpha + age) / (alpha + age + HORIZON)) ** (r + more) * hyp2f1(r + more, b + more, a + b + more - 1, z)
    orders = (a + b + more - 1) / (a - 1) * (1 - stays) / (1 + a / (b + more - 1))
    # Nothing is known of what products cost: var assumed_margin.
    np.testing.assert_allclose(of_an_order, comes * (1 - comes) * orders * order_value * 0.3, rtol=2e-4, atol=1e-9)
    # The share counted anew after one more basket, one product of which was on discount, the others as usual.
    counted = (frequency * size * on_discount + 1 + (size - 1) * on_discount) / ((frequency + 1) * size)
    np.testing.assert_allclose(of_habit, (counted - on_discount) * expected_value, rtol=1e-3, atol=1e-5)


def test_who_is_planted_to_waver_is_worth_an_order_and_who_pays_in_full_a_habit(shop):
    rows = shop.rows("select customer_id, value_of_an_order, cost_of_habit from customer_prospects")
    means = {name: np.mean([row[1:] for row in rows if kind(row[0]) == name], axis=0) for name in KINDS}
    assert means["wavering"][0] > 3 * means["steady"][0] and means["wavering"][0] > 3 * means["gone"][0]
    assert means["bargains"][1] == 0 and means["steady"][1] > means["wavering"][1] > means["gone"][1] > 0


# The plan moves as planted


def plan(built):
    return built.rows(
        "select customer_id, offer_id, short_term_value, long_term_value, expected_value from campaign_plan "
        "order by customer_id, offer_id"
    )


def test_without_weight_the_plan_is_the_best_for_now(replanned):
    rows = plan(replanned(long_term_weight=0))
    assert rows and all(row[4] == row[2] > 0 for row in rows)
    assert any(row[3] != 0 for row in rows)


def test_the_weight_is_that_of_the_long_term(replanned):
    for weight in (0.25, 2):
        rows = plan(replanned(long_term_weight=weight))
        assert all(float(row[4]) == pytest.approx(float(row[2]) + weight * float(row[3]), abs=1e-4) for row in rows)
        assert min(row[4] for row in rows) > 0
        assert min(row[3] for row in rows) < 0 < max(row[3] for row in rows)


def test_the_more_weight_the_more_of_a_stock_goes_to_who_wavers(replanned):
    rest = "delete from offers where offer_id <> 'replenish'"
    only = "update offers set max_uses = 25, discount = 0, channels = 'email'"
    share = []
    for weight in (0, 0.25, 4):
        rows = plan(replanned(rest, only, long_term_weight=weight))
        share.append(np.mean([kind(row[0]) == "wavering" for row in rows]))
    assert share[0] < share[1] <= share[2] and share[2] > 0.6 > 0.3 > share[0]


def test_who_pays_in_full_gets_the_offer_without_a_discount_and_who_never_does_the_other(replanned):
    """Two offers of the same products; now the discount brings more, but it teaches."""
    two = """
        delete from offers where offer_id not in ('replenish', 'loyalty');
        update offers set channels = 'email', top_value_share = null, exclusive_group = 'g',
            discount = case offer_id when 'loyalty' then 0.05 else 0 end,
            assumed_lift = case offer_id when 'loyalty' then 1.5 else 1.2 end
    """
    made = {}
    for weight in (0, 100):
        rows = [row for row in plan(replanned(two, long_term_weight=weight, max_offers_per_customer=1))]
        made[weight] = {
            name: np.mean([row[1] == "loyalty" for row in rows if kind(row[0]) == name])
            for name in ("steady", "bargains")
        }
    assert made[0]["steady"] > 0.8 and made[0]["bargains"] > 0.8
    assert made[100]["steady"] < 0.3 and made[100]["bargains"] > 0.8


# Weights traded off


@pytest.fixture(scope="module")
def weigher(tmp_path_factory):
    return Planner(
        tmp_path_factory.mktemp("weigher"),
        models=["plan_sample", "weighed_plans"],
        shop="files",
        plan_budget=1,
        **NONE_HELD_OUT,
    )


def weighed(weigher, candidates, limits):
    session = opened()
    for name, table in (("plan_candidates", candidates), ("plan_limits", limits)):
        session.register("given", table)
        session.execute(f"create table {name} as from given")
        session.unregister("given")
    weigher.run(session)
    return session.sql("from weighed_plans order by weight").df()


def with_long_term(candidates, seed):
    """The candidates, with a long-term value of either sign that has little to do with the short-term one."""
    later = np.random.default_rng(seed).normal(0, 2, len(candidates)).round(4)
    place = candidates.schema.get_field_index("long_term_value")
    values = pa.array(later, pa.float64()).cast(pa.decimal128(18, 4))
    return candidates.set_column(place, "long_term_value", values)


@pytest.mark.parametrize("seed", range(3))
def test_plans_of_weights_are_optima_and_trade_now_for_later(weigher, seed):
    """At its own weight no plan is worth less than another: then more weight never brings more now, or less later."""
    candidates = with_long_term(made_candidates(seed, 400, 8), seed)
    limits = made_limits(budget=60, channel_budgets={"sms": 30}, uses={"o01": 40, "o03": 20})
    found = weighed(weigher, candidates, limits)
    assert list(found["weight"]) == [0, 0.125, 0.25, 0.5, 1]
    now, later = found["short_term_value"].to_numpy(), found["long_term_value"].to_numpy()
    value = now[None, :] + found["weight"].to_numpy()[:, None] * later[None, :]
    assert (np.diag(value)[:, None] >= value - 1e-6).all()
    assert (np.diff(now) <= 1e-6).all() and (np.diff(later) >= -1e-6).all()
    assert now[0] - now[-1] > 1 and later[-1] - later[0] > 1
    assert (found["cost"] <= 60 + 1e-6).all()
    # And each is what another solver of the whole problem finds with that weight for the value.
    short, long = (
        np.array(candidates[name].to_pylist(), dtype=float) for name in ("short_term_value", "long_term_value")
    )
    for row in found.itertuples():
        values = pa.array((short + row.weight * long).round(9), pa.float64())
        asked = candidates.set_column(candidates.schema.get_field_index("expected_value"), "expected_value", values)
        assert row.short_term_value + row.weight * row.long_term_value == pytest.approx(bound(asked, limits), rel=1e-6)


def test_a_sample_speaks_for_all(weigher, tmp_path):
    candidates = with_long_term(made_candidates(5, 3000, 5), 5)
    limits = made_limits(budget=200)
    half = Planner(
        tmp_path,
        models=["plan_sample", "weighed_plans"],
        shop="files",
        plan_budget=1,
        **NONE_HELD_OUT,
        max_priced_customers=2000,
    )
    whole, sampled = (weighed(planner, candidates, limits) for planner in (weigher, half))
    for name in ("n_contacts", "cost", "short_term_value"):
        np.testing.assert_allclose(sampled[name], whole[name], rtol=0.1)
    np.testing.assert_allclose(sampled["long_term_value"][1:], whole["long_term_value"][1:], rtol=0.1)


def test_where_nothing_is_worth_making_there_are_five_plans_of_nothing(weigher):
    found = weighed(weigher, made_candidates(0, 5, 2, most_allowed=0), made_limits(budget=10))
    assert len(found) == 5 and (found[["n_contacts", "cost", "short_term_value", "long_term_value"]] == 0).all(
        axis=None
    )


def test_the_plan_is_near_the_row_that_has_its_weight(shop):
    rows = shop.rows(
        "select weight, is_current, short_term_value, long_term_value, in_words from plan_tradeoff order by 1"
    )
    assert [row[0] for row in rows] == [0, 0.125, 0.25, 0.5, 1] and [row[1] for row in rows] == [
        False,
        False,
        True,
        False,
        False,
    ]
    (planned,) = shop.rows("select sum(short_term_value), sum(long_term_value) from campaign_plan where not is_holdout")
    for found, expected in zip(rows[2][2:4], planned, strict=True):
        assert float(found) == pytest.approx(float(expected), rel=0.02)
    assert rows[2][4] == "The weight that the plan has."
    more_now, more_later = rows[0][2] - rows[2][2], rows[2][3] - rows[0][3]
    assert rows[0][4] == f"Against the plan's own weight: {more_now:.2f} more now, {more_later:.2f} less later."


def test_without_weight_others_are_shown_all_the_same(replanned):
    rows = replanned(long_term_weight=0).rows("select weight, is_current from plan_tradeoff order by weight")
    assert rows == [(0, True), (0.25, False), (0.5, False), (1, False), (2, False)]
