"""The plan: near the optimum of a solver that is handed the whole problem, and within every limit, whatever it is."""

import hashlib

import duckdb
import numpy as np
import pytest
from compiled_plan import Planner, made_candidates, made_limits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from parsed_project import compiled
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack
from scipy.stats import chi2

from basketry.shadow_prices import shadow_prices

EXCLUSIVE = ["offer_id", "product_set", "exclusive_group"]


@pytest.fixture(scope="module")
def planner(tmp_path_factory):
    """Nobody is held out, so that the plan can be compared with a solver's."""
    return Planner(
        tmp_path_factory.mktemp("plan"), holdout_share=0, global_holdout_share=0, plan_budget=1, shop="files"
    )


@pytest.fixture(scope="module")
def planner_with_holdouts(tmp_path_factory):
    return Planner(
        tmp_path_factory.mktemp("held"), holdout_share=0.2, global_holdout_share=0.1, plan_budget=1, shop="files"
    )


def numbers(candidates):
    table = candidates.to_pandas()
    return table.assign(value=table["expected_value"].astype(float), cost=table["cost"].astype(float))


def bound(candidates, limits):
    """What the best plan would be worth that may split contacts and knows no smallest audience: the whole programme."""
    table = numbers(candidates)
    rows, most = [], []
    for keys, allowed in [(["customer_id"], "n_allowed"), *((["customer_id", name], None) for name in EXCLUSIVE)]:
        groups = table.groupby(keys, sort=False)
        number = groups.ngroup().to_numpy()
        shape = (number.max() + 1, len(table))
        rows.append(csr_array((np.ones(len(table)), (number, np.arange(len(table)))), shape=shape))
        most.append(groups[allowed].first().to_numpy() if allowed else np.ones(shape[0]))
    for limit in limits.to_pylist():
        if limit["limit_kind"] != "audience":
            applies = np.ones(len(table), dtype=bool)
            for name in ("offer_id", "channel"):
                applies &= (table[name] == limit[name]).to_numpy() if limit[name] else True
            rows.append(
                csr_array((applies * (1 if limit["limit_kind"] == "uses" else table["cost"].to_numpy()))[None, :])
            )
            most.append([float(limit["limit_value"])])
    found = linprog(-table["value"], A_ub=vstack(rows), b_ub=np.concatenate(most), bounds=(0, 1), method="highs")
    assert found.status == 0
    return -found.fun


def broken(candidates, limits, plan):
    """What is wrong with a plan: an empty list, or what the first glance finds."""
    possible = numbers(candidates).set_index(["customer_id", "offer_id", "channel"])
    wrong = []
    if not plan.set_index(["customer_id", "offer_id", "channel"]).index.isin(possible.index).all():
        wrong.append("a contact that was no candidate")
    if (plan["expected_value"].astype(float) <= 0).any():
        wrong.append("a contact that is not worth making")
    per_customer = plan.groupby("customer_id")["n_allowed"].agg(["size", "first"])
    if (per_customer["size"] > per_customer["first"]).any():
        wrong.append("too many contacts")
    wrong += [f"{name} twice" for name in EXCLUSIVE if plan.duplicated(["customer_id", name]).any()]
    treated = plan[~plan["is_holdout"]]
    for limit in limits.to_pylist():
        counted = treated
        for name in ("offer_id", "channel"):
            counted = counted[counted[name] == limit[name]] if limit[name] else counted
        # Money is a float here: rounded, what costs all that may be spent does not cost more.
        n, cost = len(counted), round(sum(counted["cost"]), 4)
        most = float(limit["limit_value"])
        if {"uses": n > most, "audience": 0 < n < most}.get(limit["limit_kind"], cost > most):
            wrong.append(limit["constraint_name"])
    return wrong


def made_instance(seed):
    """A shop of 1,000 to 5,000 customers and 8 to 20 offers under every kind of limit, most of which bind."""
    rng = np.random.default_rng(1000 + seed)
    n_customers, n_offers = 1000 + 4000 * (seed * 7 % 10) // 9, 8 + 12 * seed // 9
    candidates = made_candidates(seed, n_customers, n_offers)
    offers = sorted(set(candidates["offer_id"].to_pylist()))
    return candidates, made_limits(
        budget=n_customers * rng.uniform(0.05, 0.15),
        channel_budgets={name: n_customers * share for name, share in [("email", 0.01), ("mail", 0.03), ("sms", 0.05)]},
        uses={offer: int(n_customers * rng.uniform(0.02, 0.15)) for offer in offers if rng.random() < 0.6},
        audiences={offer: int(n_customers * 0.005) for offer in offers if rng.random() < 0.4},
    )


