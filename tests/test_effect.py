"""Effects of campaigns: Hillstrom's experiment, statsmodels and scipy, and experiments whose truth is known."""

import hashlib
import os
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from compiled_effects import Compiled
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import zt_ind_solve_power
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

ROOT = Path(__file__).resolve().parent.parent
HILLSTROM = Path(os.environ.get("BASKETRY_DATA", ROOT.parent / "shared" / "data")) / "hillstrom" / "customers.parquet"
EFFECTS = (
    "+global_holdout +campaign_effect +campaign_effect_by_segment +campaign_results +campaign_splits +rejected_rows"
)
FROM_SUMS = ["stratum_differences", "effect_estimates", "effect_tests", "campaign_effect", "campaign_effect_by_segment"]


def effects(build):
    """campaign_effect as a dict of (campaign, metric) and row."""
    with build.connect() as connection:
        rows = connection.sql("select * from campaign_effect").to_arrow_table().to_pylist()
    return {(row["campaign_id"], row["metric"]): row for row in rows}


# Hillstrom's e-mail experiment


@pytest.fixture(scope="module")
def people():
    if not HILLSTROM.exists():
        pytest.skip("Hillstrom's data is not here (BASKETRY_DATA names the folder)")
    return pq.read_table(HILLSTROM).to_pandas()


@pytest.fixture(scope="module")
def hillstrom(build, people):
    """The experiment as files of a shop: one campaign per mail, the customers without e-mail held out of both."""
    session = duckdb.connect()
    session.register("people", people)
    files = {
        "customers.parquet": "select customer_id, zip_code as region from people",
        "campaigns.parquet": """
            select unnest(['mens', 'womens']) as campaign_id, timestamp '2008-03-01' as starts_at,
                timestamp '2008-03-14' as ends_at""",
        "contacts.parquet": """
            select mail as campaign_id, customer_id, 0.5 as propensity,
                case when segment = 'No E-Mail' then 'control' else 'treatment' end as arm
            from people, (values ('mens', 'Mens E-Mail'), ('womens', 'Womens E-Mail')) as mails (mail, called)
            where segment in (called, 'No E-Mail')""",
        "responses.parquet": """
            select mail as campaign_id, customer_id, 'visit' as response_type, timestamp '2008-03-05' as occurred_at
            from people, (values ('mens', 'Mens E-Mail'), ('womens', 'Womens E-Mail')) as mails (mail, called)
            where segment in (called, 'No E-Mail') and visit = 1""",
        "order_lines.parquet": """
            select customer_id as order_id, customer_id, 1 as product_id, 1 as quantity, spend as unit_price,
                timestamp '2008-03-06' as ordered_at
            from people where spend > 0
            union all
            select 1000000 + customer_id, customer_id, 1, 1, history,
                timestamp '2008-02-28' - to_days(cast(30 * (recency - 1) as integer))
            from people""",
    }
    tables = {name: session.sql(sql).to_arrow_table() for name, sql in files.items()}
    built = build(tables, select=EFFECTS, as_of="2008-03-20", past_days=366)
    assert built.success, built.error
    return built


def arms(people, mail):
    called = {"mens": "Mens E-Mail", "womens": "Womens E-Mail"}[mail]
    return people[people["segment"] == called], people[people["segment"] == "No E-Mail"]


PUBLISHED = {
    ("mens", "participation"): (0.18276, 0.10617, 5e-6),
    ("womens", "participation"): (0.15140, 0.10617, 5e-6),
    ("mens", "conversion"): (0.01253, 0.00573, 5e-6),
    ("womens", "conversion"): (0.00884, 0.00573, 5e-6),
    ("mens", "revenue"): (1.4226, 0.6528, 5e-5),
    ("womens", "revenue"): (1.0772, 0.6528, 5e-5),
}


@pytest.mark.parametrize("key", PUBLISHED, ids="-".join)
def test_hillstrom_has_the_published_means(hillstrom, key):
    treatment, control, within = PUBLISHED[key]
    row = effects(hillstrom)[key]
    assert row["treatment"] == pytest.approx(treatment, abs=within)
    assert row["control"] == pytest.approx(control, abs=within)
    assert row["is_causal"] and row["comparison"] == "control arm" and row["verdict"] == "better"


