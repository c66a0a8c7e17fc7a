"""Writes docs/settings.md, the page of all vars, from the list in macros/settings/settings.sql: `make settings`."""

from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Settings

Every var, what it is when nobody sets it, what it may be and what it means. Those in bold stand in
[dbt_project.yml](../dbt_project.yml); any other is set in the same way, by a line there or for one build:

```bash
dbt build --vars '{min_support: 0.001, n_bootstraps: 50}'
```

`[0, 1]` is a range from 0 to 1, and a round bracket leaves the number itself out. Where nothing else is said, a share
lies in `[0, 1]`, a count or a number of days is a whole number from 1 on, and money is not negative. What may be empty
is so as `""`, `[]` or null. A var that is not in this list, or a value that cannot be meant, stops the build with one
line before anything is built. `build_settings` in the published file says what a build was made with.

This page is written by `make settings` from [the list](../macros/settings/settings.sql) that models read, too.
"""


def settings() -> dict[str, dict[str, tuple[Any, str, str]]]:
    """The list of all vars: by group and name the default, the kind and the meaning."""
    returned: list[dict[str, dict[str, tuple[Any, str, str]]]] = []
    source = (ROOT / "macros" / "settings" / "settings.sql").read_text(encoding="utf-8")
    template = Environment().from_string(source, globals={"return": returned.append})
    template.module.settings()  # type: ignore[attr-defined]
    return returned[0]


def written(value: Any) -> str:
    """A value as one writes it in YAML."""
    return yaml.safe_dump(value, default_flow_style=True, width=1000).splitlines()[0].replace("''", '""')


def page() -> str:
    """The text of docs/settings.md."""
    prominent = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
    lines = [HEAD]
    for group, members in settings().items():
        lines += [f"## {group}\n", "| var | default | kind | meaning |", "|---|---|---|---|"]
        for name, (default, kind, meaning) in members.items():
            var = f"**`{name}`**" if name in prominent else f"`{name}`"
            usual = "see there" if default == {} else f"`{written(default)}`"
            lines.append(f"| {var} | {usual} | {kind} | {meaning} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    (ROOT / "docs" / "settings.md").write_text(page(), encoding="utf-8")
