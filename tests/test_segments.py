"""Segments of shops made here: planted kinds are found, odd shops build, a week more moves few."""

import datetime
import hashlib
from functools import partial

import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import adjusted_rand_score

START = datetime.datetime(2024, 1, 1, 10)
LAST_DAY = 360
# Kind: days between orders, products, price, share of lines on half price, first and last day.
KINDS = {
    "weekly": (5, 3, 4.0, 0.0, 0, LAST_DAY),
    "monthly": (30, 12, 15.0, 0.0, 0, LAST_DAY),
    "bargains": (12, 5, 6.0, 0.9, 0, LAST_DAY),
    "gone": (15, 4, 5.0, 0.05, 0, 190),
    "new": (9, 4, 5.0, 0.05, 320, LAST_DAY),
}


def order_lines(customers, seed=0):
    """The order lines of customers, each given as id and kind, orders as if by chance around the kind's rhythm."""
    random = np.random.default_rng(seed)
    rows = {name: [] for name in ("order_id", "customer_id", "product_id", "ordered_at", "quantity", "unit_price")}
    rows["discount"] = []
    for customer, (gap, n_products, price, discounted, first, last) in customers:
        day = first + random.uniform(0, min(gap, 20))
        while day <= last:
            for product in random.choice(60, size=max(1, random.poisson(n_products)) % 60, replace=False):
                paid = price * random.lognormal(0, 0.2)
                rows["order_id"].append(f"{customer}-{day:.3f}")
                rows["customer_id"].append(customer)
                rows["product_id"].append(int(product))
                rows["ordered_at"].append(START + datetime.timedelta(days=int(day)))
                rows["quantity"].append(1)
                rows["unit_price"].append(round(paid, 2))
                rows["discount"].append(round(paid / 2, 2) if random.random() < discounted else 0.0)
            day += gap * random.uniform(0.6, 1.4)
    return pa.table(rows)


@pytest.fixture(scope="module")
def build_shop(build):
    """Builds segments and what they are made from, and the value of customers."""
    return partial(build, select="+path:models/segments +customer_value")


