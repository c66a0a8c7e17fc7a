"""Offers that cannot be meant stop the build with one line; limits that leave nothing give a plan that says so."""

import contextlib
import hashlib

import duckdb
import numpy as np
import pytest
from conftest import kept, run_operation
from parsed_project import compiled

ALL = "+plan_constraints +next_best_action +plan_power +plan_forecast +feedback_log plan_keeps_to_each_customer"
PLAN = "path:models/campaigns path:python_models/campaigns"


def made_orders():
    """Order lines of 60 customers who buy some of 20 products every other week, and some of whom stay away."""
    rng = np.random.default_rng(1)
    lines = ["order_id,customer_id,product_id,ordered_at,quantity,unit_price"]
    for customer in range(60):
        favourites = rng.choice(20, 6, replace=False)
        for week in range(0, 52 if customer % 4 else 30, 2):
            day = np.datetime64("2024-01-01") + week * 7 + int(rng.integers(14))
            for product in rng.choice(favourites, 3, replace=False):
                lines.append(f"{customer * 100 + week},{customer},{product},{day},1,{5 + product}")
    return "\n".join(lines) + "\n"


FILES = {"order_lines.csv": made_orders()}


@pytest.fixture(scope="module")
def shop(build):
    built = build(FILES, select=ALL)
    assert built.success, built.error
    return built


@pytest.fixture
def replanned(build, shop):
    """A function that plans the shop anew with seeds changed by SQL statements; afterwards they are as they were."""

    def replan(*statements, **variables):
        with contextlib.closing(duckdb.connect(str(shop.path))) as connection:
            for statement in statements:
                connection.execute(statement)
        folder = shop.path.parent
        return build(
            folder=folder, shop="files", input_dir=str(folder / "input"), select=PLAN, data_tests=False, **variables
        )

    with kept(shop.path, "offers", "channels", "suppressed_customers"):
        yield replan


def in_words(built):
    return built.rows("select in_words from plan_constraints where constraint_name = 'budget'")[0][0]


def test_a_small_shop_has_a_plan(shop):
    assert shop.rows("select count(*) > 20, count(distinct offer_kind) > 2 from campaign_plan") == [(True, True)]
    assert shop.rows("select count(*) from next_best_action") == [(60,)]


@pytest.mark.parametrize(
    "change, words",
    [
        ("starts_on = '2025-02-01', ends_on = '2025-01-15'", "ends_on, 2025-01-15, is before starts_on, 2025-02-01"),
        ("min_audience = 50, max_uses = 20", "min_audience, 50, is more than max_uses, 20"),
        ("channels = 'email|pigeon'", "channel pigeon is not in seeds/channels.csv"),
        ("discount = 1.5", "discount is a share, at least 0 and less than 1, not 1.5"),
        ("assumed_lift = null", "assumed_lift is missing"),
        ("valid_days = 0", "valid_days is at least 1, not 0"),
    ],
)
def test_an_offer_that_cannot_be_meant_stops_the_build_with_one_line(replanned, change, words):
    built = replanned(f"update offers set {change} where offer_id = 'discover'")
    assert not built.success
    (line,) = [line for line in built.error.splitlines() if "seeds/offers.csv" in line]
    assert "offer discover" in line and words in line


def test_an_audience_that_the_budget_cannot_pay_contradicts_it(replanned):
    built = replanned("update offers set min_audience = 1000 where offer_id = 'discover'", plan_budget=1)
    assert not built.success
    assert "min_audience, 1000, times the cheapest contact, 0.0020, is more than plan_budget, 1" in built.error


@pytest.mark.parametrize("budget", [0, 0.001])
def test_a_budget_below_the_cheapest_contact_gives_a_plan_that_says_so(replanned, budget):
    built = replanned(plan_budget=budget)
    assert built.success, built.error
    assert built.rows("select count(*) filter (where not is_holdout) from campaign_plan") == [(0,)]
    assert in_words(built) == "Do nothing: the cheapest contact worth making costs 0.0020, more than the budget."


