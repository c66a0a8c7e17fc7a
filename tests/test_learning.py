"""The loop: a made shop plans, its customers answer, and the next plan knows, all through the project's own models."""

import numpy as np
import pyarrow as pa
import pytest
from compiled_plan import MODELS, Planner
from compiled_rules import opened
from scipy import stats

SEGMENTS = ["Big basket", "Lapsing", "Price-sensitive"]
OFFERS = ["bundle", "discover", "gift", "loyalty", "replenish"]
LEARNING = [
    *("offer_evidence", "offer_parameters", "beta_curves", "offer_posteriors", "offer_draws", "offer_choices"),
    *("offer_lifts", "eligible_offers", "plan_candidates", "plan_limits"),
]
PLANNING = [*LEARNING, *MODELS, "explorable_offers", "planned_contacts"]
# The true response of a contact. All are taken to be alike; the best is another one in each segment.
RATES = np.array(
    [
        [0.06, 0.03, 0.09, 0.04, 0.20],
        [0.04, 0.18, 0.05, 0.09, 0.03],
        [0.16, 0.06, 0.03, 0.08, 0.05],
    ]
)


def planner(folder, **settings):
    return Planner(folder, models=PLANNING, shop="files", plan_budget=settings.pop("plan_budget", ""), **settings)


@pytest.fixture(scope="module")
def learner(tmp_path_factory):
    return planner(tmp_path_factory.mktemp("learner"), max_offers_per_customer=1)


def shop(n_customers=1500, n_allowed=1, seed=0):
    """Customers of three segments, five offers that are assumed to bring the same but for luck, and no past."""
    random = np.random.default_rng(seed)
    session = opened()
    ids = np.arange(n_customers)
    session.register(
        "made_customers",
        pa.table(
            {"customer_id": ids, "segment": [SEGMENTS[i % 3] for i in ids], "allowed": np.full(n_customers, n_allowed)}
        ),
    )
    session.register(
        "made_products",
        pa.table(
            {
                "customer_id": np.repeat(ids, len(OFFERS)),
                "offer_id": OFFERS * n_customers,
                "margin": random.uniform(4, 6, n_customers * len(OFFERS)).round(2),
            }
        ),
    )
    session.execute(
        """
        create table offers as
        select unnest(['bundle', 'discover', 'gift', 'loyalty', 'replenish']) as offer_id,
            null::varchar as segments, null::varchar as not_segments, null::varchar as stages,
            null::double as top_value_share;
        create table channels as
        select 'email' as channel, 0.002::decimal(18, 4) as cost_per_contact, 0.5::decimal(9, 4) as reach,
            null::decimal(18, 4) as budget;
        create table segment_profiles as select distinct segment from made_customers;
        create table customer_segments as select customer_id, segment from made_customers;
        create table customer_value as
        select customer_id, 'steady' as lifecycle_stage, 1.0 as expected_value from made_customers;
        create table customer_prospects as
        select customer_id, 0.0 as value_of_an_order, 0.0 as cost_of_habit from made_customers;
        create table contact_permissions as
        select customer_id, 'email' as channel, allowed as n_allowed from made_customers;
        create table customer_offers as
        select customer_id, offer_id, [offer_id] as product_ids, 0.1 as base_probability, 0.2 as response_probability,
            (0.1 * margin)::decimal(18, 4) as base_margin, (0.2 * margin)::decimal(18, 4) as response_margin
        from made_products;
        create table channel_reach (customer_id bigint, channel varchar, reach double);
        create table campaign_windows (campaign_id varchar, counts_until date);
        create table contact_segments (campaign_id varchar, customer_id bigint, segment varchar);
        create table contact_results (
            campaign_id varchar, customer_id bigint, arm varchar, offer_id varchar, has_participated boolean,
            attributed_margin decimal(18, 4)
        )
        """
    )
    return session


def plan(planner, session, week):
    """Plan one week; the contacts with their segment."""
    session.execute(
        f"""
        create or replace table this_build as select 'week {week}' as build_id;
        create or replace table today as select date '2024-01-01' + {7 * week} as as_of;
        create or replace table offer_terms as
        select offers.*, channels.channel, offer_id || '_' || {week} as campaign_id, reach, cost_per_contact,
            0.1 as discount, null::bigint as max_uses, null::bigint as min_audience, null::varchar as exclusive_group
        from offers cross join channels
        """
    )
    planner.run(session)
    return session.sql(
        "select contacts.*, segment from planned_contacts as contacts inner join customer_segments using (customer_id) "
        "order by customer_id, offer_id"
    ).df()


