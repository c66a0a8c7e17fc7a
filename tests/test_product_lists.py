"""Lists of products: who would want each, in what order, also of what is new; and every product reaches somebody."""

import contextlib

import duckdb
import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

SELECT = "+ranked_lists +product_audiences +customer_recommendations"
LISTED = " ".join(
    f"listed_{name}" for name in ("products", "terms", "base_rates", "tastes", "likeness", "lifts", "scores")
)
LISTED += " ranked_lists product_audiences unmet_names"

TEAS = [f"{kind} tea" for kind in ("green", "black", "white", "oolong", "mint")]
COFFEES = [f"{kind} coffee" for kind in ("mocha", "java", "house", "dark", "mild")]
CATALOGUE = {
    **{name: (name, "TEAS", "Leaf") for name in TEAS},
    **{name: (name, "COFFEES", "Bean") for name in COFFEES},
    "bags": ("bags", "BAGS", ""),
    "cans": ("", "", ""),
    "jasmine tea": ("jasmine tea", "TEAS", "Leaf"),
    "tea by name": ("smoky tea", "", ""),
    "绿茶糖": ("绿茶糖", "糖果", ""),
    "红茶糖": ("红茶糖", "", ""),
    "riddle": ("", "", ""),
    "sold out tea": ("last tea", "TEAS", "Leaf"),
    "puzzle": ("qwxyz", "SHELF OF ITS OWN", "Nobody"),
}
STOCK = {"jasmine tea": 5, "tea by name": 5, "sold out tea": 0, "红茶糖": 5}


def made_orders():
    """Twenty drink tea, twenty coffee and three times as much; everybody has bags, a few a Chinese sweet or cans."""
    rng = np.random.default_rng(5)
    lines = ["order_id,customer_id,product_id,ordered_at,quantity,unit_price"]
    for customer in range(40):
        is_tea = customer < 20
        for week in range(0, 16) if is_tea else np.arange(0, 16, 1 / 3):
            day = np.datetime64("2024-01-01") + int(week * 7) + int(rng.integers(2))
            bought = [*rng.choice(TEAS if is_tea else COFFEES, 2, replace=False), "bags"]
            bought += ["绿茶糖"] if customer in (3, 4) and week < 2 else []
            bought += ["cans"] if customer == 25 and week == 0 else []
            lines += [f"{customer}-{week:.2f},c{customer:02},{product},{day},1,2" for product in bought]
    lines += [
        f"all-{n},everything,{product},2024-04-01,1,2"
        for n, product in enumerate([*TEAS, *COFFEES, "bags", "cans", "绿茶糖"])
    ]
    return "\n".join(lines)


FILES = {
    "order_lines.csv": made_orders(),
    "products.csv": "product_id,name,category,brand,stock\n"
    + "\n".join(",".join([product, *told, str(STOCK.get(product, ""))]) for product, told in CATALOGUE.items()),
    "customers.csv": "customer_id,region\nstranger,north\n",
}


@pytest.fixture(scope="module")
def shop(build):
    built = build(FILES, select=SELECT + " +unmet_names", min_product_customers=3, max_itemset_size=2)
    assert built.success, built.error
    return built


@pytest.fixture
def listing(build, shop):
    """A function that builds the lists anew from rows (list, product, category), with vars."""

    def put(rows):
        with contextlib.closing(duckdb.connect(str(shop.path))) as connection:
            connection.execute("delete from product_lists")
            if rows:
                connection.executemany("insert into product_lists values (?, ?, ?)", rows)

    def build_with(rows, **variables):
        put(rows)
        variables = {"min_product_customers": 3, "max_itemset_size": 2, **variables}
        folder = shop.path.parent
        built = build(folder=folder, shop="files", input_dir=str(folder / "input"), select=LISTED, **variables)
        assert built.success, built.error
        return built

    yield build_with
    put([])


def audience(built, product):
    return built.rows(
        "select customer_id, score, lift, evidence, reason from product_audiences "
        f"where product_id = '{product}' order by rank"
    )