@pytest.mark.parametrize("mail", ["mens", "womens"])
@pytest.mark.parametrize("metric, column", [("participation", "visit"), ("conversion", "conversion")])
def test_hillstrom_shares_are_those_of_statsmodels(hillstrom, people, mail, metric, column):
    row = effects(hillstrom)[mail, metric]
    treated, held_out = (arm[column].to_numpy() for arm in arms(people, mail))
    counts = (treated.sum(), len(treated), held_out.sum(), len(held_out))
    interval = confint_proportions_2indep(*counts, method="newcomb", compare="diff")
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(interval, abs=1e-8)
    assert row["p_value"] == pytest.approx(proportions_ztest(counts[::2], counts[1::2])[1], rel=1e-6)


@pytest.mark.parametrize("mail", ["mens", "womens"])
def test_hillstrom_money_is_that_of_statsmodels_and_scipy(hillstrom, people, mail):
    row = effects(hillstrom)[mail, "revenue"]
    treated, held_out = (arm["spend"].to_numpy() for arm in arms(people, mail))
    welch = stats.ttest_ind(treated, held_out, equal_var=False)
    means = CompareMeans(DescrStatsW(treated), DescrStatsW(held_out))
    assert row["p_value"] == pytest.approx(welch.pvalue, abs=1e-9)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(means.tconfint_diff(usevar="unequal"), abs=1e-6)
    error = np.sqrt(treated.var(ddof=1) / len(treated) + held_out.var(ddof=1) / len(held_out))
    detected = zt_ind_solve_power(None, len(treated), 0.05, 0.8, len(held_out) / len(treated))
    pooled = error / np.sqrt(1 / len(treated) + 1 / len(held_out))
    assert row["detectable_difference"] == pytest.approx(
        detected * pooled, rel=2e-5
    )  # theirs adds findings of the wrong sign
    margin = effects(hillstrom)[mail, "margin"]
    assert margin["difference"] == pytest.approx(0.3 * row["difference"], abs=1e-4)


@pytest.mark.parametrize("mail", ["mens", "womens"])
def test_hillstrom_adjusted_difference_is_that_of_a_regression_within_arms(hillstrom, people, mail):
    row = effects(hillstrom)[mail, "revenue"]
    treated, held_out = arms(people, mail)
    centred = [arm[["history", "spend"]] - arm[["history", "spend"]].mean() for arm in (treated, held_out)]
    past, spend = np.concatenate([arm.to_numpy() for arm in centred]).T
    theta = stats.linregress(past, spend).slope
    assert row["theta"] == pytest.approx(theta, rel=1e-6)
    assert row["rho_squared"] == pytest.approx(stats.pearsonr(past, spend).statistic ** 2, rel=1e-6)
    adjusted = [arm["spend"] - theta * arm["history"] for arm in (treated, held_out)]
    welch = CompareMeans(DescrStatsW(adjusted[0]), DescrStatsW(adjusted[1]))
    assert (row["adjusted_ci_low"], row["adjusted_ci_high"]) == pytest.approx(
        welch.tconfint_diff(usevar="unequal"), abs=1e-6
    )
    assert row["adjusted_p_value"] == pytest.approx(welch.ttest_ind(usevar="unequal")[1], abs=1e-8)


def test_hillstrom_discoveries_are_corrected_as_statsmodels_does(hillstrom):
    found = effects(hillstrom)
    for metric in ("participation", "conversion", "revenue", "margin"):
        rows = [found[mail, metric] for mail in ("mens", "womens")]
        expected = multipletests([row["p_value"] for row in rows], method="fdr_bh")[1]
        assert [row["p_value_fdr"] for row in rows] == pytest.approx(expected, rel=1e-12)


def test_hillstrom_segments_are_shrunk_as_dersimonian_and_laird_say(hillstrom):
    with hillstrom.connect() as connection:
        rows = connection.sql("select * from campaign_effect_by_segment order by all").to_arrow_table().to_pylist()
        errors = dict(
            ((campaign, metric, segment), error)
            for campaign, metric, segment, error in connection.sql(
                "select campaign_id, metric, segment, standard_error from effect_tests where segment <> 'all'"
            ).fetchall()
        )
    for campaign in ("mens", "womens"):
        for metric in ("participation", "revenue"):
            theirs = [row for row in rows if row["campaign_id"] == campaign and row["metric"] == metric]
            assert {row["segment"] for row in theirs} == {"low spend", "middle spend", "high spend"}
            variances = np.array([errors[campaign, metric, row["segment"]] ** 2 for row in theirs])
            differences = np.array([row["difference"] for row in theirs])
            peer = combine_effects(differences, variances, method_re="dl")
            between = max(peer.tau2, 0)
            assert [row["spread_between"] ** 2 for row in theirs] == pytest.approx([between] * 3, rel=1e-6, abs=1e-15)
            mean = peer.mean_effect_re if between else peer.mean_effect_fe
            trust = between / (between + variances)
            assert [row["shrunk_difference"] for row in theirs] == pytest.approx(
                mean + trust * (differences - mean), rel=1e-6
            )


