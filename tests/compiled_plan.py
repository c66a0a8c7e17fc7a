"""The models that assign offers as plain SQL, so that a test can plan over candidates of its own in a second.

As tests/compiled_rules.py does for rules: dbt compiles the models once per set of vars, and what tests and benchmarks
run is the project's own SQL and Python models, not a copy of them.
"""

from unittest import mock

import duckdb
import numpy as np
import pyarrow as pa
from compiled_rules import opened
from parsed_project import compiled

# From candidates and limits to choices, in this order.
MODELS = [
    *("plan_sample", "plan_prices", "priced_candidates"),
    *("greedy_contacts", "contact_swaps", "allocated_contacts"),
]


class Planner:
    """The compiled models that assign offers, for one set of vars."""

    def __init__(self, folder, models=MODELS, **settings):
        """Compile into `folder`; `settings` are vars of dbt_project.yml."""
        nodes = {node["name"]: node for node in compiled(folder, "--select", *models, **settings)}
        self.models = [nodes[name] for name in models]

    def run(self, session, each=lambda name: None):
        """Make the tables of all models in a connection that holds plan_candidates and plan_limits."""
        for model in self.models:
            kind = "view" if model["config"]["materialized"] == "view" else "table"
            table = f"create or replace {kind} {model['name']} as "
            if model["language"] == "sql":
                session.execute(table + model["compiled_code"])
            else:
                code = {"__name__": model["name"]}
                exec(model["compiled_code"], code)
                dbt = mock.Mock()
                dbt.ref = session.table
                dbt.config.get = code["config"].get
                session.register("answer", code["model"](dbt, session))
                session.execute(table + "from answer")
                session.unregister("answer")
            each(model["name"])

    def plan(self, candidates: pa.Table, limits: pa.Table, threads=2) -> duckdb.DuckDBPyConnection:
        """Plan over Arrow tables with the columns that `made_candidates` and `made_limits` give."""
        session = opened(threads=threads)
        for name, table in (("plan_candidates", candidates), ("plan_limits", limits)):
            session.register("given", table)
            session.execute(f"create table {name} as from given")
            session.unregister("given")
        self.run(session)
        return session


def made_candidates(
    seed, n_customers, n_offers, channels=("email", "mail", "sms"), most_allowed=3, n_groups=3, n_sets=6
) -> pa.Table:
    """Candidates of a made shop: values spread as those of customers are, costs by channel, some who may get little.

    Args:
        seed: of the draws.
        n_customers: customers, some of whom may get nothing.
        n_offers: offers, each by one channel or two.
        channels: of them the first is cheap and weak, the last dear and strong.
        most_allowed: contacts that a customer may have at most.
        n_groups: exclusive groups that about half of the offers are in.
        n_sets: different products that the offers of a customer are for.
    """
    rng = np.random.default_rng(seed)
    cost = dict(zip(channels, np.geomspace(0.02, 0.6, len(channels)).round(4), strict=True))
    reach = dict(zip(channels, np.linspace(0.3, 0.9, len(channels)), strict=True))
    group = [f"group {rng.integers(n_groups)}" if rng.random() < 0.5 else f"offer {offer}" for offer in range(n_offers)]
    worth = rng.gamma(2, 1, n_offers)
    allowed = rng.integers(0, most_allowed + 1, n_customers)
    rich = rng.lognormal(0, 1, n_customers)
    rows = []
    for customer in np.flatnonzero(allowed):
        for offer in np.flatnonzero(rng.random(n_offers) < 0.7):
            product_set = f"set {rng.integers(n_sets * 4)}"
            margin = worth[offer] * rich[customer] * rng.lognormal(0, 0.7)
            for channel in rng.choice(channels, size=min(rng.integers(1, 3), len(channels)), replace=False):
                value = round(reach[channel] * margin - cost[channel], 4)
                rows.append((customer, f"o{offer:02}", channel, product_set, group[offer], allowed[customer], value))
    columns = list(zip(*rows, strict=True)) or [[]] * 7
    customer, offer, channel, product_set, exclusive_group, n_allowed, value = columns
    return pa.table(
        {
            "customer_id": pa.array(customer, pa.int64()),
            "offer_id": pa.array(offer, pa.string()),
            "channel": pa.array(channel, pa.string()),
            "campaign_id": pa.array([f"{name}_20240331" for name in offer], pa.string()),
            "product_set": pa.array(product_set, pa.string()),
            "exclusive_group": pa.array(exclusive_group, pa.string()),
            "n_allowed": pa.array(n_allowed, pa.int64()),
            "cost": pa.array([cost[name] for name in channel], pa.float64()).cast(pa.decimal128(18, 4)),
            **{
                name: pa.array(amounts, pa.float64()).cast(pa.decimal128(18, 4))
                for name, amounts in (
                    ("expected_value", value),
                    ("short_term_value", value),
                    ("long_term_value", np.zeros(len(value))),
                )
            },
        }
    )


def made_limits(budget=None, channel_budgets=None, uses=None, audiences=None) -> pa.Table:
    """Limits as plan_limits has them: a number, and dicts by channel or offer."""
    rows = [] if budget is None else [("budget", "budget", None, None, budget)]
    rows += [
        (f"budget of {name}", "channel_budget", None, name, most) for name, most in (channel_budgets or {}).items()
    ]
    rows += [(f"uses of {name}", "uses", name, None, most) for name, most in (uses or {}).items()]
    rows += [(f"audience of {name}", "audience", name, None, least) for name, least in (audiences or {}).items()]
    columns = list(zip(*rows, strict=True)) or [[]] * 5
    names = ["constraint_name", "limit_kind", "offer_id", "channel"]
    return pa.table(
        {
            **{name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=False)},
            "limit_value": pa.array([round(float(most), 4) for most in columns[4]], pa.float64()).cast(
                pa.decimal128(18, 4)
            ),
        }
    )