def test_who_loves_a_category_is_the_audience_of_what_is_new_in_it_not_who_buys_most(shop):
    assert shop.rows("select distinct product_id from ranked_lists where list_name = 'new products' order by 1") == [
        ("jasmine tea",),
        ("tea by name",),
        ("红茶糖",),
    ]
    for product in ("jasmine tea", "tea by name"):
        first = audience(shop, product)[:20]
        assert {row[0] for row in first} == {f"c{customer:02}" for customer in range(20)}, product
        assert all(lift > 1 and evidence == "resembling_products" for _, _, lift, evidence, _ in first)
    reasons = {row[4] for row in audience(shop, "jasmine tea")[:20]}
    assert all(
        "its category TEAS" in reason or "its brand Leaf" in reason or "the word tea" in reason for reason in reasons
    )
    # The two who bought the other sweet share a pair of characters with it.
    assert {row[0] for row in audience(shop, "红茶糖")[:3]} == {"c03", "c04", "everything"}


def test_likeness_is_the_cosine_of_rare_terms(shop):
    """scikit-learn counts the terms; rarity, length and profile are written anew."""
    terms = [
        [f"category {category}"] * bool(category)
        + [f"brand {brand}"] * bool(brand)
        + [
            f"word {word}"
            for word in (
                []
                if not name
                else ["绿茶", "茶糖"]
                if name == "绿茶糖"
                else ["红茶", "茶糖"]
                if name == "红茶糖"
                else name.split()
            )
        ]
        for name, category, brand in CATALOGUE.values()
    ]
    counts = CountVectorizer(analyzer=lambda found: found, binary=True).fit_transform(terms).astype(float)
    rarity = np.log(1 + len(CATALOGUE) / np.asarray(counts.sum(axis=0)).ravel())
    vectors = normalize(counts.multiply(rarity).tocsr())
    own = shop.rows(
        "select customer_id, product_id, ln(1 + decayed_orders::double) from customer_products "
        "join products using (product_number) where history = 'all'"
    )
    place = {product: number for number, product in enumerate(CATALOGUE)}
    found = shop.rows(
        "select customer_id, product_id, likeness from listed_likeness join products using (product_number)"
    )
    assert len(found) > 40
    for customer, product, likeness in found:
        mine = [(place[other], liking) for who, other, liking in own if who == customer]
        cosines = (vectors[place[product]] @ vectors.T).toarray().ravel()
        expected = sum(liking * cosines[other] for other, liking in mine) / np.sqrt(sum(liking for _, liking in mine))
        assert likeness == pytest.approx(expected, abs=1e-6), (customer, product)


def test_tastes_are_those_of_the_neighbours_that_a_collaborative_filter_finds(listing):
    built = listing([("all", product, None) for product in CATALOGUE], n_neighbours=4)
    own = built.rows(
        "select customer_number, product_number, ln(1 + decayed_orders::double), customer_id from customer_products "
        "where history = 'all'"
    )
    weights = np.zeros((1 + max(row[0] for row in own), 1 + max(row[1] for row in own)))
    place = {}
    for customer, product, weight, customer_id in own:
        weights[customer, product] = weight
        place[customer_id] = customer
    common = np.flatnonzero((weights > 0).sum(axis=0) >= 3)
    gram = weights.T @ weights
    norms = np.sqrt(np.diag(gram))
    cosine = gram / (np.outer(norms, norms) + np.diag(gram)[common].mean())
    np.fill_diagonal(cosine, 0)
    found = built.rows(
        "select product_number, customer_id, taste, share, because_number, because_share from listed_tastes"
    )
    assert {row[0] for row in found} == set(common)
    for product in common:
        nearest = common[np.argsort(-cosine[product, common])[:4]]
        parts = weights[:, nearest] * cosine[product, nearest]
        tastes = parts.sum(axis=1)
        rows = [row[1:] for row in found if row[0] == product]
        assert {place[customer] for customer, *_ in rows} == set(np.flatnonzero(tastes))
        for customer, taste, share, because, because_share in rows:
            mine = parts[place[customer]]
            assert taste == pytest.approx(tastes[place[customer]], abs=1e-7)
            assert share == pytest.approx(taste / tastes.sum(), abs=1e-7)
            assert because_share == pytest.approx(mine[list(nearest).index(because)] / taste, abs=1e-5)
            assert because_share == pytest.approx(mine.max() / taste, abs=1e-5)


