"""Rules of the business: what is never recommended, what is kept from whom, what is pushed, what is left then."""

import pytest

RULES = "+withheld_products +recommendable_products +unmet_names +bundle_offers +recommendation_shortfalls"

ONLY_ONCE = {f"{customer}{order}" for customer in ("ann", "cy") for order in range(1, 6)}


def shop(categories, n_orders=6, customers=("ann", "bo", "cy", "dee"), stock=None, birth_years=None):
    """A shop whose customers all buy all products, one order each day, as the text of its files."""
    lines = ["order_id,customer_id,product_id,ordered_at,quantity,unit_price"]
    for customer in customers:
        for order in range(n_orders):
            lines += [f"{customer}{order},{customer},{product},2024-01-{order + 1:02},1,2" for product in categories]
    files = {
        "order_lines.csv": "\n".join(lines),
        "products.csv": "\n".join(
            ["product_id,name,category,stock"]
            + [
                f"{product},{product},{category},{(stock or {}).get(product, '')}"
                for product, category in categories.items()
            ]
        ),
    }
    if birth_years:
        files["customers.csv"] = "\n".join(
            ["customer_id,birth_year"] + [f"{customer},{year}" for customer, year in birth_years.items()]
        )
    return files


def test_what_asks_for_an_age_is_kept_from_whoever_may_be_younger(build):
    files = shop({"tea": "TEAS", "ale": "BEERS/ALES", "cake": "CAKES"}, birth_years={"ann": 1960, "bo": 2003, "cy": ""})
    built = build(files, select=RULES, min_size_adjusted_lift=0, max_p_value=1)
    assert built.success, built.error
    assert built.rows("select product_id, minimum_age from recommendable_products order by all") == [
        ("ale", 21),
        ("cake", None),
        ("tea", None),
    ]
    assert built.rows("select customer_id, category, product_number, reason from withheld_products order by all") == [
        ("bo", "BEERS/ALES", None, "alcohol needs the customer's age (may be younger than 21)"),
        ("cy", "BEERS/ALES", None, "alcohol needs the customer's age (no year of birth)"),
        ("dee", "BEERS/ALES", None, "alcohol needs the customer's age (no year of birth)"),
    ]


def test_bundles_hold_nothing_that_is_withheld(build):
    customers = ("ann", "bo", "cy", "dee", "eve", "fay", "gus", "hal")
    products = {"tea": "TEAS", "ale": "BEERS/ALES", "bread": "BREAD"}
    bought = {
        "ann": {"tea"},
        "cy": {"tea"},
        "bo": {"tea", "ale"},
        "dee": {"tea", "ale"},
        "eve": {"ale"},
        "fay": {"ale"},
    }
    files = shop(products, customers=customers, birth_years={"ann": 1960})
    header, *lines = (line.split(",") for line in files["order_lines.csv"].splitlines())
    # ann and cy bought tea once; with tea others buy ale.
    kept = [line for line in lines if line[2] in bought.get(line[1], {"bread"}) and line[0] not in ONLY_ONCE]
    files["order_lines.csv"] = "\n".join(",".join(line) for line in [header, *kept])
    built = build(files, select=RULES, min_size_adjusted_lift=0.5)
    assert built.success, built.error
    # Only ann is surely old enough for it.
    assert built.rows("select offer_id, customer_id, product_ids from bundle_offers order by offer_id") == [
        ("bundle", "ann", ["tea", "ale"]),
        ("cross_sell", "ann", ["tea", "ale"]),
    ]


def test_nobody_is_old_enough_then_nobody_is_shown_it(build):
    built = build(shop({"tea": "TEAS", "ale": "BEERS/ALES"}), select=RULES)
    assert built.success, built.error
    assert built.rows("select product_id from recommendable_products") == [("tea",)]
    assert built.rows("select * from withheld_products") == []


def test_a_list_that_leaves_nothing_says_why_there_are_no_recommendations(build):
    files = shop({"smoke": "CIGARETTES", "ale": "BEERS/ALES", "gas": "FUEL", "tea": "TEAS"}, stock={"tea": 0})
    built = build(files, select=RULES)
    assert built.success, built.error
    assert built.rows("select * from customer_recommendations") == []
    found = built.rows("select customer_id, recommendation_kind, n_recommended, reason from recommendation_shortfalls")
    assert len(found) == 8
    assert {row[2:] for row in found} == {
        (
            0,
            "Of 4 products, 3 are barred by seeds/never_recommend.csv and 1 are out of stock;"
            " of the 0 that are left the customer has bought 0",
        )
    }


