"""One list of vars: what is given must be in it and fit it, and what others say of vars is what it says.

The macros of macros/settings run here in dbt's own Jinja, with its own functions, but without a project around them: a
check takes a millisecond. A few builds at the end show that dbt runs into them before anything else.
"""

import datetime
import math
import re
import runpy
from types import SimpleNamespace

import pytest
import yaml
from dbt.cli.main import dbtRunner
from dbt.context.base import BaseContext
from dbt_common.clients.jinja import get_environment
from dbt_common.exceptions.macros import MacroReturn
from parsed_project import ROOT, run

PROJECT = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
DOCS = runpy.run_path(str(ROOT / "docs" / "settings.py"))
BUILTIN = BaseContext({}).to_dict()
MACROS = [
    *(ROOT / "macros" / "settings").glob("*.sql"),
    *(ROOT / "macros" / "inputs" / f"{name}.sql" for name in ("this_shop", "time_zone", "never_a_feature")),
]
TEMPLATES = {path.stem: get_environment().from_string(path.read_text(encoding="utf-8")) for path in MACROS}
LIST = {name: entry for group in DOCS["settings"]().values() for name, entry in group.items()}


def sources(*folders, kinds=(".sql", ".yml", ".py")):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in kinds:
                yield path, path.read_text(encoding="utf-8")


class StopError(Exception):
    """What `stop` raises here: the line that a user reads."""


def dbt_of(given=None, project_vars=PROJECT["vars"], execute=False, **macros):
    """The macros of macros/settings, and this_shop, by name, as for a dbt call with the vars `given`.

    Args:
        given: the vars of --vars.
        project_vars: those of dbt_project.yml.
        execute: False while dbt reads the project.
        macros: functions that take the place of macros.
    """
    given = given or {}

    def stop(message):
        raise StopError(message)

    def var(name, default):
        return {**project_vars, **project_vars.get("basketry", {}), **given}.get(name, default)

    def called(template, name):
        def call(*arguments):
            try:
                return getattr(template.make_module(names), f"dbt_macro__{name}")(*arguments)
            except MacroReturn as returned:
                return returned.value

        return call

    adapter = SimpleNamespace(config=SimpleNamespace(vars=SimpleNamespace(vars=project_vars), cli_vars=given))
    names = {**BUILTIN, "adapter": adapter, "execute": execute, "project_name": "basketry", "stop": stop, "var": var}
    names |= {name: called(template, name) for name, template in TEMPLATES.items()} | macros
    return SimpleNamespace(**names)


def line_of(given=None, **others):
    """The line with which vars are refused, or None."""
    try:
        dbt_of(given, **others).check_vars()
    except StopError as stopped:
        return str(stopped)
    return None


SHARE = "a share, more than 0 and at most 1"
ANY_SHARE = "a share, at least 0 and at most 1"
PART = "a share, at least 0 and less than 1"
COUNT = "a whole number, at least 1 and at most 1,000,000,000"
COUNT_OR_NONE = "a whole number, at least 0 and at most 1,000,000,000"
DAYS = "a whole number of days, at least 1 and at most 1,000,000"
FACTOR = "a number, at least 0 and at most 10,000"
MONEY = "an amount of money, at least 0 and less than 1,000,000,000,000, or empty"
DAY = "a day, YYYY-MM-DD, or empty"
SCALE = "a list of the lowest and the highest rating, or empty"
SIZE = "a whole number, at least 1 and at most 10"
HUGE = 10**40