def test_offers_that_only_lose_give_a_plan_of_nothing(replanned):
    built = replanned("update offers set assumed_lift = 1")
    assert built.success, built.error
    assert built.rows("select count(*) from campaign_plan") == [(0,)]
    assert in_words(built) == "Do nothing: no contact would bring more than it costs."
    assert built.rows("select distinct action from next_best_action") == [("do nothing",)]


def test_who_is_on_the_suppression_list_is_not_contacted(replanned):
    built = replanned("insert into suppressed_customers select customer_id, 'asked' from customer_segments")
    assert built.success, built.error
    assert built.rows("select count(*) from campaign_plan") == [(0,)]
    assert in_words(built).startswith("Do nothing: there is no offer that a customer is eligible for")
    assert built.rows("select distinct reason from next_best_action") == [("The customer may not be contacted now.",)]


# Who may be contacted by what is written beside each line, and nobody else.
CONSENTS = """customer_id,channel,allowed,updated_at
0,email,yes,2024-01-01
1,email,no,2024-01-01
2,email,perhaps,2024-01-01
3,email,yes,2023-01-01
3,email,opted out,2023-12-01
4,email,opted out,2023-01-01
4,email,yes,2023-12-01
5,email,yes,2023-01-01
5,mail,yes,2024-01-01
5,,no,2023-12-01
6,email,yes,2024-01-01
6,email,no,
7,email,yes,2024-01-01
7,email,no,2999-01-01
8,email,yes,2024-01-01
8,email,yes,2024-01-01
8,email,yes,2023-01-01
9,email,yes,2024-01-01
9,email,no,2024-01-01
10,email,yes,2024-01-01
10,mail,yes,2024-01-01
10,email,withdrawn,2024-02-01
11,email,yes,
12,email,yes,2024-01-01
12,email,yes,2024-01-01,withdrawn
"""
CONSENTED = [("0", "email"), ("10", "mail"), ("4", "email"), ("5", "mail"), ("8", "email")]
UNREADABLE = CONSENTS.splitlines()[0] + "".join(f"\n{customer},email,perhaps,2024-01-01" for customer in range(60))


@pytest.fixture(scope="module")
def consenting(build):
    built = build({**FILES, "consents.csv": CONSENTS}, select=ALL)
    assert built.success, built.error
    return built


def test_who_consented_is_who_said_yes_last_and_what_cannot_be_read_is_a_no(consenting):
    permitted = consenting.rows("select customer_id, channel from contact_permissions where n_allowed > 0 order by all")
    assert permitted == CONSENTED
    planned = consenting.rows("select distinct customer_id, channel from campaign_plan")
    assert planned
    assert set(planned) <= set(CONSENTED)


def test_a_contact_without_consent_breaks_the_plan(consenting):
    check = consenting.path.parent / "target/compiled/basketry/tests/plan_keeps_to_each_customer.sql"
    with kept(consenting.path, "campaign_plan"):
        with contextlib.closing(duckdb.connect(str(consenting.path))) as connection:
            connection.execute(
                """
                insert into campaign_plan by name
                select * replace ('3' as customer_id, 'email' as channel) from campaign_plan order by all limit 1
                """
            )
        assert ("no consent", "3") in consenting.rows(check.read_text(encoding="utf-8"))
    assert consenting.rows(check.read_text(encoding="utf-8")) == []


