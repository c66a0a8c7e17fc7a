"""Recommendations of small shops: who gets what, with which evidence, and what bad shops do not break."""

import datetime

import pytest

SELECT = "+customer_recommendations +recommendation_quality +recommendation_hit_rates"
START = datetime.date(2024, 1, 1)


def order_lines(orders):
    """The text of order_lines.csv from (customer, day, products)."""
    lines = ["order_id,customer_id,product_id,ordered_at,quantity,unit_price"]
    for number, (customer, day, products) in enumerate(orders):
        on = START + datetime.timedelta(days=day)
        lines += [f"{number},{customer},{product},{on},1,2" for product in products]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def two_tastes(build):
    """Forty customers of two tastes, each of whom lacks one product of their own taste; everyone buys bags.

    Also one customer who bought everything, one who bought a single product, and one who never ordered.
    """
    tea = ["green tea", "black tea", "white tea", "honey", "lemon", "cups"]
    beer = ["lager", "stout", "ale", "nuts", "crisps", "glasses"]
    orders = []
    for customer in range(40):
        taste = tea if customer % 2 else beer
        lacks = customer // 2 % 6
        for week in range(12):
            bought = [product for place, product in enumerate(taste) if place != lacks and (place + week) % 3 < 2]
            orders.append((f"c{customer:02}", 7 * week, [*bought, "bags"]))
    orders.append(("everything", 80, [*tea, *beer, "bags"]))
    orders.append(("newcomer", 82, ["stout"]))
    files = {
        "order_lines.csv": order_lines(orders),
        "customers.csv": "customer_id,region\n"
        + "\n".join(
            [f"c{customer:02},{'north' if customer % 2 else 'south'}" for customer in range(40)] + ["stranger,north"]
        ),
    }
    built = build(files, select=SELECT, max_itemset_size=2, min_product_customers=3, n_recommendations=3)
    assert built.success, built.error
    return built, tea, beer