def answer(session, contacts, week, random):
    """Let those contacted answer at the true rates, and put what came of it where the next build finds it."""
    rates = RATES[
        [SEGMENTS.index(name) for name in contacts["segment"]], [OFFERS.index(o) for o in contacts["offer_id"]]
    ]
    answered = (random.random(len(contacts)) < rates) & ~contacts["is_holdout"].to_numpy()
    columns = ["campaign_id", "customer_id", "segment", "offer_id", "is_holdout"]
    session.register("answers", contacts[columns].assign(answered=answered))
    session.execute(
        f"""
        insert into campaign_windows select distinct campaign_id, date '2024-01-01' + {7 * week + 6} from answers;
        insert into contact_segments select campaign_id, customer_id, segment from answers;
        insert into contact_results
        select campaign_id, customer_id, case when is_holdout then 'control' else 'treatment' end,
            offer_id, answered, 0
        from answers
        """
    )
    made = ~contacts["is_holdout"].to_numpy()
    return rates[made].mean()


WEEKS = 10


@pytest.fixture(scope="module")
def weeks(learner):
    session, random = shop(), np.random.default_rng(1)
    plans, earned, stopped = [], [], []
    for week in range(WEEKS):
        plans.append(plan(learner, session, week))
        stopped.append(set(session.sql("select segment, offer_id from offer_choices where is_stopped").fetchall()))
        earned.append(answer(session, plans[-1], week, random))
    return plans, earned, stopped


def shares(contacts):
    """The share of each offer in the contacts of each segment."""
    counts = contacts.pivot_table(index="segment", columns="offer_id", values="channel", aggfunc="count").fillna(0)
    counts = counts.reindex(index=SEGMENTS, columns=OFFERS, fill_value=0)
    return counts.div(counts.sum(axis=1), axis=0).to_numpy()


def test_the_plan_improves_from_build_to_build(weeks):
    plans, earned, _ = weeks
    assert earned[0] == pytest.approx(RATES.mean(), abs=0.01)
    assert np.mean(earned[-3:]) > 1.6 * earned[0]
    assert min(earned[1:]) > earned[0] and np.mean(earned[-3:]) > np.mean(earned[1:4])
    # As far apart as chance in so many answers never is.
    n_made = min((~contacts["is_holdout"]).sum() for contacts in plans)
    assert earned[-1] - earned[0] > 5 * (0.25 * 2 / n_made) ** 0.5
    last = shares(plans[-1])
    assert (last.argmax(1) == RATES.argmax(1)).all()
    assert (last[np.arange(3), RATES.argmax(1)] > 0.6).all()
    assert (last[np.arange(3), RATES.argmin(1)] < shares(plans[0])[np.arange(3), RATES.argmin(1)] / 2).all()


def test_what_is_clearly_worse_is_stopped_and_what_is_not_is_tried(weeks):
    plans, _, stopped = weeks
    for contacts, none in zip(plans, stopped, strict=True):
        made = set(zip(contacts["segment"], contacts["offer_id"], strict=True))
        assert not made & none
        explored = contacts["n_explored"].notna()
        # The lot is drawn for a tenth of those not held out, and falls on another of the offers that are left.
        left = contacts["segment"].map({name: len(OFFERS) - sum(s == name for s, _ in none) for name in SEGMENTS})
        chance = 0.1 * 0.855 * (1 - 1 / left) * (contacts is not plans[0])
        spread = (chance * (1 - chance)).sum() ** 0.5
        assert abs(explored.sum() - chance.sum()) <= 4 * spread
        assert (contacts[explored]["n_explored"] > 1).all()
    assert len(stopped[-1]) > 5
    assert not stopped[0] and not plans[0]["n_explored"].notna().any()


def test_without_a_past_the_plan_is_what_was_assumed(weeks):
    first = weeks[0][0]
    assert set(first["propensity"].round(6)) == {0.855, 0.145}
    assert (first["choice_propensity"] == 1).all()


# Propensities


def redrawn(planner, session, seed):
    """Plan the same day with other draws of holdouts and lots, and the same of what is believed."""
    session.execute("begin")
    beliefs, models = planner.models[: len(LEARNING)], planner.models[len(LEARNING) :]
    planner.models = [
        {**model, "compiled_code": model["compiled_code"].replace("'basketry'", f"'seed {seed}'")} for model in models
    ]
    planner.run(session)
    planner.models = beliefs + models
    found = session.sql("select * from planned_contacts order by customer_id, offer_id").df()
    session.execute("rollback")
    return found


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """A small shop that has learned: two contacts for each customer, and three offers of which they get one."""
    made = planner(tmp_path_factory.mktemp("known"), holdout_share=0.2, exploration_share=0.3, stop_below=0)
    session = shop(60, n_allowed=2, seed=2)
    contacts = plan(made, session, 0)
    answer(session, contacts, 0, np.random.default_rng(3))
    session.execute(
        "create or replace table this_build as select 'b' as build_id; "
        "create or replace table today as select date '2024-02-01' as as_of"
    )
    session.execute("update offer_terms set exclusive_group = 'one' where offer_id in ('bundle', 'gift', 'loyalty')")
    made.run(session)
    return made, session


