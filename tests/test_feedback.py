"""What is learned: posteriors beside scipy, and a simulated year of choosing, all through the project's own SQL."""

import numpy as np
import pyarrow as pa
import pytest
from compiled_effects import Compiled
from scipy import stats

SEGMENTS = ["Big basket", "Frequent small basket", "Lapsing", "New", "Price-sensitive"]
OFFERS = [f"offer {i}" for i in range(6)]
LEARNED = ["offer_evidence", "offer_parameters", "beta_curves", "offer_posteriors", "offer_draws", "offer_choices"]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    return Compiled(tmp_path_factory.mktemp("compiled"))


def shop(compiled):
    """A shop of six offers and five segments in which nothing has happened yet."""
    session = compiled.session()
    session.register("offer_names", pa.table({"offer_id": OFFERS}))
    session.register("segment_names", pa.table({"segment": SEGMENTS}))
    session.execute(
        """
        create table offers as
        select *, null::varchar as segments, null::varchar as not_segments, null::varchar as stages,
            null::double as top_value_share
        from offer_names;
        create table segment_profiles as from segment_names;
        create table campaign_windows (campaign_id integer, counts_until date);
        create table contact_segments (campaign_id integer, customer_id bigint, segment varchar);
        create or replace table contact_results (
            campaign_id integer, customer_id bigint, arm varchar, offer_id varchar, has_participated boolean,
            attributed_margin decimal(18, 4)
        )
        """
    )
    return session


# Posteriors


def test_quantiles_of_beta_and_t_are_those_of_scipy(compiled):
    session = shop(compiled)
    random = np.random.default_rng(0)
    pairs = [(0.5, 0.5), (0.5, 40), (1, 1), (3.2, 1000), (5.5, 5.5), (120, 80), (2e4, 3e6), (1.5, 2e5), (40, 0.7)]
    pairs += [tuple(pair) for pair in 10 ** random.uniform(-0.3, 4, (20, 2))]
    session.register(
        "made",
        pa.table(
            {
                "offer_id": [str(i) for i in range(len(pairs))],
                "alpha": [float(a) for a, _ in pairs],
                "beta": [float(b) for _, b in pairs],
                "value_shape": [2 + a / 2 for a, _ in pairs],
            }
        ),
    )
    session.execute(
        """
        create or replace table offer_parameters as
        select *, 'all' as segment, 0 as n_contacts, 0 as n_responses, 0.0::double as contacts,
            7.0::double as value_mean, 3.0::double as value_kappa, 5.0::double as value_rate
        from made
        """
    )
    compiled.run(session, "beta_curves", "offer_posteriors", "offer_draws")
    found = session.sql("select * from offer_posteriors order by offer_id::integer").df()
    a, b = np.array(pairs, float).T
    for share, column in ((0.025, "ci_low"), (0.975, "ci_high")):
        assert found[column].to_numpy() == pytest.approx(stats.beta.ppf(share, a, b), rel=2e-5)
    scale = np.sqrt(5 / (found["value_shape"] * 3))
    reach = stats.t.ppf(0.975, 2 * found["value_shape"]) * scale
    assert (found["value_high"] - 7).to_numpy() == pytest.approx(reach, rel=2e-5)
    assert (7 - found["value_low"]).to_numpy() == pytest.approx(reach, rel=2e-5)
    draws = session.sql("select * from offer_draws").df()
    for i, (alpha, beta) in enumerate(pairs):
        of_one = draws[draws["offer_id"] == str(i)]
        assert len(of_one) == 400
        assert stats.kstest(of_one["response"], stats.beta(alpha, beta).cdf).pvalue > 1e-4
        shape = 2 + alpha / 2
        assert stats.kstest(of_one["value"], stats.t(2 * shape, 7, np.sqrt(5 / (shape * 3))).cdf).pvalue > 1e-4