# Stated here by hand, so that a kind or a range that changes by mistake is seen.
@pytest.mark.parametrize(
    ("name", "value", "what", "shown"),
    [
        ("min_support", 2, SHARE, "2"),
        ("min_support", 0, SHARE, "0"),
        ("min_support", 1.0000001, SHARE, "1.0000001"),
        ("min_support", "abc", SHARE, '"abc"'),
        ("min_support", "0.1", SHARE, '"0.1"'),
        ("min_support", "", SHARE, '""'),
        ("min_support", "two\nlines", SHARE, '"two\\nlines"'),
        ("min_support", 100 * "x", SHARE, '"' + 76 * "x" + "..."),
        ("min_support", None, SHARE, "null"),
        ("min_support", [0.1], SHARE, "[0.1]"),
        ("min_support", {"a": 1}, SHARE, "{'a': 1}"),
        ("min_support", True, SHARE, "true"),
        ("min_support", math.nan, SHARE, "nan"),
        ("min_support", math.inf, SHARE, "inf"),
        ("min_support", datetime.date(2024, 1, 1), SHARE, "2024-01-01"),
        ("min_confidence", "much", SHARE, '"much"'),
        ("min_sequence_support", 0, SHARE, "0"),
        ("min_segment_buyers", 0, SHARE, "0"),
        ("min_dense_share", 0, SHARE, "0"),
        ("max_p_value", -0.1, ANY_SHARE, "-0.1"),
        ("dense_from", 2, ANY_SHARE, "2"),
        ("assumed_margin", 30, ANY_SHARE, "30"),
        ("max_bundle_discount", 30, ANY_SHARE, "30"),
        ("max_split_p_value", 5, ANY_SHARE, "5"),
        ("exploration_share", 1.5, ANY_SHARE, "1.5"),
        ("stop_below", -1, ANY_SHARE, "-1"),
        ("min_plan_support", 80, ANY_SHARE, "80"),
        ("max_drift", 25, ANY_SHARE, "25"),
        ("variety", 2, ANY_SHARE, "2"),
        ("lapsed_risk", 2, ANY_SHARE, "2"),
        ("holdout_share", 1, PART, "1"),
        ("global_holdout_share", -0.1, PART, "-0.1"),
        ("confidence_level", 0.4, "a share, at least 0.5 and less than 1", "0.4"),
        ("power", 1, "a share, at least 0.5 and less than 1", "1"),
        ("segment_clip", 0.6, "a share, at least 0 and at most 0.5", "0.6"),
        ("name_slack", 0.6, "a share, at least 0 and at most 0.5", "0.6"),
        ("stage_trend", 2, "a number, at least 0 and at most 1", "2"),
        ("clear_silhouette", 2, "a number, at least 0 and at most 1", "2"),
        ("patience", 3, "a number, at least 0 and at most 2", "3"),
        ("min_lift", -1, FACTOR, "-1"),
        ("min_lift", True, FACTOR, "true"),
        ("min_size_adjusted_lift", 10001, FACTOR, "10001"),
        ("long_term_weight", -1, FACTOR, "-1"),
        ("drift_z_score", math.inf, "a number, at least 0 and at most 1,000,000", "inf"),
        ("overdue_cycles", -1, "a number, at least 0 and at most 1,000,000", "-1"),
        ("outlier_reach", 0, "a number, more than 0 and at most 1,000,000", "0"),
        ("ease_penalty", 0, "a number, more than 0 and at most 1,000,000", "0"),
        ("min_log_spread", 0, "a number, more than 0 and at most 1,000,000", "0"),
        ("min_share_spread", 0, "a number, more than 0 and at most 1,000,000", "0"),
        ("max_itemset_size", "abc", SIZE, '"abc"'),
        ("max_itemset_size", 11, SIZE, "11"),
        ("max_itemset_size", 4.0, SIZE, "4.0"),
        ("n_bootstraps", 0, COUNT, "0"),
        ("n_bootstraps", 2.5, COUNT, "2.5"),
        ("n_bootstraps", HUGE, COUNT, str(HUGE)),
        ("n_recommendations", None, COUNT, "null"),
        ("min_arm_events", -1, COUNT_OR_NONE, "-1"),
        ("max_per_category", False, COUNT_OR_NONE, "false"),
        ("max_offers_per_customer", 101, "a whole number, at least 1 and at most 100", "101"),
        ("n_segments", -1, "a whole number, at least 0 and at most 1,000, or empty", "-1"),
        ("min_segments", 0, "a whole number, at least 1 and at most 1,000", "0"),
        ("recency_half_life_days", 2.5, DAYS, "2.5"),
        ("past_days", 0, DAYS, "0"),
        ("attribution_days", -1, "a whole number of days, at least 0 and at most 1,000,000", "-1"),
        ("plan_budget", -5, MONEY, "-5"),
        ("plan_budget", "much", MONEY, '"much"'),
        ("plan_budget", 10**12, MONEY, "1000000000000"),
        ("plan_budget", False, MONEY, "false"),
        ("rule_miner", "eclat", "one of sql, fpgrowth", '"eclat"'),
        ("itemset_counting", None, "one of auto, joins, bitstrings", "null"),
        ("itemset_counting", ["auto"], "one of auto, joins, bitstrings", "['auto']"),
        ("roll_up_to", "", "one of category, brand", '""'),
        ("segment_method", 1, "one of kmeans, hdbscan", "1"),
        ("as_of", "tomorrow", DAY, '"tomorrow"'),
        ("as_of", "2024-02-30", DAY, '"2024-02-30"'),
        ("as_of", "2023-02-29", DAY, '"2023-02-29"'),
        ("as_of", "2024-1-1", DAY, '"2024-1-1"'),
        ("as_of", datetime.datetime(2024, 1, 1, 9), DAY, "2024-01-01 09:00:00"),
        ("as_of", 20240101, DAY, "20240101"),
        ("as_of", True, DAY, "true"),
        ("time_zone", ["UTC"], "a time zone, or empty", "['UTC']"),
        ("rating_scale", [1], SCALE, "[1]"),
        ("rating_scale", [1, 2, 3], SCALE, "[1, 2, 3]"),
        ("rating_scale", [5, 1], SCALE, "[5, 1]"),
        ("rating_scale", [5, 5], SCALE, "[5, 5]"),
        ("rating_scale", ["1", "5"], SCALE, "['1', '5']"),
        ("rating_scale", [False, True], SCALE, "[False, True]"),
        ("rating_scale", [1, math.nan], SCALE, "[1, nan]"),
        ("rating_scale", "1-5", SCALE, '"1-5"'),
        ("rating_scale", 5, SCALE, "5"),
        ("segment_features", "frequency", "a list of names", '"frequency"'),
        ("segment_features", [], "a list of names", "[]"),
        ("segment_features", None, "a list of names", "null"),
        ("segment_features", {"frequency": 1}, "a list of names", "{'frequency': 1}"),
        ("never_features", ["region", 1], "a list of names, or empty", "['region', 1]"),
        ("never_features", "region", "a list of names, or empty", '"region"'),
        ("build_seed", None, "a text", "null"),
        ("build_seed", ["a"], "a text", "['a']"),
        ("shop", True, "a text", "true"),
        ("shop", ["files"], "a text", "['files']"),
        ("input_encoding", None, "a text", "null"),
        ("publish_path", ["a"], "a path, or empty", "['a']"),
        ("input_dir", {"a": 1}, "a path, or empty", "{'a': 1}"),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_refused_in_one_line(name, value, what, shown):
    line = f"{name} is {what}, not {shown}"
    assert line_of({name: value}) == line
    assert line_of(project_vars={**PROJECT["vars"], name: value}) == line


@pytest.mark.parametrize("name", [name for name, entry in LIST.items() if re.match("count|days", entry[1])])
@pytest.mark.parametrize("value", [-1, 0.5, "1", True, math.nan, math.inf, HUGE, [1]], ids=str)
def test_whole_numbers_are_whole_and_not_endless(name, value):
    assert line_of({name: value}).startswith(f"{name} is a whole number")


@pytest.mark.parametrize(
    ("mistaken", "nearest"),
    [
        ("n_boostraps", "n_bootstraps"),
        ("Min-Support", "min_support"),
        ("budget", "plan_budget"),
        ("holdout", "holdout_days"),
        ("", "shop"),
        (7, "shop"),
    ],
)
def test_a_var_that_there_is_not_is_told_the_nearest(mistaken, nearest):
    line = f"there is no var {mistaken}; the nearest is {nearest}, and docs/settings.md has them all"
    assert line_of({mistaken: 1}) == line
    assert line_of(project_vars={**PROJECT["vars"], mistaken: 1}) == line


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"shop": "files", "input_dir": "a b/ü", "input_encoding": "gb18030", "publish_path": ""},
        {"as_of": "2024-02-29", "time_zone": "Asia/Shanghai", "rating_scale": [0.5, 5], "build_seed": 42},
        {"as_of": datetime.date(2024, 2, 29), "plan_budget": 0, "n_segments": 7},
        {"as_of": None, "time_zone": None, "rating_scale": None, "plan_budget": None, "n_segments": None},
        {"never_features": [], "publish_path": None, "input_dir": None},
        {"min_support": 1, "min_confidence": 1e-9, "min_lift": 0, "max_itemset_size": 1, "holdout_share": 0},
        {"confidence_level": 0.5, "patience": 2, "max_itemset_size": 10, "attribution_days": 0, "max_p_value": 1},
        {"plan_budget": 999_999_999_999.99, "slow_stock_days": 1_000_000, "max_itemsets": 1_000_000_000},
    ],
    ids=str,
)
def test_what_can_be_meant_is_taken(given):
    assert line_of(given) is None
    assert line_of(project_vars={**PROJECT["vars"], **given}) is None