def test_who_gets_fewer_than_ten_has_a_row_that_says_why_and_nobody_else_has(build):
    categories = {f"p{number:02}": "TEAS" for number in range(14)} | {"ale": "BEERS/ALES"}
    files = shop(categories, birth_years={"ann": 1960, "bo": 1970})
    built = build(files, select=RULES)
    assert built.success, built.error
    short = built.rows(
        "select customer_id, recommendation_kind, n_recommended from recommendation_shortfalls order by all"
    )
    # Everybody has bought everything, so there is nothing to discover, and enough to buy again.
    assert short == [(customer, "discover", 0) for customer in ("ann", "bo", "cy", "dee")]
    reasons = dict(built.rows("select customer_id, reason from recommendation_shortfalls"))
    assert reasons["ann"].endswith("0 are out of stock; of the 15 that are left the customer has bought 15")
    assert reasons["cy"].endswith(
        "1 are withheld from the customer: alcohol needs the customer's age (no year of birth);"
        " of the 14 that are left the customer has bought 14"
    )


# Other lists than those that the project ships


@pytest.fixture(scope="module")
def marketed(build):
    """A function that builds a shop with seeds of its own."""

    def build_with(files, never_recommend="", boosted_products="", select=RULES):
        seeds = {
            "never_recommend.csv": "product_id,category,customer_id,minimum_age,reason\n" + never_recommend,
            "boosted_products.csv": "product_id,category,factor,reason\n" + boosted_products,
        }
        return build(files, seeds=seeds, select=select)

    return build_with


def test_empty_lists_bar_and_push_nothing(marketed):
    built = marketed(shop({"tea": "TEAS", "ale": "BEERS/ALES"}))
    assert built.success, built.error
    assert built.rows("select product_id, boost from recommendable_products order by 1") == [("ale", 1), ("tea", 1)]
    assert not [line for line in built.lines if "of its" in line]


def test_lists_of_names_that_the_shop_does_not_know_are_told_in_one_line_each(marketed):
    built = marketed(
        shop({"tea": "TEAS", "ale": "BEERS/ALES"}),
        never_recommend="tae,,,,misspelt\n,WHISKY,,21,gone\n,TEAS,zoe,,moved away\n,BEERS/ALES,ann,,asked\n"
        + "".join(f",C{number},,,gone\n" for number in range(6)),
        boosted_products="tea,,3,launch\n,TEAS,0.5,too many\n,CAKE,2,none here\n",
    )
    assert built.success, built.error
    told = [line for line in built.lines if "seeds/" in line]
    assert told == [
        "seeds/boosted_products.csv: 1 of 2 names in category meet nothing in products: CAKE",
        "seeds/never_recommend.csv: 7 of 9 names in category meet nothing in products: C0, C1, C2, C3, C4, …",
        "seeds/never_recommend.csv: 1 of 2 names in customer_id meet nothing in order_lines or customers: zoe",
        "seeds/never_recommend.csv: 1 of 1 names in product_id meet nothing in order_lines or products: tae",
    ]
    assert built.rows("select product_id, boost from recommendable_products order by 1") == [("ale", 1), ("tea", 3)]
    assert built.rows("select customer_id, category, reason from withheld_products") == [("ann", "BEERS/ALES", "asked")]


@pytest.mark.parametrize(
    "never_recommend, boosted_products, test",
    [
        ("tea,TEAS,,,both\n", "", "a_row_of_never_recommend_names_a_product_or_a_category"),
        (",,,,neither\n", "", "a_row_of_never_recommend_names_a_product_or_a_category"),
        (
            "tea,,,,once\ntea,,,,twice\n",
            "",
            "product_id, category, customer_id is not unique (2 rows)",
        ),
        ("tea,,,-3,young\n", "", "a_minimum_age_is_for_all_customers"),
        ("", "tea,,0,gone\n", "a_factor_is_above_zero"),
    ],
)
def test_rows_that_cannot_be_meant_stop_the_build_with_a_test_that_says_so(
    marketed, never_recommend, boosted_products, test
):
    built = marketed(shop({"tea": "TEAS"}), never_recommend, boosted_products, "never_recommend boosted_products")
    assert not built.success
    assert any(test in line for line in built.lines)