def test_hillstrom_arms_are_as_planned(hillstrom, people):
    for mail in ("mens", "womens"):
        observed = [len(arm) for arm in arms(people, mail)]
        row = effects(hillstrom)[mail, "revenue"]
        assert row["split_p_value"] == pytest.approx(stats.chisquare(observed).pvalue, rel=1e-6)
        assert row["planned_share"] == 0.5


def test_hillstrom_results_and_effects_agree(hillstrom):
    assert not hillstrom.rows(
        """
        select *
        from campaign_results as results
        inner join campaign_effect as effects using (campaign_id)
        where effects.metric = 'conversion'
            and results.conversion_rate <> if(results.arm = 'control', effects.control, effects.treatment)
        """
    )


# Experiments whose truth is known, through the project's own SQL


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    return Compiled(tmp_path_factory.mktemp("compiled"))


def test_distributions_in_sql_are_those_of_scipy(compiled):
    shares = [0.5, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995, 0.9995]
    t_quantiles = ", ".join(f"{{{{ t_quantile(normal_quantile({share}), 'degrees') }}}}" for share in shares)
    z_quantiles = ", ".join(f"{{{{ normal_quantile({share}) }}}}" for share in shares)
    session = compiled.session()
    session.execute("create table degrees as select unnest([7.9, 8, 8.5, 12, 29.3, 58, 400, 1e4, 4e7]) as degrees")
    session.execute(
        "create table points as select i / 50.0::double as x, degrees from range(0, 1000) as t (i), degrees"
    )

    def answer(sql):
        (code,) = compiled.compile("--inline", sql).values()
        return np.array(session.sql(code).fetchall(), float)

    assert answer(f"select {z_quantiles}")[0] == pytest.approx(stats.norm.ppf(shares), rel=2e-9)
    found = answer(f"select degrees, {t_quantiles} from degrees order by degrees")
    assert np.isnan(found[0, 1:]).all()
    expected = stats.t.ppf(np.array(shares), found[1:, :1])
    assert np.abs(found[1:, 1:] / np.where(expected, expected, 1) - (expected != 0)).max() < 1e-6
    tails = answer("select degrees, x, {{ normal_tail('x') }}, {{ t_as_normal('x', 'degrees') }} from points")
    assert tails[:, 2] == pytest.approx(stats.norm.sf(tails[:, 1]), rel=1e-8, abs=1e-300)
    known = tails[tails[:, 0] >= 8]
    assert np.abs(stats.norm.sf(known[:, 3]) - stats.t.sf(known[:, 1], known[:, 0])).max() < 1e-8


def experiments(session, n, size, effect=0.0, seed=0):
    """campaign_outcomes of n made experiments, both arms of `size`; money half foretold by the past, two shares."""
    random = np.random.default_rng(seed)
    rows = n * 2 * size
    treated = np.tile(np.arange(2 * size) < size, n)
    past = random.gamma(2, 20, rows).round(2)
    # Its noise has the spread of the past, so that rho squared is one half; skewed, as money is.
    noise = random.gamma(2, 20, rows)
    made = pa.table(
        {
            "campaign_id": np.repeat(np.arange(n), 2 * size),
            "customer_id": np.arange(rows),
            "treated": treated,
            "revenue": (past + noise + treated * effect).round(2),
            "past": past,
            "participated": random.random(rows) < 0.2 + 0.005 * effect * treated,
            "converted": random.random(rows) < 0.1 + 0.005 * effect * treated,
        }
    )
    session.register("made", made)
    session.execute(
        """
        create or replace table campaign_outcomes as
        select campaign_id, customer_id, case when treated then 'treatment' else 'control' end as arm,
            participated as has_participated, converted as has_converted, cast(revenue as decimal(18, 4)) as revenue,
            cast(revenue as decimal(18, 4)) as margin, cast(past as decimal(18, 4)) as past_revenue,
            1 as days_since_order
        from made;
        create or replace table campaign_windows as
        select distinct campaign_id, true as has_control, date '2024-06-01' as counts_until from made;
        create or replace table past_behaviour as
        select campaign_id, customer_id, 'high spend' as past_segment, 'all' as match from made
        """
    )