def test_vars_of_the_project_by_name_are_asked_after_as_well():
    assert line_of(project_vars={**PROJECT["vars"], "basketry": {"min_support": 0.5, "n_bootstraps": 3}}) is None
    assert line_of(project_vars={**PROJECT["vars"], "basketry": {"min_support": 5}}) == f"min_support is {SHARE}, not 5"
    assert "there is no var nope;" in line_of(project_vars={**PROJECT["vars"], "basketry": {"nope": 5}})


def test_a_value_of_the_command_line_counts_not_the_one_it_takes_the_place_of():
    assert line_of({"min_support": 0.1}, project_vars={**PROJECT["vars"], "min_support": 9}) is None


def test_every_default_is_of_its_kind():
    for name, (default, kind, _) in LIST.items():
        if kind != "shops":
            dbt_of().check_value(name, default, kind)


def test_every_kind_of_number_has_two_ends():
    """A number without an end would let infinity pass."""
    for name, (_, kind, _) in LIST.items():
        if kind.startswith(("share", "number", "count", "days", "money")):
            with pytest.raises(StopError):
                dbt_of().check_value(name, math.inf, kind)
            with pytest.raises(StopError):
                dbt_of().check_value(name, -1, kind)


def misspelt(name):
    """A name as one may get it wrong: a letter left out, twice, wrong or swapped; without underscores."""
    middle = len(name) // 2
    yield name[:middle] + name[middle + 1 :]
    yield name[:middle] + name[middle] + name[middle:]
    yield name[:middle] + "x" + name[middle + 1 :]
    yield name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
    yield name.replace("_", "")
    yield name.upper()


