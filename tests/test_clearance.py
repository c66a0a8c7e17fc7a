"""Offers of a list of products go to their audiences while there is stock; what lies there too long is such a list."""

import contextlib
import hashlib

import duckdb
import numpy as np
import pytest
from conftest import kept

SELECT = "+plan_constraints +next_best_action plan_breaks_no_limit plan_keeps_to_the_stock"
PLAN = (
    "listed_products+,+plan_constraints product_margins+,+plan_constraints plan_breaks_no_limit plan_keeps_to_the_stock"
)
SETTINGS = {"min_product_customers": 3, "max_itemset_size": 2}
KINDS = ("mint", "green", "black", "white", "red", "brown", "blue", "gold", "grey", "old", "wild", "late")
TEAS, COFFEES = ([f"{kind} {drink}" for kind in KINDS] for drink in ("tea", "coffee"))
# Of each tea some thirty units are sold in the four months; of mint tea there is more than in three years.
STOCK = {"mint tea": 400, "green tea": 10, "green coffee": 7, "mint coffee": 0}


def made_orders():
    """Twenty customers drink tea, twenty coffee, each week one kind of it; in the last month none has what is mint."""
    rng = np.random.default_rng(5)
    lines = ["order_id,customer_id,product_id,ordered_at,quantity,unit_price"]
    for customer in range(40):
        for week in range(16):
            day = np.datetime64("2024-01-01") + 7 * week + int(rng.integers(2))
            kinds = TEAS if customer < 20 else COFFEES
            bought = [rng.choice(kinds[week >= 12 :]), "bags"]
            lines += [f"{customer}-{week},c{customer:02},{product},{day},1,20" for product in bought]
    return "\n".join(lines)


FILES = {
    "order_lines.csv": made_orders(),
    "products.csv": "product_id,name,category,stock\n"
    + "\n".join(f"{name},{name},{name.split()[1]},{STOCK.get(name, '')}" for name in TEAS + COFFEES),
}


@pytest.fixture(scope="module")
def shop(build):
    built = build(FILES, select=SELECT, **SETTINGS)
    assert built.success, built.error
    return built


@pytest.fixture
def replanned(build, shop):
    """A function that plans anew with other lists and offers; afterwards both seeds are as they were."""

    def replan(rows, *statements):
        with contextlib.closing(duckdb.connect(str(shop.path))) as connection:
            if rows:
                connection.executemany("insert into product_lists values (?, ?, ?)", rows)
            for statement in statements:
                connection.execute(statement)
        folder = shop.path.parent
        return build(folder=folder, shop="files", input_dir=str(folder / "input"), select=PLAN, **SETTINGS)

    with kept(shop.path, "offers", "product_lists"):
        yield replan


def offering(name, **columns):
    """The statements that make an offer of a list, whose goods are paid for, beside those that there are."""
    made = {"margin": 1, "product_list": f"'{name}'", **columns}
    changes = ", ".join(f"{column} = {value}" for column, value in made.items())
    return (
        "create or replace temp table made as from offers where offer_id = 'clearance'",
        f"update made set offer_id = 'of list', {changes}",
        "insert into offers from made",
    )


def is_held_out(customer, campaign):
    """Whether the lots of the shop's seed hold a customer out of all campaigns or of this one, by default shares."""
    draws = [f"basketry|global holdout|{customer}", f"basketry|holdout|{campaign}|{customer}"]
    shares = [int(hashlib.md5(draw.encode()).hexdigest()[:13], 16) / 16**13 for draw in draws]
    return shares[0] < 0.05 or shares[1] < 0.1


def contacts(built, offer="of list"):
    """The contacts of an offer that are not held out: customer, products and reason."""
    return built.rows(
        "select customer_id, product_ids, reason from campaign_plan "
        f"where offer_id = '{offer}' and not is_holdout order by customer_id"
    )


def uses(built, offer="of list"):
    return built.rows(
        f"select used, limit_value, in_words from plan_constraints where limit_kind = 'uses' and offer_id = '{offer}'"
    )


