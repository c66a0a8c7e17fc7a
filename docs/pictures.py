"""Draws how many segments a shop has, why, and who they are: docs/pictures/segments-*.svg.

Builds the segments of the Complete Journey and, where ../shared/data holds it, of Online Retail (UCI; 541,909 invoice
lines), each in a folder of its own. The same tables give the same bytes. Run with `make pictures`, or for a shop of
your own `python docs/pictures.py published/basketry.duckdb my-segments.svg "My shop"`.
"""

import json
import os
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Any

import duckdb

ROOT = Path(__file__).resolve().parent.parent
ONLINE_RETAIL = ROOT.parent / "shared" / "data" / "online_retail" / "transactions.parquet"
WIDTH, HEIGHT = 960, 400
BLUE, ORANGE, INK, PALE = "#2a6f97", "#e07a1f", "#222222", "#d9dee2"
Row = tuple[Any, ...]


def text(x: float, y: float, words: str, size: int = 13, anchor: str = "start", colour: str = INK) -> str:
    """A line of text in SVG, its left end, middle or right end at (x, y)."""
    look = f'font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(words)}</text>'


def silhouettes(rows: list[Row], left: float, top: float, width: float, height: float) -> list[str]:
    """The silhouette by number of clusters, the chosen one in orange."""
    numbers, highest = [row[0] for row in rows], max(0.1, *(row[1] for row in rows))

    def place(number: int, value: float) -> tuple[float, float]:
        across = (number - numbers[0]) / max(1, numbers[-1] - numbers[0])
        return left + across * width, top + height * (1 - max(value, 0) / (1.1 * highest))

    parts = [text(left - 30, top - 22, "Silhouette by number of segments  轮廓系数", 14)]
    for tick in range(int(1.1 * highest * 10) + 1):
        y = place(numbers[0], tick / 10)[1]
        parts.append(
            f'<line x1="{left - 8:.1f}" x2="{left + width + 8:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{PALE}"/>'
        )
        parts.append(text(left - 14, y + 4, f"{tick / 10:.1f}", 12, "end"))
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(number, value) for number, value, _ in rows))
    parts.append(f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="2"/>')
    for number, value, is_chosen in rows:
        x, y = place(number, value)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{6 if is_chosen else 4}" fill="{ORANGE if is_chosen else BLUE}"/>'
        )
        parts.append(text(x, top + height + 20, str(number), 12, "middle"))
        if is_chosen:
            parts.append(text(x, y + 24, f"{value:.2f}", 13, "middle", ORANGE))
    return parts


def sizes(rows: list[Row], left: float, top: float, width: float, height: float) -> list[str]:
    """Each segment's share of customers and of revenue, with its name in both languages."""
    parts = [
        text(left, top - 22, "Share of customers  客户占比", 14, colour=BLUE),
        text(left + width, top - 22, "Share of revenue  收入占比", 14, "end", ORANGE),
    ]
    step = height / len(rows)
    longest = max(max(row[3], row[4]) for row in rows)
    for place, (name, name_zh, n_customers, customers, revenue) in enumerate(rows):
        y = top + place * step
        parts.append(text(left, y + 12, f"{name}  {name_zh}", 13))
        for line, (share, colour, words) in enumerate(
            [(customers, BLUE, f"{customers:.0%} ({n_customers:,})"), (revenue, ORANGE, f"{revenue:.1%}")]
        ):
            bar, lower = (width - 90) * max(share, 0) / longest, y + 18 + line * 15
            parts.append(f'<rect x="{left:.1f}" y="{lower:.1f}" width="{bar:.1f}" height="12" fill="{colour}"/>')
            parts.append(text(left + bar + 6, lower + 10, words, 11))
    return parts


def picture(path: Path, title: str) -> str:
    """The SVG of a file that holds segment_quality and segment_profiles, the published one for example."""
    with duckdb.connect(str(path), read_only=True) as connection:
        scores = connection.sql(
            "select cast(target[3:] as integer), value, is_chosen from segment_quality "
            "where metric = 'silhouette' order by 1"
        ).fetchall()
        segments = connection.sql(
            "select segment, segment_zh, n_customers, customer_share, coalesce(revenue_share, 0) from segment_profiles "
            "order by revenue desc, segment"
        ).fetchall()
    height = max(HEIGHT, 110 + 62 * len(segments))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        "font-family=\"Helvetica, Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif\">",
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        text(20, 30, title, 17),
        *(silhouettes(scores, 70, 85, 330, height - 140) if scores else []),
        *sizes(segments, 480, 85, 450, height - 100),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def built(folder: Path, settings: dict[str, object]) -> Path:
    """Build the segments of a shop into a folder, with the tests of the data, and return the file."""
    file = folder / "basketry.duckdb"
    command = [str(Path(sys.executable).parent / "dbt"), "--quiet", "build", "--exclude-resource-type", "unit_test"]
    command += ["--select", "resource_type:seed", "+segment_quality", "+segment_profiles"]
    command += ["--indirect-selection", "cautious", "--vars", json.dumps({"publish_path": "", **settings})]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "BASKETRY_FILE": str(file)}, check=True)
    return file


def main() -> None:
    """Draw the shop that the arguments name, or both of the docs."""
    if len(sys.argv) == 4:
        Path(sys.argv[2]).write_text(picture(Path(sys.argv[1]), sys.argv[3]), encoding="utf-8")
        return
    to = ROOT / "docs" / "pictures"
    to.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        (journey := Path(name) / "journey").mkdir()
        drawn = picture(built(journey, {}), "The Complete Journey")
        (to / "segments-journey.svg").write_text(drawn, encoding="utf-8")
        if not ONLINE_RETAIL.exists():
            print(f"{ONLINE_RETAIL} is not there: docs/pictures/segments-online-retail.svg stays as it is")
            return
        (retail := Path(name) / "retail" / "input").mkdir(parents=True)
        duckdb.sql(
            "select invoice_no as order_id, customer_id, stock_code as product_id, invoice_date as ordered_at, "
            f"quantity, unit_price from '{ONLINE_RETAIL}'"
        ).write_parquet(str(retail / "order_lines.parquet"))
        settings = {"shop": "files", "input_dir": str(retail), "time_zone": "Europe/London"}
        drawn = picture(built(retail.parent, settings), "Online Retail")
        (to / "segments-online-retail.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