@pytest.mark.parametrize("seed", range(10))
def test_the_plan_is_within_three_thousandths_of_the_optimum(planner, seed):
    candidates, limits = made_instance(seed)
    session = planner.plan(candidates, limits)
    plan = session.table("allocated_contacts").to_df()
    most = bound(candidates, limits)
    assert broken(candidates, limits, plan) == []
    assert 0.997 * most <= float(plan["expected_value"].sum()) <= most * (1 + 1e-9)
    prices = session.sql("select count(*) filter (where shadow_price > 0), count(*) from plan_prices").fetchone()
    # All kinds of limits are there, and some bind.
    assert 3 <= prices[0] < prices[1]


def test_a_shadow_price_lies_between_what_one_less_costs_and_one_more_brings(planner):
    """It is a slope of a concave function, so the solver's own optima on either side hold it in between."""
    candidates = made_candidates(3, 1500, 8)

    def optimum(budget, uses):
        return bound(candidates, made_limits(budget=budget, uses={"o01": uses, "o04": 90}))

    limits = made_limits(budget=100, uses={"o01": 60, "o04": 90})
    prices = dict(planner.plan(candidates, limits).table("plan_prices").fetchall())
    here = optimum(100, 60)
    assert optimum(101, 60) - here <= prices["budget"] + 1e-6 <= here - optimum(99, 60) + 2e-6
    assert optimum(100, 61) - here <= prices["uses of o01"] + 1e-6 <= here - optimum(100, 59) + 2e-6
    assert prices["budget"] > 0 and prices["uses of o01"] > 0


SHARES = st.sampled_from([0.0, 0.001, 0.01, 0.1, 1.0, 100.0])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    n_customers=st.integers(1, 120),
    n_offers=st.integers(1, 8),
    budget=SHARES,
    channel_budgets=st.dictionaries(st.sampled_from(["email", "mail", "sms"]), SHARES),
    uses=st.dictionaries(st.sampled_from([f"o{number:02}" for number in range(8)]), SHARES),
    audiences=st.dictionaries(st.sampled_from([f"o{number:02}" for number in range(8)]), SHARES),
    most_allowed=st.integers(1, 5),
    n_sets=st.integers(1, 3),
)
def test_no_limit_is_ever_broken(
    planner_with_holdouts,
    seed,
    n_customers,
    n_offers,
    budget,
    channel_budgets,
    uses,
    audiences,
    most_allowed,
    n_sets,
):
    candidates = made_candidates(seed, n_customers, n_offers, most_allowed=most_allowed, n_sets=n_sets)
    limits = made_limits(
        budget * n_customers,
        {name: share * n_customers for name, share in channel_budgets.items()},
        {name: int(share * n_customers) for name, share in uses.items()},
        {name: int(share * n_customers) for name, share in audiences.items()},
    )
    plan = planner_with_holdouts.plan(candidates, limits).table("allocated_contacts").to_df()
    assert broken(candidates, limits, plan) == []
    assert plan["is_holdout"][plan["is_global_holdout"]].all()


def test_without_limits_each_customer_gets_the_best(planner):
    """One channel, nothing that excludes another: the optimum is known, the best n_allowed of each customer."""
    candidates = made_candidates(1, 300, 6, channels=("email",), n_groups=1, n_sets=10**6)
    free = candidates.drop_columns(["exclusive_group", "product_set"])
    free = free.append_column("exclusive_group", free["offer_id"]).append_column("product_set", free["offer_id"])
    plan = (
        planner.plan(free.select(candidates.column_names), made_limits(budget=10**9))
        .table("allocated_contacts")
        .to_df()
    )
    table = numbers(free)
    table = table[table["value"] > 0].sort_values(["value", "offer_id"], ascending=[False, True])
    best = table[table.groupby("customer_id").cumcount() < table["n_allowed"]]
    assert float(plan["expected_value"].sum()) == pytest.approx(best["value"].sum())
    assert len(plan) == len(best)


def test_threads_do_not_change_the_plan(planner_with_holdouts):
    candidates, limits = made_instance(3)
    plans = [
        planner_with_holdouts.plan(candidates, limits, threads)
        .sql("from allocated_contacts order by customer_id, offer_id")
        .to_arrow_table()
        for threads in (1, 2)
    ]
    assert plans[0].equals(plans[1])