CUSTOMER = "(select min(customer_id) as customer_id from campaign_plan where priority = 2)"
# What changes after a plan, and as what the check of the plan and that before an export then find it.
BREACHES = {
    "suppressed": (f"insert into suppressed_customers select customer_id, 'asked' from {CUSTOMER}", None),
    "asked not to be contacted": (
        f"insert into customer_preferences by name select *, 'do not contact' as preference from {CUSTOMER}",
        None,
    ),
    "too many contacts": (
        f"insert into customer_preferences by name select *, 'contact less' as preference from {CUSTOMER}",
        None,
    ),
    "for another segment": ("update {} set segments = 'Nobody|Other'", "an offer that is not for them"),
    "not for their segment": (
        "update {} set not_segments = (select string_agg(distinct segment, '|') from customer_segments)",
        "an offer that is not for them",
    ),
    "for another stage": ("update {} set stages = 'nobody'", "an offer that is not for them"),
    "for none so valuable": ("update {} set top_value_share = 0", "an offer that is not for them"),
    "stopped": ("update offer_choices set is_stopped = true", "an offer that is not for them"),
}


def test_the_plan_s_check_and_the_export_s_find_what_a_customer_may_not_get(replanned):
    """The plan's test states the rules in its own words, the export reads those that made the plan."""
    shop = replanned()
    folder = shop.path.parent
    export = "{{ broken_by_customer(ref('campaign_plan')) }}"
    checks = {
        "test": (folder / "target/compiled/basketry/tests/plan_keeps_to_each_customer.sql").read_text(encoding="utf-8"),
        "export": compiled(folder, "--inline", export, shop="files")[0]["compiled_code"],
    }
    assert {name: shop.rows(check) for name, check in checks.items()} == {"test": [], "export": []}
    for breach, (statement, found) in BREACHES.items():
        with kept(shop.path, "offers", "offer_terms", "suppressed_customers", "customer_preferences", "offer_choices"):
            with contextlib.closing(duckdb.connect(str(shop.path))) as connection:
                for table in ("offers", "offer_terms"):
                    connection.execute(statement.format(table))
            said = {name: {kind for kind, _ in shop.rows(check)} for name, check in checks.items()}
        stopped = "an offer that is stopped" if breach == "stopped" else None
        assert said == {"test": {stopped or found or breach}, "export": {found or breach}}


@pytest.mark.parametrize("consents", [UNREADABLE, CONSENTS.splitlines()[0]], ids=["unreadable", "header only"])
def test_where_no_consent_can_be_read_nobody_may_be_contacted(build, consenting, consents):
    """A shop that brings consents is not one that keeps none, whatever can be read of them."""
    built = build(
        {**FILES, "consents.csv": consents},
        folder=consenting.path.parent,
        select="files_consents checked_consents stg_consents consented_channels contact_permissions",
        data_tests=False,
    )
    assert built.success, built.error
    assert built.rows("select count(*) from contact_permissions where n_allowed > 0") == [(0,)]


@pytest.fixture(scope="module")
def planned(build, shop):
    """The shop planned anew, contact times and all, by the seeds as they are."""
    folder = shop.path.parent
    built = build(folder=folder, shop="files", input_dir=str(folder / "input"), select=PLAN, data_tests=False)
    assert built.success, built.error
    return built


def published(shop):
    """Publish the plan as it lies in the working file."""
    names = ["campaign_plan", "contact_times", "plan_constraints", "this_build"]
    assert run_operation(shop, "copy_marts", {"names": names, "path": str(shop.published_path)}) == ""
    return shop


def exported(shop, folder, **arguments):
    """Run export_audience on a shop's files; what dbt says of errors, nothing where it succeeds."""
    return run_operation(shop, "export_audience", {"folder": str(folder), **arguments})


def change(shop, *statements):
    with contextlib.closing(duckdb.connect(str(shop.path))) as connection:
        for statement in statements:
            connection.execute(statement)


