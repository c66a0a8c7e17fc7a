"""How long a plan takes: made candidates of many customers, through the project's own models, at two threads and 4 GiB.

    python benchmarks/campaigns.py [--customers 1000000] [--offers 20]

One line per model, then the plan beside the bound that its shadow prices give: no plan of these candidates, whole or
split, is worth more than the limits cost at the prices, plus what each customer's best contacts are worth above them.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from compiled_plan import MODELS, Planner, made_limits  # noqa: E402
from compiled_rules import opened  # noqa: E402

# Values spread over customers, offers and pairs as exponentials of sums of hashed numbers; four channels' costs.
CANDIDATES = """
create table plan_candidates as
select
    customer_id,
    'o' || lpad(cast(offer as varchar), 2, '0') as offer_id,
    ['email', 'sms', 'mail'][1 + offer % 3] as channel,
    'o' || lpad(cast(offer as varchar), 2, '0') || '_20240331' as campaign_id,
    'set ' || (hash(customer_id * 100 + offer) >> 7) % 30 as product_set,
    case when offer % 4 = 0 then 'group ' || offer % 8 else 'offer ' || offer end as exclusive_group,
    1 + hash(customer_id) % 3 as n_allowed,
    cast([0.01, 0.05, 0.5][1 + offer % 3] as decimal(18, 4)) as cost,
    cast(
        exp(
            1.5 * ((hash(customer_id + 7) >> 11) % 1000 / 1000.0)
            + 1.5 * ((hash(customer_id * 100 + offer) >> 20) % 100000 / 100000.0)
        ) * (0.2 + 0.1 * (offer % 7)) - [0.01, 0.05, 0.5][1 + offer % 3] as decimal(18, 4)
    ) as expected_value,
    cast(0.8 * ((hash(customer_id * 100 + offer) >> 33) % 1000 / 1000.0) - 0.2 as decimal(18, 4)) as long_term_value,
    cast(expected_value - 0.25 * long_term_value as decimal(18, 4)) as short_term_value
from range({customers}) as customers (customer_id)
cross join range({offers}) as offers (offer)
"""

# What each customer's best contacts are worth above their prices, exclusions left aside: at least what any plan gets.
BOUND = """
select
    (
        select sum(cast(limit_value as double) * shadow_price)
        from plan_limits inner join plan_prices using (constraint_name)
    ) + (
        select sum(priced_value)
        from (
            select priced_value
            from (
                select customer_id, n_allowed, offer_id, max(priced_value) as priced_value
                from priced_candidates
                group by all
            )
            where priced_value > 0
            qualify row_number() over (partition by customer_id order by priced_value desc) <= n_allowed
        )
    )
"""


def main() -> None:
    """Plan over made candidates and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--offers", type=int, default=20)
    parser.add_argument("--memory", default="4GB")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        models = [*MODELS, "weighed_plans"]
        planner = Planner(folder, models, holdout_share=0, global_holdout_share=0, plan_budget=1, shop="files")
        session = opened(str(folder / "plan.duckdb"), threads=2, memory_limit=arguments.memory)
        session.execute(f"set temp_directory = '{folder}'")
        session.execute(CANDIDATES.format(customers=arguments.customers, offers=arguments.offers))
        n = arguments.customers
        limits = made_limits(
            budget=n * 0.12,
            channel_budgets={"mail": n * 0.08, "sms": n * 0.03},
            uses={f"o{offer:02}": int(n * 0.05) for offer in range(0, arguments.offers, 2)},
            audiences={f"o{offer:02}": int(n * 0.001) for offer in range(0, arguments.offers, 3)},
        )
        session.register("given", limits)
        session.execute("create table plan_limits as from given")
        times: dict[str, float] = {}
        started = last = time.perf_counter()
        processor = time.process_time()

        def timed(model: str) -> None:
            nonlocal last, processor
            times[model] = time.perf_counter() - last
            spent = time.process_time() - processor
            (rows,) = session.sql(f"select count(*) from {model}").fetchone()
            print(f"{model:20} {times[model]:6.1f} s, {spent:6.1f} s of processors, {rows:12,} rows", flush=True)
            last, processor = time.perf_counter(), time.process_time()

        planner.run(session, timed)
        total = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        (value,) = session.sql("select cast(sum(expected_value) as double) from allocated_contacts").fetchone()
        (bound,) = session.sql(BOUND).fetchone()
        programmes = times["plan_prices"] + times["weighed_plans"]
        print(f"{'all':20} {total:6.1f} s, of which linear programmes {programmes:.1f} s; peak {peak:.1f} GiB")
        print(f"value {value:,.0f}, bound {bound:,.0f}: at most {1 - value / bound:.2%} below the optimum")


if __name__ == "__main__":
    main()
