"""Makes the tables of README.md and docs/comparison.md from comparison.toml (claims) and comparison.json (measured).

    python -m benchmarks.comparison            rewrites the tables between their markers
    python -m benchmarks.comparison --check    only says which are out of date; then the exit code is 1

comparison.json is written by `python -m benchmarks.peers --write`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peer_programs import US

HERE = Path(__file__).parent
CLAIMS, FIGURES = HERE / "comparison.toml", HERE / "comparison.json"
README, PAGE = HERE.parent / "README.md", HERE.parent / "docs" / "comparison.md"
SIGNS = {"yes": "✓", "partly": "~", "no": "✗", "": "–"}
LEGEND = "✓ yes · ~ partly, or with help from you · ✗ no, by its own documents · – its documents don't say"
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table between markers: the page, its name there, and what makes it."""

    page: Path
    name: str
    render: Callable[[Mapping[str, Any], Mapping[str, Any]], str]


def main() -> None:
    """Rewrite or check all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = find_stale()
    for page, text in stale.items():
        print(f"{page.name}: {'out of date' if options.check else 'rewritten'}")
        if not options.check:
            page.write_text(text, "utf-8")
    sys.exit(1 if stale and options.check else 0)


def find_stale() -> dict[Path, str]:
    """The pages whose tables aren't what the data say, each with its right text."""
    claims = tomllib.loads(CLAIMS.read_text("utf-8"))
    figures = json.loads(FIGURES.read_text("utf-8"))
    texts = {table.page: table.page.read_text("utf-8") for table in TABLES}
    fresh = dict(texts)
    for table in TABLES:
        fresh[table.page] = replace_between(fresh[table.page], table.name, table.render(claims, figures))
    return {page: text for page, text in fresh.items() if text != texts[page]}


def replace_between(text: str, name: str, table: str) -> str:
    """The text with a table between the markers of this name; raises ValueError where they are missing."""
    pattern = re.compile(rf"(<!-- table: {re.escape(name)} -->\n).*?(<!-- end of table -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"there is no <!-- table: {name} --> with an end")
    return pattern.sub(lambda match: f"{match[1]}{table}\n{match[2]}", text)


def draw_table(head: Sequence[str], rows: Rows) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def draw_cell(cell: str) -> str:
    """A cell as a sign, and what a reader should know.

    >>> draw_cell("partly: with Calibre"), draw_cell(""), draw_cell("7")
    ('~ with Calibre', '–', '7')
    """
    value, _, remark = cell.partition(": ")
    return " ".join(part for part in (SIGNS.get(value, value), remark) if part)


def render_features(claims: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    """What each program can do."""
    keys = [program["key"] for program in claims["programs"]]
    rows = [[row["feature"], *(draw_cell(row["cells"][key]) for key in keys)] for row in claims["rows"]]
    return draw_table(["", *(program["name"] for program in claims["programs"])], rows) + f"\n\n{LEGEND}"


def render_sources(claims: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    """Where the claims are from."""
    rows = [[_name_of(program["name"]), program["source"]] for program in claims["programs"]]
    return draw_table(["program", f"read on {claims['day']}"], rows)


def render_speakers(claims: Mapping[str, Any], _: Mapping[str, Any]) -> str:
    """How often the right speaker is named in novels."""
    rows = [
        [_name_of(row["name"]), *(f"{one:.1f}" for one in row["figures"]), row["source"]]
        for row in claims["speakers"]["rows"]
    ]
    return draw_table(["right speaker, %", *claims["speakers"]["columns"], "source"], rows)


def render_costs(title: str, figures: Mapping[str, Any]) -> str:
    """Time and memory of each program that was run on a story."""
    rows = [[*_names_of(row), *_costs_of(row)] for row in _rows_of(title, figures)]
    return draw_table(["program", "engine", "sound", "processor", "times real time", "clock (load)", "memory"], rows)


def render_results(title: str, figures: Mapping[str, Any]) -> str:
    """What each program made of a story."""
    rows = [[*_names_of(row), *_results_of(row)] for row in _rows_of(title, figures)]
    head = ["program", "engine", "chapters right", "titles", "lost", "errors", "no story", "speakers right", "tags"]
    return draw_table(head, rows)


def _rows_of(title: str, figures: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rows of a story, those with the same engine together, in the order in which programs are listed."""
    rows = figures[title]["rows"] if title in figures else []
    engines = list(dict.fromkeys(row["engine"] for row in rows))
    return sorted(rows, key=lambda row: engines.index(row["engine"]))


def _names_of(row: Mapping[str, Any]) -> list[str]:
    name, _, remark = row["name"].partition(", ")
    bare = ", bare" if remark == "bare" else ""
    return [f"{_name_of(name)} {row['version']}{bare}", row["engine"]]


def _name_of(name: str) -> str:
    """A program's name, our own in bold; that also tells it from a command, which the tests of the docs would try."""
    return f"**{name}**" if name == US else name


def _costs_of(row: Mapping[str, Any]) -> list[str]:
    if "failure" in row:
        return [row["failure"], "", "", "", ""]
    times = row["seconds"] / row["processor"]
    return [
        f"{row['seconds']:.0f} s",
        f"{row['processor']:.1f} s",
        f"{times:.1f}" if times < 10 else f"{times:,.0f}",
        f"{row['wall']:.0f} s ({row['load']:.0f})",
        f"{row['memory']:,} MB",
    ]


def _results_of(row: Mapping[str, Any]) -> list[str]:
    speakers = f"{row['speakers_right']} of {row['quotations']}" if "speakers_right" in row else "one voice"
    if "failure" in row:
        return ["no sound", "", "", "", "", speakers, ""]
    extra = f" ({row['sections']} parts)" if row["sections"] != row["chapters"] else ""
    whole = row["sections"] == 1
    return [
        "one piece" if whole else f"{row['chapters_right']} of {row['chapters']}{extra}",
        "–" if whole else f"{row['titles_right']} of {row['chapters']}",
        str(row["lost"]),
        f"{row['error_rate']:.1%}",
        str(row["foreign"]),
        speakers,
        ", ".join(row["tags"]) or "none",
    ]


SHORT, SAMPLE = "The Lamp on Platform Two", "The Night Dolores Lost Her Voice"
TABLES = (
    Table(README, "features", render_features),
    Table(PAGE, "features", render_features),
    Table(PAGE, "sources", render_sources),
    Table(PAGE, "speakers", render_speakers),
    Table(PAGE, "costs", lambda _, figures: render_costs(SHORT, figures)),
    Table(PAGE, "results", lambda _, figures: render_results(SHORT, figures)),
    Table(PAGE, "costs of the sample", lambda _, figures: render_costs(SAMPLE, figures)),
    Table(PAGE, "results of the sample", lambda _, figures: render_results(SAMPLE, figures)),
)


if __name__ == "__main__":
    main()
