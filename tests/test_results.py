"""Results of campaigns: a shop whose answers were written by hand, and the Journey counted once more in pandas."""

import pandas as pd
import pytest

RESULTS = "+campaign_results +campaign_results_by_segment +campaign_responses +rejected_rows no_response_is_lost"


def results(built):
    """campaign_results as a dict of (campaign, arm) and row."""
    with built.connect() as connection:
        rows = connection.sql("select * from campaign_results").to_arrow_table().to_pylist()
    return {(row["campaign_id"], row["arm"]): row for row in rows}


@pytest.fixture(scope="module")
def shop(build):
    """Two campaigns that overlap, in one a customer is held out; they answer in every right and wrong way."""
    files = {
        "campaigns.csv": "campaign_id,starts_at,ends_at,offer_id,channel,cost\n"
        "spring,2024-03-01,2024-03-10,winback,email,12\nmarch,2024-03-05,2024-03-20,,sms,\n",
        "contacts.csv": "campaign_id,customer_id,arm,channel,offer_id\n"
        "spring,1,treatment,,\nspring,2,treatment,mail,\nspring,3,control,,\nspring,4,treatment,,bundle\n"
        "march,1,treatment,,\nmarch,5,treatment,,\nmarch,5,control,,\n",
        "responses.csv": "campaign_id,customer_id,response_type,occurred_at\n"
        "spring,1,open,2024-03-02 08:00\nspring,1,Clicked,2024-03-02 09:00\nspring,1,redeem,2024-03-06 09:00\n"
        "spring,1,redeem,2024-03-06 09:00\nspring,1,redeemed,2024-03-07 09:00\n"
        "spring,2,opt_out,2024-03-02 09:00\nspring,3,visit,2024-03-03 09:00\n"
        "spring,4,click,2024-03-15 09:00\nspring,4,open,2024-02-28 09:00\n"
        "spring,9,click,2024-03-02 09:00\nautumn,1,click,2024-03-02 09:00\n",
        "surveys.csv": "customer_id,answered_at,campaign_id,score,tags\n"
        "1,2024-04-01,spring,9,\n2,2024-03-11,spring,4,too many e-mails\n9,2024-03-11,spring,1,\n1,2024-03-11,,2,\n",
        "ratings.csv": "customer_id,product_id,rating,rated_at\n1,1,5,2024-03-03\n4,1,2,2024-03-04\n4,2,1,2024-02-01\n",
        "consents.csv": "customer_id,channel,allowed,updated_at\n"
        "4,email,no,2024-03-09\n2,email,no,2024-03-09\n1,email,no,2024-05-01\n",
        "products.csv": "product_id,unit_cost\n1,6\n2,\n",
        "order_lines.csv": "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n"
        "1,1,1,2024-03-01,1,10\n2,1,2,2024-03-07,2,10\n3,1,1,2024-03-11,1,10\n3,1,2,2024-03-11,1,10\n"
        "4,2,1,2024-03-10,1,10\n5,2,1,2024-03-10,-1,10\n6,3,1,2024-03-09,1,10\n7,5,1,2024-03-04,1,10\n"
        "8,5,1,2024-04-30,1,10\n9,4,1,2024-02-01,1,10\n",
    }
    built = build(files, select=RESULTS)
    assert built.success, built.error
    return built


def test_results_are_those_written_by_hand(shop):
    found = results(shop)
    treated = found["spring", "treatment"]
    assert {name: treated[name] for name in ("contacted", "participated", "opened", "clicked", "redeemed", "late")} == {
        "contacted": 3,
        "participated": 1,
        "opened": 1,
        "clicked": 1,
        "redeemed": 1,
        "late": 1,
    }
    # Bought for 10 and 20, and for 10 what came back; costs are known of product 1 only: 4 + 6.
    assert (treated["converted"], treated["n_orders"]) == (1, 2)
    assert [float(treated[name]) for name in ("revenue", "margin", "average_basket")] == [30, 10, 15]
    assert (treated["n_surveys"], treated["mean_survey_score"]) == (2, 6.5)
    assert (treated["n_ratings"], treated["mean_rating"]) == (2, 3.5)
    # Customer 2 unsubscribed; 4 took back the consent for e-mail; 2, reached by letter, did too, and counts once.
    assert treated["unsubscribed"] == 2
    # March reached customer 1 on the 5th, spring was answered on the 6th: the order of the 7th is spring's.
    assert (treated["overlapping"], treated["attributed_orders"], float(treated["attributed_revenue"])) == (1, 2, 30)
    assert (float(treated["cost"]), treated["return_on_spend"]) == (12, 2.5)
    held_out = found["spring", "control"]
    assert (held_out["participated"], held_out["converted"], held_out["attributed_orders"]) == (1, 1, 0)
    assert float(held_out["cost"]) == 0 and held_out["return_on_spend"] is None
    march = found["march", "treatment"]
    assert (march["contacted"], march["cost"], march["return_on_spend"]) == (1, None, None)
    assert (march["n_orders"], march["attributed_orders"], float(march["attributed_revenue"])) == (2, 1, 20)