def test_a_posterior_is_its_prior_and_what_came_of_the_offer(compiled):
    """Values of a response have the posterior that Murphy (2007, equations 86 to 89) gives for a Normal-Gamma prior."""
    session = shop(compiled)
    random = np.random.default_rng(1)
    n = 600
    values = random.gamma(3, 10, n).round(2)
    responded = random.random(n) < 0.3
    made = {
        "customer_id": np.arange(n),
        "offer_id": np.where(np.arange(n) < 400, "offer 0", "offer 1"),
        "segment": np.where(np.arange(n) % 2 == 0, "New", "Lapsing"),
        "has_participated": responded,
        "value": values,
    }
    session.register("made", pa.table(made))
    session.execute(
        """
        insert into campaign_windows values (1, date '2024-12-31');
        insert into contact_segments select 1, customer_id, segment from made;
        insert into contact_results select 1, customer_id, 'treatment', offer_id, has_participated, value from made
        """
    )
    compiled.run(session, *LEARNED)
    (row,) = (
        session.sql("select * from offer_posteriors where offer_id = 'offer 0' and segment = 'New'")
        .to_arrow_table()
        .to_pylist()
    )
    total = (responded.sum() + 1) / (n + 2)
    of_offer = made["offer_id"] == "offer 0"
    prior = (responded[of_offer].sum() + 10 * total) / (of_offer.sum() + 10)
    here = of_offer & (made["segment"] == "New")
    assert row["alpha"] == pytest.approx(0.5 + 10 * prior + responded[here].sum())
    assert row["beta"] == pytest.approx(0.5 + 10 * (1 - prior) + (~responded[here]).sum())
    assert (row["n_contacts"], row["n_responses"]) == (here.sum(), responded[here].sum())
    mean = values[responded].mean()
    mean_before = (values[responded & of_offer].sum() + mean) / ((responded & of_offer).sum() + 1)
    x = values[responded & here]
    assert row["value_kappa"] == pytest.approx(1 + len(x))
    assert row["value_mean"] == pytest.approx((mean_before + x.sum()) / (1 + len(x)))
    assert row["value_shape"] == pytest.approx(2 + len(x) / 2)
    assert row["value_rate"] == pytest.approx(
        2 * values[responded].var()
        + ((x - x.mean()) ** 2).sum() / 2
        + len(x) * (x.mean() - mean_before) ** 2 / (2 * (1 + len(x)))
    )
    assert row["worth"] == pytest.approx(row["mean"] * row["value_mean"])


# A year of choosing


def year(compiled, rates, weekly=400, weeks=52, seed=0):
    """Let the choices of each week be made and answered by `weekly` customers of each segment.

    `rates` says of a week what the true response rates are, shape (segments, offers). Returns the rate to expect of
    what was chosen, shape (weeks, segments), and how many offers were stopped in each week.
    """
    session = shop(compiled)
    random = np.random.default_rng(seed)
    earned = np.zeros((weeks, len(SEGMENTS)))
    stopped = np.zeros(weeks, int)
    for week in range(weeks):
        session.execute(
            f"create or replace table this_build as select 'week {week}' as build_id; "
            f"create or replace table today as select date '2024-01-01' + {7 * week} as as_of"
        )
        compiled.run(session, *LEARNED)
        chosen = session.sql(
            "select segment, offer_id, propensity, is_stopped from offer_choices where segment <> 'all' order by all"
        ).df()
        stopped[week] = chosen["is_stopped"].sum()
        shares = chosen.pivot(index="segment", columns="offer_id", values="propensity").loc[SEGMENTS, OFFERS].to_numpy()
        assert shares.sum(1) == pytest.approx(1)
        now = rates(week)
        earned[week] = (shares * now).sum(1)
        offers = np.concatenate([random.choice(len(OFFERS), weekly, p=row / row.sum()) for row in shares])
        segments = np.repeat(np.arange(len(SEGMENTS)), weekly)
        session.register(
            "made",
            pa.table(
                {
                    "customer_id": np.arange(len(offers)),
                    "segment": [SEGMENTS[i] for i in segments],
                    "offer_id": [OFFERS[i] for i in offers],
                    "has_participated": random.random(len(offers)) < now[segments, offers],
                }
            ),
        )
        session.execute(
            f"""
            insert into campaign_windows values ({week}, date '2024-01-01' + {7 * week + 6});
            insert into contact_segments select {week}, customer_id, segment from made;
            insert into contact_results
            select {week}, customer_id, 'treatment', offer_id, has_participated, 0 from made
            """
        )
    return earned, stopped


def true_rates(seed):
    """Six rates between 2 and 12 per cent in each segment, each in an order of its own."""
    random = np.random.default_rng(seed)
    return np.array([random.permutation(np.linspace(0.02, 0.12, len(OFFERS))) for _ in SEGMENTS])


def test_a_year_of_choosing_loses_a_quarter_at_most_of_what_choosing_at_random_loses(compiled):
    rates = true_rates(1)
    earned, stopped = year(compiled, lambda week: rates)
    regret = (rates.max(1) - earned).sum()
    uniform = (rates.max(1) - rates.mean(1)).sum() * len(earned)
    assert regret <= 0.25 * uniform
    assert stopped[-1] > 0


