"""The same rows give the same marts, whatever the number of threads and the order that the rows come in."""

import hashlib
import shutil

import numpy as np
import pytest

TABLES = ["order_lines", "products", "customers", "campaigns", "contacts", "responses"]


def hashes(result):
    """A hash of every published table. Which row of the input a rejected one was is not content."""
    with result.connect(published=True) as connection:
        names = [name for (name,) in connection.sql("select table_name from duckdb_tables()").fetchall()]
        return {
            name: hashlib.sha256(
                repr(
                    connection.sql(
                        "select * replace (0 as row_number) from rejected_rows order by all"
                        if name == "rejected_rows"
                        else f"select * from {name} order by all"
                    ).fetchall()
                ).encode()
            ).hexdigest()
            for name in names
        }


@pytest.fixture(scope="module")
def some_households(journey_inputs):
    """Every tenth household of the Complete Journey, as the tables of the contract: enough for every model to learn."""
    with journey_inputs.connect() as connection:
        return {
            table: connection.sql(
                f"select * from journey_{table}"
                + (
                    " where customer_id % 10 = 3"
                    if table in ("order_lines", "customers", "contacts", "responses")
                    else ""
                )
            ).to_arrow_table()
            for table in TABLES
        }


@pytest.fixture(scope="module")
def as_they_come(build, some_households):
    result = build({f"{name}.parquet": table for name, table in some_households.items()}, threads=1, data_tests=False)
    assert result.success, result.error
    return result


def test_threads_and_the_order_of_rows_change_nothing(build, some_households, as_they_come):
    """Two whole builds of 250 households, as every table is compared: most of a minute."""
    shuffle = np.random.default_rng(0).permutation
    shuffled = {f"{name}.parquet": table.take(shuffle(len(table))) for name, table in some_households.items()}
    result = build(shuffled, threads=2, data_tests=False)
    assert result.success, result.error
    assert len(hashes(result)) >= 16
    assert hashes(result) == hashes(as_they_come)
    assert result.rows("select count(*) > 100 from campaign_plan", published=True) == [(True,)]


def test_a_rebuild_in_the_same_file_changes_nothing(build, as_they_come):
    """A whole build once more, as every table is compared: half a minute."""
    expected = hashes(as_they_come)
    again = build(
        folder=as_they_come.path.parent,
        shop="files",
        input_dir=str(as_they_come.path.parent / "input"),
        data_tests=False,
    )
    assert again.success, again.error
    assert hashes(again) == expected


@pytest.mark.slow
def test_one_thread_gives_what_two_give_on_the_whole_journey(build, journey):
    """The Journey once more, minutes: rows of a small shop lie with one thread, those of the Journey with several."""
    again = build(threads=1, data_tests=False)
    assert again.success, again.error
    assert hashes(again) == hashes(journey)


def test_another_seed_holds_out_others(build, as_they_come, tmp_path):
    """Planned anew with the other seed, in a copy of the file."""
    folder = shutil.copytree(as_they_come.path.parent, tmp_path / "other")
    other = build(
        folder=folder,
        shop="files",
        input_dir=str(folder / "input"),
        select="path:models/campaigns path:python_models/campaigns",
        data_tests=False,
        build_seed="another",
    )
    assert other.success, other.error
    held_out = [
        set(result.rows("select distinct customer_id from campaign_plan where is_holdout"))
        for result in (as_they_come, other)
    ]
    assert held_out[0] and held_out[1]
    assert held_out[0] != held_out[1]