def test_what_lies_in_stock_for_too_long_is_offered_to_those_who_drink_it(shop):
    """Nothing has to be set for that: the list is made from what the shop has and sells."""
    ((product, excess),) = shop.rows(
        "select product_id, excess from products join slow_products using (product_number)"
    )
    ((n_sold, days),) = shop.rows(
        "select sum(quantity), date_diff('day', min(ordered_on), (from today select as_of)) + 1 "
        "from stg_order_lines where product_id = 'mint tea'"
    )
    assert (product, float(excess)) == ("mint tea", pytest.approx(400 - 365 / days * float(n_sold), abs=0.001))
    found = contacts(shop, "clearance")
    best = shop.rows(
        "select customer_id from campaign_plan where offer_id = 'clearance' order by expected_value desc limit 10"
    )
    assert len(best) == 10 and {row[0] for row in best} <= {f"c{customer:02}" for customer in range(20)}
    assert all(row[1] == ["mint tea"] and "mint tea" in row[2] for row in found)
    assert uses(shop, "clearance") == [(len(found), 400, "More of it would bring nothing.")]


def test_no_more_is_offered_than_there_is_and_those_who_want_it_come_first(replanned):
    built = replanned([("sale", "green tea", None)], *offering("sale"))
    assert built.success, built.error
    found = contacts(built)
    assert 0 < len(found) <= 10
    assert {row[0] for row in found} <= {f"c{customer:02}" for customer in range(20)}
    # The best of the audience who are not held out, by what ranked_lists says of them.
    ((campaign,),) = built.rows("select distinct campaign_id from offer_terms where offer_id = 'of list'")
    ranked = built.rows(
        "select customer_id from ranked_lists where list_name = 'sale' order by score desc, lift desc, customer_id"
    )
    assert {row[0] for row in found} <= set([row[0] for row in ranked if not is_held_out(row[0], campaign)][:10])
    assert uses(built)[0][:2] == (len(found), 10)


def test_no_product_of_a_list_is_offered_more_often_than_there_are_units_of_it(replanned):
    built = replanned([("sale", None, "tea"), ("sale", None, "coffee")], *offering("sale"))
    assert built.success, built.error
    named = [product for _, products, _ in contacts(built) for product in products]
    assert 0 < named.count("green tea") <= 10 and named.count("green coffee") <= 7
    assert "mint coffee" not in named
    # The stock of some is not known: what limits the whole offer is what the marketer says.
    assert uses(built) == []


def test_the_marketer_s_own_limit_counts_beside_the_stock(replanned):
    built = replanned([("sale", "green tea", None)], *offering("sale", max_uses=3))
    assert built.success, built.error
    assert len(contacts(built)) <= 3 and uses(built)[0][1] == 3


@pytest.mark.parametrize("product", ["mint coffee", "not known"])
def test_an_offer_of_what_there_is_none_of_is_made_to_nobody_and_says_so(replanned, product):
    built = replanned([("sale", product, None)], *offering("sale"))
    assert built.success, built.error
    assert contacts(built) == []
    assert uses(built) == [(0, 0, "The offer is not made: max_uses is 0, or there is none of what it is for.")]


@pytest.mark.parametrize(
    "columns, words",
    [
        ({"product_list": "'slae'"}, "the list slae is not in seeds/product_lists.csv"),
        ({"product_list": "null"}, "product_list is missing, and it recommends a list"),
        ({"recommends": "'discover'"}, "it recommends discover, and names the list sale"),
        ({"margin": 1.5}, "margin is a share of the price, at most 1, not 1.5"),
    ],
)
def test_an_offer_of_a_list_that_cannot_be_meant_stops_the_build_with_one_line(replanned, columns, words):
    built = replanned([("sale", "green tea", None)], *offering("sale", **columns))
    assert not built.success
    (line,) = [line for line in built.error.splitlines() if "seeds/offers.csv" in line]
    assert "offer of list" in line and words in line


def test_goods_that_are_paid_for_are_worth_their_price(replanned):
    """By hand: the price as often as it is bought without the offer; less the discount, as often as with it."""
    built = replanned([("sale", "green tea", None)], *offering("sale"))
    rows = built.rows(
        "select base_margin, response_margin, base_probability, discount from customer_offers "
        "join offer_terms using (offer_id) where offer_id = 'of list' and responsiveness = 1"
    )
    assert len(rows) > 5
    for base, response, probability, discount in rows:
        assert float(base) == pytest.approx(20 * probability, abs=1e-4)
        assert float(response) == pytest.approx(20 * (1 - float(discount)) * min(1, 3 * probability), abs=1e-4)
