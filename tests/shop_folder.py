"""A shop's folder of files and what the functions of basketry/ say of it, called as the macros do."""

import functools
import json
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
from dbt_common.clients.jinja import get_environment
from dbt_common.exceptions.macros import MacroReturn
from parsed_project import ROOT

from basketry.input_files import copy_input_file, describe_input_file

HEADER = "order_id,customer_id,product_id,ordered_at,quantity,unit_price"
LINE = "1,ann,tea,2024-03-01,1,2.5"


def macro(name, *arguments, **names):
    """What a macro of macros/inputs returns, where those that it calls and that are not given return nothing."""
    text = (ROOT / "macros" / "inputs" / f"{name}.sql").read_text(encoding="utf-8")
    others = {path.stem: lambda *arguments: "" for path in (ROOT / "macros").rglob("*.sql")}
    template = get_environment().from_string(text)
    try:
        getattr(template.make_module({**others, "return": returned, **names}), f"dbt_macro__{name}")(*arguments)
    except MacroReturn as answer:
        return answer.value


def returned(value):
    raise MacroReturn(value)


@functools.cache
def contract():
    """The contract, as macro inputs_as_json hands it over: for each table its columns, key and so on."""
    nothing = {"rating_scale": [], "input_dir": "", "input_encoding": "utf-8", "shop_file": ""}
    names = {"setting": nothing.get, "tojson": json.dumps, "target": SimpleNamespace(path="")}
    tables = macro("contract", **names)
    return json.loads(macro("inputs_as_json", **names, contract=lambda: tables))["contract"]


class Shop:
    """A folder of files and what the functions say of it."""

    def __init__(self, root):
        self.folder, self.scratch = root / "input", root / "scratch"
        self.folder.mkdir()

    def write(self, files, shop_yml=None):
        for name, content in files.items():
            if isinstance(content, pa.Table):
                pq.write_table(content, self.folder / name)
            else:
                (self.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        if shop_yml is not None:
            (self.folder / "shop.yml").write_bytes(shop_yml if isinstance(shop_yml, bytes) else shop_yml.encode())
        return self

    def inputs(self, **others):
        given = {"input_dir": str(self.folder), "scratch_dir": str(self.scratch), "shop_file": "", **others}
        return json.dumps({"input_encoding": "utf-8", "contract": contract(), **given})

    def describe(self, table="order_lines", **others):
        return json.loads(describe_input_file(self.inputs(**others), table))

    def names(self, table="order_lines"):
        """For each column of the relation the column of the file, or the value of every row in brackets."""
        found = self.describe(table)
        assert found["error"] == ""
        select = found["select"] or [{"column": column, "from": column} for column in found["columns"]]
        defects = ("beyond_header", "broken_line")
        return {
            entry["column"]: entry.get("from", [entry.get("value")])
            for entry in select
            if entry["column"] not in defects
        }

    def rows(self, table="order_lines"):
        """The rows of the copy, without defects, which there must be none of."""
        assert copy_input_file(self.inputs(), table) == ""
        read = pq.read_table(self.describe(table)["path"]).to_pylist()
        assert not [row for row in read if row["beyond_header"] or row["broken_line"]]
        return [list(row.values())[:-2] for row in read]
