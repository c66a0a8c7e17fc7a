"""When to send: before what is due, apart from each other, at the hour that each customer shops."""

import datetime
import itertools

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from compiled_plan import Planner
from compiled_rules import opened
from test_offers import exported, published

HOURS = [9, 20]


def made_orders():
    """60 customers of two kinds and tastes: Tuesdays at 9, and Fridays at 20 with less at first."""
    rng = np.random.default_rng(7)
    lines = ["order_id,customer_id,product_id,ordered_at,quantity,unit_price"]
    for customer in range(60):
        kind = customer % 2
        own = rng.choice(np.arange(10) + 10 * kind, 6, replace=False)
        for week in range(60):
            if week % 3 == customer % 3 and week < 59 - customer % 3:
                day = datetime.date(2023, 5, 2 + 3 * kind) + datetime.timedelta(weeks=week)
                for product in rng.choice(own, 2 if kind and week < 20 else 4, replace=False):
                    order = f"{customer * 100 + week},{customer},{product}"
                    lines.append(f"{order},{day}T{HOURS[kind]:02}:30:00,1,{5 + product}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def shop(build):
    products = "product_id,name,category\n" + "\n".join(f"{n},p{n},{'warm' if n < 10 else 'cold'}" for n in range(20))
    files = {"order_lines.csv": made_orders(), "products.csv": products}
    built = build(files, select="+campaign_calendar +plan_constraints", holdout_share=0.3)
    assert built.success, built.error
    return built


def test_each_contact_has_one_time_and_who_is_held_out_has_none(shop):
    """Here the shop is built: all that leads to a calendar, with its data tests, over a year of orders."""
    assert shop.rows(
        "select customer_id, campaign_id from campaign_plan where not is_holdout order by all"
    ) == shop.rows("select customer_id, campaign_id from contact_times order by all")
    assert shop.rows(
        "select count(*) > 60, sum(n_contacts) = (select count(*) from contact_times) from campaign_calendar"
    )


def test_contacts_are_sent_at_the_hour_and_on_the_day_that_the_customer_shops(shop):
    rows = shop.rows("select customer_id, send_hour, send_weekday, timed_by, pattern from contact_times")
    assert {(int(row[0]) % 2, row[1], row[4]) for row in rows} == {(0, 9, "own"), (1, 20, "own")}
    first_choice = shop.rows(
        "select customer_id::int % 2, send_weekday from ("
        "from contact_times qualify count(*) over (partition by customer_id) = 1) where timed_by = 'pattern'"
    )
    assert set(first_choice) <= {(0, 2), (1, 5)}


def test_contacts_lie_within_the_offer_and_apart_from_each_other(shop):
    rows = shop.rows(
        "select customer_id, channel, send_on, valid_from, valid_to from contact_times "
        "inner join campaign_plan using (customer_id, campaign_id, channel) order by customer_id, send_on"
    )
    assert all(valid_from <= send_on <= valid_to for _, _, send_on, valid_from, valid_to in rows)
    gaps = [(after[2] - before[2]).days for before, after in itertools.pairwise(rows) if before[:2] == after[:2]]
    # The quiet days of e-mail.
    assert gaps and min(gaps) >= 3


def test_what_falls_due_is_reminded_of_before_its_day(shop):
    rows = shop.rows(
        """
        select times.send_on, times.timed_by, times.due_on, plan.valid_from, plan.valid_to,
            list(dues.due_on order by dues.due_on)
        from contact_times as times
        inner join campaign_plan as plan using (customer_id, campaign_id)
        inner join customer_recommendations as dues
            on plan.customer_id = dues.customer_id and list_contains(plan.product_ids, dues.product_id)
            and dues.recommendation_kind = 'replenish' and dues.due_on is not null
        where plan.offer_id = 'replenish'
        group by all
        """
    )
    seen = set()
    for send_on, timed_by, due_on, valid_from, valid_to, dues in rows:
        ahead = [day for day in dues if valid_from < day <= valid_to]
        seen.add(timed_by)
        if ahead:
            assert timed_by == "due" and due_on == ahead[0]
            assert send_on < due_on and (due_on - send_on).days <= 7
        elif any(day <= valid_from for day in dues):
            assert timed_by == "overdue" and send_on == valid_from
    assert {"due", "overdue"} <= seen


def test_the_season_is_that_of_a_year_before(shop):
    """By the orders themselves: the share of warm and cold in the seven days a year before, over that in the year."""
    as_of = shop.rows("select as_of from today")[0][0]
    lines = [line.split(",") for line in made_orders().splitlines()[1:]]
    sold = [(datetime.date.fromisoformat(at[:10]), int(product) < 10) for _, _, product, at, _, _ in lines]
    year = [is_warm for day, is_warm in sold if (as_of - day).days < 364]
    for week, category, week_share, year_share in shop.rows("from category_seasons"):
        same = [warm for day, warm in sold if 0 <= (day - week).days + 364 < 7]
        mean = [np.mean(same), np.mean(year)]
        assert [week_share, year_share] == pytest.approx(mean if category == "warm" else [1 - share for share in mean])
    assert shop.rows("select count(*) from category_seasons where week_share <> year_share")[0][0] > 0


def test_audiences_carry_their_times(shop, tmp_path):
    assert exported(published(shop), tmp_path) == ""
    found = duckdb.sql(f"select send_on, send_hour from read_csv('{tmp_path}/*.csv') order by all").fetchall()
    assert found == shop.rows("select send_on, send_hour from contact_times order by all")


def test_a_young_shop_has_no_season_and_says_so(build):
    lines = [line for line in made_orders().splitlines() if "order_id" in line or "2024-0" in line]
    products = "product_id,name,category\n" + "\n".join(f"{n},p{n},all" for n in range(20))
    built = build(
        {"order_lines.csv": "\n".join(lines), "products.csv": products}, select="+campaign_calendar", data_tests=False
    )
    assert built.success, built.error
    rows = built.rows("select season_index, in_words from campaign_calendar")
    assert rows and all(row[0] is None and row[1].endswith("no year of history to tell the season by.") for row in rows)


@pytest.fixture(scope="module")
def timer(tmp_path_factory):
    return Planner(tmp_path_factory.mktemp("times"), models=["time_priors", "preferred_times"], shop="files")


@pytest.mark.parametrize("weight", [3, 30, 300])
def test_the_weight_of_what_is_common_is_that_of_the_dirichlet_distribution_that_was_drawn_from(timer, weight):
    rng = np.random.default_rng(weight)
    common = rng.dirichlet(np.full(7, 5))
    counts = np.array([rng.multinomial(n, rng.dirichlet(weight * common)) for n in rng.integers(2, 200, 4000)])
    customer, value = np.nonzero(counts)
    session = opened(threads=2)
    given = pa.table({"customer_id": customer, "value": value + 1, "n_baskets": counts[customer, value]})
    session.register("given", given)
    session.execute(
        "create table shopping_times as "
        "select customer_id, 's' as segment, 'weekday' as kind, value, n_baskets from given"
    )
    timer.run(session)
    found = session.sql("select value, share, weight from time_priors order by value").fetchnumpy()
    assert found["weight"] == pytest.approx(np.full(7, weight), rel=0.15)
    assert found["share"] == pytest.approx(counts.sum(axis=0) / counts.sum())


def test_on_the_journey_own_hours_foretell_later_ones_better_than_those_of_everyone(timer, journey):
    """Learned before October 2017 and asked about the baskets from then on; by weekdays households hardly differ.

    The first test that looks at the Journey waits for its build, here a minute and a half.
    """
    session = opened(threads=2)
    session.execute(f"attach '{journey.path}' as shop (read_only)")
    session.execute(
        """
        create table seen as
        select kind.name as kind, customer_id, segment, ordered_on >= date '2017-10-01' as is_later,
            case kind.name when 'weekday' then extract(isodow from ordered_on)
            else extract(hour from ordered_at at time zone 'UTC' at time zone 'America/New_York') end::integer as value
        from shop.baskets inner join shop.customer_segments using (customer_id),
            (values ('hour'), ('weekday')) as kind (name)
        """
    )
    session.execute(
        "create table shopping_times as select customer_id, segment, kind, value, count(*) as n_baskets "
        "from seen where not is_later group by all"
    )
    timer.run(session)
    gain, hits, common_hits = {}, {}, {}
    for kind, *values in session.sql(
        """
        with best as (
            select customer_id, kind, max_by(value, share) as own from preferred_times group by all
        ), common as (select kind, max_by(value, share) as every from time_priors group by all)
        select kind, avg(ln(usual.share) - ln(time_priors.share)), avg((value = own)::int), avg((value = every)::int)
        from seen
        inner join preferred_times as usual using (customer_id, kind, value)
        inner join time_priors using (kind, value)
        inner join best using (customer_id, kind)
        inner join common using (kind)
        where is_later
        group by kind
        """
    ).fetchall():
        gain[kind], hits[kind], common_hits[kind] = values
    assert gain["hour"] > 0.1 and hits["hour"] > 1.25 * common_hits["hour"]
    assert gain["weekday"] > 0 and hits["weekday"] > common_hits["weekday"]