def shares_of(session, condition, where="segment = 'all'"):
    sql = f"select metric, avg(cast({condition} as integer)) from effect_tests where {where} group by metric"
    return dict(session.sql(sql).fetchall())


def test_fixed_intervals_of_experiments_without_effect_are_wrong_one_time_in_twenty(compiled):
    session = compiled.session()
    experiments(session, n=2000, size=400)
    compiled.run(session, "outcome_sums", "stratum_differences", "effect_estimates", "effect_tests")
    for condition in ("p_value < 0.05", "adjusted_p_value < 0.05", "ci_low > 0 or ci_high < 0"):
        found = shares_of(session, condition)
        assert len(found) == 4
        assert all(0.04 <= share <= 0.06 for share in found.values()), (condition, found)
    always = shares_of(session, "always_valid_low > 0 or always_valid_high < 0")
    assert all(share <= 0.05 for share in always.values()), always


def test_intervals_hold_the_true_effect_and_the_past_cuts_the_variance_by_rho_squared(compiled):
    session = compiled.session()
    experiments(session, n=2000, size=400, effect=6.0, seed=1)
    compiled.run(session, "outcome_sums", "stratum_differences", "effect_estimates", "effect_tests")
    truth = "case metric when 'revenue' then 6 when 'margin' then 6 else 0.03 end"
    for low, high in (("ci_low", "ci_high"), ("adjusted_ci_low", "adjusted_ci_high")):
        held = shares_of(session, f"{truth} between {low} and {high}")
        assert all(0.94 <= share <= 0.96 for share in held.values()), held
    spread, adjusted, rho_squared, promised, truly = session.sql(
        """
        select var_samp(difference), var_samp(adjusted_difference), avg(rho_squared),
            avg(power(adjusted_standard_error / standard_error, 2)), avg(adjusted_difference)
        from effect_tests where metric = 'revenue' and segment = 'all'
        """
    ).fetchone()
    assert rho_squared == pytest.approx(0.5, abs=0.01)
    assert promised == pytest.approx(1 - rho_squared, abs=1e-3)
    assert adjusted / spread == pytest.approx(1 - rho_squared, abs=0.04)
    assert truly == pytest.approx(6, abs=0.1)


def test_always_valid_intervals_may_be_looked_at_every_day(compiled):
    """60 looks at 2,000 experiments without effect, 50 new customers per arm and day."""
    n, days, size = 2000, 60, 50
    random = np.random.default_rng(2)
    sums = []
    for arm in ("treatment", "control"):
        for metric in ("revenue", "conversion"):
            shape = (n, days, size)
            values = random.gamma(2, 20, shape) if metric == "revenue" else (random.random(shape) < 0.1) + 0.0
            daily = [values.sum(2).cumsum(1), (values**2).sum(2).cumsum(1)]
            sums.append(
                pa.table(
                    {
                        "campaign_id": np.arange(n * days),
                        "metric": [metric] * (n * days),
                        "arm": [arm] * (n * days),
                        "n_customers": np.tile(np.arange(1, days + 1) * size, n),
                        "sum_outcome": daily[0].ravel(),
                        "sum_outcome_squared": daily[1].ravel(),
                    }
                )
            )
    session = compiled.session()
    session.register("made", pa.concat_tables(sums))
    session.execute(
        """
        create table outcome_sums as
        select *, 'all' as segment, 'all' as stratum, 0.0::double as sum_past, 0.0::double as sum_past_squared,
            0.0::double as sum_outcome_past
        from made
        """
    )
    compiled.run(session, "stratum_differences", "effect_estimates", "effect_tests")
    found = session.sql(
        f"""
        select metric, avg(always), avg(fixed)
        from (
            select metric, campaign_id // {days} as experiment,
                max(cast(always_valid_low > 0 or always_valid_high < 0 as integer)) as always,
                max(cast(ci_low > 0 or ci_high < 0 as integer)) as fixed
            from effect_tests group by all
        )
        group by metric
        """
    ).fetchall()
    assert len(found) == 2
    for metric, always, fixed in found:
        assert always <= 0.05, (metric, always)
        assert fixed > 0.2, (metric, fixed)


