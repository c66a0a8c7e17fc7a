"""Traits of customers choose nothing that never_features keeps them from, and who gets what is told by group."""

import contextlib
import shutil

import duckdb
import numpy as np
import pytest
from parsed_project import as_json
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

ALL = "+plan_fairness +next_best_action"
NEVER = ["region", "birth_year", "trait_*"]
# Whoever reads traits as the shop puts them, and why it may.
MAY_READ_TRAITS = {
    "customer_ages": "the age that a law asks for",
    "input_quality": "counts rows",
    "listed_scores": "reads ids alone",
    "trait_agreement": "measures segments after they are made",
    "trait_groups": "measures the plan after it is made",
    "usable_traits": "hands on what may be used",
    "withheld_products": "reads ids alone",
}
N_CUSTOMERS = 120


def made_orders():
    """120 customers of two tastes, half of them newcomers of two products, to whom their crowds speak."""
    rng = np.random.default_rng(4)
    lines = ["order_id,customer_id,product_id,ordered_at,quantity,unit_price"]
    for customer in range(N_CUSTOMERS):
        taste = np.arange(12) + 12 * (customer % 2)
        own = rng.choice(taste, 6 if customer < 60 else 2, replace=False)
        for week in range(0, 40, 2) if customer < 60 else (36, 38):
            day = np.datetime64("2024-01-01") + week * 7 + int(rng.integers(14))
            for product in rng.choice(own, 2, replace=False):
                lines.append(f"{customer * 100 + week},{customer},{product},{day},1,{5 + product}")
    return "\n".join(lines) + "\n"


def made_customers(order):
    """Traits that go with tastes, handed out in an order; all are of age."""
    rows = [f"{'north' if n % 2 else 'south'},{1950 + n % 50},{'fm'[n % 2]},{n % 3}" for n in order]
    head = "customer_id,region,birth_year,trait_sex,trait_children"
    return "\n".join([head, *(f"{customer},{row}" for customer, row in enumerate(rows))]) + "\n"


SHUFFLED = np.random.default_rng(5).permutation(N_CUSTOMERS)


@pytest.fixture(scope="module")
def planned(build):
    """A function that builds the shop, its traits as they are or shuffled, and gives the Build."""

    def plan(order, **variables):
        files = {"order_lines.csv": made_orders(), "customers.csv": made_customers(order)}
        built = build(files, select=ALL, data_tests=False, min_crowd=1, **variables)
        assert built.success, built.error
        return built

    return plan


@pytest.fixture(scope="module")
def shop(planned):
    return planned(range(N_CUSTOMERS))


def decisions(built):
    return [built.rows(f"from {table} order by all") for table in ("campaign_plan", "next_best_action")]


def test_traits_that_are_never_features_change_nothing_in_the_plan(planned):
    plans = [decisions(planned(order, never_features=NEVER)) for order in (range(N_CUSTOMERS), SHUFFLED)]
    assert len(plans[0][0]) > N_CUSTOMERS
    assert plans[0] == plans[1]


def test_a_trait_that_is_used_changes_the_plan(planned, shop):
    """So that the test above could fail: region may speak by default, and then it does."""
    assert decisions(shop) != decisions(planned(SHUFFLED))
    assert "region_popularity" in {row[0] for row in shop.rows("select distinct evidence from campaign_plan")}


def test_nothing_that_chooses_reads_traits_as_the_shop_puts_them():
    nodes = as_json("files")["nodes"].values()
    sources = {"model.basketry.stg_customers", "model.basketry.checked_customers", "model.basketry.trait_groups"}
    readers = {
        node["name"]
        for node in nodes
        if node["resource_type"] == "model" and sources & set(node["depends_on"]["nodes"])
    }
    staging = {name for name in readers if name.startswith(("stg_", "checked_"))}
    public = {"rejected_rows", "input_notes", "unmet_names", "plan_fairness", "this_build"}
    assert readers - staging - set(MAY_READ_TRAITS) <= public


def test_shares_of_groups_are_those_of_the_plan_with_the_intervals_of_statsmodels(shop):
    customers = {row.partition(",")[0]: row for row in made_customers(range(N_CUSTOMERS)).splitlines()[1:]}
    eligible = {str(row[0]) for row in shop.rows("select distinct customer_id from plan_candidates")}
    contacted = {
        str(row[0]) for row in shop.rows("select distinct customer_id from campaign_plan where not is_holdout")
    }
    rows = shop.rows(
        "select trait, trait_group, n_customers, n_eligible, n_contacted, ci_low, ci_high, difference_low, "
        "difference_high from plan_fairness"
    )
    assert {row[0] for row in rows} == {"region", "birth_year", "trait_sex", "trait_children"}
    checked = 0
    for trait, group, n_customers, n_eligible, n_contacted, *interval in rows:
        place = {"region": 1, "trait_sex": 3, "trait_children": 4}.get(trait)
        if place is None:
            continue
        members = {customer for customer, row in customers.items() if row.split(",")[place] == group}
        counts = [(len(those & contacted), len(those & eligible)) for those in (members, customers.keys() - members)]
        assert (n_customers, n_eligible, n_contacted) == (len(members), *counts[0][::-1])
        assert interval[:2] == pytest.approx(proportion_confint(*counts[0], method="wilson"), abs=1e-8)
        both = confint_proportions_2indep(*counts[0], *counts[1], method="newcomb", compare="diff")
        assert interval[2:] == pytest.approx(both, abs=1e-8)
        checked += 1
    assert checked == 2 + 2 + 3


def test_a_plan_that_leaves_a_group_out_is_found_out(build, shop, tmp_path):
    """Half of the contacts of the south are taken out of the plan: it is told to be unfair to them."""
    folder = tmp_path / "unfair"
    shutil.copytree(shop.path.parent, folder)
    with contextlib.closing(duckdb.connect(str(folder / "basketry.duckdb"))) as connection:
        connection.execute("delete from campaign_plan where customer_id::int % 4 = 0")
    built = build(
        folder=folder,
        shop="files",
        input_dir=str(folder / "input"),
        select="plan_fairness",
        data_tests=False,
        min_crowd=1,
    )
    assert built.success, built.error
    words = dict(built.rows("select trait_group, in_words from plan_fairness where trait = 'region'"))
    assert words["south"].startswith("Contacted less often than others who could be, beyond chance (4")
    assert words["south"].endswith("below four fifths of their share.")
    assert words["north"].startswith("Contacted more often than others who could be, beyond chance")
    before = {row[0] for row in shop.rows("select in_words from plan_fairness where trait = 'region'")}
    assert all(text.startswith("Contacted as often as others") for text in before)


def test_a_trait_that_is_not_there_stops_the_build_with_one_line(build):
    files = {"order_lines.csv": made_orders(), "customers.csv": made_customers(range(N_CUSTOMERS))}
    built = build(files, select="+usable_traits", data_tests=False, never_features=["trait_sexx"])
    assert not built.success
    assert "never_features names trait_sexx, which customers do not have" in built.error