# Holdouts


N_CUSTOMERS, N_CAMPAIGNS = 100_000, 50


@pytest.fixture(scope="module")
def draws(tmp_path_factory):
    """Whether each of 100,000 customers is held out of each of 50 campaigns, by the SQL of the plan, and of all."""
    folder = tmp_path_factory.mktemp("draws")
    inline = "select {{ is_held_out('customer_id', 'campaign_id') }} as one, {{ is_held_out('customer_id') }} as every"
    (node,) = compiled(folder, "--inline", inline, shop="files", holdout_share=0.1)
    names = [f"winback_202401{campaign:02}" for campaign in range(N_CAMPAIGNS)]
    found = duckdb.sql(
        f"""
        {node["compiled_code"]}
        from range({N_CUSTOMERS}) as customers (customer_id), (select unnest({names}) as campaign_id) as campaigns
        order by campaign_id, customer_id
        """
    ).fetchnumpy()
    return (found[name].reshape(N_CAMPAIGNS, N_CUSTOMERS).astype(np.int64) for name in ("one", "every"))


@pytest.fixture(scope="module")
def held_out(draws):
    of_one, of_all = draws
    assert (of_all == of_all[0]).all()
    return of_one, of_all[0]


def test_holdouts_have_their_sizes(held_out):
    of_one, of_all = held_out
    spread = N_CUSTOMERS * 0.1 * 0.9
    squares = (of_one.sum(axis=1) - 0.1 * N_CUSTOMERS) ** 2 / spread
    assert chi2.sf(squares.sum(), N_CAMPAIGNS) > 0.001
    assert chi2.cdf(squares.sum(), N_CAMPAIGNS) > 0.001
    assert abs(of_all.sum() - 0.05 * N_CUSTOMERS) < 4 * (N_CUSTOMERS * 0.05 * 0.95) ** 0.5


def test_the_holdouts_of_any_two_campaigns_are_independent(held_out):
    of_one, of_all = held_out
    phi = np.corrcoef(np.vstack([of_one, of_all]))[np.triu_indices(N_CAMPAIGNS + 1, 1)]
    squares = N_CUSTOMERS * phi**2
    # Each pair, corrected for their number, and all pairs together.
    assert chi2.sf(squares.max(), 1) * len(squares) > 0.001
    assert 0.001 < chi2.sf(squares.sum(), len(squares)) < 0.999


def test_a_holdout_is_the_same_tomorrow_and_in_any_language(held_out):
    of_one, _ = held_out
    for campaign, customer in [(0, 0), (7, 4711), (49, 99_999)]:
        key = f"basketry|holdout|winback_202401{campaign:02}|{customer}"
        share = int(hashlib.md5(key.encode()).hexdigest()[:13], 16) / 16**13
        assert of_one[campaign, customer] == (share < 0.1)


# Shadow prices


def test_shadow_prices_of_a_knapsack_are_the_value_of_the_item_that_is_split():
    """Three customers, one contact each, value 5, 3 and 2, cost 2 each, and 3 to spend: one more of it brings 3 / 2."""
    found = shadow_prices(
        np.array([5.0, 3.0, 2.0]),
        np.arange(3),
        np.ones(3, dtype=int),
        np.arange(3)[:, None],
        np.full((3, 1), 2.0),
        np.array([3.0]),
    )
    assert found.price == pytest.approx([1.5])
    assert found.bound == pytest.approx(6.5)


def test_shadow_prices_are_zero_where_nothing_is_worth_making():
    found = shadow_prices(
        np.array([-1.0]), np.zeros(1, int), np.ones(1, int), np.zeros((1, 1), int), np.ones((1, 1)), np.array([3.0])
    )
    assert found.price.tolist() == [0.0] and found.bound == 0


@pytest.mark.parametrize(
    "change, message",
    [
        ({"value": np.array([np.nan])}, "not finite"),
        ({"uses": np.array([[-1.0]])}, "negative"),
        ({"limits": np.array([1.0, 2.0])}, "do not fit"),
        ({"customer": np.zeros(2, int)}, "different lengths"),
    ],
)
def test_shadow_prices_say_what_is_wrong(change, message):
    good = {
        "value": np.ones(1),
        "customer": np.zeros(1, int),
        "n_allowed": np.ones(1, int),
        "alike": np.zeros((1, 1), int),
        "uses": np.ones((1, 1)),
        "limits": np.ones(1),
    }
    with pytest.raises(ValueError, match=message):
        shadow_prices(**{**good, **change})