@pytest.mark.parametrize("name", LIST)
def test_the_nearest_name_is_the_one_that_was_meant(name):
    nearest_name = dbt_of().nearest_name
    for mistaken in misspelt(name):
        assert mistaken in LIST or nearest_name(mistaken, LIST) == name, mistaken


def test_a_renamed_var_is_told_its_new_name():
    renamed = {"renamed_settings": lambda: {"segment_patience": "patience"}}
    assert line_of({"segment_patience": 1}, **renamed) == "var segment_patience is called patience now"


def test_old_names_are_no_names_and_lead_to_one():
    for old, new in dbt_of().renamed_settings().items():
        assert old not in LIST
        assert new in LIST


def test_a_shop_may_have_vars_of_its_own():
    shops = {"corner": {"tables": ["order_lines"], "time_zone": "UTC", "vars": ["corner_file"]}}
    project_vars = {**PROJECT["vars"], "shops": shops}
    assert line_of({"corner_file": "x"}, project_vars=project_vars) is None
    assert "there is no var corner_fil;" in line_of({"corner_fil": "x"}, project_vars=project_vars)


@pytest.mark.parametrize(
    ("shops", "line"),
    [
        (PROJECT["vars"]["shops"], "shop 'corner' is not known: it is one of journey, files, worked_example, or a new"),
        (None, "shop 'corner' is not known: it is one of , or a new line"),
        ("corner", "shop 'corner' is not known: it is one of , or a new line"),
        ({"corner": ["order_lines"]}, "shop 'corner' has no list of tables under `shops`"),
        ({"corner": {"tables": "order_lines"}}, "shop 'corner' has no list of tables under `shops`"),
        ({"corner": None}, "shop 'corner' has no list of tables under `shops`"),
    ],
)  # fmt: skip
def test_a_shop_that_is_not_known_or_not_told_is_refused(shops, line):
    for execute in (False, True):
        with pytest.raises(StopError, match=re.escape(line)):
            dbt_of({"shop": "corner"}, {**PROJECT["vars"], "shops": shops}, execute).this_shop()


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({}, None),
        ({"max_segments": 2}, None),
        ({"max_segments": 1}, "max_segments is at least min_segments, 2, not 1"),
        ({"min_segments": 13}, "max_segments is at least min_segments, 13, not 12"),
        ({"never_features": ["frequ*"]}, "segment_features names frequency, which never_features says is no feature"),
        (
            {"segment_features": ["trait_age"]},
            "segment_features names trait_age, which never_features says is no feature",
        ),
        ({"shop": "corner"}, "shop 'corner' is not known: "),
        ({"n_boostraps": 5}, "there is no var n_boostraps; "),
        ({"time_zone": "Shanghai"}, "time_zone 'Shanghai' is not known; the nearest is Asia/Shanghai"),
    ],
    ids=str,
)
def test_settings_are_asked_after_together_before_anything_is_built(given, line):
    """The engine is played: it knows a few time zones."""
    zones = ["America/New_York", "Asia/Shanghai", "Europe/Berlin"]

    def run_query(sql):
        known = [sql.endswith(f"= '{zone}'") for zone in [*zones, "UTC"]]
        return SimpleNamespace(columns=[[any(known)] if "count(*)" in sql else zones])

    engine = {
        **{
            "run_query": run_query,
            "dbt": SimpleNamespace(escape_single_quotes=str),
            "target": SimpleNamespace(path="x"),
        },
        **{"flags": SimpleNamespace(WHICH="compile")},
    }
    macros = dbt_of(given, execute=True, **engine)
    if line is None:
        macros.check_settings()
    else:
        with pytest.raises(StopError, match=re.escape(line)):
            macros.check_settings()