def ratios(session, n, size, orders_effect=0.0, seed=0):
    """contact_results of n made experiments: some buy often and dearly, some open and redeem; returns it as pandas."""
    random = np.random.default_rng(seed)
    rows = n * 2 * size
    treated = np.tile(np.arange(2 * size) < size, n)
    keen = random.gamma(2, 0.5, rows)
    n_orders = random.poisson(keen * (1 + orders_effect * treated))
    spent = (n_orders * (10 + 5 * keen) * random.gamma(8, 1 / 8, rows)).round(2)
    has_opened = random.random(rows) < 0.3
    made = pa.table(
        {
            "campaign_id": np.repeat(np.arange(n), 2 * size),
            "customer_id": np.arange(rows),
            "arm": np.where(treated, "treatment", "control"),
            "segment": np.where(keen > 1, "high spend", "low spend"),
            "n_orders": n_orders,
            "revenue": spent,
            "has_opened": has_opened,
            "has_redeemed": has_opened & (random.random(rows) < 0.25),
        }
    )
    experiments(session, n=1, size=30)
    session.register("made_contacts", made)
    session.execute(
        """
        create or replace table contact_results as
        select * replace (cast(revenue as decimal(18, 4)) as revenue) from made_contacts;
        create or replace table controlled_contacts as select campaign_id, customer_id, arm from contact_results
        """
    )
    upstream = ["outcome_sums", "stratum_differences", "effect_estimates"]
    session.execute("create or replace table campaign_outcomes as from campaign_outcomes limit 0")
    return upstream, made.to_pandas()


@pytest.mark.parametrize("metric", ["average_basket", "redemption_per_open"])
@pytest.mark.parametrize("segment", ["all", "high spend"])
def test_ratios_are_those_of_clustered_orders_and_of_a_bootstrap(compiled, metric, segment):
    session = compiled.session()
    upstream, made = ratios(session, n=1, size=2000, orders_effect=0.4)
    compiled.run(session, *upstream, "ratio_estimates", "effect_tests")
    ((difference, error, low, high, p_value),) = session.execute(
        """
        select difference, standard_error, ci_low, ci_high, p_value from effect_tests where metric = ? and segment = ?
        """,
        [metric, segment],
    ).fetchall()
    if segment != "all":
        made = made[made["segment"] == segment]
    means, variances, drawn = [], [], []
    random = np.random.default_rng(1)
    for arm in ("treatment", "control"):
        one = made[made["arm"] == arm]
        if metric == "average_basket":
            numerator, denominator = one["revenue"].to_numpy(), one["n_orders"].to_numpy(float)
        else:
            denominator = one["has_opened"].to_numpy(float)
            numerator = denominator * one["has_redeemed"].to_numpy()
        # A mean over orders whose customers are clusters; statsmodels drops who has none, the correction does not.
        with_any = denominator > 0
        orders = np.repeat(np.arange(with_any.sum()), denominator[with_any].astype(int))
        baskets = (numerator[with_any] / denominator[with_any])[orders]
        fit = OLS(baskets, np.ones(len(baskets))).fit(
            cov_type="cluster", cov_kwds={"groups": orders, "use_correction": False}
        )
        means.append(fit.params[0])
        variances.append(fit.bse[0] ** 2 * len(one) / (len(one) - 1))
        draws = random.multinomial(len(one), np.full(len(one), 1 / len(one)), 4000)
        drawn.append((draws @ numerator) / (draws @ denominator))
    assert difference == pytest.approx(means[0] - means[1], abs=1e-9)
    assert error == pytest.approx(np.sqrt(sum(variances)), rel=1e-9)
    assert error == pytest.approx((drawn[0] - drawn[1]).std(), rel=0.05)
    assert (low, high) == pytest.approx(np.quantile(drawn[0] - drawn[1], [0.025, 0.975]), abs=0.12 * error)
    assert p_value == pytest.approx(2 * stats.norm.sf(abs(difference) / error), abs=2e-3)