def test_when_the_best_offer_changes_choices_follow_within_eight_weeks(compiled):
    """In week 26 the best offer of each segment becomes its worst, and another the best."""
    before = true_rates(2)
    after = np.where(before == before.max(1, keepdims=True), 0.02, np.roll(before, 1, axis=1))
    after[np.arange(5), before.argmin(1)] = 0.12

    def regret(week):
        now = after if week >= 26 else before
        return now.max(1) - earned[week]

    earned, _ = year(compiled, lambda week: after if week >= 26 else before, seed=3)
    uniform = (after.max(1) - after.mean(1)).sum()
    lost = [regret(week).sum() / uniform for week in range(52)]
    assert lost[26] > 0.9
    assert lost[33] < 0.25
    assert np.mean(lost[34:]) < 0.15


def test_the_same_build_draws_the_same_and_another_build_others(compiled):
    session = shop(compiled)
    draws = []
    for build in ("one", "one", "two"):
        session.execute(
            f"create or replace table this_build as select '{build}' as build_id; "
            "create or replace table today as select date '2024-01-01' as as_of"
        )
        compiled.run(session, *LEARNED)
        draws.append(session.sql("select worth from offer_draws order by segment, offer_id, draw").fetchall())
    assert draws[0] == draws[1] != draws[2]


# From build to build


@pytest.fixture(scope="module")
def builds(build):
    """A shop built, its plan answered by who gets something new, and built again a month later.

    Three builds, as what is learned comes from the plan of the one before; the last is of what reads it alone.
    """
    random = np.random.default_rng(7)
    lines = [
        f"{c * 100 + k},{c},{p},2024-{1 + k % 3:02d}-{1 + random.integers(28):02d},1,{5 + p % 7}\n"
        for c in range(400)
        for k in range(1 + random.integers(6))
        for p in random.choice(40, 3, replace=False)
    ]
    head = "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n"
    select = "+path:models/campaigns +path:models/memory +path:models/monitoring"
    first = build({"order_lines.csv": head + "".join(lines)}, select=select, data_tests=False, as_of="2024-03-31")
    assert first.success, first.error
    columns = "campaign_id, customer_id, offer_id, is_holdout, valid_from, valid_to, segment"
    plan = first.rows(f"select {columns} from campaign_plan order by all")
    campaigns = {(row[0], row[2], row[4], row[5]) for row in plan}
    answers = [row for row in plan if not row[3] and random.random() < (0.5 if row[2] == "discover" else 0.05)]
    files = {
        "order_lines.csv": head
        + "".join(lines)
        + "".join(f"{10**6 + i},{row[1]},1,2024-04-05,1,50\n" for i, row in enumerate(answers)),
        "campaigns.csv": "campaign_id,offer_id,starts_at,ends_at\n"
        + "".join(f"{c},{o},{start},{end}\n" for c, o, start, end in sorted(campaigns)),
        "contacts.csv": "campaign_id,customer_id,arm\n"
        + "".join(f"{row[0]},{row[1]},{'control' if row[3] else 'treatment'}\n" for row in plan),
        "responses.csv": "campaign_id,customer_id,response_type,occurred_at\n"
        + "".join(f"{row[0]},{row[1]},redeem,2024-04-03\n" for row in answers),
    }
    second = build(files, folder=first.path.parent, select=select, as_of="2024-04-30")
    assert second.success, second.error
    with second.connect() as connection:
        tables = {
            name: connection.sql(f"select * from {name} order by all").fetchall()
            for name in ("offer_posteriors", "offer_choices", "feedback_log", "offer_memory", "plan_memory")
        }
    again = build(
        folder=first.path.parent,
        select="source:memory.offer_memory+ source:memory.plan_memory+",
        as_of="2024-04-30",
        shop="files",
        input_dir=str(first.path.parent / "input"),
    )
    assert again.success, again.error
    return plan, answers, tables, again


def test_what_came_of_a_plan_is_known_by_the_segments_it_was_made_for(builds):
    """The first to ask for the three builds."""
    plan, answers, _, again = builds
    found = {
        (offer, segment): (contacts, responses)
        for offer, segment, contacts, responses in again.rows(
            "select offer_id, segment, n_contacts, n_responses from offer_posteriors where n_contacts > 0"
        )
    }
    assert {segment for _, segment in found} == {"all"} | {row[6] for row in plan if not row[3]}
    for (offer, segment), (contacts, responses) in found.items():
        mine = [row for row in plan if row[2] == offer and not row[3] and segment in ("all", row[6])]
        assert contacts == len(mine)
        assert responses == sum(row[2] == offer and segment in ("all", row[6]) for row in answers)