def test_a_contact_comes_about_as_often_as_its_propensity_says(known):
    """Two hundred times the lots of holdouts and exploration are drawn anew, with the same beliefs.

    Half a minute: a contact that is made once in fifty plans is to be seen often enough to be counted.
    """
    made, session = known
    n_draws, counts, stated = 200, {}, {}
    for seed in range(n_draws):
        for row in redrawn(made, session, seed).itertuples():
            key = row.customer_id, row.offer_id, row.is_holdout
            counts[key] = counts.get(key, 0) + 1
            assert stated.setdefault(key, row.propensity) == pytest.approx(row.propensity, rel=1e-12)
    p = np.array([stated[key] for key in stated])
    n = np.array([counts[key] for key in stated])
    z = (n - n_draws * p) / np.sqrt(n_draws * p * (1 - p))
    assert len(p) > 300 and p.min() < 0.02 < 0.6 < p.max()
    # Rare ones may never have come about, and then are not here.
    often = n_draws * p > 5
    assert stats.chi2.sf((z[often] ** 2).sum(), often.sum()) > 1e-3
    assert stats.chi2.cdf((z[often] ** 2).sum(), often.sum()) > 1e-3
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 1)):
        some = often & (p >= low) & (p < high)
        assert n[some].sum() / n_draws == pytest.approx(p[some].sum(), rel=0.05), (low, high)


# The same with whole builds


@pytest.mark.slow
def test_plans_of_whole_builds_improve(build):
    """Four builds of one shop, a month apart: each plan is answered at true rates, the next one reads the answers."""
    rates = {"discover": 0.3, "replenish": 0.03, "loyalty": 0.03, "welcome": 0.03, "winback": 0.03}
    random = np.random.default_rng(11)
    lines = [
        f"{c * 100 + k},{c},{p},2024-{1 + k % 3:02d}-{1 + random.integers(28):02d},1,{5 + p % 7}\n"
        for c in range(600)
        for k in range(1 + random.integers(6))
        for p in random.choice(40, 3, replace=False)
    ]
    files = {
        "order_lines.csv": ["order_id,customer_id,product_id,ordered_at,quantity,unit_price\n", *lines],
        "campaigns.csv": ["campaign_id,offer_id,starts_at,ends_at\n"],
        "contacts.csv": ["campaign_id,customer_id,arm,segment,propensity,choice_propensity\n"],
        "responses.csv": ["campaign_id,customer_id,response_type,occurred_at\n"],
    }
    folder, expected, explored, log = None, [], [], []
    for day in ("2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30"):
        built = build(
            {name: "".join(rows) for name, rows in files.items()},
            **({"folder": folder} if folder else {}),
            select="+path:models/campaigns +path:models/memory +path:models/monitoring",
            data_tests=False,
            as_of=day,
            max_offers_per_customer=1,
        )
        assert built.success, built.error
        folder = built.path.parent
        plan = built.rows(
            """
            select campaign_id, customer_id, offer_id, is_holdout, valid_from, valid_to, segment, propensity,
                choice_propensity, is_exploration
            from campaign_plan order by customer_id, offer_id
            """
        )
        made = [row for row in plan if not row[3]]
        expected.append(np.mean([rates.get(row[2], 0.03) for row in made]))
        explored.append(np.mean([row[9] for row in made]))
        log.append(built.rows("select offer_id, change, new_contacts, reason from feedback_log where segment = 'all'"))
        files["campaigns.csv"] += sorted({f"{row[0]},{row[2]},{row[4]},{row[5]}\n" for row in plan})
        for campaign, customer, offer, is_holdout, start, _, segment, propensity, choice, _ in plan:
            arm = "control" if is_holdout else "treatment"
            files["contacts.csv"].append(f"{campaign},{customer},{arm},{segment},{propensity},{choice}\n")
            if not is_holdout and random.random() < rates.get(offer, 0.03):
                files["responses.csv"].append(f"{campaign},{customer},redeem,{start}\n")
    assert expected[-1] > 1.3 * expected[0], expected
    assert min(explored[1:]) > 0 and explored[0] == 0
    assert not log[0]
    changes = {offer: change for offer, change, *_ in log[1]}
    assert changes["discover"] == "more", log[1]
    assert all(f"{n} more contacts with {offer}" in reason for offer, _, n, reason in log[1])
