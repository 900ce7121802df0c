"""The order that a folder of Markdown states itself: mdBook's SUMMARY.md, or a weight in each file's front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from audiobook.files.story_endings import STORY_EXTENSIONS
from audiobook.reading.front_matter import YAML_BLOCK

SUMMARY_NAME = "SUMMARY.md"
# A summary is a list of links, under the titles of parts.
SUMMARY_LINE = re.compile(
    r"^\s{0,40}(?:[-*+]\s+)?\[[^\]\n]{0,300}\]\(<?(?P<link>[^)>\n]{1,500})>?\)|^#\s+(?P<part>\S.*)$", re.M
)
SUMMARY_TITLES = frozenset(("summary", "contents", "table of contents"))
WEIGHT = re.compile(
    r"^(?:weight|nav_order|sidebar_position|order)[ \t]*:[ \t]*(-?\d{1,9}(?:\.\d{1,9})?)[ \t]*$", re.MULTILINE
)
MARKDOWN_ENDINGS = frozenset((".md", ".markdown"))
MAX_HEAD_BYTES = 40_000
MAX_SUMMARY_BYTES = 1_000_000


def read_summary(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files that a folder's summary lists, in its order, each with the title of its part ("" for none).

    Links out of the folder, and to files that aren't there, are left out.
    """
    part = ""
    seen: set[Path] = set()
    for line in SUMMARY_LINE.finditer(_read_head(folder / SUMMARY_NAME, MAX_SUMMARY_BYTES)):
        if line["part"]:
            part = "" if line["part"].strip().lower() in SUMMARY_TITLES else line["part"].strip()
            continue
        link = PurePosixPath(unquote(line["link"].partition("#")[0]))
        path = folder / link
        is_inside = not link.is_absolute() and ".." not in link.parts and ":" not in str(link)
        if is_inside and path not in seen and path.suffix.lower() in STORY_EXTENSIONS and path.is_file():
            seen.add(path)
            yield path, part


def order_by_weight(files: Sequence[Path]) -> list[Path]:
    """Markdown files in the order of the weights in their front matter; [] unless all have different ones."""
    if len(files) < 2 or not all(path.suffix.lower() in MARKDOWN_ENDINGS for path in files):
        return []
    weights: dict[Path, float] = {}
    for path in files:
        block = YAML_BLOCK.match(_read_head(path, MAX_HEAD_BYTES))
        weight = WEIGHT.search(block["yaml"]) if block else None
        if weight is None:
            return []
        weights[path] = float(weight[1])
    return sorted(files, key=weights.__getitem__) if len(set(weights.values())) == len(files) else []


def _read_head(path: Path, size: int) -> str:
    try:
        with path.open("rb") as file:
            return file.read(size).decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""