def test_what_is_learned_changes_the_choices_and_the_log_says_why(builds):
    *_, again = builds
    log = again.rows(
        """
        select offer_id, change, new_contacts, new_responses, last_mean, mean, reason, last_planned_share, planned_share
        from feedback_log where segment = 'all'
        """
    )
    changes = {row[0]: row for row in log}
    assert changes["discover"][1] == "more" and changes["discover"][5] > 1.5 * changes["replenish"][5]
    assert 0.5 < sum(row[8] for row in log) <= 1 + 1e-9 and 0.5 < sum(row[7] for row in log) <= 1 + 1e-9
    for _, change, *_, last_share, share in log:
        if change in ("more", "less"):
            assert (change == "more") == (share > last_share)
    _, _, n_new, n_answers, *_, words, _, share = changes["discover"]
    assert words.startswith(f"{n_new} more contacts with discover brought {n_answers} responses")
    assert f"The plan gives it {100 * share:.1f} % of the contacts" in words


def test_a_rebuild_of_one_day_learns_the_same(builds):
    _, _, tables, again = builds
    for name, rows in tables.items():
        assert again.rows(f"select * from {name} order by all") == rows, name


# The plan before it is sent


def logged(session, seed, n=1500):
    """A log in which keen customers answer more and are given other offers; returns what the plan would truly bring."""
    random = np.random.default_rng(seed)
    segment = random.integers(0, 3, n)
    keen = random.random(n)
    strength = np.stack([keen * k + 0.3 * (segment == k) for k in range(4)], axis=1)
    chances = 0.1 + 0.6 * np.exp(2 * strength) / np.exp(2 * strength).sum(1, keepdims=True)
    chances /= chances.sum(1, keepdims=True)
    offer = (random.random((n, 1)) > chances.cumsum(1)).sum(1).clip(0, 3)
    base = np.array([[0.05, 0.2, 0.1, 0.15], [0.3, 0.1, 0.05, 0.2], [0.1, 0.1, 0.25, 0.05]])
    answered = random.random(n) < base[segment, offer] + 0.3 * keen
    revenue = np.where(answered, random.gamma(2, 10 + 5 * offer), 0)
    plan = np.array([[0, 4, 0, 2], [3, 0, 0, 3], [0, 1, 2, 0]])
    truth = (plan * (base + 0.15)).sum() / plan.sum()
    money = (plan * (base + 0.15) * 2 * (10 + 5 * np.arange(4))).sum() / plan.sum()
    session.register(
        "made",
        pa.table(
            {
                "customer_id": np.arange(n),
                "segment": [SEGMENTS[k] for k in segment],
                "offer_id": [OFFERS[k] for k in offer],
                "propensity": chances[np.arange(n), offer],
                "has_participated": answered,
                "revenue": revenue.round(2),
            }
        ),
    )
    planned = [(SEGMENTS[s], OFFERS[o]) for s in range(3) for o in range(4) for _ in range(plan[s, o])]
    session.register("made_plan", pa.table({"segment": [s for s, _ in planned], "offer_id": [o for _, o in planned]}))
    session.execute(
        """
        create or replace table campaign_windows as select 1 as campaign_id, date '2024-06-01' as counts_until;
        create or replace table contact_segments as select 1 as campaign_id, customer_id, segment from made;
        create or replace table stg_contacts as
        select 1 as campaign_id, customer_id, propensity, null::double as choice_propensity from made;
        create or replace table campaign_plan as select *, false as is_holdout from made_plan;
        create or replace table contact_results as
        select 1 as campaign_id, customer_id, 'treatment' as arm, offer_id, has_participated,
            has_participated as has_converted, revenue::decimal(18, 4) as revenue, revenue::decimal(18, 4) as margin
        from made
        """
    )
    return truth, money


FORECAST = ["logged_decisions", "forecast_strata", "forecast_terms", "plan_forecast"]