@pytest.mark.parametrize("name", [name for name, entry in LIST.items() if isinstance(entry[0], int | float | list)])
def test_no_formula_sees_a_number_or_a_list_that_is_none(name):
    with pytest.raises(StopError, match=f"{name} is a"):
        dbt_of({name: "abc"}).setting(name)


def test_a_setting_that_nobody_sets_is_what_the_list_says():
    for name, (default, _, _) in LIST.items():
        assert dbt_of(project_vars={}).setting(name) == default
        assert dbt_of({name: default}, project_vars={}).setting(name) == default


def test_what_is_given_comes_before_the_list():
    assert dbt_of({"n_bootstraps": 5}).setting("n_bootstraps") == 5
    assert dbt_of(project_vars={"n_bootstraps": 6}).setting("n_bootstraps") == 6


def test_a_name_that_is_not_in_the_list_is_no_setting():
    with pytest.raises(StopError, match="min_suport is not in the list"):
        dbt_of().setting("min_suport")


def test_a_python_model_is_handed_what_it_asks_for():
    model = SimpleNamespace(config=SimpleNamespace(config_keys_used=["n_bootstraps", "build_seed", "min_support"]))
    code = {}
    exec(dbt_of({"build_seed": "it's"}).build_config_dict(model), code)
    assert code["config_dict"] == {"n_bootstraps": 20, "build_seed": "it's", "min_support": 0.0005}