def test_each_is_recommended_what_their_own_taste_lacks(two_tastes):
    built, tea, beer = two_tastes
    first = dict(
        built.rows(
            "select customer_id, product_id from customer_recommendations "
            "where recommendation_kind = 'discover' and rank = 1 and customer_id like 'c%'"
        )
    )
    assert first == {f"c{customer:02}": (tea if customer % 2 else beer)[customer // 2 % 6] for customer in range(40)}


def test_reasons_name_purchases_with_their_shares(two_tastes):
    built, tea, beer = two_tastes
    rows = built.rows(
        "select customer_id, because_product_id, because_share, because_product_id_2, because_share_2, reason "
        "from customer_recommendations "
        "where recommendation_kind = 'discover' and rank = 1 and evidence = 'similar_products'"
    )
    assert rows
    for customer, because, share, second, second_share, reason in rows:
        assert because != second and 0 < second_share <= share < 1
        assert f"{because} ({round(100 * share)} %)" in reason
        if customer.startswith("c"):
            assert because in {"bags", *(tea if int(customer[1:]) % 2 else beer)}


def test_who_has_everything_is_recommended_nothing_new_and_all_of_it_again(two_tastes):
    built, _, _ = two_tastes
    assert built.rows(
        "select recommendation_kind, count(*) from customer_recommendations "
        "where customer_id = 'everything' group by all"
    ) == [("replenish", 3)]


def test_newcomers_hear_of_their_crowds_first(two_tastes):
    built, _, _ = two_tastes
    evidence = [
        row[0]
        for row in built.rows(
            "select evidence from customer_recommendations "
            "where customer_id = 'newcomer' and recommendation_kind = 'discover' order by rank"
        )
    ]
    assert len(evidence) == 3 and all(name.endswith("_popularity") for name in evidence)


def test_who_never_ordered_hears_what_their_region_buys(two_tastes):
    built, tea, _ = two_tastes
    rows = built.rows(
        "select product_id, evidence, reason from customer_recommendations where customer_id = 'stranger' order by rank"
    )
    assert rows[0][0] == "bags"
    assert {row[0] for row in rows[1:]} <= set(tea)
    assert all(row[1] == "region_popularity" for row in rows[1:])
    assert rows[1][2].endswith("of the customers in the region north")


def test_what_is_bought_again_says_when_it_is_due(two_tastes):
    built, _, _ = two_tastes
    rows = built.rows(
        "select product_id, due_on, reason from customer_recommendations "
        "where customer_id = 'c01' and recommendation_kind = 'replenish' and product_id = 'bags'"
    )
    due = START + datetime.timedelta(days=7 * 12)
    assert rows == [("bags", due, "Bought 12 times, every 7 days, last 5 days ago (2024-03-18)")]


def test_too_small_a_shop_has_no_ranker_and_says_what_it_does_serve(two_tastes):
    built, _, _ = two_tastes
    assert built.rows("select count(*) from replenish_scores") == [(0,)]
    chosen = dict(built.rows("select distinct target, method from recommendation_quality where is_chosen"))
    assert chosen["all"] in ("own_frequency", "own_history")
    assert chosen["new"] in (
        "ease",
        "item_cosine",
        "item_pearson",
        "user_cosine",
        "user_pearson",
        "factors",
        "popularity",
    )
    served = dict(
        built.rows("select target, value from recommendation_quality where method = 'served' and metric = 'ndcg@3'")
    )
    assert 0 < served["all"] <= 1


@pytest.mark.parametrize(
    "orders",
    [
        [("a", 0, ["x"]), ("b", 1, ["x"])],
        [("a", day, ["x"]) for day in range(0, 200, 10)],
        [(customer, day, ["x", "y"]) for customer in "abcdefgh" for day in range(0, 200, 10)],
    ],
    ids=["two customers, one product", "one customer", "everyone has everything"],
)
def test_shops_in_which_nothing_is_new_recommend_it_again(build, orders):
    built = build({"order_lines.csv": order_lines(orders)}, select=SELECT + " +recommendation_shortfalls")
    assert built.success, built.error
    rows = built.rows("select distinct recommendation_kind, evidence from customer_recommendations")
    assert rows == [("replenish", "own_history")]
    reasons = built.rows("select distinct reason from recommendation_shortfalls where recommendation_kind = 'discover'")
    assert reasons and all("the customer has bought" in row[0] for row in reasons)


def test_variety_and_caps_thin_out_a_category(build):
    shelf = {f"tea {number}": "TEAS" for number in range(8)} | {f"jam {number}": "JAMS" for number in range(8)}
    orders = []
    for customer in range(30):
        # Everyone buys four teas and one jam of eight, so that more teas are new and near than jams.
        bought = [f"tea {(customer + step) % 8}" for step in (0, 1, 3, 4)] + [f"jam {customer % 8}"]
        orders += [(f"c{customer:02}", 10 * week, bought) for week in range(6)]
    files = {
        "order_lines.csv": order_lines(orders),
        "products.csv": "product_id,name,category\n"
        + "\n".join(f"{name},{name},{kind}" for name, kind in shelf.items()),
    }
    n_teas = {}
    for name, settings in {
        "plain": {"variety": 0},
        "varied": {"variety": 0.9},
        "capped": {"max_per_category": 1},
    }.items():
        built = build(
            files,
            select="+customer_recommendations",
            n_recommendations=4,
            min_product_customers=2,
            max_itemset_size=2,
            **settings,
        )
        assert built.success, built.error
        n_teas[name] = built.rows(
            "select max(n) from (select count(*) as n from customer_recommendations join products using (product_id) "
            "where recommendation_kind = 'discover' and category = 'TEAS' group by customer_id)"
        )[0][0]
    assert n_teas["capped"] == 1
    assert n_teas["varied"] <= 2 < n_teas["plain"]


def test_what_a_customer_sent_back_is_neither_recommended_to_them_nor_a_reason(build):
    orders = [
        (f"c{customer:02}", 10 * week, ["tea", "cups", "honey" if customer % 2 else "lemon"])
        for customer in range(20)
        for week in range(5)
    ]
    text = order_lines(orders)
    # c00 sends all cups back; c01 says by a survey that there are too many messages, which is about no product.
    text += "".join(f"\nback{week},c00,cups,{START + datetime.timedelta(days=10 * week)},-1,2" for week in range(5))
    files = {"order_lines.csv": text, "surveys.csv": "customer_id,answered_at,tags\nc01,2024-02-01,too often"}
    built = build(files, select="+customer_recommendations", min_product_customers=2, max_itemset_size=2)
    assert built.success, built.error
    assert built.rows("select customer_id, reason from withheld_products") == [("c00", "the customer: returned")]
    named = "product_id = 'cups' or 'cups' in (because_product_id, because_product_id_2, because_product_id_3)"
    who = dict(built.rows(f"select customer_id, count(*) from customer_recommendations where {named} group by all"))
    assert who.keys() == {f"c{customer:02}" for customer in range(1, 20)}
    assert built.rows("select count(*) > 0 from customer_recommendations where customer_id = 'c00'") == [(True,)]