def test_forecasts_of_four_hundred_logs_hold_the_truth_nineteen_times_in_twenty(compiled):
    """Half a minute: among fewer logs, intervals that are too narrow or too wide would pass for chance."""
    session = shop(compiled)
    found = []
    for seed in range(400):
        truth, money = logged(session, seed)
        compiled.run(session, *FORECAST)
        rows = session.sql("select metric, method, value, ci_low, ci_high, verdict from plan_forecast").fetchall()
        assert len(rows) == 12 and {row[-1] for row in rows} == {"supported"}
        for metric, method, value, low, high, _ in rows:
            true = truth if metric in ("participation", "conversion") else money
            found.append((metric, method, value / true, low <= true <= high, (high - low) / true))
    for metric in ("participation", "revenue"):
        by_method = {
            method: np.array([row[2:] for row in found if row[:2] == (metric, method)], float)
            for method in ("inverse propensity", "self-normalised", "doubly robust")
        }
        value, held, width = by_method["doubly robust"].T
        # 380 of 400 are to hold it; 369 to 391 is within two standard errors and a half of that.
        assert 0.9225 <= held.mean() <= 0.9775, (metric, held.mean())
        assert value.mean() == pytest.approx(1, abs=0.02)
        assert width.mean() < by_method["inverse propensity"][:, 2].mean()


def test_what_was_never_tried_is_not_forecast(compiled):
    session = shop(compiled)
    logged(session, 0)
    session.execute("insert into campaign_plan select 'New', 'offer 5', false from range(30)")
    compiled.run(session, *FORECAST)
    assert session.sql("select distinct verdict from plan_forecast").fetchall() == [("not enough support",)]
    session.execute("update stg_contacts set propensity = null where customer_id = 3")
    compiled.run(session, *FORECAST)
    assert session.sql("select distinct n_logged, value, verdict from plan_forecast").fetchall() == [
        (0, None, "not enough support")
    ]


# What drifts, and what customers ask for


def test_drift_is_what_leaves_the_range_of_the_last_builds(compiled):
    session = shop(compiled)
    session.execute(
        """
        create or replace table build_history as
        select 'segments' as area, measure, value::double as value, 'journey' as shop, as_of::date as as_of,
            'build ' || as_of as build_id
        from (values
            ('steady', '2024-09-01', 0.5), ('steady', '2024-10-01', 0.52), ('steady', '2024-11-01', 0.48),
            ('restless', '2024-09-01', 0.2), ('restless', '2024-10-01', 0.6), ('restless', '2024-11-01', 0.4),
            ('fallen', '2024-09-01', 0.5), ('fallen', '2024-10-01', 0.52), ('fallen', '2024-11-01', 0.48),
            ('gone', '2024-10-01', 0.1), ('gone', '2024-11-01', 0.1),
            ('of tomorrow', '2025-01-01', 9)
        ) as rows (measure, as_of, value);
        create or replace table this_build as
        select 'this' as build_id, 'journey' as shop, date '2024-12-01' as as_of;
        create or replace table build_measures as
        select 'segments' as area, measure, value::double as value
        from (values ('steady', 0.51), ('restless', 0.7), ('fallen', 0.3), ('new', 0.1)) as rows (measure, value)
        """
    )
    # An earlier build of a day that was built again does not speak.
    session.execute(
        "insert into build_history select 'segments', 'steady', 9, 'journey', date '2024-11-01', 'a build before'"
    )
    compiled.run(session, "drift_alerts")
    found = session.sql("select measure, value, usual, n_builds, spread from drift_alerts order by measure").fetchall()
    assert [row[0] for row in found] == ["fallen", "gone", "new"]
    assert found[0][1:4] == (0.3, pytest.approx(0.5), 3)
    assert found[0][4] == pytest.approx(np.std([0.5, 0.52, 0.48], ddof=1))
    assert (found[1][1], found[2][2]) == (0, 0)
    session.execute("delete from build_history where as_of < '2024-12-01'")
    compiled.run(session, "drift_alerts")
    assert not session.sql("from drift_alerts").fetchall()


def test_measures_of_every_build_are_kept(builds):
    *_, again = builds
    kept = again.rows("select as_of::varchar, count(*) > 4 from build_history group by all order by all")
    assert kept == [("2024-03-31", True), ("2024-04-30", True)]
    assert again.rows("select count(distinct build_id) from build_history") == [(2,)]


