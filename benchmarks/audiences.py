"""Do audiences hold who buys a product once it is on the shelf? `python benchmarks/audiences.py FILE FOLDER [DAYS]`.

FILE is the working file of a build (basketry.duckdb) of any shop. Its last DAYS (28) are cut off, the rest is built in
FOLDER, and every product that was first sold in those days, and may be recommended, is put on a list. The audience of
each, out of listed_scores, is compared with who then bought it; beside it the heaviest buyers, and everybody in the
order of a hash. Prints for each the share of buyers among the first 10 and 100, and the mean area under the curve.

Then whether as many buy as the scores say: of what was new on the last day and of 400 slow products, drawn by hash
among those that 5 to 200 customers had bought before. Of all pairs of customer and product, of each customer's three
best of a list, and of those that an offer of the list would name, who are also among the first 100 of the product.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
# The first select ends before the lists are read, the second continues from them; nothing else is built.
TO_LISTS = "+ranked_lists +product_audiences"
FROM_LISTS = "listed_products listed_terms listed_base_rates listed_tastes listed_likeness listed_lifts listed_scores"
SHOP = {
    "order_lines": """
        select
            order_id, customer_id, product_id, ordered_at, quantity,
            abs(gross / quantity)::decimal(18, 8) as unit_price, discount, channel
        from shop.main.stg_order_lines where ordered_on <= {cut} and quantity <> 0
    """,
    "products": "select product_id, product_name as name, category, brand from shop.main.products",
}
# Customers with equal scores stand in the order of a hash, so that no measure gains by how they are numbered.
MEASURES = """
    with
    buyers as (
        select distinct lines.customer_id, products.product_number
        from shop.main.stg_order_lines as lines
        inner join shop.main.products as old using (product_id)
        inner join products using (product_id)
        semi join product_lists as listed
            on cast(products.product_id as varchar) = listed.product_id and listed.list_name = 'first sold later'
        where lines.ordered_on > {cut}
    ),
    spent as (select customer_id, sum(revenue) as revenue from stg_order_lines group by customer_id),
    scored as (
        select
            scores.product_number, scores.customer_id, buyers.customer_id is not null as bought,
            scores.score as likeness, coalesce(spent.revenue, 0)::double as heaviest, 0 as chance
        from listed_scores as scores
        semi join buyers as wanted on scores.product_number = wanted.product_number
        left join spent on scores.customer_id = spent.customer_id
        left join buyers
            on scores.customer_id = buyers.customer_id and scores.product_number = buyers.product_number
    ),
    ordered as (
        select
            product_number, bought, audience,
            row_number() over (
                partition by product_number, audience order by value desc, md5(product_number || '|' || customer_id)
            ) as place,
            count(*) over (partition by product_number, audience) as n_customers
        from scored unpivot (value for audience in (likeness, heaviest, chance))
    ),
    curves as (
        select
            product_number, audience, count(*) filter (bought) as n_buyers,
            count(*) filter (bought and place <= 10) / 10 as among_10,
            count(*) filter (bought and place <= 100) / 100 as among_100,
            1 - (avg(place) filter (bought) - (count(*) filter (bought) + 1) / 2)
                / nullif(any_value(n_customers) - count(*) filter (bought), 0) as area
        from ordered group by product_number, audience
    )
    select
        audience, count(*) as products, sum(n_buyers)::int as purchases, round(avg(among_10), 5) as among_10,
        round(avg(among_100), 5) as among_100, round(avg(area), 4) as area
    from curves group by audience order by area
"""
PROMISES = """
    with
    buyers as (
        select distinct lines.customer_id, products.product_number
        from shop.main.stg_order_lines as lines
        inner join products using (product_id)
        where lines.ordered_on > {cut} and lines.quantity > 0
    ),
    placed as (
        select
            listed.list_name, scores.score, buyers.customer_id is not null as bought,
            row_number() over (
                partition by listed.list_name, scores.customer_id order by score desc, scores.product_number
            ) as place,
            row_number() over (
                partition by listed.list_name, scores.product_number order by score desc, lift desc, scores.customer_id
            ) as audience_place
        from listed_scores as scores
        inner join listed_products as listed using (product_number)
        left join buyers
            on scores.customer_id = buyers.customer_id and scores.product_number = buyers.product_number
        where scores.evidence <> 'everyone_popularity' and listed.list_name <> 'first sold later'
    )
    {selects}
    order by list_name, pairs desc
"""
NAMED = {"everybody": "true", "three best": "place <= 3", "offered": "place <= 3 and audience_place <= 100"}


def build(folder, select, cut):
    """Build part of the project in FOLDER."""
    settings = {"shop": "files", "input_dir": str(folder / "input"), "publish_path": "", "as_of": cut}
    subprocess.run(
        [
            *(str(Path(sys.executable).parent / "dbt"), "build", "--quiet", "--target-path", str(folder / "target")),
            *("--exclude-resource-type", "unit_test", "test"),
            *("--select", *select.split(), "--vars", json.dumps(settings)),
        ],
        check=True,
        cwd=ROOT,
        env={**os.environ, "BASKETRY_FILE": str(folder / "basketry.duckdb")},
    )


def main(file, folder, days=28):
    """Cut, build, list what came after, and compare."""
    folder = Path(folder)
    (folder / "input").mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{file}' as shop (read_only)")
        (cut,) = connection.sql(f"select max(ordered_on) - {int(days)} from shop.main.stg_order_lines").fetchone()
        cut = str(cut)[:10]
        for name, query in SHOP.items():
            query = query.format(cut=f"date '{cut}'")
            connection.execute(f"copy ({query}) to '{folder}/input/{name}.parquet'")
    build(folder, TO_LISTS, cut)
    with duckdb.connect(str(folder / "basketry.duckdb")) as connection:
        connection.execute(f"attach '{file}' as shop (read_only)")
        connection.execute("delete from product_lists")
        connection.execute(
            f"""
            insert into product_lists
            select distinct 'first sold later', cast(product_id as varchar), null
            from shop.main.stg_order_lines
            where ordered_on > date '{cut}' and product_id not in (select product_id from stg_order_lines)
            """
        )
        connection.execute(
            """
            insert into product_lists
            select 'slow', cast(product_id as varchar), null
            from history_products
            inner join recommendable_products using (product_number)
            where history = 'all' and n_customers between 5 and 200
            order by md5(cast(product_id as varchar)) limit 400
            """
        )
    build(folder, FROM_LISTS, cut)
    with duckdb.connect(str(folder / "basketry.duckdb"), config={"threads": 2}) as connection:
        connection.execute(f"attach '{file}' as shop (read_only)")
        print(connection.sql(MEASURES.format(cut=f"date '{cut}'")))
        selects = " union all ".join(
            f"select list_name, '{name}' as named, count(*) as pairs, round(sum(score), 1) as expected, "
            f"count(*) filter (bought) as bought from placed where {condition} group by list_name"
            for name, condition in NAMED.items()
        )
        print(connection.sql(PROMISES.format(cut=f"date '{cut}'", selects=selects)))


if __name__ == "__main__":
    main(*sys.argv[1:])