@pytest.fixture(scope="module")
def planted(build_shop):
    truth = {f"{kind}{number}": kind for kind in KINDS for number in range(80)}
    traits = {"customer_id": list(truth), "trait_kind": list(truth.values()), "trait_coin": [*"ht"] * (len(truth) // 2)}
    result = build_shop(
        {
            "order_lines.parquet": order_lines([(customer, KINDS[kind]) for customer, kind in truth.items()]),
            "customers.parquet": pa.table(traits),
        }
    )
    assert result.success, result.error
    return result, truth


def test_five_planted_kinds_are_found_and_so_is_their_number(planted):
    result, truth = planted
    found = dict(result.rows("select customer_id, cluster from customer_segments"))
    assert set(found.values()) == set(range(5))
    customers = sorted(found)
    assert adjusted_rand_score([truth[c] for c in customers], [found[c] for c in customers]) >= 0.9
    assert result.rows("select n_clusters, is_eligible from cluster_counts where is_chosen") == [(5, True)]


def test_planted_kinds_get_the_names_that_they_deserve(planted):
    result, truth = planted
    names = dict(result.rows("select customer_id, segment from customer_segments"))
    most = {
        kind: max(set(mine), key=mine.count)
        for kind in KINDS
        for mine in [[names[customer] for customer, other in truth.items() if other == kind]]
    }
    assert most["new"] == "New"
    assert most["gone"] in ("Lapsed", "Lapsing")
    assert most["bargains"] == "Price-sensitive"
    assert most["weekly"].startswith("Frequent")
    assert most["monthly"].lower().endswith("big basket")
    assert result.rows("from segment_name_notes") == []


def test_conditions_can_be_run_and_say_how_right_they_are(planted):
    result, _ = planted
    for segment, condition, precision, recall in result.rows(
        "select segment, condition, condition_precision, condition_recall from segment_explanations"
    ):
        ((n_right, n_meeting, n_in_segment),) = result.rows(
            f"select count(*) filter (where segment = '{segment}' and ({condition})), "
            f"count(*) filter (where {condition}), "
            f"count(*) filter (where segment = '{segment}') from customer_segments"
        )
        assert n_right / n_meeting == pytest.approx(precision), condition
        assert n_right / n_in_segment == pytest.approx(recall), condition
        assert precision > 0.9 and recall > 0.9


def test_what_the_shop_knows_of_its_customers_is_compared_with_the_segments(planted):
    result, _ = planted
    found = {
        (trait, metric): (value, n_customers)
        for trait, metric, value, n_customers in result.rows(
            "select target, metric, value, n_customers from segment_quality where target like 'trait_%'"
        )
    }
    assert len(found) == 6
    assert all(n_customers == 400 for _, n_customers in found.values())
    assert all(value >= 0.9 for (trait, _), (value, _) in found.items() if trait == "trait_kind")
    assert all(abs(value) <= 0.02 for (trait, _), (value, _) in found.items() if trait == "trait_coin")


def test_the_grid_of_recency_and_frequency_names_every_customer_as_the_field_does(planted):
    result, _ = planted
    assert result.rows("select count(*), count(distinct (recency_score, frequency_monetary_score)) from rfm_grid") == [
        (25, 25)
    ]
    names = {}
    for recency, frequency, monetary, name in result.rows(
        "select recency_score, frequency_score, monetary_score, rfm_segment from customer_segments"
    ):
        names.setdefault((recency, (frequency + monetary + 1) // 2), set()).add(name)
    assert all(len(found) == 1 for found in names.values())
    # Two names that stand wherever the grid is drawn.
    assert names[5, 5] == {"Champions"}
    assert names[1, 2] == {"Hibernating"}


def test_dense_places_are_the_planted_kinds_too(build_shop, planted):
    _, truth = planted
    lines = order_lines([(customer, KINDS[kind]) for customer, kind in truth.items()])
    result = build_shop({"order_lines.parquet": lines}, segment_method="hdbscan", data_tests=False)
    assert result.success, result.error
    assert result.rows("select distinct method from segment_quality") == [("hdbscan",)]
    found = dict(result.rows("select customer_id, cluster from customer_segments"))
    assert adjusted_rand_score([truth[c] for c in truth], [found[c] for c in truth]) >= 0.9


def test_a_cluster_for_which_no_name_is_left_is_said_in_one_line(build_shop, planted):
    _, truth = planted
    lines = order_lines([(customer, KINDS[kind]) for customer, kind in truth.items()])
    # More clusters than seeds/segment_rules.csv has names.
    result = build_shop({"order_lines.parquet": lines}, n_segments=21, data_tests=False)
    assert result.success, result.error
    dull = result.rows("select cluster, segment from segment_names where segment like 'Segment %' order by cluster")
    assert dull and all(segment == f"Segment {cluster + 1}" for cluster, segment in dull)
    said = [line for line in result.lines if "fits no rule of seeds/segment_rules.csv that is still free" in line]
    assert [line.split(" fits ")[0] for line in said] == [f"segment_names: cluster {cluster}" for cluster, _ in dull]


def test_a_sample_finds_what_all_find_and_every_customer_is_assigned(build_shop, planted):
    result, truth = planted
    sampled = build_shop(
        {"order_lines.parquet": order_lines([(customer, KINDS[kind]) for customer, kind in truth.items()])},
        max_fit_customers=200,
        data_tests=False,
    )
    assert sampled.success, sampled.error
    assert sampled.rows("select count(*) from segment_features where is_fitted_on") == [(200,)]
    one, other = (dict(r.rows("select customer_id, cluster from customer_segments")) for r in (result, sampled))
    assert one.keys() == other.keys()
    assert adjusted_rand_score([one[c] for c in one], [other[c] for c in one]) >= 0.95
    drawn = {customer for (customer,) in sampled.rows("select customer_id from segment_features where is_fitted_on")}
    by_hash = sorted(truth, key=lambda c: (hashlib.md5(f"basketry|segments|{c}".encode()).hexdigest()[:13], c))
    assert drawn == set(by_hash[:200])


def test_a_rebuild_of_the_same_rows_changes_nothing(build_shop, planted):
    result, _ = planted
    before = result.rows("select * from customer_segments order by customer_id")
    again = build_shop({}, folder=result.path.parent, data_tests=False)
    assert again.success, again.error
    assert again.rows("select * from customer_segments order by customer_id") == before
    assert again.rows("from segment_changes") == []


def test_one_customer_is_one_segment_of_no_particular_kind(build_shop):
    tiny = "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n1,ann,tea,2024-03-01,1,4.5\n"
    result = build_shop({"order_lines.csv": tiny})
    assert result.success, result.error
    # Not new, though they are the newest: nobody is older.
    assert result.rows("select segment, segment_zh from customer_segments") == [("Regular", "常客")]
    assert result.rows("select expected_orders, lifecycle_stage from customer_value") == [(None, "new")]
    assert result.rows("from segment_quality") == []


def test_customers_who_are_all_alike_are_one_segment(build_shop):
    lines = order_lines([("one", KINDS["weekly"])]).to_pydict()
    alike = {
        name: [
            f"{value}-{copy}" if name in ("order_id", "customer_id") else value
            for copy in range(60)
            for value in values
        ]
        for name, values in lines.items()
    }
    result = build_shop({"order_lines.parquet": pa.table(alike)}, data_tests=False)
    assert result.success, result.error
    assert result.rows("select segment, count(*) from customer_segments group by all") == [("Regular", 60)]


def test_fewer_customers_than_clusters_are_as_many_segments_as_they_differ(build_shop):
    customers = [(kind, KINDS[kind]) for kind in ("weekly", "monthly", "gone")]
    result = build_shop({"order_lines.parquet": order_lines(customers)}, n_segments=8, data_tests=False)
    assert result.success, result.error
    assert result.rows("select count(*), count(distinct segment) from customer_segments") == [(3, 3)]


def test_ten_customers_who_buy_a_million_times_more_do_not_hide_the_others(build_shop):
    # n_views is missing for all.
    kinds = {kind: KINDS[kind] for kind in ("weekly", "monthly", "gone")}
    truth = {f"{kind}{number}": kind for kind in kinds for number in range(350)}
    customers = [(customer, kinds[kind]) for customer, kind in truth.items()]
    customers += [(f"reseller{number}", (7, 5, 4_000_000.0, 0.0, 0, LAST_DAY)) for number in range(10)]
    result = build_shop(
        {"order_lines.parquet": order_lines(customers)},
        segment_features=["recency_days", "frequency", "basket_value", "discount_share", "tenure_days", "n_views"],
        data_tests=False,
    )
    assert result.success, result.error
    found = dict(result.rows("select customer_id, cluster from customer_segments"))
    assert adjusted_rand_score([truth[c] for c in truth], [found[c] for c in truth]) >= 0.9
    # Ten of a kind are no crowd.
    outliers = {customer for (customer,) in result.rows("select customer_id from customer_segments where is_outlier")}
    assert outliers >= {f"reseller{number}" for number in range(10)} and len(outliers) <= 30
    scaled = result.rows("select max(abs(n_views)), max(basket_value) from scaled_features")
    assert scaled[0][0] == 0
    assert scaled[0][1] < 10


def test_a_fixed_number_of_segments_is_made(build_shop, planted):
    _, truth = planted
    lines = order_lines([(customer, KINDS[kind]) for customer, kind in truth.items()])
    result = build_shop({"order_lines.parquet": lines}, n_segments=3, data_tests=False)
    assert result.success, result.error
    assert result.rows("select count(distinct segment) from customer_segments") == [(3,)]
    assert result.rows("select distinct target from segment_quality where metric = 'silhouette'") == [("k=3",)]


def scaling_and_centroids(build):
    """The two tables with which a new customer is placed: a row per feature, and a row of coordinates per cluster."""
    columns = "feature, is_log, lower_bound, upper_bound, missing_value, mean, spread"
    scaling = build.rows(f"select {columns} from segment_scaling order by feature_number")
    names = ", ".join(feature for feature, *_ in scaling)
    return scaling, build.rows(f"select {names} from segment_centroids order by cluster")


def placed(features, scaling, centroids):
    """The cluster of each customer by hand, from the two tables alone."""
    scaled = []
    for name, is_log, lowest, highest, missing, mean, spread in scaling:
        values = np.array([np.nan if value is None else float(value) for value in features[name]])
        if is_log:
            values = np.log1p(np.maximum(values / 7 if "days" in name else values, 0))
        scaled.append((np.clip(np.where(np.isnan(values), missing, values), lowest, highest) - mean) / spread)
    distances = [((np.array(scaled) - np.array(centre)[:, None]) ** 2).sum(axis=0) for centre in centroids]
    return dict(zip(features["customer_id"], np.argmin(distances, axis=0).tolist(), strict=True))


def features_of(build):
    with build.connect() as connection:
        return connection.sql("from customer_features order by customer_id").to_arrow_table().to_pydict()


@pytest.mark.parametrize("n_segments", [0, 8])
def test_a_week_of_orders_moves_no_name_and_refitting_no_more_customers_than_the_week_does(
    build, journey_inputs, n_segments
):
    with journey_inputs.connect() as connection:
        lines = connection.sql("select * from journey_order_lines where customer_id % 4 = 1").to_arrow_table()
    files = {"order_lines.parquet": lines}
    settings = {
        "time_zone": "America/New_York",
        "n_segments": n_segments,
        "data_tests": False,
        "select": "resource_type:seed +segment_changes +segment_memory",
    }
    before = build(files, as_of="2017-12-24", **settings)
    assert before.success, before.error
    assert before.rows("from segment_changes") == []
    old_names = dict(before.rows("select cluster, segment from segment_names"))
    old = dict(before.rows("select customer_id, cluster from customer_clusters"))
    tables = scaling_and_centroids(before)
    assert old == placed(features_of(before), *tables)
    old_segments = dict(before.rows("select customer_id, segment from customer_segments"))
    after = build(files, folder=before.path.parent, **settings)
    assert after.success, after.error
    assert dict(after.rows("select cluster, segment from segment_names")) == old_names
    moved = after.rows("select customer_id, from_segment, to_segment from segment_changes where change = 'moved'")
    now = dict(after.rows("select customer_id, segment from customer_segments"))
    assert all(
        now[customer] == to_segment != from_segment == old_segments[customer]
        for customer, from_segment, to_segment in moved
    )
    # Who would have moved had nothing been fitted anew: a week later, some came back and others stayed away.
    by_time = sum(
        cluster != old[customer] for customer, cluster in placed(features_of(after), *tables).items() if customer in old
    )
    assert 0 < by_time and len(moved) <= 2 * by_time