def test_a_shops_models_are_there_for_that_shop_alone():
    """Each says so itself: in dbt_project.yml only --vars are known, and not the line `shop` of that very file."""
    for path, text in sources("models/inputs", kinds=(".sql",)):
        assert text.splitlines()[1] == f"{{{{ config(enabled=setting('shop') == '{path.parent.name}') }}}}", path
        assert path.parent.name in PROJECT["vars"]["shops"]
    assert not re.search(r"\bvar\(", (ROOT / "dbt_project.yml").read_text(encoding="utf-8"))


def test_at_most_forty_vars_stand_in_dbt_project():
    assert len(PROJECT["vars"]) <= 40


def test_dbt_project_says_what_the_list_says():
    """Its values, its comments and its order, so that neither of the two can be changed alone."""
    text = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    assert [name for name in LIST if name in PROJECT["vars"]] == list(PROJECT["vars"])
    for group, members in DOCS["settings"]().items():
        assert any(name in PROJECT["vars"] for name in members)
        assert f"\n  # {group}\n" in text
        for name, (default, _, meaning) in members.items():
            if name == "shops":
                assert f"\n  # {meaning}\n" in text
            elif name in PROJECT["vars"]:
                assert PROJECT["vars"][name] == default
                assert type(PROJECT["vars"][name]) is type(default)
                assert re.search(rf"^  {name}: .*  # {re.escape(meaning)}$", text, re.MULTILINE), name


def test_the_page_of_settings_says_what_the_list_says():
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == DOCS["page"](), "run `make settings`"


def test_build_settings_has_the_settings_of_the_build(build):
    """All but those that say where files lie, which change no number."""
    orders = "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n1,1,101,2024-01-01,1,2.5\n"
    given = {"n_bootstraps": 5, "plan_budget": None, "build_seed": "it's"}
    built = build({"order_lines.csv": orders}, select="build_settings", **given)
    assert built.success, built.error
    given |= {"shop": "files", "time_zone": "UTC", "plan_budget": ""}
    assert set(built.rows("select setting, value, description from build_settings")) == {
        (name, str(given.get(name, default)), meaning)
        for name, (default, _, meaning) in LIST.items()
        if name not in ("input_dir", "shop_file", "publish_path", "shops")
    }


def test_models_and_macros_read_vars_through_the_list_and_each_of_it_is_read():
    read = set()
    for path, text in sources("models", "python_models", "macros", "tests", kinds=(".sql", ".yml")):
        if path.parent.name != "settings":
            assert not re.search(r"\bvar\(", text), path
        read |= set(re.findall(r"\bsetting\(['\"](\w+)['\"]\)", text))
    for path, text in sources("python_models", kinds=(".py",)):
        assert "meta_get" not in text, path
        read |= set(re.findall(r"dbt\.config\.get\(\"(\w+)\"\)", text))
    assert read == set(LIST)


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"n_boostraps": 5}, "there is no var n_boostraps; the nearest is n_bootstraps"),
        ({"max_itemset_size": "abc"}, "max_itemset_size is a whole number, at least 1 and at most 10, not"),
        ({"explanation_depth": 0}, "explanation_depth is a whole number, at least 1"),
    ],
)
def test_dbt_refuses_vars_while_it_reads_the_project(tmp_path, variables, words):
    """One that there is not, one that breaks a formula, and one that only a Python model reads."""
    refused = run(["build"], {"shop": "files", **variables}, tmp_path, anew=True)
    assert not refused.success
    assert words in refused.error
    assert "\n" not in refused.error
    assert not (tmp_path / "basketry.duckdb").exists()


def test_dbt_refuses_a_var_of_dbt_project_as_well(tmp_path):
    """A project whose dbt_project.yml has a line more, its folders those of this one."""
    for name in [*PROJECT["model-paths"], "macros", "seeds", "tests", "profiles.yml"]:
        (tmp_path / name).symlink_to(ROOT / name)
    text = (ROOT / "dbt_project.yml").read_text(encoding="utf-8").replace("\nvars:\n", "\nvars:\n  n_boostraps: 5\n")
    (tmp_path / "dbt_project.yml").write_text(text, encoding="utf-8")
    refused = dbtRunner().invoke(["--quiet", "parse", "--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)])
    assert "there is no var n_boostraps; the nearest is n_bootstraps" in refused.exception.msg