def test_every_product_that_may_be_recommended_reaches_somebody(listing):
    built = listing([("all", product, None) for product in CATALOGUE], max_audience=1)
    recommendable = {row[0] for row in built.rows("select product_id from recommendable_products")}
    assert recommendable == set(CATALOGUE) - {"sold out tea"}
    assert {row[0] for row in built.rows("select product_id from product_audiences")} == recommendable
    # What resembles nothing and nobody bought is nobody's in particular; it says so.
    assert audience(built, "riddle")[0][3:] == ("segment_popularity", audience(built, "riddle")[0][4])
    assert audience(built, "riddle")[0][2] == 1
    # Without the lists it is still named to who has bought everything else.
    rows = built.rows(
        "select product_id, evidence, reason from customer_recommendations "
        "where customer_id = 'everything' and recommendation_kind = 'discover' order by rank"
    )
    assert {row[0] for row in rows} == {"jasmine tea", "tea by name", "红茶糖"}
    assert {row[1] for row in rows} == {"resembling_products"}
    assert all(row[2].startswith("Resembles what they buy: ") for row in rows)


def test_a_list_is_ranked_for_everybody_by_what_they_want(listing):
    built = listing([("sale", None, "TEAS"), ("sale", None, "COFFEES"), ("sale", "bags", None), ("bags", "bags", None)])
    n_listed = len(TEAS) + len(COFFEES) + 2
    assert built.rows(
        "select list_name, count(*), count(distinct customer_id) from ranked_lists "
        "where list_name <> 'new products' group by 1 order by 1"
    ) == [("bags", 42, 42), ("sale", 42 * n_listed, 42)]
    first = dict(
        built.rows(
            "select customer_id, list(product_id order by rank)[:5] from ranked_lists "
            "where list_name = 'sale' group by 1"
        )
    )
    for customer in range(40):
        assert set(first[f"c{customer:02}"]) <= {"bags", "jasmine tea", *(TEAS if customer < 20 else COFFEES)}
    assert built.rows(
        "select distinct evidence from ranked_lists where customer_id = 'stranger' union all "
        "select distinct evidence from product_audiences where customer_id = 'stranger'"
    ) == [("everyone_popularity",)]
    assert built.rows("select count(*) from ranked_lists where score not between 0 and 1 or reason is null") == [(0,)]


def test_what_a_list_names_and_the_shop_does_not_know_is_told_and_nothing_else_changes(listing):
    built = listing([("sale", "green tea", None), ("sale", "grene tea", None), ("sale", None, "TAES")])
    unmet = "select column_name, n_names, n_unmet, examples from unmet_names where origin = 'seeds/product_lists.csv'"
    assert built.rows(f"{unmet} order by 1") == [("category", 1, 1, "TAES"), ("product_id", 2, 1, "grene tea")]
    line = "seeds/product_lists.csv: 1 of 2 names in product_id meet nothing in order_lines or products: grene tea"
    assert line in built.lines
    assert built.rows("select distinct product_id from ranked_lists where list_name = 'sale'") == [("green tea",)]


def test_what_is_withheld_from_a_customer_stands_in_no_list_and_audience(listing, shop):
    with contextlib.closing(duckdb.connect(str(shop.path))) as connection:
        number = connection.sql("select product_number from products where product_id = 'green tea'").fetchone()[0]
        connection.execute(f"insert into withheld_products values ('c01', null, {number}, 'asked')")
    try:
        built = listing([("sale", None, "TEAS")])
        who = {row[0] for row in built.rows("select customer_id from ranked_lists where product_id = 'green tea'")}
        assert len(who) == 41 and "c01" not in who
        assert "c01" not in {row[0] for row in audience(built, "green tea")}
    finally:
        with contextlib.closing(duckdb.connect(str(shop.path))) as connection:
            connection.execute("delete from withheld_products where customer_id = 'c01'")


@pytest.mark.parametrize(
    "lines", ["1,a,x,2024-01-01,1,2", "1,a,x,2024-01-01,1,2\n2,b,x,2024-03-01,1,2\n3,b,y,2024-03-02,1,2"]
)
def test_the_smallest_shops_have_lists(build, lines):
    built = build(
        {"order_lines.csv": "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n" + lines}, select=SELECT
    )
    assert built.success, built.error
    assert built.rows("select count(*) from product_audiences where score not between 0 and 1") == [(0,)]