def test_customers_are_asked_to_be_left_alone_by_what_they_say_and_do(build):
    built = build(
        {
            "order_lines.csv": "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n"
            "1,a,1,2024-03-01,2,10\n2,a,1,2024-03-05,-2,10\n3,b,1,2024-03-01,2,10\n4,b,1,2024-03-05,-1,10\n",
            "ratings.csv": "customer_id,product_id,rating,rated_at\na,2,1,2024-03-02\nb,2,3,\nc,2,5,\nc,1,2,\n",
            "campaigns.csv": "campaign_id,starts_at,ends_at,channel\nspring,2024-03-01,2024-03-10,email\n",
            "contacts.csv": "campaign_id,customer_id,channel\nspring,a,\nspring,b,sms\n",
            "responses.csv": "campaign_id,customer_id,response_type,occurred_at,product_id\n"
            "spring,a,dislike,2024-03-02,3\nspring,b,Unsubscribe,2024-03-03,\nspring,b,spam,2024-03-02,\n"
            "spring,a,click,2024-03-02,1\n",
            "surveys.csv": "customer_id,answered_at,tags\n"
            "c,2024-03-04,nice|Too many e-mails \nc,2024-03-03,too often\na,2024-03-03,nice\n",
        },
        select="+customer_preferences",
    )
    assert built.success, built.error
    assert built.rows(
        """
        select customer_id, preference, product_id, channel, because, since_on::varchar
        from customer_preferences order by all
        """
    ) == [
        ("a", "never recommend", "1", None, "returned", "2024-03-05"),
        ("a", "never recommend", "2", None, "rated low", "2024-03-02"),
        ("a", "never recommend", "3", None, "disliked", "2024-03-02"),
        ("b", "do not contact", None, "sms", "unsubscribed", "2024-03-02"),
        ("c", "contact less", None, None, "survey: too often", "2024-03-03"),
        ("c", "never recommend", "1", None, "rated low", None),
    ]


# The same whatever the threads

MARTS = [
    *("campaign_results", "campaign_results_by_segment", "campaign_responses", "campaign_effect"),
    *("campaign_effect_by_segment", "global_holdout", "offer_posteriors", "offer_choices", "plan_forecast"),
    *("offer_draws", "build_history", "drift_alerts", "customer_preferences", "attributed_orders"),
]


def test_one_thread_learns_what_two_learn_whatever_the_order_of_rows(build):
    """Two builds of all that leads from orders and answers to what is learned, as threads could part them anywhere."""
    random = np.random.default_rng(11)
    n = 600
    contacts, responses, orders = [], [], []
    for k in range(3):
        for c in range(n):
            offer = ["discover", "replenish", "bundle"][random.integers(3)]
            held_out = random.random() < 0.3
            segment = SEGMENTS[c % 3]
            contacts.append(
                f"c{k},{c},{'control' if held_out else 'treatment'},{offer},{0.3 if held_out else 0.7 / 3},{segment}\n"
            )
            if not held_out and random.random() < 0.3:
                kind = ["open", "click", "redeem", "dislike"][random.integers(4)]
                responses.append(f"c{k},{c},{kind},2024-03-{5 + 7 * k:02d}\n")
            orders.append(
                f"{k}-{c},{c},{random.integers(20)},2024-03-{2 + 7 * k:02d},1,{random.integers(1, 5000) / 100}\n"
            )
            orders.append(
                f"{k}+{c},{c},{random.integers(20)},2024-02-{2 + 7 * k:02d},1,{random.integers(1, 5000) / 100}\n"
            )

    def files(shuffle):
        return {
            "order_lines.csv": "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n"
            + "".join(shuffle(orders)),
            "campaigns.csv": "campaign_id,starts_at,ends_at,cost\n"
            "c0,2024-03-01,2024-03-09,100\nc1,2024-03-08,2024-03-15,70\nc2,2024-03-15,2024-03-22,33\n",
            "contacts.csv": "campaign_id,customer_id,arm,offer_id,propensity,segment\n" + "".join(shuffle(contacts)),
            "responses.csv": "campaign_id,customer_id,response_type,occurred_at\n" + "".join(shuffle(responses)),
        }

    found = []
    for threads, shuffle in ((1, list), (2, lambda rows: list(random.permutation(rows)))):
        built = build(
            files(shuffle),
            threads=threads,
            select="+path:models/campaigns +path:models/memory +path:models/monitoring +path:models/evaluation",
            data_tests=False,
            as_of="2024-03-31",
        )
        assert built.success, built.error
        found.append({mart: built.rows(f"select * from {mart} order by all") for mart in MARTS})
    for mart in MARTS:
        assert found[0][mart] == found[1][mart], mart
    assert {mart for mart in MARTS if not found[0][mart]} == {"drift_alerts"}