def test_intervals_of_ratios_hold_the_truth_nineteen_times_in_twenty(compiled):
    """More orders by treatment are no larger baskets; each order of a keen customer is dearer in both arms alike."""
    session = compiled.session()
    upstream, _ = ratios(session, n=1500, size=800, orders_effect=0.3, seed=4)
    compiled.run(session, *upstream, "ratio_estimates", "effect_tests")
    held = shares_of(session, "ci_low <= 0 and ci_high >= 0")
    assert held.keys() == {"average_basket", "redemption_per_open"}
    assert all(0.935 <= share <= 0.965 for share in held.values()), held


@pytest.mark.parametrize(
    "sizes, alarm", [((50_000, 52_000), True), ((50_000, 50_300), False), ((10_100, 89_900), False)]
)
def test_a_split_that_is_not_as_planned_is_seen(compiled, sizes, alarm):
    planned = 0.1 if sizes[0] < 20_000 else 0.5
    session = compiled.session()
    session.execute(
        f"""
        create table compared_customers as
        select 'one' as campaign_id, i as customer_id, {planned}::double as planned_share,
            case when i < {sizes[0]} then 'treatment' else 'control' end as arm
        from range({sum(sizes)}) as t (i)
        """
    )
    compiled.run(session, "campaign_splits")
    ((p_value,),) = session.sql("select split_p_value from campaign_splits").fetchall()
    expected = stats.chisquare(sizes, [planned * sum(sizes), (1 - planned) * sum(sizes)]).pvalue
    assert p_value == pytest.approx(expected, rel=1e-6)
    assert (p_value < 0.001) is alarm


@pytest.mark.parametrize("effect", [0.0, 8.0])
def test_matching_finds_what_a_plain_comparison_gets_wrong(compiled, effect):
    """Good customers are mailed more often and buy more anyway; those never seen before are not compared."""
    random = np.random.default_rng(3)
    n = 20_000
    past = random.gamma(2, 50, n).round(2)
    days = random.integers(1, 120, n)
    mailed = random.random(n) < 1 / (1 + np.exp(2 - past / 60 + days / 60))
    bought = 0.6 * past - 0.2 * days + random.gamma(2, 15, n) + effect * mailed
    session = compiled.session()
    session.register("made", pa.table({"mailed": mailed, "past": past, "days": days, "bought": bought}))
    session.execute(
        """
        create table campaign_outcomes as
        select 'one' as campaign_id, row_number() over () as customer_id,
            case when mailed then 'treatment' else 'not contacted' end as arm, mailed as has_participated,
            true as has_converted, cast(bought as decimal(18, 4)) as revenue, cast(bought as decimal(18, 4)) as margin,
            cast(past as decimal(18, 4)) as past_revenue, days as days_since_order
        from made;
        create table campaign_windows as
        select 'one' as campaign_id, false as has_control, date '2024-06-01' as counts_until;
        create table compared_customers as
        select campaign_id, customer_id, arm, null::double as planned_share from campaign_outcomes;
        create table campaign_results as select 'one' as campaign_id
        """
    )
    compiled.run(session, "past_behaviour", "outcome_sums", "campaign_splits", *FROM_SUMS)
    plain = bought[mailed].mean() - bought[~mailed].mean()
    assert plain - effect > 20
    found = session.sql("select * from campaign_effect where metric = 'revenue'").to_arrow_table().to_pylist()
    assert len(found) == 1
    assert not found[0]["is_causal"] and found[0]["comparison"] == "similar customers"
    assert found[0]["adjusted_difference"] == pytest.approx(effect, abs=2.5)
    assert found[0]["verdict"].endswith("not causal")
    assert not session.sql("select * from campaign_effect where metric = 'participation'").fetchall()


# All campaigns together


def is_drawn(customer):
    """Whether campaign_plan holds a customer out of all campaigns, counted here in Python."""
    key = f"basketry|global holdout|{customer}".encode()
    return int(hashlib.md5(key).hexdigest()[:13], 16) / 16**13 < 0.2


