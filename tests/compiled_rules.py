"""The models of the folder rules as plain SQL, so that a test can mine baskets of its own in milliseconds.

dbt compiles them once per set of vars; `Miner.mine` runs them, in order, over baskets that it is handed. What
tests and benchmarks run is thus the project's own SQL, not a copy of it.
"""

from graphlib import TopologicalSorter
from pathlib import Path
from unittest import mock

import duckdb
import pyarrow as pa
from parsed_project import compiled

CATALOG = "basketry"
# They read prices, days and customers, which `prepared` does not make up.
NOT_OF_BASKETS_ALONE = {
    *("rules_by_segment", "rules_by_month", "rule_drift", "rule_values"),
    *("product_bundles", "next_basket_rules"),
}


class Miner:
    """The compiled models of models/rules and python_models/rules for one set of vars."""

    def __init__(self, folder, select="path:models/rules path:python_models/rules", **settings):
        """Compile into `folder`; `settings` are vars of dbt_project.yml."""
        nodes = compiled(folder, "--select", *select.split(), **settings)
        models = {node["unique_id"]: node for node in nodes if Path(node["original_file_path"]).parts[1] == "rules"}
        parents = {
            key: [parent for parent in node["depends_on"]["nodes"] if parent in models] for key, node in models.items()
        }
        self.models = [models[key] for key in TopologicalSorter(parents).static_order()]

    def mine(self, baskets, threads=2, only=None, max_basket_products=500):
        """Mine baskets.

        Args:
            baskets: an Arrow table of columns basket and product, whole numbers, each pair once; or
                a list of sets.
            threads: DuckDB's.
            only: names of the models to run; when left out, all that lead to rules_that_matter.
            max_basket_products: a basket of more products is oversized.

        Returns:
            A DuckDB connection in which each model is a table.
        """
        session = prepared(baskets, threads, max_basket_products)
        for model in self.models:
            if model["name"] in only if only else model["name"] not in NOT_OF_BASKETS_ALONE:
                self.run(session, model)
        return session

    def run(self, session, model):
        """Make the table of one model."""
        table = f"create or replace table {model['name']} as "
        if model["language"] == "sql":
            session.execute(table + model["compiled_code"])
        else:
            code = {"__name__": model["name"]}
            exec(model["compiled_code"], code)
            dbt = mock.Mock()
            dbt.ref = session.table
            dbt.config.get = code["config"].get
            answer = code["model"](dbt, session)
            session.register("answer", answer)
            session.execute(table + "from answer")
            session.unregister("answer")


def opened(file=":memory:", threads=2, **config):
    """A DuckDB connection in which the compiled models find the tables of a file."""
    session = duckdb.connect(config={"threads": threads, **config})
    session.execute(f"attach '{file}' as {CATALOG}")
    session.execute(f"use {CATALOG}")
    return session


def prepared(baskets, threads=2, max_basket_products=500, file=":memory:"):
    """A DuckDB connection with what models/rules reads; `baskets` may also be a relation in SQL."""
    session = opened(file, threads)
    if isinstance(baskets, str):
        session.execute(f"create table given as from {baskets}")
    elif not isinstance(baskets, pa.Table):
        pairs = [(basket, product) for basket, products in enumerate(baskets) for product in products]
        baskets = pa.table(
            {
                "basket": pa.array([basket for basket, _ in pairs], pa.int64()),
                "product": pa.array([product for _, product in pairs], pa.int64()),
            }
        )
    if isinstance(baskets, pa.Table):
        session.register("given", baskets)
    session.execute(
        """
        create table products as
        select
            product as product_id,
            cast(row_number() over (order by count(*) desc, product) as integer) as product_number,
            'product ' || product as product_name,
            'category ' || product % 10 as category
        from given
        group by product
        """
    )
    session.execute(
        f"""
        create table baskets as
        select
            basket as order_id,
            cast(row_number() over (order by basket) as integer) as basket_number,
            cast(floor(log2(count(*))) as integer) as size_class,
            count(*) > {max_basket_products} as is_oversized
        from given
        group by basket
        """
    )
    session.execute(
        """
        create table basket_products as
        select baskets.basket_number, products.product_number, baskets.is_oversized
        from given
        inner join baskets on given.basket = baskets.order_id
        inner join products on given.product = products.product_id
        """
    )
    if isinstance(baskets, pa.Table):
        session.unregister("given")
    else:
        session.execute("drop table given")
    return session