def test_audiences_are_exported_whole_by_campaign_and_channel_under_a_pseudonym(planned, tmp_path):
    shop = published(planned)
    assert exported(shop, tmp_path / "csv") == ""
    planned = shop.rows("select campaign_id, channel, count(*) from campaign_plan where not is_holdout group by all")
    found = {
        path.stem: duckdb.sql(f"select recipient, discount from read_csv('{path}')").fetchall()
        for path in (tmp_path / "csv").iterdir()
    }
    assert {name: len(rows) for name, rows in found.items()} == {f"{name}_{by}": n for name, by, n in planned}
    recipients = {recipient for rows in found.values() for recipient, _ in rows}
    pseudonyms = {hashlib.md5(f"basketry|recipient|{customer}".encode()).hexdigest() for customer in range(60)}
    assert recipients <= pseudonyms
    assert exported(shop, tmp_path / "named", file_format="parquet", with_customer_id=True) == ""
    named = duckdb.sql(f"select count(*), count(distinct customer_id) from '{tmp_path}/named/*.parquet'").fetchall()
    assert named == [(sum(n for _, _, n in planned), len(recipients))]


def test_nothing_is_exported_of_a_plan_that_breaks_a_limit(planned, tmp_path):
    with kept(planned.path, "campaign_plan"):
        change(planned, "insert into campaign_plan select * from campaign_plan where priority = 1")
        published(planned)
    message = exported(planned, tmp_path / "none")
    assert "Nothing is exported: the plan breaks the limit" in message
    assert not (tmp_path / "none").exists()
    assert "csv or parquet, not xls" in exported(planned, tmp_path / "none", file_format="xls")


def test_nothing_is_exported_to_who_had_their_contacts_meanwhile(planned, tmp_path):
    shop = published(planned)
    with kept(shop.path, "checked_contacts"):
        change(
            shop,
            "insert into checked_contacts by name "
            "select 'other' || n as campaign_id, customer_id, 'push' as channel, as_of as contacted_at "
            "from range(3) as numbers (n), today, (select min(customer_id) as customer_id from campaign_plan)",
        )
        message = exported(shop, tmp_path / "none")
    assert "Nothing is exported: the plan breaks the rule of a customer: too many contacts" in message
    assert not (tmp_path / "none").exists()


def test_what_is_exported_is_one_build_that_passed(planned, tmp_path):
    """A build that is killed leaves tables of its own beside those of the build before."""
    shop = published(planned)
    assert exported(shop, tmp_path / "before") == ""
    with kept(shop.path, "contact_times", "campaign_plan", "this_build"):
        change(shop, "delete from contact_times", "update campaign_plan set valid_to = valid_to + 1")
        assert exported(shop, tmp_path / "after") == ""
        change(shop, "update this_build set build_id = 'begun'")
        message = exported(shop, tmp_path / "none")
    assert f"Nothing is exported: the build in {shop.path} is begun, the one in {shop.published_path} is " in message
    files = {
        folder: {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / folder).iterdir()}
        for folder in ("before", "after")
    }
    assert files["before"] == files["after"]
    assert not (tmp_path / "none").exists()


def test_where_nothing_is_published_nothing_is_exported(shop, tmp_path):
    nowhere = tmp_path / "nowhere.duckdb"
    for path, words in ((nowhere, f"Nothing is published yet in {nowhere}"), ("", "publish_path is empty")):
        arguments = {"folder": str(tmp_path / "none")}
        assert words in run_operation(shop, "export_audience", arguments, publish_path=str(path))
    assert not (tmp_path / "none").exists()


def test_an_offer_short_of_its_audience_is_not_made_and_stocks_are_kept(replanned):
    built = replanned(
        "update offers set min_audience = 1000 where offer_id = 'replenish'",
        "update offers set max_uses = 8 where offer_id = 'discover'",
        "update channels set budget = 0.02 where channel = 'email'",
    )
    assert built.success, built.error
    found = {
        name: (used, words)
        for name, used, words in built.rows("select constraint_name, used, in_words from plan_constraints")
    }
    assert found["audience of replenish"] == (0, "The offer is not made: it found fewer customers than it needs.")
    assert found["uses of discover"][0] <= 8
    assert 0.016 <= float(found["budget of email"][0]) <= 0.02
    assert "would bring" in found["budget of email"][1]