def holdout_shop(is_global, seed=5, has_drawn=False):
    """Three campaigns of 1,500 customers, a fifth held out of each; each one that reaches a customer brings 4 more."""
    random = np.random.default_rng(seed)
    n = 1500
    names = ["one", "two", "three"]
    held_out = random.random((n, 1)) < 0.2 if is_global else random.random((n, 3)) < 0.2
    held_out = np.broadcast_to(held_out, (n, 3))
    drawn = np.array([is_drawn(c) for c in range(n)])
    if has_drawn:
        held_out = held_out | drawn[:, None]
    past = random.gamma(4, 10, n).round(2)
    spent = (past + random.gamma(2, 5, n) + 4 * (~held_out).sum(1)).round(2)
    contacts = [
        f"{name},{c},{'control' if held_out[c, i] else 'treatment'},{0.2 if held_out[c, i] else 0.8}\n"
        for i, name in enumerate(names)
        for c in range(n)
    ]
    orders = [f"{c},{c},1,2024-02-10,1,{past[c]}\n{n + c},{c},1,2024-03-20,1,{spent[c]}\n" for c in range(n)]
    files = {
        "order_lines.csv": "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n" + "".join(orders),
        "campaigns.csv": "campaign_id,starts_at,ends_at\n"
        "one,2024-03-01,2024-03-07\ntwo,2024-03-08,2024-03-14\nthree,2024-03-15,2024-03-25\n",
        "contacts.csv": "campaign_id,customer_id,arm,propensity\n" + "".join(contacts),
    }
    return files, drawn if has_drawn else held_out.all(1), spent


@pytest.fixture(scope="module")
def global_shop(build):
    files, held_out, spent = holdout_shop(is_global=True)
    built = build(files, select="+global_holdout +campaign_effect", as_of="2024-03-31")
    assert built.success, built.error
    return built, held_out, spent


def test_a_global_holdout_says_what_all_campaigns_brought_together(global_shop):
    built, held_out, spent = global_shop
    with built.connect() as connection:
        rows = connection.sql("select * from global_holdout").to_arrow_table().to_pylist()
    assert {row["metric"] for row in rows} == {"conversion", "revenue", "margin"}
    (row,) = [row for row in rows if row["metric"] == "revenue"]
    assert (row["is_causal"], row["n_campaigns"], row["verdict"]) == (True, 3, "better")
    assert (row["n_treatment"], row["n_control"]) == ((~held_out).sum(), held_out.sum())
    means = CompareMeans(DescrStatsW(spent[~held_out]), DescrStatsW(spent[held_out]))
    assert row["difference"] == pytest.approx(spent[~held_out].mean() - spent[held_out].mean(), abs=1e-9)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(means.tconfint_diff(usevar="unequal"), abs=1e-6)
    assert row["adjusted_ci_low"] < 12 < row["adjusted_ci_high"]
    assert row["adjusted_ci_high"] - row["adjusted_ci_low"] < 0.5 * (row["ci_high"] - row["ci_low"])
    assert row["brought"] == pytest.approx(row["adjusted_difference"] * row["n_treatment"])
    assert not built.rows("select * from campaign_effect where campaign_id not in ('one', 'two', 'three')")


def test_customers_held_out_of_some_campaigns_only_are_no_global_holdout(build):
    built = build(holdout_shop(is_global=False)[0], select="+global_holdout", as_of="2024-03-31", data_tests=False)
    assert built.success, built.error
    found = built.rows("select is_causal, comparison, verdict from global_holdout where metric = 'revenue'")
    assert found[0][:2] == (False, "similar customers")


def test_a_global_holdout_beside_holdouts_of_each_campaign_is_who_was_drawn_for_all(build):
    files, drawn, spent = holdout_shop(is_global=False, has_drawn=True)
    built = build(files, select="+global_holdout", as_of="2024-03-31", data_tests=False, global_holdout_share=0.2)
    assert built.success, built.error
    ((is_causal, n_treatment, n_control, difference, low, high),) = built.rows(
        """
        select is_causal, n_treatment, n_control, difference, adjusted_ci_low, adjusted_ci_high
        from global_holdout where metric = 'revenue'
        """
    )
    assert (is_causal, n_treatment, n_control) == (True, (~drawn).sum(), drawn.sum())
    assert difference == pytest.approx(spent[~drawn].mean() - spent[drawn].mean(), abs=1e-9)
    assert low < 3 * 0.8 * 4 < high  # a fifth of the others is held out of each campaign


# Bad input


