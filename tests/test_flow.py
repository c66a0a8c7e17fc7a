"""The project is what its folders, YAML and settings say: read from dbt's manifest, nothing is built."""

import csv
import itertools
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from dbt.contracts.graph.manifest import Manifest
from jinja2 import Environment, nodes
from parsed_project import ROOT, as_json, found, parse

FLOW = [
    *("inputs", "staging", "baskets", "customers", "segments", "rules", "recommendations"),
    *("evaluation", "learning", "responses", "campaigns", "memory", "monitoring"),
]
PROJECT = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
PAGES = [ROOT / "README.md", ROOT / "docs" / "zh" / "README.md"]
SHOPS = tuple(f"{shop}_" for shop in PROJECT["vars"]["shops"])
MODEL_FOLDERS = [ROOT / folder for folder in PROJECT["model-paths"]]


@pytest.fixture(scope="module", params=list(PROJECT["vars"]["shops"]))
def manifest(request):
    """The manifest of each shop: which models are enabled, and what they refer to, depends on the shop."""
    return as_json(request.param)


def ours(manifest, resource_type):
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == resource_type and node["package_name"] == PROJECT["name"]
    ]


def folder(node):
    return Path(node["original_file_path"]).parts[1]


def macro_arguments(macro):
    """The names in the head of a macro, or of a generic test, which dbt stores as macro test_<name>."""
    text = re.sub(r"({%-?\s*)test(\s+\w+\()", r"\1macro\2", macro["macro_sql"])
    text = re.sub(r"({%-?\s*)endtest", r"\1endmacro", text)
    if macro["name"].startswith("materialization_"):
        return []
    head = next(Environment(extensions=["jinja2.ext.do"]).parse(text).find_all(nodes.Macro))
    return [argument.name for argument in head.args]


def settings(manifest):
    """The dict that macro settings returns."""
    returned = []
    sql = manifest["macros"][f"macro.{PROJECT['name']}.settings"]["macro_sql"]
    Environment().from_string(sql, globals={"return": returned.append}).module.settings()
    return returned[0]


def another(default, kind):
    """A value of a kind, as macro settings has them, that is not the default: an end of its range, the last word."""
    kind, _, detail = kind.removesuffix(" or empty").partition(" ")
    usual = {"share": "[0, 1]", "count": "[1, 1000]", "days": "[1, 1000]", "money": "[0, 1000]"}
    if kind == "number" or kind in usual:
        ends = detail or usual[kind]
        low, high = map(float, ends[1:-1].split(", "))
        value = low if ends[0] == "[" and low != default else high
        return int(value) if kind in ("count", "days") else value
    if kind == "one":
        return next(word for word in detail.removeprefix("of ").split(", ") if word != default)
    return {"day": "2024-01-01", "names": ["frequency"], "scale": [1, 5]}.get(kind, "another")


def test_what_dbt_parses_depends_on_no_var_but_the_shop():
    """A user may change any var without a second parse, and a test, too (tests/parsed_project.py)."""
    usual = as_json("files")
    others = {
        name: another(default, kind)
        for group in settings(usual).values()
        for name, (default, kind, _) in group.items()
        if name not in ("shop", "shops")
    }
    unusual = found(Manifest.from_msgpack(parse({"shop": "files", **others})))
    assert usual["nodes"].keys() == unusual["nodes"].keys()
    for key, node in usual["nodes"].items():
        there = unusual["nodes"][key]
        # A branch that is not taken may refer to less; what it refers to is made all the same.
        assert set(there["depends_on"].get("nodes", [])) <= set(node["depends_on"].get("nodes", [])), key
        for name in node.keys() - {"created_at", "depends_on", "refs"}:
            assert node[name] == there[name], (key, name)


def test_arrows_run_with_the_flow(manifest):
    models = {node["unique_id"]: node for node in ours(manifest, "model")}
    back = [
        f"{node['name']} ({folder(node)}) refers to {models[parent]['name']} ({folder(models[parent])})"
        for node in models.values()
        for parent in node["depends_on"]["nodes"]
        if parent in models and FLOW.index(folder(models[parent])) > FLOW.index(folder(node))
    ]
    assert not back


def test_models_build_on_nothing_but_models_seeds_and_memory(manifest):
    project = PROJECT["name"]
    known = (f"model.{project}.", f"seed.{project}.", f"source.{project}.memory.")
    odd = {
        f"{node['name']} refers to {parent}"
        for node in ours(manifest, "model")
        for parent in node["depends_on"]["nodes"]
        if not parent.startswith(known)
    }
    assert not odd