def test_every_response_is_somewhere(shop):
    assert shop.rows(
        """
        select response_kind, sum(n_responses), sum(n_counted), sum(n_repeated), sum(n_late), sum(n_before),
            sum(n_never_contacted)
        from campaign_responses group by all order by all
        """
    ) == [
        ("click", 4, 2, 0, 1, 0, 1),
        ("open", 2, 1, 0, 0, 1, 0),
        ("redeem", 3, 1, 2, 0, 0, 0),
        ("unsubscribe", 1, 1, 0, 0, 0, 0),
    ]
    reasons = shop.rows("select input_table, reason from rejected_rows where input_table <> 'order_lines' order by all")
    assert [table for table, _ in reasons] == ["contacts", "responses"]
    assert "campaign" in reasons[1][1]


def test_parts_of_a_campaign_add_up_to_it(shop):
    parts = shop.rows(
        "select segment, offer_id, channel, contacted from campaign_results_by_segment where arm = 'treatment'"
    )
    assert {(offer, channel) for _, offer, channel, _ in parts} == {
        ("bundle", "email"),
        ("winback", "email"),
        ("winback", "mail"),
        ("not known", "sms"),
    }
    columns = "contacted, participated, late, converted, n_orders, revenue, margin, attributed_revenue, unsubscribed"
    sums = ", ".join(f"sum({name})" for name in columns.split(", "))
    assert shop.rows(f"select campaign_id, arm, {columns} from campaign_results order by all") == shop.rows(
        f"select campaign_id, arm, {sums} from campaign_results_by_segment group by all order by all"
    )


def test_journey_results_are_those_of_pandas(journey):
    with journey.connect() as connection:
        orders = connection.sql(
            "select order_id, customer_id, ordered_on, revenue::double as revenue, quantity from stg_order_lines"
        ).df()
        contacts = connection.sql(
            """
            select campaign_id, customer_id, starts_on, counts_until
            from stg_contacts join campaign_windows using (campaign_id)
            """
        ).df()
        responses = connection.sql("select campaign_id, customer_id, occurred_at from stg_responses").df()
        found = connection.sql("select * from campaign_results").df().set_index("campaign_id")
    assert orders["quantity"].min() > 0
    orders = orders.groupby(["order_id", "customer_id", "ordered_on"], as_index=False)["revenue"].sum()
    met = contacts.merge(orders, on="customer_id")
    met = met[(met["ordered_on"] >= met["starts_on"]) & (met["ordered_on"] <= met["counts_until"])]
    per_campaign = met.groupby("campaign_id").agg(n=("order_id", "nunique"), revenue=("revenue", "sum"))
    assert (found["n_orders"] == per_campaign["n"].reindex(found.index).fillna(0)).all()
    assert found["revenue"].astype(float).to_numpy() == pytest.approx(
        per_campaign["revenue"].reindex(found.index).fillna(0)
    )
    # Journey's redemptions are at the shop's midnight, five hours or four behind UTC.
    responses["on"] = responses["occurred_at"].dt.tz_localize("UTC").dt.tz_convert("America/New_York").dt.normalize()
    responses["on"] = responses["on"].dt.tz_localize(None)
    met = met.merge(responses[["campaign_id", "customer_id", "on"]], on=["campaign_id", "customer_id"], how="left")
    met.loc[(met["on"] > met["ordered_on"]) | (met["on"] < met["starts_on"]), "on"] = pd.NaT
    met["on"] = met["on"].fillna(pd.Timestamp("1900-01-01"))
    first = met.sort_values(["on", "starts_on", "campaign_id"], ascending=[False, False, True]).drop_duplicates(
        "order_id"
    )
    attributed = (
        first.groupby("campaign_id").agg(n=("order_id", "size"), revenue=("revenue", "sum")).reindex(found.index)
    )
    assert (found["attributed_orders"] == attributed["n"].fillna(0)).all()
    assert found["attributed_revenue"].astype(float).to_numpy() == pytest.approx(attributed["revenue"].fillna(0))
    assert attributed["n"].sum() < per_campaign["n"].sum()