@pytest.fixture(scope="module")
def odd(build):
    """Campaigns that nothing can be told from, or that are told wrongly, each in one way."""
    people = range(1, 201)
    contacts = [("none", c, "") for c in range(1, 101)]
    contacts += [("alone", c, "treatment") for c in range(1, 101)] + [("alone", 101, "control")]
    contacts += [("unsold", c, "treatment" if c % 2 else "control") for c in people]
    contacts += [("both", c, "treatment") for c in range(1, 101)] + [("both", c, "control") for c in range(100, 201)]
    contacts += [("skewed", c, "treatment" if c <= 150 else "control") for c in people]
    responses = [
        *(("both", 1, "2024-03-02 10:00"), ("both", 1, "2024-03-02 10:00"), ("both", 1, "2024-03-03 10:00")),
        *(("both", 2, "2024-02-20 10:00"), ("both", 3, "2024-03-20 10:00")),
        *(("none", 150, "2024-03-02 10:00"), ("nowhere", 1, "2024-03-02 10:00")),
    ]
    starts = {name: "2024-03-01,2024-03-10" for name in ("none", "alone", "both", "skewed")}
    starts["unsold"] = "2024-03-20,2024-03-25"
    orders = [(c, "2024-02-10", 10 + c % 7) for c in people] + [(1000 + c, "2024-03-05", c) for c in people if c % 3]
    built = build(
        {
            "order_lines.csv": "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n"
            + "".join(f"{order},{order % 1000},1,{day},1,{price}\n" for order, day, price in orders),
            "campaigns.csv": "campaign_id,starts_at,ends_at\n" + "".join(f"{n},{s}\n" for n, s in starts.items()),
            "contacts.csv": "campaign_id,customer_id,arm,propensity\n"
            + "".join(f"{n},{c},{arm},0.5\n" for n, c, arm in contacts),
            "responses.csv": "campaign_id,customer_id,response_type,occurred_at\n"
            + "".join(f"{n},{c},click,{at}\n" for n, c, at in responses),
        },
        select=EFFECTS + " splits_are_as_planned",
        as_of="2024-03-31",
        max_rejected_share=0.2,
    )
    assert built.success, built.error
    return built


def test_a_campaign_without_control_is_compared_with_others_and_says_so(odd):
    row = effects(odd)["none", "revenue"]
    assert (row["is_causal"], row["comparison"]) == (False, "similar customers")
    assert row["n_treatment"] and row["n_control"]
    assert ("none", "participation") not in effects(odd)


def test_an_arm_of_one_person_tells_nothing(odd):
    row = effects(odd)["alone", "revenue"]
    assert (row["n_control"], row["verdict"], row["ci_low"], row["p_value"]) == (1, "too few to tell", None, None)
    assert effects(odd)["alone", "conversion"]["verdict"] == "too few to tell"


def test_no_conversion_at_all_tells_nothing(odd):
    for metric in ("participation", "conversion", "revenue", "margin"):
        row = effects(odd)["unsold", metric]
        assert (row["difference"], row["verdict"], row["p_value"]) == (0, "too few to tell", None)
    row = effects(odd)["unsold", "conversion"]
    assert (row["ci_low"], row["ci_high"]) == pytest.approx(
        confint_proportions_2indep(0, 100, 0, 100, method="newcomb", compare="diff"), abs=1e-8
    )


def test_a_customer_in_both_arms_counts_once_and_is_rejected_the_second_time(odd):
    row = effects(odd)["both", "revenue"]
    assert row["n_treatment"] + row["n_control"] == 200
    rejected = odd.rows("select raw, reason from rejected_rows where input_table = 'contacts'")
    assert len(rejected) == 1 and '"100"' in rejected[0][0].replace(":100", ':"100"')


def test_responses_count_once_per_customer_contacted_within_the_window(odd):
    found = odd.rows("select campaign_id, arm, participated from campaign_results where participated > 0")
    assert found == [("both", "treatment", 1)]
    rejected = odd.rows("select reason from rejected_rows where input_table = 'responses'")
    assert len(rejected) == 1


def test_arms_that_are_not_as_planned_warn_and_are_not_believed(odd):
    assert effects(odd)["skewed", "conversion"]["verdict"] == "arms are not as planned"
    assert any("splits_are_as_planned" in line and "WARN" in line.upper() for line in odd.lines)


def test_late_responses_count_when_asked_for(build, odd):
    late = build(
        select=EFFECTS,
        data_tests=False,
        shop="files",
        input_dir=str(odd.path.parent / "input"),
        as_of="2024-03-31",
        attribution_days=14,
        max_rejected_share=0.2,
    )
    assert late.success, late.error
    assert late.rows("select participated from campaign_results where campaign_id = 'both' and arm = 'treatment'") == [
        (2,)
    ]