def test_what_is_remembered_is_a_table_of_this_project(manifest):
    names = {node["name"] for node in ours(manifest, "model")}
    assert {source["name"] for source in manifest["sources"].values()} <= names


def test_the_pictures_arrows_are_those_of_the_models(manifest):
    """Each arrow of the README stands for a ref, and each ref between two steps is an arrow or a way along arrows."""
    models = {node["unique_id"]: node for node in ours(manifest, "model")}
    refs = {
        (folder(models[parent]), folder(node))
        for node in models.values()
        for parent in node["depends_on"]["nodes"]
        if parent in models and folder(models[parent]) != folder(node)
    }
    for page in PAGES:
        drawn = arrows(page)
        assert not drawn - refs, f"{page}: no model makes these arrows"
        assert not refs - ways(drawn), f"{page}: arrows that are not drawn"


def arrows(page):
    """The pairs of steps that the page's picture joins, the published file aside."""
    (picture,) = re.findall(r"```mermaid\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    chains = [re.sub(r"[\[(].*?[\])]+", "", line).split("-->") for line in picture.splitlines() if "-->" in line]
    pairs = {(a.strip(), b.strip()) for chain in chains for a, b in itertools.pairwise(chain)}
    return {pair for pair in pairs if "published" not in pair}


def ways(pairs):
    """All pairs of which the second can be reached from the first along the pairs given."""
    reached = set(pairs)
    while more := {(a, d) for a, b in reached for c, d in reached if b == c} - reached:
        reached |= more
    return reached


def test_a_folder_is_public_on_top_and_private_beneath(manifest):
    """What lies in a sub-folder is its step's own or says that others use it; what lies on top is for others."""
    odd = []
    for node in ours(manifest, "model"):
        step, *rest = Path(node["original_file_path"]).parts[1:]
        if step == "inputs":
            continue
        assert node["group"] == step, node["name"]
        on_top = len(rest) == 1
        if (on_top and node["access"] == "private") or (not on_top and node["access"] == "public"):
            odd.append(node["name"])
    assert not odd


def test_what_is_protected_in_a_sub_folder_is_used_by_another_step(manifest):
    models = {node["unique_id"]: node for node in ours(manifest, "model")}
    used = {
        models[parent]["name"]
        for node in models.values()
        for parent in node["depends_on"]["nodes"]
        if parent in models and folder(models[parent]) != folder(node)
    }
    # An operation belongs to no step: what a macro names, others use.
    ours_too = [macro for macro in manifest["macros"].values() if macro["package_name"] == PROJECT["name"]]
    used |= {name for macro in ours_too for name in re.findall(r"ref\('(\w+)'\)", macro["macro_sql"])}
    said = {
        node["name"]
        for node in models.values()
        if node["access"] == "protected" and len(Path(node["original_file_path"]).parts) > 3
    }
    assert {name for name in said if not name.startswith(SHOPS)} <= used


def test_a_folder_holds_few_inner_steps():
    crowded = {}
    for root in MODEL_FOLDERS:
        for path in [*root.rglob("*.sql"), *root.rglob("*.py")]:
            parts = path.relative_to(root).parts
            if len(parts) == 3 and parts[0] != "inputs":
                crowded[parts[:2]] = crowded.get(parts[:2], 0) + 1
    assert not {place: n for place, n in crowded.items() if n > 12}


def test_dbt_project_lists_the_flow_in_order():
    listed = [name for name in PROJECT["models"][PROJECT["name"]] if not name.startswith("+")]
    assert listed == FLOW


def test_models_and_seeds_and_their_columns_are_described(manifest):
    undescribed = []
    for node in ours(manifest, "model") + ours(manifest, "seed"):
        if not node["description"].strip():
            undescribed.append(node["name"])
        if not node["columns"]:
            undescribed.append(f"{node['name']}: no column")
        undescribed += [
            f"{node['name']}.{column['name']}"
            for column in node["columns"].values()
            if not column["description"].strip()
        ]
    assert not undescribed


def test_each_step_has_a_page_of_at_most_fifteen_lines():
    for step in FLOW[1:]:
        page = ROOT / "models" / step / "README.md"
        lines = page.read_text(encoding="utf-8").splitlines()
        assert 3 <= len(lines) <= 15, step


def test_a_text_that_two_columns_of_a_name_share_is_a_doc_block():
    """Else one of them is changed one day and the other is not."""
    places = {}
    for root in MODEL_FOLDERS:
        for path in root.rglob("*.yml"):
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
                for column in model["columns"]:
                    if "{{" not in column["description"]:
                        text = " ".join(column["description"].split())
                        places.setdefault((column["name"], text), []).append(model["name"])
    assert not {text: models for text, models in places.items() if len(models) > 1}


def test_doc_blocks_are_used(manifest):
    written = "".join(path.read_text(encoding="utf-8") for root in MODEL_FOLDERS for path in root.rglob("*.yml"))
    blocks = {doc["name"] for doc in manifest["docs"].values() if doc["package_name"] == PROJECT["name"]}
    assert {f"doc('{name}')" for name in blocks} <= set(re.findall(r"doc\('\w+'\)", written))


def test_descriptions_of_tables_begin_with_their_grain(manifest):
    assert not [
        node["name"]
        for node in ours(manifest, "model") + ours(manifest, "seed")
        if not node["description"].startswith("One row")
    ]


def test_seeds_have_the_columns_that_are_described(manifest):
    for seed in ours(manifest, "seed"):
        with (ROOT / seed["original_file_path"]).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == list(seed["columns"]), seed["name"]


def test_marts_declare_the_type_of_each_column(manifest):
    marts = [node for node in ours(manifest, "model") if node["access"] == "public"]
    assert marts
    assert not [
        f"{mart['name']}.{column['name']}"
        for mart in marts
        for column in mart["columns"].values()
        if not column["data_type"]
    ]


def test_no_mart_waits_for_the_id_of_the_build(manifest):
    """It needs every input; the marts get it where they are published (tests/test_publish.py)."""
    marts = {node["name"] for node in ours(manifest, "model") if node["access"] == "public"}
    have_it = {node["name"] for node in ours(manifest, "model") if "build_id" in node["columns"]}
    assert have_it & marts == {"this_build", "build_history"}


def test_what_needs_the_day_alone_does_not_wait_for_every_input(manifest):
    """The id of this_build reads them all; who asks for it remembers builds, or draws by it."""
    (this_build,) = [node["unique_id"] for node in ours(manifest, "model") if node["name"] == "this_build"]
    readers = [node for node in ours(manifest, "model") if this_build in node["depends_on"]["nodes"]]
    odd = {node["name"] for node in readers if folder(node) not in ("memory", "monitoring")}
    assert odd == {"offer_draws"}


def test_macros_and_their_arguments_are_described(manifest):
    undescribed = []
    for macro in manifest["macros"].values():
        if macro["package_name"] != PROJECT["name"]:
            continue
        if not macro["description"].strip():
            undescribed.append(macro["name"])
        described = [argument["name"] for argument in macro["arguments"] if argument["description"].strip()]
        if described != macro_arguments(macro):
            undescribed.append(f"{macro['name']}({', '.join(macro_arguments(macro))}): {described}")
    assert not undescribed


def test_the_version_stands_the_same_in_both_places(manifest):
    sql = manifest["macros"][f"macro.{PROJECT['name']}.project_version"]["macro_sql"]
    assert re.findall(r'return\("(.*?)"\)', sql) == [PROJECT["version"]]


@pytest.mark.parametrize(
    "model",
    [path for root in MODEL_FOLDERS for kind in ("*.sql", "*.py") for path in sorted(root.rglob(kind))],
    ids=lambda path: path.stem,
)
def test_a_model_says_what_one_row_is_and_has_its_yaml_beside_it(model):
    beside = model.with_suffix(".yml")
    assert beside.exists()
    assert [entry["name"] for entry in yaml.safe_load(beside.read_text(encoding="utf-8"))["models"]] == [model.stem]
    first_line = model.read_text(encoding="utf-8").partition("\n")[0]
    assert first_line.startswith("-- One row" if model.suffix == ".sql" else '"""One row')


def test_a_python_model_loads_no_heavy_library_before_it_has_rows_for_it():
    """scikit-learn takes two seconds, scipy and pandas half a second each: a small shop waits for none of them."""
    models = [
        str(path)
        for step in ("customers", "segments", "rules", "responses", "campaigns")
        for path in sorted((ROOT / "python_models" / step).rglob("*.py"))
    ]
    code = "import runpy, sys; [runpy.run_path(path) for path in sys.argv[1:]]; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code, *models], cwd=ROOT, capture_output=True, text=True, check=True)
    assert models and not {"sklearn", "scipy", "pandas", "mlxtend"} & set(loaded.stdout.split())


def test_no_yaml_describes_a_model_that_is_gone():
    assert not [
        path.name
        for root in MODEL_FOLDERS
        for path in root.rglob("*.yml")
        if not path.name.startswith("_")
        and not path.with_suffix(".sql").exists()
        and not path.with_suffix(".py").exists()
    ]
