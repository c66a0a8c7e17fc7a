"""The models of evaluation and feedback, and the forecast of a plan, run as plain SQL over made tables."""

import duckdb
from parsed_project import compiled

SELECTED = (
    "path:models/evaluation",
    "path:models/learning",
    "forecast_strata",
    "forecast_terms",
    "plan_forecast",
    "drift_alerts",
)


class Compiled:
    """The models as dbt compiles them for a shop of files; `settings` are vars."""

    def __init__(self, folder, **settings):
        self.folder = folder
        self.settings = {"shop": "files", **settings}
        self.models = self.compile("--select", *SELECTED)

    def compile(self, *arguments):
        return {node["name"]: node["compiled_code"] for node in compiled(self.folder, *arguments, **self.settings)}

    def session(self):
        session = duckdb.connect(config={"threads": 2})
        session.execute("attach ':memory:' as basketry; use basketry")
        session.execute(
            """
            create table this_build as select 'abc' as build_id;
            create table today as select date '2024-12-31' as as_of;
            create table controlled_contacts (campaign_id integer, customer_id bigint, arm varchar);
            create table contact_results (
                campaign_id integer, customer_id bigint, arm varchar, segment varchar, n_orders bigint,
                revenue decimal(18, 4), has_opened boolean, has_redeemed boolean
            )
            """
        )
        self.run(session, "ratio_estimates")
        return session

    def run(self, session, *names):
        for name in names:
            session.execute(f"create or replace table {name} as {self.models[name]}")
